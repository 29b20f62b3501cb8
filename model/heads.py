"""Heads: a logistic regression a tag on frozen embeddings, all tags in one fit.

Definition. For standardised embeddings x and tag t the head's logit is z = w·x + b. With targets y in 0..1 and a
weight a for each picture and tag, w and b minimise

    Σ a · (log(1 + e^z) - y·z)  +  (PENALTY / 2) · ‖w‖²

which has one minimum, a tag at a time; the intercept is not penalised. A soft target y of weight a is the same as a Yes
of weight a·y beside a No of weight a·(1 - y).

Method. All tags share the Gram matrix G = XᵀX = V·Λ·Vᵀ of the standardised embeddings. At the start, where a head knows
only how often its tag is given (p), the curvature of its sum is close to c·G + PENALTY with c = p·(1 - p)·(mean of a):
on embeddings turned by V it is a diagonal. L-BFGS begins with its inverse, so that the first step is nearly Newton's,
and learns the rest from the last `MEMORY` steps. One pass over the embeddings, two matrix products for all tags
together, serves a step of each tag; the sum is convex, so its slope along a step tells alone whether the step went too
far (then it is cut at the secant). A tag is done once its next step would gain less than `TOLERANCE` of what the first
one would have gained, and is left out of later passes.

Edge cases. A tag that has no Yes or no No among its weighted pictures has no minimum: its head is w = 0 and the b of
its share with half a Yes and half a No added. A feature that is constant gets w = 0. A tag with three examples is
fitted as any other: the penalty keeps its weights small.

References: D. C. Liu, J. Nocedal, "On the limited memory BFGS method for large scale optimization" (1989); J. Nocedal,
S. Wright, "Numerical Optimization", 2nd ed. (2006), section 7.2 (the two loops, and the scale of the start).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

PENALTY = 30.0
TOLERANCE = 1e-3
CHUNK = 256
ROWS = 4096
MEMORY = 6
PASSES = 200
OVERSHOT = 0.9


@dataclass(frozen=True)
class Heads:
    """A weight vector and an intercept a tag, for embeddings as they come."""

    weight: Tensor
    bias: Tensor

    def compute_logits(self, embeddings: Tensor) -> Tensor:
        """Return a row a picture, a column a tag."""
        return embeddings @ self.weight.T + self.bias


def fit_heads(
    embeddings: Tensor, targets: Tensor, weights: Tensor, penalty: float = PENALTY, tolerance: float = TOLERANCE
) -> Heads:
    """Fit a head a column of `targets`; `weights` of zero leave a picture out of a tag.

    Args:
        embeddings: n pictures, each a row.
        targets: n by t, 0 to 1.
        weights: n by t, none below zero.
        penalty: of the squared weights on standardised embeddings.
        tolerance: a tag is done once a step would gain less than this share of what the first would have.
    """
    mean = embeddings.mean(0)
    spread = embeddings.std(0, correction=0)
    spread = torch.where(spread > 1e-6 * (1 + mean.abs()), spread, torch.inf)  # a constant feature says nothing
    standard = (embeddings - mean) / spread
    curvature, turn = _find_axes(standard)
    turned = standard @ turn
    parts = [
        _minimise(_Problem(turned, curvature.clamp(min=0), targets[:, tags], weights[:, tags], penalty), tolerance)
        for start in range(0, targets.shape[1], CHUNK)
        for tags in [slice(start, start + CHUNK)]
    ]
    theta = torch.cat(parts, dim=1)
    weight = (turn @ theta[:-1]).T / spread
    return Heads(weight, theta[-1] - weight @ mean)


def _find_axes(standard: Tensor) -> tuple[Tensor, Tensor]:
    """Find the axes along which pictures differ, a column each, and how much; those without a picture are left out.

    In double precision, because in single LAPACK gives up where many axes are alike or none.
    """
    exact = standard.double()
    if len(exact) < exact.shape[1]:
        _, sizes, axes = torch.linalg.svd(exact, full_matrices=False)
        return sizes.square().to(standard), axes.T.to(standard)
    curvature, axes = torch.linalg.eigh(exact.T @ exact)
    return curvature.to(standard), axes.to(standard)


class _Problem:
    """What is minimised, for some tags: the last row of theta is the intercepts."""

    def __init__(self, turned: Tensor, curvature: Tensor, targets: Tensor, weights: Tensor, penalty: float) -> None:
        self.turned, self.targets, self.weights = turned, targets, weights
        self.penalty, self.curvature = penalty, curvature
        total, yes = weights.sum(0), (weights * targets).sum(0)
        share = (yes + 0.5) / (total + 1)
        self.bounded = (yes > 0) & (yes < total)
        self.start = torch.zeros(turned.shape[1] + 1, targets.shape[1], dtype=turned.dtype)
        self.start[-1] = torch.logit(share)
        mass = total * share * (1 - share)
        self.inverse = 1 / torch.cat([torch.outer(curvature, mass / len(turned)) + penalty, mass.unsqueeze(0)])

    def keep(self, tags: Tensor) -> None:
        """Go on with some of the tags."""
        self.targets, self.weights = self.targets[:, tags], self.weights[:, tags]
        self.inverse = self.inverse[:, tags]

    def compute_slope(self, theta: Tensor) -> Tensor:
        """Return the gradient at theta, in one pass over the pictures."""
        slope = self.penalty * theta
        slope[-1] = 0
        for start in range(0, len(self.turned), ROWS):
            rows = slice(start, start + ROWS)
            rest = torch.addmm(theta[-1], self.turned[rows], theta[:-1]).sigmoid_()
            rest.sub_(self.targets[rows]).mul_(self.weights[rows])
            slope[:-1].addmm_(self.turned[rows].T, rest)
            slope[-1] += rest.sum(0)
        return slope


def _minimise(problem: _Problem, tolerance: float) -> Tensor:
    """Return theta: a column a tag, the intercept in the last row."""
    found = problem.start.clone()
    tags = problem.bounded.nonzero().squeeze(1)
    problem.keep(tags)
    theta = found[:, tags]
    slope = problem.compute_slope(theta)
    step = -problem.inverse * slope
    goal = tolerance * _dot(slope, -step)
    history: list[tuple[Tensor, Tensor]] = []
    for _ in range(PASSES):
        tried = problem.compute_slope(theta + step)
        before, after = _dot(slope, step), _dot(tried, step)
        good = after <= OVERSHOT * before.abs()
        history = [*history[1 - MEMORY :], (step * good, (tried - slope) * good)]
        theta = torch.where(good, theta + step, theta)
        slope = torch.where(good, tried, slope)
        cut = (before / (before - after)).clamp(0.05, 0.95)
        step = torch.where(good, -_soften(slope, problem.inverse, history), cut * step)
        found[:, tags] = theta
        going = -_dot(slope, step) > goal
        if not going.any():
            break
        if going.sum() < 0.8 * len(going):
            problem.keep(going)
            tags, theta, slope, step, goal = tags[going], theta[:, going], slope[:, going], step[:, going], goal[going]
            history = [(s[:, going], y[:, going]) for s, y in history]
    return found


def _soften(slope: Tensor, inverse: Tensor, history: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Multiply by the inverse curvature that L-BFGS has learned: its two loops; a refused step left zeros."""
    scale = torch.ones_like(slope[0])
    result, shares = slope.clone(), []
    for step, change in reversed(history):
        bend = _dot(step, change)
        share = torch.where(bend > 0, _dot(step, result) / bend, 0.0)
        result -= share * change
        shares.append(share)
    for step, change in history:
        bend = _dot(step, change)
        scale = torch.where(bend > 0, bend / _dot(change, inverse * change), scale)
    result *= scale * inverse
    for (step, change), share in zip(history, reversed(shares), strict=True):
        bend = _dot(step, change)
        result += (share - torch.where(bend > 0, _dot(change, result) / bend, 0.0)) * step
    return result


def _dot(one: Tensor, other: Tensor) -> Tensor:
    return (one * other).sum(0)
