"""A run made by hand, and pictures in odd sizes, for what takes a model elsewhere."""

import random
from collections.abc import Mapping
from typing import Any

import torch
from PIL import Image
from torch import Generator

from model.backbones import Backbone, create_network, find_preprocessing
from model.checkpoint import Checkpoint, Part
from model.embedders import Vectors
from model.facts import Facts, PartFacts
from model.folds import FOLDS, Learned
from model.heads import Heads
from model.steps import Steps

SIZES = ((96, 96), (97, 64), (31, 150), (3, 200), (1, 1), (64, 63), (300, 20))
IMAGES = [f"{number:02x}" * 32 for number in range(2 * len(SIZES))]
LEARNED = {image: number % FOLDS for number, image in enumerate(IMAGES[::2])}
TAGS = ["cat", "dog", "owl"]


def make_backbone(name: str = "test_vit", networks: int = 1, **preprocessing: Any) -> Backbone:
    """Make a backbone at random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(3)
        made = [create_network(name) for _ in range(networks)]
    return Backbone(name, list(made), find_preprocessing(made[0]) | preprocessing)


def make_run(backbone: Backbone, parts: int = 1) -> Checkpoint:
    """Make a run of three tags a part on a backbone, with random heads, that learned from every other picture."""
    dice, width = Generator().manual_seed(1), backbone.width
    made, names = [], []
    for number in range(parts):
        names.append([f"{tag}{number or ''}" for tag in TAGS])
        heads = [
            Heads(torch.randn(len(TAGS), width, generator=dice), torch.randn(len(TAGS), generator=dice))
            for _ in range(FOLDS)
        ]
        made.append(Part(backbone, heads, names[-1]))
    tags = [tag for part in names for tag in part]
    facts = Facts(
        run="r1",
        seed=1,
        parts=[
            PartFacts(
                backbone=backbone.name,
                revision=backbone.revision,
                networks=len(backbone.networks),
                preprocessing=backbone.preprocessing,
                tags=part,
                licence="apache-2.0",
            )
            for part in names
        ],
        tags=tags,
        categories=["" for _ in tags],
        temperature=[2.0, 0.5, 1.0] * parts,
        shift=[-1.0, 0.0, 2.0] * parts,
        fitted_on=["all" for _ in tags],
        promise=0.95,
    )
    return Checkpoint(facts, made, Learned.remember(LEARNED))


def draw_frames() -> Mapping[str, list[Image.Image]]:
    """Draw noise in odd sizes; every third picture has two frames."""
    dice = random.Random(5)  # noqa: S311 - pictures that can be repeated

    def draw(size: tuple[int, int]) -> Image.Image:
        return Image.frombytes("RGB", size, dice.randbytes(3 * size[0] * size[1]))

    return {
        image: [draw(SIZES[number % len(SIZES)]) for _ in range(2 if number % 3 == 0 else 1)]
        for number, image in enumerate(IMAGES)
    }


def finish(steps: Steps[Vectors]) -> Vectors:
    """Take all steps and return what comes of them."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            vectors: Vectors = end.value
            return vectors
