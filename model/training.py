"""Training: from what people and sources say of the pictures to a run that may propose."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import Tensor

from graph.audits import record_draws
from graph.connection import Graph, Transaction
from graph.runs import Assessment, TrainingPicture, add_assessments, add_run, mark_learned
from model.answers import FEWEST, Answers, gather_answers, read_pictures
from model.assessment import abstain
from model.auditing import Drawing
from model.backbones import Backbone, load_backbone
from model.checkpoint import Checkpoint, Part, name_checkpoint, save_checkpoint
from model.course import Course
from model.embedders import embed_collection
from model.embedding import read_embeddings
from model.finetuning import tune_backbone
from model.fitting import assemble_run, calibrate_run, fit_part
from model.folds import FOLDS, Learned, find_fold
from model.judging import judge_run
from model.lessons import Lessons
from model.pictures import Reader
from model.plans import Plan
from model.predictions import find_rows, predict, read_rows
from model.runtime import open_embedder
from model.scratch import FROM_NOTHING, create_small_backbone
from model.split import find_side, split_pictures
from model.steps import take_steps
from taggy.errors import ModelError
from taggy.settings import load_settings
from taggy.steps import Report

PAGE = 500


@dataclass(frozen=True)
class Trained:
    """A run that was trained, how good it is on each tag, and what could not be read."""

    run: str
    backbone: str
    pictures: int
    pairs: int
    assessments: list[Assessment]
    skipped: dict[str, str]


def name_tuning(home: Path, part: int) -> Path:
    """Name the file of a part's fine-tuning under way; it is there until its run is written."""
    return home / "models" / f"finetuning-{part}.safetensors"


@dataclass(frozen=True)
class Lesson:
    """What a run learns: from which pictures, held out with which fold, which answers, which tags are too rare.

    `images` are all that people or sources speak of, `rows` which of them are learned from; `held` are those on the
    test side, of which it learns nothing.
    """

    images: list[str]
    rows: list[int]
    pictures: list[TrainingPicture]
    folds: list[int]
    answers: Answers
    rare: dict[str, int]
    held: frozenset[str]

    @property
    def pairs(self) -> int:
        """Pairs with evidence that are learned from."""
        tags = set(self.answers.tags)
        return sum(pair.tag in tags for picture in self.pictures for pair in picture.pairs)

    @property
    def members(self) -> dict[str, int]:
        """The fold of every picture that is learned from, copies among them."""
        return {image: f for picture, f in zip(self.pictures, self.folds, strict=True) for image in picture.members}


async def train_run(graph: Graph, home: Path, read: Reader, plan: Plan, report: Report) -> Trained:
    """Train a run and keep it as a candidate, with audits drawn for it; the graph's pairs are not touched.

    Raises:
        ModelError: there is too little to learn from, or a backbone cannot be had or gives no numbers.
    """
    snapshot = datetime.now(UTC)
    pictures = await read_pictures(graph)
    lesson = plan_lesson(pictures, plan)
    skipped: dict[str, str] = {}
    parts, categories, embeddings = await _fit_parts(graph, home, read, plan, lesson, skipped, report)
    checkpoint = assemble_run(parts, categories, Learned.remember(lesson.members), plan.seed, plan.promise)
    predictions = predict(pictures, checkpoint, embeddings)
    checkpoint, confidence = calibrate_run(checkpoint, predictions)
    await _keep_run(graph, home, checkpoint, lesson, snapshot)
    run = checkpoint.facts.run
    await _draw_audits(graph, checkpoint, lesson.held)
    judged = await judge_run(graph, run, predictions, confidence, plan.promise, plan.threshold)
    rare = [abstain(tag, count, FEWEST) for tag, count in lesson.rare.items()]
    await graph.write(lambda tx: add_assessments(tx, run, rare))
    for number in range(len(parts)):
        name_tuning(home, number).unlink(missing_ok=True)
    backbones = _join(part.backbone.key for part in parts)
    return Trained(run, backbones, len(lesson.pictures), lesson.pairs, [*judged.assessments, *rare], skipped)


async def _fit_parts(
    graph: Graph, home: Path, read: Reader, plan: Plan, lesson: Lesson, skipped: dict[str, str], report: Report
) -> tuple[list[Part], list[str], list[Tensor]]:
    """Fit every part that is planned; return them, the categories of their tags, and what each sees in all pictures."""
    parts: list[Part] = []
    categories: list[str] = []
    embeddings: list[Tensor] = []
    for number, ((name, weights), columns) in enumerate(plan.divide(lesson.answers.categories).items()):
        answers = lesson.answers.choose(columns)
        backbone = await _obtain_backbone(name, weights, answers, name_tuning(home, number), read, plan, report)
        skipped |= await embed_collection(graph, open_embedder(load_settings(), backbone), read, report)
        embeddings.append(await read_rows(graph, backbone, lesson.images))
        steps = fit_part(backbone, answers, embeddings[-1][lesson.rows], torch.tensor(lesson.folds))
        parts.append(await take_steps("fitting a head a tag", FOLDS, steps, report))
        categories += answers.categories
    return parts, categories, embeddings


async def _draw_audits(graph: Graph, checkpoint: Checkpoint, held: frozenset[str]) -> None:
    """Draw audits among all pictures that were looked at, but for those on the test side, page by page."""
    seed, (first, *others) = checkpoint.facts.seed, checkpoint.parts
    drawing = Drawing(checkpoint.facts.tags)
    after = ""
    while (page := await read_embeddings(graph, first.backbone.key, after))[0]:
        after = page[0][-1]
        kept = [n for n, image in enumerate(page[0]) if image not in held and not find_side(seed, image)]
        images = [page[0][n] for n in kept]
        seen = [page[1][kept], *[await find_rows(graph, part.backbone, images, part.width) for part in others]]
        drawing.add(images, checkpoint.compute_confidence(images, seen))
    await record_draws(graph, checkpoint.facts.run, drawing.list_draws())


def plan_lesson(pictures: Sequence[TrainingPicture], plan: Plan) -> Lesson:
    """Plan what a run learns: everything that is said of the pictures that are not on the test side.

    Raises:
        ModelError: no tag has enough pictures.
    """
    split = split_pictures(plan.seed, pictures)
    rows = [row for row, test in enumerate(split.test) if not test]
    groups, learnt = [split.groups[row] for row in rows], [pictures[row] for row in rows]
    answers, rare = gather_answers(learnt, groups, plan.popularity)
    if not answers.tags:
        raise ModelError(
            f"There is too little to learn from: no tag has {FEWEST} pictures that people or sources say it matches. "
            f"Import tagged pictures, or answer more questions."
        )
    held = frozenset(p.image for p, test in zip(pictures, split.test, strict=True) if test)
    images = [picture.image for picture in pictures]
    return Lesson(images, rows, learnt, [find_fold(plan.seed, group) for group in groups], answers, rare, held)


async def _keep_run(graph: Graph, home: Path, checkpoint: Checkpoint, lesson: Lesson, snapshot: datetime) -> None:
    """Mark what was learned from, batch by batch, and only then keep the run: cut off, no test picture was learned."""
    facts, images = checkpoint.facts, sorted(lesson.members)
    for start in range(0, len(images), PAGE):
        page = images[start : start + PAGE]
        await graph.write(lambda tx, now=page: mark_learned(tx, facts.seed, now))  # type: ignore[misc]  # a page a turn
    digest = save_checkpoint(checkpoint, name_checkpoint(home, facts.run))

    async def work(tx: Transaction) -> None:
        names = (_join(part.backbone for part in facts.parts), _join(part.revision for part in facts.parts))
        counts = (len(lesson.pictures), lesson.pairs)
        await add_run(tx, facts.run, *names, facts.seed, snapshot, *counts, digest)

    await graph.write(work)


def _join(names: Iterable[str]) -> str:
    return " + ".join(names)


async def _obtain_backbone(
    name: str | None, weights: Path | None, answers: Answers, tuning: Path, read: Reader, plan: Plan, report: Report
) -> Backbone:
    """Load a named backbone, or begin with the small one; unless it stays frozen, let it learn the answers."""
    if name:
        start = await asyncio.to_thread(load_backbone, name, weights)  # fetching takes its time
    else:
        start = create_small_backbone(plan.seed)
    if name and not plan.finetune:
        return start
    course = replace(Course() if name else FROM_NOTHING, passes=plan.passes, seed=plan.seed)
    folds = torch.tensor([find_fold(plan.seed, group) for group in answers.groups])
    lessons = Lessons(answers.images, answers.targets, answers.weights, folds)
    return await tune_backbone(start, lessons, course, read, tuning, report)
