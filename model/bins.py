"""Bins of confidence: does what is said with 0.8 come true in 8 of 10 cases?

Definition. Confidences are put into ten bins of equal width. A bin's share of true pairs comes with its Wilson interval
of 95 % (`taggy/bounds.py`).

Reference: C. Guo and others, "On calibration of modern neural networks" (2017).
"""

from dataclasses import dataclass

from torch import Tensor

from taggy.bounds import compute_interval

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Pairs of about the same confidence: how many, their mean confidence, the share that is true, and its interval."""

    pairs: int
    confidence: float
    share: float
    low: float
    high: float


def bin_confidence(confidence: Tensor, truth: Tensor) -> list[Bin]:
    """Put confidences (any shape, in 0..1) into bins; empty ones are left out."""
    numbers = (confidence * BINS).long().clamp(max=BINS - 1)
    bins = []
    for number in range(BINS):
        inside = numbers == number
        pairs, hits = int(inside.sum()), int(truth[inside].sum())
        if pairs:
            low, high = compute_interval(hits, pairs)
            bins.append(Bin(pairs, float(confidence[inside].double().mean()), hits / pairs, low, high))
    return bins
