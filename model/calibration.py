"""Calibration: two numbers that turn a run's out-of-fold logits into probabilities that hold.

Definition. A confidence is 1 / (1 + e^-(z / temperature + shift)). The two minimise the log loss of the out-of-fold
logits. A temperature above 1 tempers heads that are too sure of themselves; the shift takes back what the small weight
of unknown pairs did to the intercepts. They are the same for all tags: rare ones have too few answers for their own.

References: J. Platt, "Probabilistic outputs for support vector machines" (1999); C. Guo and others, "On calibration
of modern neural networks" (2017).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

STEPS = 50
TINY = 1e-10


@dataclass(frozen=True)
class Calibration:
    """What a logit is divided by, and what is then added."""

    temperature: float
    shift: float

    def compute_confidence(self, logits: Tensor) -> Tensor:
        """Return probabilities."""
        return torch.sigmoid(logits / self.temperature + self.shift)


def fit_calibration(logits: Tensor, targets: Tensor, weights: Tensor) -> Calibration:
    """Fit by Newton's method on the pairs whose weight is not zero."""
    counted = weights > 0
    z, y, a = (values[counted].double() for values in (logits, targets, weights))
    features = torch.stack([z, torch.ones_like(z)], dim=1)
    theta = torch.tensor([1.0, 0.0], dtype=torch.float64)
    prior = torch.tensor([1.0, 0.0], dtype=torch.float64)
    ridge = 1e-3 * torch.eye(2, dtype=torch.float64)  # keeps two numbers finite where the logits separate perfectly
    loss = _measure_loss(features, y, a, theta, prior)
    for _ in range(STEPS):
        p = torch.sigmoid(features @ theta)
        slope = features.T @ (a * (p - y)) + ridge @ (theta - prior)
        curve = features.T @ ((a * p * (1 - p)).unsqueeze(1) * features) + ridge
        step = torch.linalg.solve(curve, slope)
        while (tried := _measure_loss(features, y, a, theta - step, prior)) > loss and step.abs().max() > TINY:
            step = step / 2
        theta, gain, loss = theta - step, loss - tried, tried
        if gain < TINY:
            break
    slope_of_z = max(float(theta[0]), 1e-2)  # heads worse than chance are tempered until they say nothing
    return Calibration(1 / slope_of_z, float(theta[1]))


def _measure_loss(features: Tensor, y: Tensor, a: Tensor, theta: Tensor, prior: Tensor) -> float:
    z = features @ theta
    return float((a * (torch.nn.functional.softplus(z) - y * z)).sum() + 5e-4 * (theta - prior).square().sum())
