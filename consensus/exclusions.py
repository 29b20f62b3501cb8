"""Exclusions: which two tags are never right together?

Definition. A excludes B where nothing that shows A shows B: a sign is a circle or a triangle. Two tags that one never
sees together mostly belong to different subjects, which is no exclusion. So two things are asked for: that the same
voices use both, on different pictures, and that they stand beside the same tags. With e the number of pictures that
both would be known on by chance, t that on which they are (`consensus.uses`), and people's answers: *parted* pictures
have Yes on one of them and No on the other, *joined* ones Yes on both,

    s     = e / (1 + parted + joined)
    apart = bound(s · max(0, 1 - t/e) + parted, s + parted + joined)    Wilson's lower bound (`taggy.bounds`)
    score = √(apart · context)

Proposed is what is scored `ENOUGH` or more, where e and the answers reach `SUPPORT`. Only tags that one voice uses on
`OFTEN` pictures or more are compared, and those that people answered on one picture; of a voice at most `TAGS`, of all
the `COMMON` most used ones, so no list of all pairs is made.

Example. One author draws 40 signs, 16 with circle and 10 with triangle, never both: e = 16 · 10 / 40 = 4, t = 0,
apart = bound(4, 4) = 0.51. Beside both stand the same tags, context = 1: score = 0.71.

Reference: N. Mantel, W. Haenszel (1959), as in `consensus.uses`; X. Wu, C. Zhang, S. Zhang, "Efficient mining of both
positive and negative association rules" (ACM TOIS 22, 2004).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from consensus.spelling import Pair
from consensus.uses import Uses, compare_contexts
from taggy.bounds import bound_share

ENOUGH = 0.15
SUPPORT = 1.0
OFTEN = 2
TAGS = 100
COMMON = 2000


@dataclass(frozen=True)
class Exclusion:
    """That two tags exclude each other, the lower name first, and what speaks for it."""

    one: str
    other: str
    score: float
    together: int
    expected: float
    parted: int
    joined: int
    context: float


def rank_exclusions(uses: Uses, without: Collection[Pair] = ()) -> list[Exclusion]:
    """Rank what may exclude what, best first; pairs in `without` are left out, in either order."""
    settled = {frozenset(pair) for pair in without}
    expected = expect_pairs(uses)
    parted, joined = count_answers(uses)
    pairs = [
        pair
        for pair in sorted(expected.keys() | parted.keys())
        if expected[pair] + parted[pair] + joined[pair] >= SUPPORT and frozenset(pair) not in settled
    ]
    contexts = {tag: uses.describe_context(tag) for tag in {tag for pair in pairs for tag in pair}}
    found = []
    for pair in pairs:
        together = uses.count_together(*pair)
        context = compare_contexts(contexts[pair[0]], contexts[pair[1]])
        score = math.sqrt(bound_parting(expected[pair], together, parted[pair], joined[pair]) * context)
        if score >= ENOUGH:
            found.append(Exclusion(*pair, score, together, expected[pair], parted[pair], joined[pair], context))
    return sorted(found, key=lambda said: (-said.score, said.one, said.other))


def bound_parting(expected: float, together: int, parted: int, joined: int) -> float:
    """Return how large a share of what would be together by chance is apart, at least: see the module's definition."""
    weight = expected / (1 + parted + joined)
    missing = max(0.0, 1 - together / expected) if expected else 0.0
    return bound_share(weight * missing + parted, weight + parted + joined)


def expect_pairs(uses: Uses) -> Counter[Pair]:
    """Return for every two tags that a voice uses often how many pictures both would be known on by chance."""
    common = set(sorted(uses.places, key=lambda tag: (-uses.count_pictures(tag), tag))[:COMMON])
    by_voice: dict[str, Counter[str]] = defaultdict(Counter)
    for use in uses.pictures:
        by_voice[use.voice].update(common.intersection(use.tags))
    expected: Counter[Pair] = Counter()
    for voice, counts in by_voice.items():
        most = sorted(counts, key=lambda tag: (-counts[tag], tag))[:TAGS]
        often = sorted(tag for tag in most if counts[tag] >= OFTEN)
        for one, other in combinations(often, 2):
            expected[one, other] += counts[one] * counts[other] / uses.sizes[voice]  # type: ignore[assignment]
    return expected


def count_answers(uses: Uses) -> tuple[Counter[Pair], Counter[Pair]]:
    """Count for every two tags the pictures with Yes on one and No on the other, and those with Yes on both."""
    parted: Counter[Pair] = Counter()
    joined: Counter[Pair] = Counter()
    for use in uses.pictures:
        parted.update((min(one, other), max(one, other)) for one in use.yes for other in use.no)
        joined.update(combinations(sorted(use.yes), 2))
    return parted, joined
