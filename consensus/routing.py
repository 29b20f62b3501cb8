"""Routing: which question a voter is asked next.

A tag is drawn with a weight of the square root of its pairs, so that rare tags are asked too; then one of the pairs of
that tag with the fewest and most divided answers is drawn. A share of the questions (`control_share`) is drawn evenly
from all open pairs instead: the control sample, by which the others can be judged. A question is leased to its voter
for a while, so that two voters are not asked for the same last answer.
"""

import asyncio
import math
import random
import secrets
import time
from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from consensus.leases import Leases, Pair
from graph.connection import Graph
from graph.questions import (
    DrawnPair,
    OpenPair,
    OpenTag,
    QuestionCard,
    describe_pairs,
    draw_pairs,
    list_open_pairs,
    list_open_tags,
    list_safe_open_pairs,
)
from taggy.settings import Settings

Why = Literal["control", "fewest-answers"]
Found = tuple[Pair, int, Why, float]

TAGS_AGE = 30.0
TAGS_SHARE = 0.01  # of the time at most goes into reading the tags: what takes long is read seldom
TAGS_TRIED = 32
DRAWS = 1024
PAGES = (16, 256, 1024)
ANSWERS_TO_SETTLE = 2


@dataclass(frozen=True)
class Scope:
    """What a voter chose to be asked about; None is everything."""

    tag: str | None = None
    category: str | None = None
    collection: str | None = None


@dataclass(frozen=True)
class Asker:
    """Who is asked: the voter, the ids that are the same person, and whether NSFW may be shown."""

    voter: str
    aliases: tuple[str, ...] = ()
    nsfw: bool = False

    @property
    def ids(self) -> list[str]:
        """Every id under which this person has answered."""
        return [self.voter, *self.aliases]


@dataclass(frozen=True)
class Question:
    """A pair to ask about, why it was chosen, and with what probability it was drawn."""

    card: QuestionCard
    why: Why
    probability: float


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


class Router:
    """Draws questions. One a process: it remembers the tags for half a minute; the leases are all processes'."""

    def __init__(self, graph: Graph, settings: Settings, leases: Leases, seed: int | None = None) -> None:
        self.graph = graph
        self.control_share = settings.control_share
        self.leases = leases
        self._random = random.Random(seed if seed is not None else secrets.randbits(64))  # noqa: S311 - no secret
        self._tags: dict[str | None, OpenTags] = {}
        self._reading = asyncio.Lock()

    async def draw(self, asker: Asker, count: int, scope: Scope) -> list[Question]:
        """Draw up to `count` different questions; fewer where less is left to ask.

        Questions that this voter holds already are drawn again only where nothing else is left.
        """
        drawn: dict[Pair, tuple[Why, float]] = {}
        for again in (False, True):
            while len(drawn) < count:
                found = await self._draw_one(asker, scope, drawn.keys(), again=again)
                if found is None:
                    break
                pair, answers, why, probability = found
                if self.leases.take(pair, asker.voter, _count_needed(answers)):
                    drawn[pair] = (why, probability)
        cards = await describe_pairs(self.graph, list(drawn)) if drawn else []
        return [Question(card, *drawn[card.image, card.tag]) for card in cards]

    async def _draw_one(self, asker: Asker, scope: Scope, taken: Collection[Pair], *, again: bool) -> Found | None:
        if scope == Scope() and self._random.random() < self.control_share:
            found = await self._draw_control(asker, taken, again=again)
            if found:
                return found
        return await self._draw_by_priority(asker, scope, taken, again=again)

    async def _draw_control(self, asker: Asker, taken: Collection[Pair], *, again: bool) -> Found | None:
        point = f"{self._random.getrandbits(64):016x}"
        pairs = await draw_pairs(self.graph, point, asker.ids, nsfw=asker.nsfw, limit=PAGES[0])
        tags = await self._list_tags(None)
        free = self._list_free(pairs, asker, taken, again=again)
        return (*free[0], "control", self.control_share / max(tags.pairs, 1)) if free else None

    async def _draw_by_priority(
        self, asker: Asker, scope: Scope, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        tags = OpenTags.weigh([OpenTag(tag=scope.tag, pairs=1)]) if scope.tag else await self._list_tags(scope.category)
        share = 1 - self.control_share if scope == Scope() else 1.0
        for tag in tags.draw(self._random):
            best = await self._list_best(asker, scope, tag.tag, taken, again=again)
            if best:
                chosen = self._random.choice(best)
                return *chosen, "fewest-answers", share * math.sqrt(tag.pairs) / tags.sums[-1] / len(best)
        return None

    async def _list_best(
        self, asker: Asker, scope: Scope, tag: str, taken: Collection[Pair], *, again: bool
    ) -> list[tuple[Pair, int]]:
        """List the open pairs on the first page of a tag that has any, with their answers; pages grow."""
        list_pairs = list_open_pairs if asker.nsfw else list_safe_open_pairs
        after = ""
        for size in PAGES:
            page = await list_pairs(self.graph, tag, after, asker.ids, scope.collection, size)
            best = self._list_free([pair for pair in page if pair.free], asker, taken, again=again)
            if best or len(page) < size:
                return best[: PAGES[0]]
            after = page[-1].ask
        return []

    def _list_free(
        self, pairs: Sequence[OpenPair | DrawnPair], asker: Asker, taken: Collection[Pair], *, again: bool
    ) -> list[tuple[Pair, int]]:
        """List those that can be asked, with their answers: not drawn just now, no other holds their last answer."""
        holders = self.leases.list_holders((pair.image, pair.tag) for pair in pairs)
        free = []
        for row in pairs:
            pair = (row.image, row.tag)
            held = holders.get(pair, set())
            if pair in taken or (not again and asker.voter in held):
                continue
            if len(held - {asker.voter}) < _count_needed(row.answers):
                free.append((pair, row.answers))
        return free

    async def _list_tags(self, category: str | None) -> OpenTags:
        """List the tags that may be asked about; however many ask, one reads, and the others go on with older ones."""
        tags = self._tags.get(category)
        if tags and (tags.good or self._reading.locked()):
            return tags
        async with self._reading:
            tags = self._tags.get(category)
            if tags is None or not tags.good:
                began = time.monotonic()
                found = await list_open_tags(self.graph, category)
                tags = OpenTags.weigh(found, max(TAGS_AGE, (time.monotonic() - began) / TAGS_SHARE))
                kept = {name: old for name, old in self._tags.items() if name is None or old.good}
                self._tags = {**kept, category: tags}  # of the categories that people name, those asked about of late
            return tags


def _count_needed(answers: int) -> int:
    """Count how many voters may be asked at once: as many as settle the pair."""
    return max(1, ANSWERS_TO_SETTLE - answers)
