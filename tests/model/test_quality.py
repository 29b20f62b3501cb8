"""The quality of confidences, by hand."""

import pytest
import torch

from model.bins import Bin, bin_confidence
from model.quality import TagQuality, assess_predictions, count_better_than_noise
from taggy.bounds import compute_interval
from tests.model.predictions import make_predictions, make_thresholds, near


def test_qualities_by_hand() -> None:
    confidence = [[0.9, 0.6], [0.85, 0.2], [0.7, 0.7], [0.1, 0.3], [0.99, 0.9]]
    told = make_predictions(
        ["good", "quiet"],
        [[1, 1], [0, 0], [1, 0], [0, 0], [0, 0]],
        confidence,
        weights=[[1, 1], [1, 1], [1, 1], [1, 1], [0, 1]],
        categories=["scene", ""],
    )
    good, quiet = assess_predictions(told, torch.tensor(confidence), make_thresholds(0.8, None))
    assert good == TagQuality(
        tag="good",
        category="scene",
        support=2,
        precision=1 / 2,
        recall=1 / 2,
        average_precision=(1 + 2 / 3) / 2,
        auroc=3 / 4,
        f1=1 / 2,
        calibration_error=near((0.1 + 0.85 + 0.3 + 0.1) / 4),
        coverage=1 / 2,
        chance=1 / 2,
        p_noise=near(0.349268),  # 3 of 4, where noise gives 2, less a half, with a variance of 4 * 5 / 12
    )
    assert (quiet.precision, quiet.recall, quiet.coverage) == (1 / 3, 1, 0)


def test_a_tag_of_which_nothing_is_known_has_no_figures() -> None:
    told = make_predictions(["unknown"], [[1]], [[0.9]], weights=[[0]])
    assert assess_predictions(told, torch.tensor([[0.9]]), make_thresholds(0.8)) == [
        TagQuality("unknown", "", 0, None, None, None, None, None, None, None, None, None)
    ]


def test_what_was_not_looked_at_counts_nowhere() -> None:
    told = make_predictions(["seen"], [[1], [0], [1]], [[0.9], [0.1], [0.5]])
    sure = torch.tensor([[0.9], [0.1], [torch.nan]])
    (quality,) = assess_predictions(told, sure, make_thresholds(0.8))
    assert (quality.support, quality.recall, quality.average_precision) == (1, 1, 1)


def test_holm_counts_step_by_step() -> None:
    told = [TagQuality("a", "", 1, None, None, None, None, None, None, None, None, p) for p in (0.04, 0.01, 0.02, None)]
    assert count_better_than_noise(told) == (3, 3)  # 0.01 <= 0.05/3, 0.02 <= 0.05/2, 0.04 <= 0.05
    assert count_better_than_noise(told[:1] * 2) == (0, 2)


def test_bins_by_hand() -> None:
    bins = bin_confidence(torch.tensor([0.05, 0.91, 1.0, 0.95]), torch.tensor([False, True, True, False]))
    low, high = compute_interval(2, 3)
    assert bins == [
        Bin(1, near(0.05), 0.0, *compute_interval(0, 1)),
        Bin(3, near(2.86 / 3), 2 / 3, low, high),
    ]
    assert (low, high) == pytest.approx((0.207655, 0.938509), abs=1e-5)  # Wilson, 2 of 3
