"""Reliability: how often people confirm what a source claims, category by category.

Definition. Of a source's open claims in a category, on pictures where people answered, c are confirmed (more weight of
answers Yes than No) and d denied; a tie counts as neither. With STRENGTH k = 10 the mean of a Beta posterior is
(k·m + c) / (k + c + d), where m is what is expected before: for a category the source's own overall mean, for that the
crowd's mean over all sources, for the crowd `EXPECTED` = 0.9. So a source of which nothing is known is believed as the
others are, and many answers outweigh all of it.

Example. All sources: 8 of 10 confirmed, so crowd = (9 + 8) / 20 = 0.85. One with 4 of 4: (8.5 + 4) / 14 = 0.893.

Reference: A. Gelman et al., "Bayesian Data Analysis", 3rd ed. (2013), section 5.1 (beta-binomial).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from graph.runs import TrainingPicture

STRENGTH = 10.0
EXPECTED = 0.9


@dataclass(frozen=True)
class Reliability:
    """Probabilities that a claim is right: by source and category, by source, and of any."""

    categories: dict[tuple[str, str], float]
    sources: dict[str, float]
    crowd: float

    def find(self, source: str, category: str) -> float:
        """Find how far a source's claim in a category is believed."""
        return self.categories.get((source, category), self.sources.get(source, self.crowd))


def measure_reliability(pictures: Iterable[TrainingPicture]) -> Reliability:
    """Measure every source on these pictures."""
    right: Counter[tuple[str, str]] = Counter()
    judged: Counter[tuple[str, str]] = Counter()
    for picture in pictures:
        known = {pair.tag: pair for pair in picture.pairs if pair.people is not None}
        for tag, source in picture.claims:
            if tag in known:
                yes, no = known[tag].yes_weight, known[tag].no_weight
                right[source, known[tag].category] += yes > no
                judged[source, known[tag].category] += yes != no
    crowd = _shrink(EXPECTED, right.total(), judged.total())
    of_source: dict[str, list[int]] = {}
    for (source, category), count in judged.items():
        sums = of_source.setdefault(source, [0, 0])
        sums[0] += right[source, category]
        sums[1] += count
    sources = {source: _shrink(crowd, c, n) for source, (c, n) in of_source.items()}
    return Reliability({key: _shrink(sources[key[0]], right[key], n) for key, n in judged.items()}, sources, crowd)


def _shrink(expected: float, right: int, judged: int) -> float:
    return (STRENGTH * expected + right) / (STRENGTH + judged)
