"""Heads: a logistic regression a tag on frozen embeddings, all tags in one fit.

Definition. For standardised embeddings x and tag t the head's logit is z = w·x + b. With targets y in {0, 1} and a
weight a for each picture and tag, w and b minimise

    Σ a · (log(1 + e^z) - y·z)  +  (PENALTY / 2) · ‖w‖²

which has one minimum, a tag at a time; the intercept is not penalised. The sums of all tags are minimised together by
L-BFGS, chunk by chunk, so that the memory does not grow with the vocabulary.

Reference: D. C. Liu, J. Nocedal, "On the limited memory BFGS method for large scale optimization" (1989).
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

PENALTY = 10.0
CHUNK = 256
ITERATIONS = 200


@dataclass(frozen=True)
class Heads:
    """A weight vector and an intercept a tag, for embeddings as they come."""

    weight: Tensor
    bias: Tensor

    def compute_logits(self, embeddings: Tensor) -> Tensor:
        """Return a row a picture, a column a tag."""
        return embeddings @ self.weight.T + self.bias


def fit_heads(embeddings: Tensor, targets: Tensor, weights: Tensor, penalty: float = PENALTY) -> Heads:
    """Fit a head a column of `targets`; `weights` of zero leave a picture out of a tag."""
    mean = embeddings.mean(0)
    spread = embeddings.std(0, correction=0)
    spread = torch.where(spread > 1e-6 * (1 + mean.abs()), spread, torch.inf)  # a constant feature says nothing
    standard = (embeddings - mean) / spread
    parts = [
        _minimise(standard, targets[:, start : start + CHUNK], weights[:, start : start + CHUNK], penalty)
        for start in range(0, targets.shape[1], CHUNK)
    ]
    weight = torch.cat([part[:-1] for part in parts], dim=1).T / spread
    bias = torch.cat([part[-1] for part in parts]) - weight @ mean
    return Heads(weight, bias)


def _minimise(standard: Tensor, targets: Tensor, weights: Tensor, penalty: float) -> Tensor:
    """Return the coefficients, a column a tag, the intercept in the last row."""
    yes = (weights * targets).sum(0) + 0.5
    no = (weights * (1 - targets)).sum(0) + 0.5
    theta = torch.zeros(standard.shape[1] + 1, targets.shape[1], dtype=standard.dtype)
    theta[-1] = torch.log(yes / no)
    theta.requires_grad_()
    optimiser = torch.optim.LBFGS(
        [theta], max_iter=ITERATIONS, tolerance_grad=1e-5, tolerance_change=1e-10, line_search_fn="strong_wolfe"
    )

    def measure_loss() -> Tensor:
        optimiser.zero_grad()
        logits = standard @ theta[:-1] + theta[-1]
        loss = binary_cross_entropy_with_logits(logits, targets, weights, reduction="sum")
        loss = loss + penalty / 2 * theta[:-1].square().sum()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return loss

    optimiser.step(measure_loss)  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return theta.detach()
