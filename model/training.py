"""Training: from what people and sources say of the pictures to a run that may propose."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import torch
from torch import Tensor

from graph.connection import Graph, Transaction
from graph.runs import Assessment, TrainingPicture, add_assessments, add_run, list_training_pairs
from model.answers import FEWEST, HINT, Answers, gather_answers
from model.assessment import abstain, assess_tags
from model.backbones import Backbone, load_backbone
from model.calibration import fit_calibration
from model.checkpoint import Checkpoint, Facts, save_checkpoint
from model.embedding import embed_collection, read_embeddings_of
from model.folds import FOLDS, find_fold
from model.heads import Heads, fit_heads
from model.pictures import Reader, decode_batches
from model.scratch import PASSES, choose_pictures, count_steps, describe_preprocessing, train_backbone
from model.steps import Steps, take_steps
from taggy.errors import ModelError
from taggy.steps import Report

PAGE = 500
THRESHOLD = 0.8


@dataclass(frozen=True)
class Plan:
    """What to train: a named backbone with timm's or a file's weights, or a small one from nothing."""

    backbone: str | None = None
    weights: Path | None = None
    seed: int = 1
    threshold: float = THRESHOLD
    passes: int = PASSES

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "Plan":
        """Make a plan from what a job keeps of it: plain JSON, with the weights' path as text."""
        weights = params.get("weights")
        return cls(**{**params, "weights": Path(weights) if weights else None})

    def as_params(self) -> dict[str, Any]:
        """Return what a job keeps of it."""
        return asdict(self) | {"weights": str(self.weights.absolute()) if self.weights else None}


@dataclass(frozen=True)
class Trained:
    """A run that was trained, how good it is on each tag, and what could not be read."""

    run: str
    backbone: str
    pictures: int
    pairs: int
    assessments: list[Assessment]
    skipped: dict[str, str]


def name_checkpoint(home: Path, run: str) -> Path:
    """Name the file of a run's checkpoint."""
    return home / "models" / f"{run}.safetensors"


async def train_run(graph: Graph, home: Path, read: Reader, plan: Plan, report: Report) -> Trained:
    """Train a run and keep it as a candidate; the graph's pairs are not touched.

    Raises:
        ModelError: there is too little to learn from, or the backbone cannot be had or gives no numbers.
    """
    snapshot = datetime.now(UTC)
    answers, rare = await _read_answers(graph)
    if plan.backbone:
        backbone = await asyncio.to_thread(load_backbone, plan.backbone, plan.weights)  # fetching takes its time
    else:
        backbone = await _train_backbone(answers, read, plan, report)
    skipped = await embed_collection(graph, backbone, read, report)
    rows, embeddings = await read_embeddings_of(graph, backbone.key, answers.images)
    if not rows:
        raise ModelError("None of the pictures with answers can be read. Import their folder again.")
    answers = answers.take(rows)
    steps = fit_run(backbone, answers, embeddings, plan)
    checkpoint, assessments = await take_steps("fitting a head a tag", FOLDS, steps, report)
    assessments += [abstain(tag, count, FEWEST, plan.threshold) for tag, count in sorted(rare.items())]
    digest = save_checkpoint(checkpoint, name_checkpoint(home, checkpoint.facts.run))
    facts, pairs = checkpoint.facts, int((answers.cells != 0).sum())

    async def work(tx: Transaction) -> None:
        names = (facts.run, facts.backbone, facts.revision)
        await add_run(tx, *names, plan.seed, snapshot, len(rows), pairs, digest)
        await add_assessments(tx, facts.run, assessments)

    await graph.write(work)
    return Trained(facts.run, backbone.key, len(rows), pairs, assessments, skipped)


async def _read_answers(graph: Graph) -> tuple[Answers, dict[str, int]]:
    pictures: list[TrainingPicture] = []
    while page := await list_training_pairs(graph, pictures[-1].image if pictures else "", PAGE):
        pictures += page
    answers, rare = gather_answers(pictures)
    if not answers.tags:
        raise ModelError(
            f"There is too little to learn from: no tag has {FEWEST} pictures that people or sources say it matches. "
            f"Import tagged pictures, or answer more questions."
        )
    return answers, rare


async def _train_backbone(answers: Answers, read: Reader, plan: Plan, report: Report) -> Backbone:
    chosen = choose_pictures(answers.images, plan.seed)
    images, tensors = await take_steps("reading the pictures", len(chosen), _read_stills(chosen, read), report)
    position = {image: row for row, image in enumerate(answers.images)}
    known = answers.take([position[image] for image in images])
    steps = train_backbone(tensors, known, plan.seed, plan.passes)
    return await take_steps("training a small network", count_steps(plan.passes), steps, report)


def _read_stills(images: Sequence[str], read: Reader) -> Steps[tuple[list[str], Tensor]]:
    """Read the first frame of each picture; what cannot be read is left out, and told when it is embedded."""
    prepare = Backbone("", [], describe_preprocessing()).prepare
    kept: list[str] = []
    stills: list[Tensor] = []
    for batch in decode_batches(images, lambda image: read(image)[:1], prepare, {}):
        kept += batch.images
        stills.append(batch.tensors)
        yield len(kept)
    if not kept:
        raise ModelError("None of the pictures with answers can be read. Import their folder again.")
    return kept, torch.cat(stills)


def fit_run(
    backbone: Backbone, answers: Answers, embeddings: Tensor, plan: Plan
) -> Steps[tuple[Checkpoint, list[Assessment]]]:
    """Fit heads a fold, calibrate them on what they were not fitted on, and assess them on it.

    Raises:
        ModelError: a confidence is no number.
    """
    folds = torch.tensor([find_fold(plan.seed, image) for image in answers.images])
    heads, logits = [], torch.empty(len(answers.images), len(answers.tags))
    for fold in range(FOLDS):
        own = fold if len(backbone.networks) == FOLDS else None
        heads.append(_fit_fold(answers, embeddings, folds != fold, own))
        logits[folds == fold] = heads[fold].compute_logits(embeddings[folds == fold])
        yield fold + 1
    weights = answers.weigh(1.0)
    calibration = fit_calibration(logits, answers.targets, weights)
    confidence = calibration.compute_confidence(logits)
    if not torch.isfinite(confidence).all():
        raise ModelError(f"The heads on {backbone.key} give confidences that are no numbers. Nothing was written.")
    assessments = assess_tags(answers.tags, confidence, answers.targets, weights, plan.threshold)
    facts = Facts(
        run=f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{token_hex(3)}",
        seed=plan.seed,
        backbone=backbone.name,
        revision=backbone.revision,
        networks=len(backbone.networks),
        preprocessing=backbone.preprocessing,
        tags=answers.tags,
        thresholds=[plan.threshold] * len(answers.tags),
        abstains=[assessment.abstains is not None for assessment in assessments],
        temperature=calibration.temperature,
        shift=calibration.shift,
    )
    return Checkpoint(facts, backbone, heads), assessments


def _fit_fold(answers: Answers, embeddings: Tensor, learn: Tensor, own: int | None) -> Heads:
    """Fit heads on the pictures to learn from; where each fold has a network of its own, on what that one sees."""
    targets, weights = answers.targets[learn], answers.weigh(HINT)[learn]
    if own is None:
        return fit_heads(embeddings[learn], targets, weights)
    width = embeddings.shape[1] // FOLDS
    part = slice(own * width, (own + 1) * width)
    fitted = fit_heads(embeddings[learn][:, part], targets, weights)
    weight = torch.zeros(len(answers.tags), embeddings.shape[1])
    weight[:, part] = fitted.weight
    return Heads(weight, fitted.bias)
