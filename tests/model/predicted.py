"""Predictions made by hand, as the heads of a run and the answers of people would give them."""

from collections.abc import Sequence

import torch
from torch import Tensor

from model.predictions import Predictions


def make_predictions(
    logits: Tensor,
    targets: Tensor,
    *,
    weights: Tensor | None = None,
    categories: Sequence[str] | None = None,
    audited: Tensor | None = None,
    test: Tensor | None = None,
    people: Tensor | None = None,
) -> Predictions:
    """Make predictions on pictures p0, p1 … and tags t0, t1 …; what is not given is plain."""
    count, tags = logits.shape
    return Predictions(
        images=[f"p{row}" for row in range(count)],
        tags=[f"t{column}" for column in range(tags)],
        categories=list(categories) if categories else [""] * tags,
        logits=logits,
        targets=targets,
        weights=torch.ones_like(targets) if weights is None else weights,
        people=torch.zeros(count, tags, dtype=torch.int8) if people is None else people,
        claimed=torch.zeros(count, tags, dtype=torch.int8),
        audited=torch.zeros(count, tags, dtype=torch.bool) if audited is None else audited,
        test=torch.zeros(count, dtype=torch.bool) if test is None else test,
        popularity=torch.zeros(count),
        months=["2026-01"] * count,
    )
