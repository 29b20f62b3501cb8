"""Calibration: two numbers a tag that turn a run's out-of-fold logits into probabilities that hold.

Definition. The confidence of a pair is 1 / (1 + e^-(z / temperature + shift)), z its logit. The two minimise

    Σ a · (log(1 + e^u) - y·u),   u = z / temperature + shift

the log loss of the pairs with an answer: y is the target, which may be soft, a its weight. A temperature above 1
tempers heads that are too sure of themselves; the shift takes back what the small weight of unknown pairs did to the
intercepts. As the temperature is above 0, a larger logit never gets a smaller confidence.

A tag with at least `FEWEST` answers Yes and as many No, by weight, has numbers of its own. Others take those of their
category, fitted on all its tags together, and where even these are too few those of all tags. A little ridge (`RIDGE`)
to temperature 1 and shift 0 keeps the numbers finite where the logits separate perfectly.

What thresholds are chosen and judged by (`Predictions.audited`) and the test side are left out.

Example. At logit 1 three of four pairs are true, at logit -1 one of four: confidences 3/4 and 1/4, so the temperature
is 1 / ln 3 and the shift 0.

References: J. Platt, "Probabilistic outputs for support vector machines" (1999); C. Guo and others, "On calibration
of modern neural networks" (2017).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus

from model.predictions import Predictions

FEWEST = 30.0
RIDGE = 1e-3
STEPS = 50
TINY = 1e-10
STEEPEST = 1e2  # heads worse than chance are tempered until they say next to nothing
CHUNK = 128
Sums = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True)
class Calibration:
    """What the logits of each tag are divided by, and what is then added; `fitted_on` is tag, category or all."""

    temperature: Tensor
    shift: Tensor
    fitted_on: list[str]

    def compute_confidence(self, logits: Tensor) -> Tensor:
        """Return probabilities, a row a picture, a column a tag."""
        return torch.sigmoid(logits / self.temperature + self.shift)


def fit_calibration(predictions: Predictions) -> Calibration:
    """Fit on the answers that are neither audited nor on the test side."""
    counted = ~predictions.test.unsqueeze(1) & ~predictions.audited
    weights = predictions.weights * counted
    names = sorted(set(predictions.categories))
    category = torch.tensor([names.index(name) for name in predictions.categories], dtype=torch.long)
    tags = len(predictions.tags)
    levels = {
        "tag": torch.arange(tags),
        "category": category,
        "all": torch.zeros(tags, dtype=torch.long),
    }
    yes = (weights * predictions.targets).double().sum(0)
    no = weights.double().sum(0) - yes
    theta = torch.tensor([[1.0, 0.0]], dtype=torch.float64).repeat(tags, 1)
    fitted_on = ["all"] * tags
    for name in ("all", "category", "tag"):
        group = levels[name]
        support = torch.minimum(_gather(yes, group), _gather(no, group))
        enough = (support >= FEWEST)[group] if name != "all" else torch.ones(tags, dtype=torch.bool)
        if name == "category":
            enough &= torch.tensor([bool(of) for of in predictions.categories], dtype=torch.bool)
        fitted = _fit_groups(predictions.logits, predictions.targets, weights, group)[group]
        theta[enough] = fitted[enough]
        fitted_on = [name if own else before for own, before in zip(enough.tolist(), fitted_on, strict=True)]
    slope = theta[:, 0].clamp(min=1 / STEEPEST)
    return Calibration((1 / slope).float(), theta[:, 1].float(), fitted_on)


def _fit_groups(logits: Tensor, targets: Tensor, weights: Tensor, group: Tensor) -> Tensor:
    """Fit slope and shift a group of columns by Newton's method with halved steps; all groups at once."""
    groups = int(group.max()) + 1 if len(group) else 0
    prior = torch.tensor([1.0, 0.0], dtype=torch.float64)
    theta = prior.repeat(groups, 1)
    ridge = RIDGE * torch.eye(2, dtype=torch.float64)

    def measure(theta: Tensor) -> Sums:
        loss, slope, curve = (_gather(sums, group) for sums in _sum_columns(logits, targets, weights, theta[group]))
        away = theta - prior
        return loss + RIDGE / 2 * away.square().sum(1), slope + RIDGE * away, curve + ridge

    loss, slope, curve = measure(theta)
    for _ in range(STEPS):
        step = torch.linalg.solve(curve, slope.unsqueeze(2)).squeeze(2)
        tried = measure(theta - step)
        slack = TINY * (1 + loss)  # sums of many are no more exact
        while (worse := (tried[0] > loss + slack) & (step.abs().amax(1) > TINY)).any():
            step[worse] /= 2
            tried = measure(theta - step)
        settled = bool((loss - tried[0] <= slack).all())
        theta, (loss, slope, curve) = theta - step, tried
        if settled:
            break
    return theta


def _sum_columns(logits: Tensor, targets: Tensor, weights: Tensor, theta: Tensor) -> Sums:
    """Sum loss, gradient and Hessian over the pictures, column by column; a column has slope and shift of its own."""
    parts = list(_sum_chunks(logits, targets, weights, theta))
    loss, slope, curve = (torch.cat([part[number] for part in parts]) for number in range(3))
    return loss, slope, curve


def _sum_chunks(logits: Tensor, targets: Tensor, weights: Tensor, theta: Tensor) -> Iterator[Sums]:
    for start in range(0, logits.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        a, y = weights[:, part].double(), targets[:, part].double()
        z = torch.where(a > 0, logits[:, part].double(), 0.0)  # what is unknown may be no number
        u = z * theta[part, 0] + theta[part, 1]
        p = torch.sigmoid(u)
        off, bend = a * (p - y), a * p * (1 - p)
        slope = torch.stack([(off * z).sum(0), off.sum(0)], dim=1)
        mixed = (bend * z).sum(0)
        curve = torch.stack([(bend * z * z).sum(0), mixed, mixed, bend.sum(0)], dim=1).view(-1, 2, 2)
        yield (a * (softplus(u) - y * u)).sum(0), slope, curve


def _gather(columns: Tensor, group: Tensor) -> Tensor:
    """Sum columns by their group."""
    groups = int(group.max()) + 1 if len(group) else 0
    return torch.zeros(groups, *columns.shape[1:], dtype=columns.dtype).index_add_(0, group, columns)
