"""Fitting: from embeddings and answers to a run's parts, and what out-of-fold predictions say of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex

import torch
from torch import Tensor

from model.answers import Answers
from model.backbones import Backbone
from model.calibration import fit_calibration
from model.checkpoint import Checkpoint, Part
from model.facts import Facts, PartFacts
from model.folds import FOLDS, Learned
from model.heads import Heads, fit_heads
from model.predictions import Predictions
from model.steps import Steps
from taggy.errors import ModelError


def fit_part(backbone: Backbone, answers: Answers, embeddings: Tensor, folds: Tensor) -> Steps[Part]:
    """Fit a set of heads a fold, each on the pictures outside of it.

    Args:
        backbone: with a network for all folds, or one a fold, which did not learn from that fold.
        answers: of n pictures on t tags.
        embeddings: n by width; rows of NaN, of pictures that the backbone has not seen, are left out.
        folds: n, the fold of each picture.

    Raises:
        ModelError: the backbone has seen none of the pictures.
    """
    seen = torch.isfinite(embeddings).all(1)
    if not seen.any():
        raise ModelError("None of the pictures with answers can be read. Import their folder again.")
    heads = []
    for fold in range(FOLDS):
        rows = seen & (folds != fold)
        own = fold if len(backbone.networks) == FOLDS else None
        heads.append(_fit_fold(embeddings[rows], answers.targets[rows], answers.weights[rows], own))
        yield fold + 1
    return Part(backbone, heads, answers.tags)


def _fit_fold(embeddings: Tensor, targets: Tensor, weights: Tensor, own: int | None) -> Heads:
    """Fit heads; where each fold has a network of its own, on what that one sees."""
    if own is None:
        return fit_heads(embeddings, targets, weights)
    width = embeddings.shape[1] // FOLDS
    part = slice(own * width, (own + 1) * width)
    fitted = fit_heads(embeddings[:, part], targets, weights)
    weight = torch.zeros(targets.shape[1], embeddings.shape[1])
    weight[:, part] = fitted.weight
    return Heads(weight, fitted.bias)


def assemble_run(
    parts: list[Part], categories: Sequence[str], learned: Learned, seed: int, promise: float
) -> Checkpoint:
    """Put parts together to a run that is silent on every tag, and not calibrated; `categories` are of its tags."""
    tags = [tag for part in parts for tag in part.tags]
    facts = Facts(
        run=f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{token_hex(3)}",
        seed=seed,
        parts=[_describe_part(part) for part in parts],
        tags=tags,
        categories=list(categories),
        temperature=[1.0] * len(tags),
        shift=[0.0] * len(tags),
        fitted_on=["all"] * len(tags),
        promise=promise,
    )
    return Checkpoint(facts, parts, learned)


def _describe_part(part: Part) -> PartFacts:
    return PartFacts(
        backbone=part.backbone.name,
        revision=part.backbone.revision,
        networks=len(part.backbone.networks),
        preprocessing=part.backbone.preprocessing,
        tags=part.tags,
    )


def calibrate_run(checkpoint: Checkpoint, predictions: Predictions) -> tuple[Checkpoint, Tensor]:
    """Calibrate a run by predictions out of fold; return it with its confidences on them, n x t.

    Raises:
        ModelError: a confidence is no number.
    """
    calibration = fit_calibration(predictions)
    confidence = calibration.compute_confidence(predictions.logits)
    if not torch.isfinite(confidence).all():
        run = checkpoint.facts.run
        raise ModelError(f"The heads of run {run} give confidences that are no numbers. Nothing was written.")
    numbers = {"temperature": calibration.temperature.tolist(), "shift": calibration.shift.tolist()}
    facts = checkpoint.facts.model_copy(update=numbers | {"fitted_on": calibration.fitted_on})
    return replace(checkpoint, facts=facts), confidence
