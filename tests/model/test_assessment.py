"""Assessments, counted by hand and against scikit-learn."""

import pytest
import torch
from sklearn.metrics import average_precision_score
from torch import Generator

from graph.runs import Assessment
from model.assessment import assess_tags, measure_average_precision


def test_average_precision_is_that_of_scikit_learn_with_ties_too() -> None:
    dice = Generator().manual_seed(2)
    for _ in range(20):
        confidence = torch.randint(0, 12, (60,), generator=dice).float()
        truth = torch.rand(60, generator=dice) < 0.3
        expected = average_precision_score(truth.numpy(), confidence.numpy())
        assert measure_average_precision(confidence, truth) == pytest.approx(expected)


def test_assessments_by_hand() -> None:
    confidence = torch.tensor([[0.9, 0.1], [0.85, 0.9], [0.7, 0.2], [0.1, 0.3], [0.99, 0.99]])
    targets = torch.tensor([[1.0, 1], [0, 0], [1, 0], [0, 0], [0, 0]])
    weights = torch.tensor([[1.0, 1], [1, 1], [1, 1], [1, 1], [0, 1]])
    good, poor = assess_tags(["good", "poor"], confidence, targets, weights, 0.8)
    assert good == Assessment(
        tag="good",
        support=2,
        precision=1 / 2,
        recall=1 / 2,
        average_precision=(1 + 2 / 3) / 2,
        chance=1 / 2,
        threshold=0.8,
        abstains=None,
    )
    assert (poor.support, poor.precision, poor.recall, poor.chance) == (1, 0, 0, 1 / 5)
    assert poor.average_precision == pytest.approx(1 / 5)
    assert poor.abstains == "hardly better than chance"


def test_a_tag_to_which_nothing_says_no_abstains() -> None:
    (tag,) = assess_tags(["any"], torch.tensor([[0.5], [0.4]]), torch.ones(2, 1), torch.ones(2, 1), 0.8)
    assert (tag.abstains, tag.precision) == ("nothing says No to it", None)
