"""Answers: what people and sources say of the pictures, as the targets that the model learns from.

Evidence above one half is Yes, below it No; a tie says nothing. A pair without evidence is unknown, never No in the
graph. Only where a source has claimed something of a picture is its silence on the other tags taken for a hint: tags of
an imported collection are mostly complete, so an unknown pair there counts as a No of the weight `HINT` when heads are
fitted. Without it, a collection of nothing but claims would have no No to learn from. A picture that no source has
claimed anything of gives only what people answered.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from graph.runs import TrainingPicture

HINT = 0.25
FEWEST = 8


@dataclass(frozen=True)
class Answers:
    """Pictures and tags, and a cell for each pair: 1 Yes, -1 No, 0 unknown (`claimed` says whether that is a hint)."""

    images: list[str]
    tags: list[str]
    cells: Tensor
    claimed: Tensor

    @property
    def targets(self) -> Tensor:
        """1 for Yes, else 0."""
        return (self.cells > 0).float()

    def weigh(self, hint: float) -> Tensor:
        """Weigh each pair: 1 where it was answered, `hint` where a source was silent, 0 where nothing is known."""
        return torch.where(self.cells != 0, 1.0, hint * self.claimed.float().unsqueeze(1))

    def take(self, rows: Sequence[int]) -> "Answers":
        """Return the answers on some of the pictures."""
        return Answers([self.images[row] for row in rows], self.tags, self.cells[rows], self.claimed[rows])


def gather_answers(pictures: Sequence[TrainingPicture]) -> tuple[Answers, dict[str, int]]:
    """Turn pages of pictures into targets.

    Returns:
        The answers on tags that at least `FEWEST` pictures have, and the other tags with how many have each.
    """
    support: Counter[str] = Counter()
    for picture in pictures:
        for tag, evidence in zip(picture.tags, picture.evidence, strict=True):
            support[tag] += evidence > 1 / 2
    tags = sorted(tag for tag, count in support.items() if count >= FEWEST)
    column = {tag: number for number, tag in enumerate(tags)}
    cells = torch.zeros(len(pictures), len(tags), dtype=torch.int8)
    for row, picture in enumerate(pictures):
        for tag, evidence in zip(picture.tags, picture.evidence, strict=True):
            if tag in column:
                cells[row, column[tag]] = (evidence > 1 / 2) - (evidence < 1 / 2)
    claimed = torch.tensor([picture.claimed for picture in pictures], dtype=torch.bool)
    rare = {tag: count for tag, count in support.items() if count < FEWEST}
    return Answers([picture.image for picture in pictures], tags, cells, claimed), rare
