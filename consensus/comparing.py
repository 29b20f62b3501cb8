"""Comparing: what a file of comparisons says of its items and workers, and how well it foretells those held out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from consensus.answers import Floats
from consensus.comparisonfiles import ComparisonFile
from consensus.preferences import Comparisons, Preferences, fit_preferences
from consensus.scores import LEAST
from taggy.errors import InputError

SURE = 1.96  # deviations on either side: an interval of 95 %


@dataclass(frozen=True)
class ItemFigures:
    """An item: its score with a 95 % interval, how often it was compared, and the part within which it has a place."""

    item: str
    score: float
    low: float
    high: float
    comparisons: int
    part: int


@dataclass(frozen=True)
class WorkerFigures:
    """A worker: how many answers, how keenly they tell items apart (1 is usual), and how they lean to the left.

    Of the answers with a better side: the share that the scores agree with, which they helped to find, and the share
    that says left; None where there is none.
    """

    worker: str
    comparisons: int
    agreement: float | None
    lefts: float | None
    keenness: float
    leaning: float


@dataclass(frozen=True)
class Foretold:
    """How well held-out comparisons were foretold: those with a better one, and the loss of all in nats."""

    comparisons: int
    accuracy: float | None
    win_rate_accuracy: float | None
    log_loss: float


@dataclass(frozen=True)
class Ordered:
    """How well the order agrees with the true one, over pairs whose true scores differ and that are in one part."""

    pairs: int
    accuracy: float | None


@dataclass(frozen=True)
class Evaluation:
    """What can be said of comparisons: the order is by all of them, best first; part 1 is the largest."""

    comparisons: int
    ties: int
    parts: int
    held_out: Foretold | None
    ordered: Ordered | None
    order: list[ItemFigures]
    workers: list[WorkerFigures]


def evaluate_comparisons(file: ComparisonFile, holdout: float, seed: int) -> Evaluation:
    """Fit all comparisons; fit them again without a share of them, drawn by a seed, and foretell those.

    Raises:
        InputError: the share is not from 0 to below 1, or leaves nothing on one side.
    """
    given = file.given
    fit = fit_preferences(given)
    parts = rank_parts(fit)
    counts = np.bincount(given.lefts, minlength=given.thing_count)
    counts += np.bincount(given.rights, minlength=given.thing_count)
    items = [
        ItemFigures(file.items[n], *bound_score(fit, n), int(counts[n]), int(parts[n])) for n in np.argsort(-fit.scores)
    ]
    return Evaluation(
        comparisons=len(given.answers),
        ties=int((given.answers == 0).sum()),
        parts=int(parts.max()),
        held_out=_foretell(given, holdout, seed) if holdout else None,
        ordered=None if np.isnan(file.truth).all() else _order(fit, file.truth),
        order=items,
        workers=measure_workers(fit, given, file.workers),
    )


def measure_workers(fit: Preferences, given: Comparisons, workers: Sequence[str]) -> list[WorkerFigures]:
    """Measure how each worker answered, by a fit of these answers."""
    decided = given.take(given.answers != 0)
    agreed = score_right(fit.scores[decided.lefts] - fit.scores[decided.rights], decided)
    count = given.person_count
    sides, right, left = (
        np.bincount(decided.persons, weights, count) for weights in (None, agreed, decided.answers > 0)
    )
    answers = np.bincount(given.persons, minlength=count)
    return [
        WorkerFigures(
            worker=worker,
            comparisons=int(answers[n]),
            agreement=float(right[n] / sides[n]) if sides[n] else None,
            lefts=float(left[n] / sides[n]) if sides[n] else None,
            keenness=float(fit.keenness[n]),
            leaning=float(fit.leaning[n]),
        )
        for n, worker in enumerate(workers)
    ]


def bound_score(fit: Preferences, thing: int) -> tuple[float, float, float]:
    """Say what a thing's score is, and between what it lies in 95 of 100 cases."""
    score, apart = float(fit.scores[thing]), SURE * float(fit.deviations[thing])
    return score, score - apart, score + apart


def rank_parts(fit: Preferences) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Number the part of each item anew: the largest is 1."""
    sizes = np.bincount(fit.parts)
    return np.asarray(np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")[fit.parts] + 1)


def _foretell(given: Comparisons, holdout: float, seed: int) -> Foretold:
    if not 0 < holdout < 1:
        raise InputError(f"A share of {holdout} cannot be held out. Give one from 0 to below 1.")
    count = round(holdout * len(given.answers))
    if not 0 < count < len(given.answers):
        raise InputError(f"Of {len(given.answers)} comparisons {count} would be held out. Give more, or another share.")
    order = np.random.default_rng(seed).permutation(len(given.answers))
    known, held = given.take(order[count:]), given.take(order[:count])
    fit = fit_preferences(known)
    likely, levels = fit.predict(held), fit.levels
    chance = (likely * (levels == held.answers[:, None])).sum(axis=1)  # 0 for a tie where nobody tied before
    return Foretold(
        comparisons=count,
        accuracy=_measure_accuracy(likely @ levels, held),
        win_rate_accuracy=_measure_accuracy(_rate_wins(known, held), held),
        log_loss=float(-np.log(np.maximum(chance, LEAST)).mean()),
    )


def _rate_wins(known: Comparisons, asked: Comparisons) -> Floats:
    """Set how much oftener the left one won than the right one, a tie as half; an item never compared as a half."""
    wins = np.bincount(known.lefts, (1 + known.answers) / 2, known.thing_count)
    wins += np.bincount(known.rights, (1 - known.answers) / 2, known.thing_count)
    times = np.bincount(known.lefts, minlength=known.thing_count) + np.bincount(
        known.rights, minlength=known.thing_count
    )
    rates = np.where(times > 0, wins / np.maximum(times, 1), 0.5)
    return np.asarray(rates[asked.lefts] - rates[asked.rights])


def _measure_accuracy(gaps: Floats, held: Comparisons) -> float | None:
    """Measure how often the side that was foretold is the better one; no gap is half right; ties are left out."""
    decided = held.answers != 0
    right = score_right(gaps, held)[decided]
    return float(right.mean()) if len(right) else None


def score_right(gaps: Floats, given: Comparisons) -> Floats:
    """Score each answer with a better side: 1 where it is the one that is ahead, a half where neither is."""
    return np.where(np.isclose(gaps, 0, rtol=0, atol=LEAST**2), 0.5, (gaps > 0) == (given.answers > 0))


def _order(fit: Preferences, truth: Floats) -> Ordered:
    known = np.flatnonzero(~np.isnan(truth))
    one, other = (known[side] for side in np.triu_indices(len(known), 1))
    true, found = truth[one] - truth[other], fit.scores[one] - fit.scores[other]
    asked = (true != 0) & (fit.parts[one] == fit.parts[other])
    right = np.where(found == 0, 0.5, (found > 0) == (true > 0))[asked]
    return Ordered(int(asked.sum()), float(right.mean()) if len(right) else None)
