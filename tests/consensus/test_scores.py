"""Scores of probabilities, by hand."""

import numpy as np
import pytest

from consensus.scores import score_truth


def test_two_tasks() -> None:
    scores = score_truth(np.array([[0.2, 0.8], [0.2, 0.8]]), np.array([1, 0], np.int8))
    assert scores.accuracy == 1 / 2
    assert scores.log_loss == pytest.approx((0.223144 + 1.609438) / 2, abs=1e-6)
    assert scores.calibration_error == pytest.approx(0.3)


def test_of_equals_each_counts_its_part() -> None:
    believed = np.array([[0.5, 0.5, 0], [0.4, 0.4, 0.2]])
    assert score_truth(believed, np.array([0, 2], np.int8)).accuracy == 1 / 4


def test_being_wrong_and_sure_costs_no_more_than_fourteen() -> None:
    assert score_truth(np.array([[0.0, 1.0]]), np.array([0], np.int8)).log_loss == pytest.approx(13.8155, abs=1e-4)
