"""Folds: which part of the pictures each is held out with, and which fold a run held each picture out with.

A fold is drawn by the seed and the oldest picture of the group (`model/split.py`): copies of a picture and a series of
one author are held out together. Groups grow, so a run remembers the fold of each picture that it learned from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import torch
from torch import Tensor

from model.facts import digest_picture

FOLDS = 3
UNSEEN = -1


def find_fold(seed: int, group: str) -> int:
    """Find the fold of a group by its oldest picture: it depends on the seed and that id alone."""
    return int.from_bytes(sha256(f"{seed}|{group}".encode()).digest()[:8]) % FOLDS


@dataclass(frozen=True)
class Learned:
    """The pictures that a run learned from, as sorted 64-bit digests of their ids (int64), and the fold of each."""

    digests: Tensor
    folds: Tensor

    @classmethod
    def remember(cls, folds: Mapping[str, int]) -> "Learned":
        """Remember the fold of each picture."""
        rows = sorted((digest_picture(image), fold) for image, fold in folds.items())
        digests = torch.tensor([digest for digest, _ in rows], dtype=torch.int64)
        return cls(digests, torch.tensor([fold for _, fold in rows], dtype=torch.uint8))

    def find_folds(self, images: Sequence[str]) -> Tensor:
        """Find the fold of each picture, UNSEEN where it was not learned from; int64."""
        wanted = torch.tensor([digest_picture(image) for image in images], dtype=torch.int64)
        if not len(self.digests):
            return torch.full((len(images),), UNSEEN)
        place = torch.searchsorted(self.digests, wanted).clamp(max=len(self.digests) - 1)
        return torch.where(self.digests[place] == wanted, self.folds[place].long(), UNSEEN)
