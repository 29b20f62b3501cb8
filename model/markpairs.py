"""Pairs to learn marks from: a picture and a marked one, changed alike, and which pixels of the second the mark covers.

Of two files of one picture the mark is where they differ, found before they are changed: compression hides it later.
A mark that was drawn is drawn anew each time, of the same kind, over the picture in other colours or mirrored, so that
none is learned by heart.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.changes import change_picture, disguise_picture, draw_change, draw_guise, turn_picture
from model.examples import Example, read_picture
from model.marks import find_mark, mark_picture
from model.preprocessing import prepare_picture

PAIRS = 12  # in a batch
CHANGED = 0.5  # of them, the others are as they are
BARE = {"mean": (0.0, 0.0, 0.0), "std": (1.0, 1.0, 1.0)}

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """Pairs ready for a network: clean pictures and marked ones in turns, and where the marks are.

    `frames` are 2n by 3 by H by W, `masks` 2n by 1 by H by W, 0 to 1; `known` (2n) says of which the mask is known.
    """

    frames: Tensor
    masks: Tensor
    known: Tensor

    def place(self, device: torch.device) -> "Batch":
        """Return the batch on a device."""
        frames = self.frames.to(device, memory_format=torch.channels_last)  # half as long again otherwise
        return Batch(frames, self.masks.to(device), self.known.to(device))


def draw_batches(examples: Sequence[Example], ready: Mapping[str, Any], dice: random.Random) -> Iterator[Batch]:
    """Draw batches without an end: each pair of the same picture where there is one, made ready for a network."""
    clean = [example for example in examples if not example.marked]
    marked = [example for example in examples if example.marked]
    same: dict[str, list[Example]] = {}
    for example in marked:
        same.setdefault(example.picture, []).append(example)
    while True:
        drawn = [dice.choice(clean) for _ in range(PAIRS)]
        yield _join([_make_pair(one, dice.choice(same.get(one.picture, marked)), ready, dice) for one in drawn])


def _make_pair(
    one: Example, other: Example, ready: Mapping[str, Any], dice: random.Random
) -> tuple[Array, Array, Array | None]:
    """Read a pair and change it alike; return both frames, and the mask where it is known."""
    clean = read_picture(one.path)
    if other.kind:
        clean = disguise_picture(clean, draw_guise(dice))
        marked = mark_picture(clean, other.kind, dice)
    else:
        marked = read_picture(other.path)
    same = bool(other.kind) or (one.picture == other.picture and clean.size == marked.size)
    mask = find_mark(clean, marked) if same else None
    if dice.random() < CHANGED:
        change = draw_change(dice)
        clean, marked = (change_picture(picture, change) for picture in (clean, marked))
        mask = None if mask is None else turn_picture(mask, change)
    found = None if mask is None else prepare_picture(mask.convert("RGB"), {**ready, **BARE})[:1]
    return prepare_picture(clean, ready), prepare_picture(marked, ready), found


def _join(pairs: Sequence[tuple[Array, Array, Array | None]]) -> Batch:
    frames = np.stack([frame for *pair, _ in pairs for frame in pair])
    nothing = np.zeros((1, *frames.shape[2:]), np.float32)
    masks = np.stack([part for *_, mask in pairs for part in (nothing, nothing if mask is None else mask)])
    known = [mask is not None for *_, mask in pairs for _ in range(2)]
    return Batch(torch.from_numpy(frames), torch.from_numpy(masks), torch.tensor(known))
