"""Assessment: how good a run is on each tag, out of fold, and on which tags it had better say nothing.

A pair that was not answered counts as a No where a source claimed other tags of the picture, and not at all elsewhere;
so precision is a lower bound where claims are incomplete. Average precision is the mean, over the pictures with the
tag, of the precision down to each of them; a random order reaches the share of pictures with the tag (*chance*). A run
abstains on a tag where it does not get clearly above that: to twice chance, or half the way to 1.
"""

import torch
from torch import Tensor

from graph.runs import Assessment


def assess_tags(
    tags: list[str], confidence: Tensor, targets: Tensor, weights: Tensor, threshold: float
) -> list[Assessment]:
    """Assess every tag by its column of out-of-fold confidences."""
    return [
        _assess(tag, confidence[counted, column], targets[counted, column] > 0, threshold)
        for column, tag in enumerate(tags)
        for counted in [weights[:, column] > 0]
    ]


def abstain(tag: str, support: int, fewest: int, threshold: float) -> Assessment:
    """Assess a tag that too few pictures have for a head of its own."""
    return Assessment(
        tag=tag,
        support=support,
        precision=None,
        recall=None,
        average_precision=None,
        chance=None,
        threshold=threshold,
        abstains=f"fewer than {fewest} pictures have it",
    )


def _assess(tag: str, confidence: Tensor, truth: Tensor, threshold: float) -> Assessment:
    positives, proposed = int(truth.sum()), confidence >= threshold
    hits = int((proposed & truth).sum())
    chance = positives / max(len(truth), 1)
    average_precision = measure_average_precision(confidence, truth)
    return Assessment(
        tag=tag,
        support=positives,
        precision=hits / int(proposed.sum()) if proposed.any() else None,
        recall=hits / max(positives, 1),
        average_precision=average_precision,
        chance=chance,
        threshold=threshold,
        abstains=_find_reason(average_precision, chance),
    )


def _find_reason(average_precision: float, chance: float) -> str | None:
    if chance == 1:
        return "nothing says No to it"
    if average_precision < min(2 * chance, (1 + chance) / 2):
        return "hardly better than chance"
    return None


def measure_average_precision(confidence: Tensor, truth: Tensor) -> float:
    """Measure the mean precision down to each true picture; pictures of equal confidence come together."""
    order = torch.argsort(confidence, descending=True, stable=True)
    ranked, hits = confidence[order], truth[order].double().cumsum(0)
    last = torch.cat([ranked[1:] != ranked[:-1], torch.tensor([True])])
    ends = last.nonzero().squeeze(1)
    found = hits[ends]
    precision = found / (ends + 1)
    gained = torch.diff(found, prepend=torch.zeros(1, dtype=found.dtype))
    return float((precision * gained).sum() / found[-1].clamp(min=1))
