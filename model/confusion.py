"""Confusion: which tags a run takes for each other, what it gets most wrong, and how far it agrees with claims.

A run confuses A with B where it proposes A and people say No to A and Yes to B. *Lift* is how often that happens beside
how often it would if the wrong proposals of A fell on pictures at random. Claims decide nothing here: how far a run
repeats what sources say is measured apart, because a claim that people never looked at is no truth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from model.predictions import Predictions
from model.quality import mark_proposed
from model.thresholds import Threshold

A_TAG = 3
PAIRS = 50


@dataclass(frozen=True)
class Confusion:
    """How many pictures it proposes a tag on where people say another and not this, and how often beside chance."""

    proposed: str
    instead: str
    pictures: int
    lift: float


@dataclass(frozen=True)
class Miss:
    """A pair that a run gets wrong by far: sure and refused by people, or missed where people say Yes."""

    kind: Literal["refused", "missed"]
    image: str
    tag: str
    confidence: float


@dataclass(frozen=True)
class Agreement:
    """How far a run says of a tag what sources claim: of its proposals are claimed, of claims are proposed."""

    tag: str
    claims: int
    proposals: int
    both: int


def list_confusions(
    predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold], limit: int = PAIRS
) -> list[Confusion]:
    """List pairs of tags that are confused, the most frequent first."""
    wrong = (mark_proposed(confidence, thresholds) & (predictions.people < 0)).float()
    said = (predictions.people > 0).float()
    counts = wrong.T @ said
    expected = wrong.sum(0).unsqueeze(1) * said.mean(0) if len(said) else counts
    lifts = counts / expected.clamp(min=1e-9)
    found = [
        Confusion(predictions.tags[a], predictions.tags[b], int(counts[a, b]), float(lifts[a, b]))
        for a, b in counts.nonzero().tolist()
    ]
    return sorted(found, key=lambda c: (-c.pictures, -c.lift, c.proposed, c.instead))[:limit]


def list_misses(predictions: Predictions, confidence: Tensor, limit: int) -> list[Miss]:
    """List the worst misses of each kind, the worst first, a few of a tag at most."""
    refused = torch.where(predictions.people < 0, confidence, torch.nan)
    missed = torch.where(predictions.people > 0, 1 - confidence, torch.nan)
    return [*_take_worst("refused", predictions, refused, limit), *_take_worst("missed", predictions, missed, limit)]


def _take_worst(kind: Literal["refused", "missed"], predictions: Predictions, error: Tensor, limit: int) -> list[Miss]:
    """Take the largest errors above one half."""
    misses: list[Miss] = []
    taken: Counter[int] = Counter()
    cells = (error.nan_to_num(0) > 1 / 2).nonzero()
    for place in torch.argsort(error[cells[:, 0], cells[:, 1]], descending=True, stable=True).tolist():
        row, column = cells[place].tolist()
        if taken[column] < A_TAG and len(misses) < limit:
            taken[column] += 1
            worst = float(error[row, column])
            confidence = worst if kind == "refused" else 1 - worst
            misses.append(Miss(kind, predictions.images[row], predictions.tags[column], confidence))
    return misses


def measure_agreement(predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]) -> list[Agreement]:
    """Measure how far a run agrees with claims, on pictures whose sources claim anything at all."""
    proposed = mark_proposed(confidence, thresholds) & (predictions.claimed >= 0)
    claimed = predictions.claimed > 0
    counts = zip(claimed.sum(0).tolist(), proposed.sum(0).tolist(), (claimed & proposed).sum(0).tolist(), strict=True)
    return [Agreement(tag, *count) for tag, count in zip(predictions.tags, counts, strict=True)]
