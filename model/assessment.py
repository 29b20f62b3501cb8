"""Assessment: how good a run is on each tag, beside noise and beside always saying the commoner answer.

What is measured on. The pictures of the test side, from which no run learns, where at least `FEWEST` of them have the
tag and as many lack it; else the other pictures, each judged out of fold. Which one is told (`measured_on`). A pair
that was not answered counts as a No where a source claimed other tags of the picture, and not at all elsewhere; so
precision is a lower bound where claims are incomplete. A soft target above one half is a Yes.

Measures. Average precision is the mean, over the pictures with the tag, of the precision down to each of them. AUROC is
the chance that a picture with the tag gets a higher confidence than one without, a tie counting half. The *calibration
error* is the mean distance between confidence and share of Yes over `BINS` bins of equal mass, weighted by their pairs.
Precision, recall and F1 are of what is at or above the threshold. *Coverage* is the share of the pairs that people (not
claims) say Yes to that are proposed. The *usual* confidence is the mean over all pairs that have the tag:
one far below it is doubtful, however rare the tag is.

Noise. A random order reaches an average precision of the share of Yes (*chance*), an AUROC of one half, and, proposing
as many pairs, a precision of chance. Always the commoner answer: nothing is proposed where that is No (recall and F1
0), all where it is Yes; its confidence is the same for all pictures, so its order is a tie, as good as noise. Whether a
run beats noise is tested by the one-sided Mann-Whitney test on the AUROC, normal approximation with ties: it abstains,
says nothing of the tag, where p is at least `DOUBT`.

References: M. Naeini and others, "Obtaining well calibrated probabilities using Bayesian binning" (2015), bins of equal
mass as in K. Nguyen, B. O'Connor (2015); H. Mann, D. Whitney, "On a test of whether one of two random variables is
stochastically larger than the other" (1947).
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from graph.runs import Assessment
from model.predictions import Predictions
from model.thresholds import Threshold

FEWEST = 8
BINS = 10
DOUBT = 0.01


def assess_tags(predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]) -> list[Assessment]:
    """Assess every tag by its column of confidences."""
    return [
        _assess(predictions, confidence[:, column], column, threshold) for column, threshold in enumerate(thresholds)
    ]


def abstain(tag: str, support: int, fewest: int) -> Assessment:
    """Assess a tag that too few pictures have for a head of its own."""
    reason = f"fewer than {fewest} pictures have it"
    return Assessment(tag=tag, support=support, abstains=reason, answered_by="nobody", reason=reason)


def _assess(predictions: Predictions, confidence: Tensor, column: int, threshold: Threshold) -> Assessment:
    truth, known = predictions.targets[:, column] > 1 / 2, predictions.weights[:, column] > 0
    side = known & predictions.test
    yes = int((truth & side).sum())
    on_test = min(yes, int(side.sum()) - yes) >= FEWEST
    counted = side if on_test else known & ~predictions.test
    value = math.inf if threshold.value is None else threshold.value
    said, right = confidence[counted], truth[counted]
    chance = float(right.double().mean()) if len(right) else 0.0
    proposed = said >= value
    precision, recall, f1 = measure_proposals(proposed, right)
    auroc, doubt = measure_auroc(said, right)
    people = (predictions.people[:, column] > 0) & (predictions.test == on_test)
    return Assessment(
        tag=predictions.tags[column],
        support=int((truth & known & ~predictions.test).sum()),
        precision=precision,
        recall=recall,
        f1=f1,
        average_precision=measure_average_precision(said, right),
        auroc=auroc,
        chance=chance,
        calibration_error=measure_calibration_error(said, right),
        coverage=float((confidence[people] >= value).double().mean()) if people.any() else None,
        measured_on="test" if on_test else "folds",
        doubt=doubt,
        abstains=_find_reason(chance, doubt),
        threshold=threshold.value,
        answered_by=threshold.answered_by,
        reason=threshold.reason,
        audited=threshold.audited,
        missing=threshold.missing,
        judged=threshold.judged,
        right=threshold.right,
        usual=float(confidence[truth & known].double().mean()) if (truth & known).any() else None,
    )


def _find_reason(chance: float, doubt: float) -> str | None:
    if chance == 1:
        return "nothing says No to it"
    if doubt >= DOUBT:
        return "no better than noise"
    return None


def measure_proposals(proposed: Tensor, truth: Tensor) -> tuple[float | None, float, float]:
    """Measure precision, recall and F1; the precision of no proposal is None."""
    hits, count, positives = int((proposed & truth).sum()), int(proposed.sum()), int(truth.sum())
    f1 = 2 * hits / (count + positives) if count + positives else 0.0
    return hits / count if count else None, hits / max(positives, 1), f1


def measure_average_precision(confidence: Tensor, truth: Tensor) -> float:
    """Measure the mean precision down to each true picture; pictures of equal confidence come together."""
    if not truth.any():
        return 0.0
    order = torch.argsort(confidence, descending=True, stable=True)
    ranked, hits = confidence[order], truth[order].double().cumsum(0)
    last = torch.cat([ranked[1:] != ranked[:-1], torch.tensor([True])])
    ends = last.nonzero().squeeze(1)
    found = hits[ends]
    precision = found / (ends + 1)
    gained = torch.diff(found, prepend=torch.zeros(1, dtype=found.dtype))
    return float((precision * gained).sum() / found[-1])


def measure_auroc(confidence: Tensor, truth: Tensor) -> tuple[float, float]:
    """Measure AUROC, and the one-sided p of a random order reaching as much; one half and 1 where nothing differs."""
    yes, count = int(truth.sum()), len(truth)
    no = count - yes
    if not yes or not no:
        return 1 / 2, 1.0
    _, places, sizes = torch.unique(confidence, return_inverse=True, return_counts=True)
    below = sizes.cumsum(0) - sizes
    ranks = (below + (sizes + 1) / 2).double()[places]
    wins = float(ranks[truth].sum()) - yes * (yes + 1) / 2
    ties = float((sizes.double() ** 3 - sizes).sum()) / (count * (count - 1))
    variance = yes * no / 12 * (count + 1 - ties)
    if variance <= 0:
        return 1 / 2, 1.0
    above = (wins - yes * no / 2 - 1 / 2) / math.sqrt(variance)
    return wins / (yes * no), math.erfc(above / math.sqrt(2)) / 2


def measure_calibration_error(confidence: Tensor, truth: Tensor) -> float | None:
    """Measure the mean distance between confidence and share of Yes, in bins of equal mass; None of nothing."""
    if not len(truth):
        return None
    ranked, order = confidence.double().sort(stable=True)
    bins = torch.arange(len(ranked)) * min(BINS, len(ranked)) // len(ranked)
    off = torch.zeros(min(BINS, len(ranked)), dtype=torch.float64)
    off.index_add_(0, bins, ranked - truth[order].double())
    return float(off.abs().sum() / len(ranked))
