"""Uses: which tags stand together on pictures, in whose words, and what people answered.

Definition. A tag is *known* on a picture where people or sources say so. Nothing else is a No: what nobody wrote is
unknown. Who made a picture is its *voice*; a picture whose author nobody knows is a voice of its own. One author who
writes two tags together a hundred times says it once, so shares are counted by voice: with A on m pictures of a voice,
each of them weighs 1/m, and

    share(B | A) = (sum of the weights of A's pictures that B is known on) / (voices that use A)

For every tag at most `SAMPLE` pictures are looked at, the first by id; ids are hashes, so these are drawn at random.

*Expected together* is what two tags would share if each voice wrote them independently on its pictures (the
expectation of Mantel and Haenszel, strata being voices; the pictures without author are one stratum):

    expected(A, B) = sum over voices of (A's pictures · B's pictures / all pictures) of the voice

It is small for tags of different authors, and so tells "never together" from "never used by the same people".

*Context* is how alike the tags are that two tags stand beside: the cosine of their vectors of positive logarithms of
share(X | A) / share(X), each times w / (w + 1) where w is the sum of weights, so that what was seen once counts half.

Example. Ann has tree and oak on two pictures, Bob tree alone on one: share(oak | tree) = (2 · ½ + 0) / 2 = 0.5.

Reference: N. Mantel, W. Haenszel, "Statistical aspects of the analysis of data from retrospective studies of disease"
(J. Natl. Cancer Inst. 22, 1959); K. Church, P. Hanks, "Word association norms, mutual information, and lexicography"
(1990); P. Turney, P. Pantel, "From frequency to meaning: vector space models of semantics" (JAIR 37, 2010).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Context = Mapping[str, float]
SAMPLE = 1000
NEAREST = 50


@dataclass(frozen=True, slots=True)
class Use:
    """A picture: its voice (empty where unknown), the tags known on it, and those that people answered Yes and No."""

    voice: str
    tags: tuple[str, ...]
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The tags beside one: how many voices use it, the weight of each neighbour, and what people answered of each."""

    voices: float
    weights: Mapping[str, float]
    yes: Mapping[str, int]
    no: Mapping[str, int]


class Uses:
    """All uses, in the order of the pictures' ids, and what is counted of them."""

    def __init__(self, uses: Iterable[Use]) -> None:
        self.pictures: Sequence[Use] = list(uses)
        self.places: dict[str, list[int]] = {}
        for place, use in enumerate(self.pictures):
            for tag in use.tags:
                self.places.setdefault(tag, []).append(place)
        self.sizes = Counter(use.voice for use in self.pictures)

    def count_pictures(self, tag: str) -> int:
        """Count the pictures that a tag is known on."""
        return len(self.places.get(tag, ()))

    def count_together(self, one: str, other: str) -> int:
        """Count the pictures that both are known on."""
        rarer, commoner = sorted((one, other), key=self.count_pictures)
        return sum(commoner in self.pictures[place].tags for place in self.places.get(rarer, ()))

    def count_voices(self, tag: str) -> Counter[str]:
        """Count a tag's pictures by voice; those without author are one."""
        return Counter(self.pictures[place].voice for place in self.places.get(tag, ()))

    def expect_together(self, one: str, other: str) -> float:
        """Return how many pictures both would be known on by chance."""
        ones, others = self.count_voices(one), self.count_voices(other)
        return sum(count * others[voice] / self.sizes[voice] for voice, count in ones.items() if voice in others)

    def find_neighbours(self, tag: str) -> Neighbours:
        """Weigh the tags that stand beside one, and count what people answered of them."""
        places = self.places.get(tag, [])[:SAMPLE]
        sizes = Counter(self.pictures[place].voice for place in places)
        weights: dict[str, float] = defaultdict(float)
        yes: Counter[str] = Counter()
        no: Counter[str] = Counter()
        for place in places:
            use = self.pictures[place]
            weight = 1 / sizes[use.voice] if use.voice else 1.0
            for other in use.tags:
                weights[other] += weight
            yes.update(use.yes)
            no.update(use.no)
        weights.pop(tag, None)
        strangers = sizes.pop("", 0)
        return Neighbours(len(sizes) + strangers, dict(weights), yes, no)

    @cached_property
    def shares(self) -> dict[str, float]:
        """The share of voices' pictures that each tag is known on."""
        sums: dict[str, float] = defaultdict(float)
        for use in self.pictures:
            weight = 1 / self.sizes[use.voice] if use.voice else 1.0
            for tag in use.tags:
                sums[tag] += weight
        voices = len(self.sizes.keys() - {""}) + self.sizes[""]
        return {tag: total / voices for tag, total in sums.items()}

    def describe_context(self, tag: str) -> Context:
        """Return a tag's context, a vector of length 1 over its `NEAREST` neighbours; empty where it has none."""
        near = self.find_neighbours(tag)
        lifts = {
            other: math.log(weight / near.voices / self.shares[other]) * weight / (weight + 1)
            for other, weight in near.weights.items()
        }
        nearest = sorted((item for item in lifts.items() if item[1] > 0), key=lambda item: (-item[1], item[0]))[
            :NEAREST
        ]
        length = math.sqrt(sum(lift * lift for _, lift in nearest))
        return {other: lift / length for other, lift in nearest}


def compare_contexts(one: Context, other: Context) -> float:
    """Return the cosine of two contexts: 0 for nothing in common, 1 for the same."""
    smaller, larger = sorted((one, other), key=len)
    return min(1.0, sum(value * larger.get(tag, 0.0) for tag, value in smaller.items()))
