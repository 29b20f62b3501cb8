"""Open tags: what may be asked about, weighed so that rare tags are asked about too."""

import math
import random
import time
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from graph.questions import OpenTag

TAGS_AGE = 30.0
TAGS_TRIED = 32
DRAWS = 1024


@dataclass(frozen=True)
class OpenTags:
    """Tags that may be asked about, weighed once so that a draw costs the same among a hundred thousand."""

    tags: Sequence[OpenTag]
    sums: Sequence[float]  # of the weights, up to and with each tag
    pairs: int
    good_until: float

    @classmethod
    def weigh(cls, tags: Sequence[OpenTag], good_for: float = TAGS_AGE) -> "OpenTags":
        """Weigh tags by the square roots of their pairs."""
        sums = list(accumulate(math.sqrt(tag.pairs) for tag in tags))
        return cls(tags, sums, sum(tag.pairs for tag in tags), time.monotonic() + good_for)

    @property
    def good(self) -> bool:
        """Whether they were read a short while ago."""
        return time.monotonic() < self.good_until

    def draw(self, dice: random.Random) -> Iterator[OpenTag]:
        """Draw different tags one after another by their weights: at most `TAGS_TRIED`, all where there are no more.

        Drawing again what was drawn before is weighted sampling without replacement. A few tags are put in the order of
        exponential variates divided by their weights, which is the same (Efraimidis and Spirakis, "Weighted random
        sampling with a reservoir", 2006).
        """
        if len(self.tags) <= TAGS_TRIED:
            yield from sorted(self.tags, key=lambda tag: dice.expovariate(math.sqrt(tag.pairs)))
            return
        drawn: set[int] = set()
        for _ in range(DRAWS):
            place = min(bisect(self.sums, dice.random() * self.sums[-1]), len(self.tags) - 1)
            if place not in drawn:
                drawn.add(place)
                yield self.tags[place]
            if len(drawn) == TAGS_TRIED:
                return
