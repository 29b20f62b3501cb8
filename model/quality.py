"""Quality: how good confidences are, tag by tag, and whether they beat noise at all.

Only pairs of which something is known count, on pictures that the run could see. *Recall* is taken at the tag's
threshold, at one half where the run is silent; *coverage* is the share of the tag's pictures that the run proposes
while it keeps its promise, so 0 where it is silent. The measures are those of `model/assessment.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from model.assessment import measure_auroc, measure_average_precision, measure_calibration_error
from model.predictions import Predictions
from model.thresholds import Threshold

SILENT_CUT = 0.5


@dataclass(frozen=True)
class TagQuality:
    """How good a run is on a tag; None where it cannot be measured."""

    tag: str
    category: str
    support: int
    precision: float | None
    recall: float | None
    average_precision: float | None
    auroc: float | None
    f1: float | None
    calibration_error: float | None
    coverage: float | None
    chance: float | None
    p_noise: float | None


def mark_proposed(confidence: Tensor, thresholds: Sequence[Threshold]) -> Tensor:
    """Mark the pairs at or above their tag's threshold, or one half where the run is silent; n x t bool."""
    cuts = torch.tensor([SILENT_CUT if t.value is None else t.value for t in thresholds])
    return confidence >= cuts  # a NaN is at or above nothing


def assess_predictions(
    predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]
) -> list[TagQuality]:
    """Assess every tag by its column of confidences, n x t."""
    proposed = mark_proposed(confidence, thresholds)
    qualities = []
    for column, threshold in enumerate(thresholds):
        known = (predictions.weights[:, column] > 0) & torch.isfinite(confidence[:, column])
        truth = predictions.targets[known, column] > 1 / 2
        names = (predictions.tags[column], predictions.categories[column])
        silent = threshold.value is None
        qualities.append(_assess(*names, confidence[known, column], truth, proposed[known, column], silent=silent))
    return qualities


def _assess(
    tag: str, category: str, confidence: Tensor, truth: Tensor, proposed: Tensor, *, silent: bool
) -> TagQuality:
    support, hits = int(truth.sum()), int((proposed & truth).sum())
    precision = hits / int(proposed.sum()) if proposed.any() else None
    recall = hits / support if support else None
    both = 0 < support < len(truth)
    auroc, p_noise = measure_auroc(confidence, truth) if both else (None, None)
    f1 = None if recall is None else 2 * hits / (support + int(proposed.sum()))
    return TagQuality(
        tag=tag,
        category=category,
        support=support,
        precision=precision,
        recall=recall,
        average_precision=measure_average_precision(confidence, truth) if support else None,
        auroc=auroc,
        f1=f1,
        calibration_error=measure_calibration_error(confidence, truth),
        coverage=0.0 if silent and support else recall,
        chance=support / len(truth) if len(truth) else None,
        p_noise=p_noise,
    )


def count_better_than_noise(qualities: Sequence[TagQuality], level: float = 0.05) -> tuple[int, int]:
    """Count the tags that beat noise, of those that were tested: with all of them wrong once in 20 (Holm, 1979)."""
    found = sorted(q.p_noise for q in qualities if q.p_noise is not None)
    beaten = next((k for k, p in enumerate(found) if p > level / (len(found) - k)), len(found))
    return beaten, len(found)
