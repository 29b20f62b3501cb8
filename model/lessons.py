"""Lessons: what a network is trained on. Pictures in memory, what is known of them, and how each batch is varied."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn.functional import affine_grid, grid_sample

from model.backbones import Backbone
from model.pictures import Reader, decode_batches
from model.steps import Steps
from taggy.errors import ModelError

MOST = 4_000
ROOM = 1 << 30  # bytes that the pictures may take in memory


@dataclass(frozen=True)
class Lessons:
    """What is known of n pictures and t tags, for the networks beneath the heads to learn from."""

    images: list[str]
    targets: Tensor  # n by t, 0 to 1
    weights: Tensor  # n by t, 0 where nothing is known
    folds: Tensor  # n: the fold that each is held out with

    def take(self, rows: Sequence[int]) -> "Lessons":
        """Return the lessons of some of the pictures."""
        return Lessons([self.images[row] for row in rows], self.targets[rows], self.weights[rows], self.folds[rows])

    def draw(self, backbone: Backbone, seed: int) -> "Lessons":
        """Take all pictures, or of a large collection as many as fit into memory, drawn by the seed."""
        channels, height, width = backbone.preprocessing["input_size"]
        most = min(MOST, max(ROOM // (4 * channels * height * width), 1))
        order = torch.randperm(len(self.images), generator=Generator().manual_seed(seed)).tolist()
        return self.take(sorted(order[:most]))


def read_lessons(lessons: Lessons, backbone: Backbone, read: Reader) -> Steps[tuple[Lessons, Tensor]]:
    """Read the first frame of each picture as the backbone takes it; what cannot be read is left out.

    Raises:
        ModelError: none can be read.
    """
    kept: list[str] = []
    stills: list[Tensor] = []
    for batch in decode_batches(lessons.images, lambda image: read(image)[:1], backbone.prepare, {}):
        kept += batch.images
        stills.append(batch.tensors)
        yield len(kept)
    if not kept:
        raise ModelError("None of the pictures with answers can be read. Import their folder again.")
    position = {image: row for row, image in enumerate(lessons.images)}
    return lessons.take([position[image] for image in kept]), torch.cat(stills)


def vary(pictures: Tensor, dice: Generator) -> Tensor:
    """Turn, scale, shift and mirror each picture a little, so that a network cannot learn it by heart."""
    count = len(pictures)
    angle, scale, right, down, mirror = torch.rand(5, count, generator=dice) * 2 - 1
    angle, scale, mirror = 0.3 * angle, 1 + 0.2 * scale, torch.where(mirror > 0, 1.0, -1.0)
    upper = torch.stack([mirror * angle.cos() * scale, -angle.sin() * scale, 0.15 * right], dim=1)
    lower = torch.stack([mirror * angle.sin() * scale, angle.cos() * scale, 0.15 * down], dim=1)
    grid = affine_grid(torch.stack([upper, lower], dim=1), list(pictures.shape), align_corners=False)
    return grid_sample(pictures, grid, padding_mode="border", align_corners=False)
