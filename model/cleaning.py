"""Cleaning: pictures whose class is likely to be wrong, by confident learning.

Definition. Let p_k be how likely a picture is of class k, by a head that did not learn from it, and t_k the mean of p_k
over the pictures labelled k. A class is *confident* on a picture where p_k is at least t_k. A picture is doubted
where some class is confident, the likely one of these (where several are, the likeliest of all classes) is not its
label, and neither is the likeliest of all. The larger p of the likely class is beside p of its label, the surer.

Reference: C. Northcutt, L. Jiang, I. Chuang, "Confident learning: estimating uncertainty in dataset labels" (2021), by
the confident joint off its diagonal, as the authors' cleanlab does it (`filter_by="confident_learning"`).
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from model.classheads import PASSES, fit_head
from model.steps import Steps

FOLDS = 5
SLACK = 1e-6


@dataclass(frozen=True)
class Doubt:
    """A picture (its row) that is likely to be of another class, and how likely that one and its own are."""

    row: int
    likely: int
    confidence: float
    own: float


def predict_out_of_fold(seen: Tensor, labels: Tensor, classes: int, seed: int) -> Steps[Tensor]:
    """Say of each picture how likely each class is, by a head that did not learn from it: n by c.

    Yields how many passes over the pictures were made, of `FOLDS` times those of a head.

    Args:
        seen: n by width, what a network sees that has learned none of the labels.
        labels: n, the numbers of the classes.
        classes: how many there are.
        seed: of what is drawn at random.
    """
    folds = _draw_folds(labels, seed)
    told = torch.zeros(len(labels), classes)
    for fold in range(FOLDS):
        left = folds != fold
        fit = yield from fit_head(seen[left], labels[left], classes, seed + fold, fold * PASSES)
        told[~left] = fit.tell(seen[~left]).exp()
    return told


def _draw_folds(labels: Tensor, seed: int) -> Tensor:
    """Draw the fold of each picture, so that each has as many of a class as the others."""
    folds = torch.zeros(len(labels), dtype=torch.long)
    dice = Generator().manual_seed(seed)
    for label in torch.unique(labels):
        rows = (labels == label).nonzero().squeeze(1)
        folds[rows[torch.randperm(len(rows), generator=dice)]] = torch.arange(len(rows)) % FOLDS
    return folds


def find_doubts(told: Tensor, labels: Tensor) -> list[Doubt]:
    """Find pictures that are likely to be mislabelled, the surest first.

    Args:
        told: n by c, how likely each class is, out of fold.
        labels: n, the numbers of the classes; each class has a picture at least.
    """
    counts = torch.stack([told[labels == k, k].mean() for k in range(told.shape[1])])
    confident = told >= counts - SLACK
    likeliest = told.argmax(1)
    likely = torch.where(confident.sum(1) > 1, likeliest, confident.int().argmax(1))
    doubted = confident.any(1) & (likely != labels) & (likeliest != labels)
    doubts = [
        Doubt(row, int(likely[row]), float(told[row, likely[row]]), float(told[row, labels[row]]))
        for row in doubted.nonzero().squeeze(1).tolist()
    ]
    return sorted(doubts, key=lambda doubt: (doubt.own - doubt.confidence, doubt.row))
