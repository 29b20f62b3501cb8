"""Class accuracy: how many held-out pictures a class network tells rightly, which it confuses, and which are doubted.

Accuracy is the share of held-out pictures, as they are labelled, that are told rightly, with Wilson's interval
(`taggy/bounds.py`); beside it, the same without those whose label is doubted (`model/cleaning.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from model.classlessons import ClassLessons
from model.cleaning import Doubt
from taggy.bounds import compute_interval


@dataclass(frozen=True)
class Accuracy:
    """Of held-out `pictures` `right` were told rightly after a stage, and of the `undoubted` ones among them."""

    stage: str
    pictures: int
    right: int
    undoubted: int
    undoubted_right: int

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share lies."""
        return compute_interval(self.right, self.pictures)


@dataclass(frozen=True)
class Doubted:
    """A picture that is likely to be mislabelled: its path in the folder, the class it is in, the likely one."""

    path: str
    labelled: str
    likely: str
    confidence: float
    own: float


def name_doubts(lessons: ClassLessons, doubts: Sequence[Doubt]) -> list[Doubted]:
    """Name doubted pictures by their paths and classes."""
    names, labels = lessons.classes, lessons.labels.tolist()
    return [Doubted(lessons.paths[d.row], names[labels[d.row]], names[d.likely], d.confidence, d.own) for d in doubts]


def leave_out_doubts(rows: Tensor, doubts: Sequence[Doubt]) -> Tensor:
    """Return the rows that are not doubted."""
    return rows[~torch.isin(rows, torch.tensor([doubt.row for doubt in doubts], dtype=torch.long))]


def measure_stage(stage: str, told: Tensor, lessons: ClassLessons, held: Tensor, doubts: Sequence[Doubt]) -> Accuracy:
    """Measure what is said (n by c) of the held-out pictures after a stage."""
    right = told.argmax(1) == lessons.labels[held]
    sure = torch.isin(held, leave_out_doubts(held, doubts))
    return Accuracy(stage, len(held), int(right.sum()), int(sure.sum()), int(right[sure].sum()))


def guess_commonest(lessons: ClassLessons, rows: Tensor, held: Tensor, doubts: Sequence[Doubt]) -> Accuracy:
    """Measure what is right without having learned anything: the class that most pictures have."""
    counts = torch.bincount(lessons.labels[rows], minlength=len(lessons.classes)).float()
    return measure_stage("commonest class", counts.expand(len(held), -1), lessons, held, doubts)


def count_confusion(told: Tensor, labels: Tensor, classes: int) -> list[list[int]]:
    """Count pictures, a row a class, a column what they were told to be."""
    counts = torch.bincount(labels * classes + told, minlength=classes * classes)
    found: list[list[int]] = counts.reshape(classes, classes).tolist()
    return found
