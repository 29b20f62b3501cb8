"""Predictions that a test writes down by hand."""

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from model.predictions import Predictions
from model.thresholds import Threshold


def make_predictions(
    tags: Sequence[str],
    truth: Sequence[Sequence[float]],
    confidence: Sequence[Sequence[float]],
    *,
    people: Sequence[Sequence[int]] | None = None,
    claimed: Sequence[Sequence[int]] | None = None,
    weights: Sequence[Sequence[float]] | None = None,
    categories: Sequence[str] | None = None,
    images: Sequence[str] | None = None,
    test: Sequence[bool] | None = None,
    popularity: Sequence[float] | None = None,
    months: Sequence[str] | None = None,
) -> Predictions:
    """Make predictions, a row a picture, a column a tag; what is not given is known, silent, of one month, unseen."""
    n, t = len(truth), len(tags)
    return Predictions(
        images=list(images or [f"{number:064x}" for number in range(n)]),
        tags=list(tags),
        categories=list(categories or [""] * t),
        logits=torch.tensor(confidence).logit(),
        targets=torch.tensor(truth, dtype=torch.float32),
        weights=torch.tensor(weights) if weights else torch.ones(n, t),
        people=torch.tensor(people or [[0] * t] * n, dtype=torch.int8),
        claimed=torch.tensor(claimed or [[-1] * t] * n, dtype=torch.int8),
        audited=torch.zeros(n, t, dtype=torch.bool),
        test=torch.tensor(test or [True] * n),
        popularity=torch.tensor(popularity or [0.0] * n),
        months=list(months or ["2026-01"] * n),
    )


def make_thresholds(*values: float | None) -> list[Threshold]:
    """Make thresholds, silent ones among them."""
    return [
        Threshold(value, "tag", None, 90, 0)
        if value is not None
        else Threshold(None, "nobody", "too few answers", 10, 49)
        for value in values
    ]


def near(value: float, within: float = 1e-6) -> Any:
    """Stand for a number that need not be the same to the last digit."""
    return pytest.approx(value, rel=within, abs=within)
