"""A course: how a network is trained, how long and by which rates."""

from dataclasses import dataclass
from math import cos, pi

from model.folds import FOLDS

BATCH = 32
PASSES = 10_000
WARMING = 0.15  # of the steps, in which the rate rises


@dataclass(frozen=True)
class Course:
    """How networks are trained: pictures shown a fold, the rate of the top layer, and what is left of it a layer down.

    `warm` says that the network has pretrained weights. One network is trained for each of the `folds`.
    """

    rate: float = 3e-4
    decay: float = 0.75
    warm: bool = True
    passes: int = PASSES
    seed: int = 1
    folds: int = FOLDS

    @property
    def steps(self) -> int:
        """How many steps a fold takes at most."""
        return max(self.passes // BATCH, 1)

    def find_rate(self, step: int) -> float:
        """Find the share of the rate at a step: a straight rise, then a cosine's fall to nothing."""
        rise = max(int(WARMING * self.steps), 1)
        if step < rise:
            return (step + 1) / rise
        return (1 + cos(pi * (step - rise) / max(self.steps - rise, 1))) / 2
