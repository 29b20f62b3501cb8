"""Class training: from a folder, a sub-folder a class, to a class network, what it is worth after each stage, doubts.

Doubts are found on what the network saw before it learned anything of the folder, on all pictures, held-out ones among
them. Cleaning leaves them out of what is learned from; what is held out stays the same.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import torch
from torch import Tensor

from media.decoding import Limits
from model.backbones import Backbone
from model.classaccuracy import (
    Accuracy,
    Doubted,
    count_confusion,
    guess_commonest,
    leave_out_doubts,
    measure_stage,
    name_doubts,
)
from model.classes import ClassFacts, Classifier, make_classifier
from model.classheads import PASSES
from model.classlessons import ClassLessons, list_class_files, read_class_lessons
from model.cleaning import FOLDS, Doubt, find_doubts, predict_out_of_fold
from model.embedding import Device, choose_device
from model.stages import Schooling, StagePlan
from model.steps import Steps, take_steps
from model.tuningfile import State
from taggy.errors import InputError
from taggy.steps import Report

LEFT = 5  # pictures of a class that cleaning must leave


@dataclass(frozen=True)
class ClassPlan:
    """What is trained: how, by which seed, on which device; which classes are suspected; if doubts are left out.

    `stages` and `passes` are those of `model/stages.py`.
    """

    suspect: tuple[str, ...] = ()
    clean: bool = False
    stages: int = 2
    passes: int = 4
    seed: int = 1
    device: Device = "cpu"


@dataclass(frozen=True)
class TrainedClasses:
    """A class network, what it was worth after each stage, and what was found of the pictures.

    `confusion` counts held-out pictures: a row a class, a column what they were told to be.
    """

    classifier: Classifier
    stages: list[Accuracy]
    confusion: list[list[int]]
    doubted: list[Doubted]
    skipped: dict[str, str]


async def doubt_classes(
    folder: Path, backbone: Backbone, limits: Limits, plan: ClassPlan, report: Report
) -> list[Doubted]:
    """Find the pictures of a folder that are likely to be mislabelled, the surest first.

    Raises:
        InputError: the folder is none of classes, or a class has too few pictures that can be read.
        ModelError: the device cannot be had.
    """
    lessons = await _read(folder, backbone.place(choose_device(plan.device)), limits, plan, report)
    return name_doubts(lessons, await _find_doubts(lessons, plan, report))


async def train_classes(
    folder: Path, backbone: Backbone, limits: Limits, plan: ClassPlan, path: Path, report: Report
) -> TrainedClasses:
    """Train a class network; `path` keeps how far it is, and the same call goes on there.

    Raises:
        InputError: the folder is none of classes, a class has too few pictures that can be read, or there is none of a
            name that is to be suspected.
        ModelError: the device cannot be had, or a loss is no number.
    """
    start = backbone.place(choose_device(plan.device))
    lessons = await _read(folder, start, limits, plan, report)
    doubts = await _find_doubts(lessons, plan, report)
    rows = (~lessons.held).nonzero().squeeze(1)
    rounds = [rows]
    if plan.clean:
        rounds.append(leave_out_doubts(rows, doubts))
        _refuse_too_few(lessons, rounds[-1])
    stages = StagePlan(plan.stages, plan.passes, plan.seed)
    school = Schooling(start, lessons, rounds, stages, path, _name_work(backbone, lessons, rounds, plan))
    states = await take_steps("learning the classes", school.count_steps(), school.learn(), report)
    held = lessons.held.nonzero().squeeze(1)
    total = len(held) * len(states)
    told = await take_steps("looking at held-out ones", total, _look_back(school, states, held), report)
    return _conclude(school, states, told, doubts, plan)


def _conclude(
    school: Schooling, states: Sequence[State], told: Sequence[Tensor], doubts: Sequence[Doubt], plan: ClassPlan
) -> TrainedClasses:
    """Put together what was learned, given what was said of the held-out pictures after each stage."""
    lessons, start, rounds = school.lessons, school.start, school.rounds
    held = lessons.held.nonzero().squeeze(1)
    names = _name_stages(len(rounds), plan.stages)
    accuracies = [
        guess_commonest(lessons, rounds[0], held, doubts),
        *(measure_stage(name, said, lessons, held, doubts) for name, said in zip(names, told, strict=True)),
    ]
    facts = ClassFacts(
        backbone=start.name,
        preprocessing=start.preprocessing,
        licence=start.licence,
        classes=lessons.classes,
        suspect=list(plan.suspect),
        learned=len(rounds[-1]),
        tested=len(held),
        right=accuracies[-1].right,
    )
    classifier = make_classifier(facts, school.restore(states[-1]).cpu())
    confusion = count_confusion(told[-1].argmax(1), lessons.labels[held], len(lessons.classes))
    return TrainedClasses(classifier, accuracies, confusion, name_doubts(lessons, doubts), lessons.skipped)


async def _read(folder: Path, start: Backbone, limits: Limits, plan: ClassPlan, report: Report) -> ClassLessons:
    files = await asyncio.to_thread(list_class_files, folder)
    if lacking := sorted({*plan.suspect} - {*files.classes}):
        raise InputError(f"There is no class {lacking[0]!r} to suspect. There are: {', '.join(files.classes)}.")
    steps = read_class_lessons(files, start, limits, plan.seed)
    return await take_steps("looking at the pictures", len(files.files), steps, report)


async def _find_doubts(lessons: ClassLessons, plan: ClassPlan, report: Report) -> list[Doubt]:
    steps = predict_out_of_fold(lessons.seen, lessons.labels, len(lessons.classes), plan.seed)
    told = await take_steps("doubting the labels", FOLDS * PASSES, steps, report)
    return find_doubts(told, lessons.labels)


def _refuse_too_few(lessons: ClassLessons, rows: Tensor) -> None:
    counts = torch.bincount(lessons.labels[rows], minlength=len(lessons.classes))
    for name, count in zip(lessons.classes, counts.tolist(), strict=True):
        if count < LEFT:
            raise InputError(
                f"Of the class {name!r} cleaning would leave {count} pictures to learn from. Look at what is doubted "
                f"with `taggy classes doubt FOLDER`, and set the folder right by hand."
            )


def _name_work(backbone: Backbone, lessons: ClassLessons, rounds: Sequence[Tensor], plan: ClassPlan) -> str:
    """Name the work by all that decides its result."""
    about = [backbone.key, asdict(plan) | {"suspect": None}, lessons.classes, lessons.paths]
    digest = sha256(json.dumps(about).encode())
    for values in (lessons.labels, lessons.seen, *rounds):
        digest.update(values.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _name_stages(rounds: int, stages: int) -> list[str]:
    names = ["head", *(f"layers {stage}" for stage in range(1, stages + 1))]
    return [f"{'cleaned ' if number else ''}{name}" for number in range(rounds) for name in names]


def _look_back(school: Schooling, states: Sequence[State], held: Tensor) -> Steps[list[Tensor]]:
    """Let the network say of the held-out pictures what it said after each stage."""
    told = []
    for number, state in enumerate(states, start=1):
        told.append((yield from school.look(school.restore(state), held, number * len(held))))
    return told
