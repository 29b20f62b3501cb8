"""How good ratings are: what they foretell of held-out answers, and how they agree with what people keep and drop.

- *Accuracy*: of the held-out answers with a better side, how often that is the side that is rated higher; no
  difference is half right. Scores foretell only pictures that were compared and lie in one part.
- *AUROC*: how often a picture that people keep is rated above one that they drop; equals are half.
- *Precision* among the best so many per cent of the decided pictures: how many of them people keep.
- *Learning curve*: both, had only the first so many answers been given.
- *Persons*: how each answered what was learned from, beside what all of them say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Floats
from consensus.comparing import WorkerFigures, measure_workers
from consensus.comparisonsheet import Numbered
from consensus.preferences import Comparisons, find_parts
from consensus.rating import Taste, learn_taste

STEPS = 6  # of the learning curve, each twice as long as the one before
PERCENTS = (1, 2, 5, 10, 20, 30, 50, 75, 100)
SURE = 1.96


@dataclass(frozen=True)
class Foretold:
    """How many held-out answers were foretold rightly, with a 95 % interval (Wilson); None where none could be."""

    by: str
    answers: int
    accuracy: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Learnt:
    """What so many answers were worth."""

    answers: int
    by_scores: float | None
    by_ensemble: float | None
    auroc: float | None


@dataclass(frozen=True)
class Best:
    """The best so many per cent of the decided pictures: how many they are, and how many of them are kept."""

    percent: int
    pictures: int
    precision: float
    low: float
    high: float


@dataclass(frozen=True)
class Quality:
    """All of it; without decisions there is no AUROC and no precision."""

    foretold: list[Foretold]
    curve: list[Learnt]
    kept: int
    dropped: int
    auroc: float | None
    best: list[Best]
    persons: list[WorkerFigures]


def measure_quality(
    read: Numbered, placed: Mapping[str, Floats], decisions: Mapping[str, bool], worth: Mapping[str, float]
) -> Quality:
    """Measure ratings: `placed` are pictures that were seen, `worth` is what pictures are listed by."""
    decided = {image: kept for image, kept in decisions.items() if image in worth}
    kept = np.array(list(decided.values()), bool)
    rated = np.array([worth[image] for image in decided])
    taste = learn_taste(read, placed, _count_axes(placed))
    return Quality(
        foretold=[
            _foretell("scores", _find_score_gaps(taste), read.held),
            _foretell("ensemble", _guess_gaps(taste, placed), read.held),
        ],
        curve=[_learn(read, count, placed, decisions) for count in list_steps(len(read.known.answers))],
        kept=int(kept.sum()),
        dropped=int((~kept).sum()),
        auroc=measure_auroc(rated, kept),
        best=_list_best(rated, kept),
        persons=measure_workers(taste.fit, read.known, read.persons[: read.known.person_count]),
    )


def _count_axes(placed: Mapping[str, Floats]) -> int:
    return len(next(iter(placed.values()), ()))


def list_steps(count: int) -> list[int]:
    """List how many answers the steps of the learning curve have, the last one all."""
    return sorted({count >> step for step in range(STEPS)} - {0})


def _learn(read: Numbered, count: int, placed: Mapping[str, Floats], decisions: Mapping[str, bool]) -> Learnt:
    part = read.take_first(count)
    taste = learn_taste(part, placed, _count_axes(placed))
    by_scores = _foretell("scores", _find_score_gaps(taste), read.held).accuracy
    by_ensemble = _foretell("ensemble", _guess_gaps(taste, placed), read.held).accuracy
    return Learnt(count, by_scores, by_ensemble, _guess_decisions(taste, placed, decisions))


def _guess_decisions(taste: Taste, placed: Mapping[str, Floats], decisions: Mapping[str, bool]) -> float | None:
    seen = [image for image in decisions if image in placed]
    if taste.ensemble is None or not seen:
        return None
    guesses = taste.ensemble.rate(np.array([placed[image] for image in seen])).mean(axis=1)
    return measure_auroc(guesses, np.array([decisions[image] for image in seen], bool))


def _find_score_gaps(taste: Taste) -> Floats:
    """Find how far the left one's score is ahead in each held-out answer; NaN where that cannot be said."""
    held, known = taste.read.held, taste.read.known
    counts = taste.read.count_comparisons()
    scores, parts = np.zeros(len(counts)), np.zeros(len(counts), np.int64)
    scores[: known.thing_count], parts[: known.thing_count] = taste.fit.scores, find_parts(known)
    gaps = scores[held.lefts] - scores[held.rights]
    there = (counts[held.lefts] > 0) & (counts[held.rights] > 0) & (parts[held.lefts] == parts[held.rights])
    return np.where(there, gaps, np.nan)


def _guess_gaps(taste: Taste, placed: Mapping[str, Floats]) -> Floats:
    """Guess how far the left one is ahead in each held-out answer; NaN where a picture was not seen."""
    images, held = taste.read.images, taste.read.held
    if taste.ensemble is None or not placed:
        return np.full(len(held.answers), np.nan)
    nowhere = np.full(len(next(iter(placed.values()))), np.nan)
    guesses = taste.ensemble.rate(np.array([placed.get(image, nowhere) for image in images])).mean(axis=1)
    return np.asarray(guesses[held.lefts] - guesses[held.rights])


def _foretell(by: str, gaps: Floats, held: Comparisons) -> Foretold:
    asked = (held.answers != 0) & ~np.isnan(gaps)
    right = np.where(gaps == 0, 0.5, (gaps > 0) == (held.answers > 0))[asked]
    if not len(right):
        return Foretold(by, 0, None, None, None)
    return Foretold(by, len(right), *find_interval(float(right.sum()), len(right)))


def find_interval(hits: float, count: int) -> tuple[float, float, float]:
    """Find a share and the bounds of its 95 % interval (Wilson)."""
    share, wide = hits / count, SURE**2 / count
    middle = (share + wide / 2) / (1 + wide)
    apart = SURE / (1 + wide) * float(np.sqrt(share * (1 - share) / count + wide / (4 * count)))
    return share, middle - apart, middle + apart


def measure_auroc(rated: Floats, kept: NDArray[np.bool_]) -> float | None:
    """Measure how often one that is kept is rated above one that is not; None without both."""
    positive, negative = int(kept.sum()), int((~kept).sum())
    if not positive or not negative:
        return None
    _, places, counts = np.unique(rated, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return float((ranks[kept].sum() - positive * (positive + 1) / 2) / (positive * negative))


def _list_best(rated: Floats, kept: NDArray[np.bool_]) -> list[Best]:
    ordered = kept[np.argsort(-rated, kind="stable")]
    found = []
    for percent in PERCENTS if len(kept) else ():
        count = max(1, round(len(kept) * percent / 100))
        found.append(Best(percent, count, *find_interval(float(ordered[:count].sum()), count)))
    return found
