"""Scores of probabilities against the truth: accuracy, log-loss, and calibration error.

Definition. Of n tasks with true labels z and probabilities q: *accuracy* is the share whose most probable label is z
(of several equally probable ones each counts its part); *log-loss* the mean of -ln q[z], where no q counts as less
than `LEAST`; *calibration error* parts the tasks by their largest q into `BINS` bins of equal width, and is the mean
distance between the largest q and how often it was right, weighed by the tasks of each bin.

Example. Two tasks, each Yes with 0.8; one is Yes, one No: accuracy 0.5, log-loss (0.22 + 1.61) / 2 = 0.92, calibration
error |0.8 - 0.5| = 0.3.

Reference: C. Guo et al., "On calibration of modern neural networks" (ICML 2017: expected calibration error).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Floats

BINS = 10
LEAST = 1e-6


@dataclass(frozen=True)
class Scores:
    """How good probabilities are."""

    accuracy: float
    log_loss: float
    calibration_error: float


def score_truth(believed: Floats, true: NDArray[np.int8]) -> Scores:
    """Score (n, k) probabilities against n true labels."""
    right = find_right(believed, true)
    return Scores(
        accuracy=float(right.mean()),
        log_loss=float(find_losses(believed, true).mean()),
        calibration_error=measure_calibration(believed.max(axis=1), right),
    )


def find_right(believed: Floats, true: NDArray[np.int8]) -> Floats:
    """Find for each task whether its most probable label is the true one: 1, 0, or a part of 1 among equals."""
    best = np.isclose(believed, believed.max(axis=1, keepdims=True), rtol=0, atol=1e-12)
    return np.asarray(best[np.arange(len(true)), true] / best.sum(axis=1))


def find_losses(believed: Floats, true: NDArray[np.int8]) -> Floats:
    """Find -ln of the probability of each task's true label."""
    return np.asarray(-np.log(np.maximum(believed[np.arange(len(true)), true], LEAST)))


def measure_calibration(sure: Floats, right: Floats) -> float:
    """Measure how far the largest probabilities are from how often they are right."""
    bins = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    return float(np.abs(np.bincount(bins, right - sure, BINS)).sum() / len(sure))
