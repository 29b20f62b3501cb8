"""Classes in a filter: is a picture of a class that is refused? Of an animation the worst frame counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.filterplans import Exclusive
from model.served import Served
from taggy.errors import ModelError

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Likelihood:
    """How likely the refused classes are together, whether that is too likely, how far past the bound, and why."""

    score: float
    refused: bool
    past: float
    reason: str


class ClassQuestion:
    """A table of classes of a filter: its network, held in memory."""

    def __init__(self, name: str, plan: Exclusive, folder: Path, threads: int) -> None:
        """Open the network.

        Raises:
            ModelError: it is missing, damaged, no class network, or has no class of a name that is refused.
        """
        self.name, self._bound = name, plan.bound
        self._served = Served(folder / plan.network, threads)
        self._classes: list[str] = self._served.facts.about.get("classes", [])
        if not self._classes:
            raise ModelError(
                f"The network {plan.network!r} tells no classes. `taggy classes train` writes one that does."
            )
        if lacking := sorted({*plan.refuse} - {*self._classes}):
            raise ModelError(
                f"The network {plan.network!r} has no class {lacking[0]!r}. It has: {', '.join(self._classes)}."
            )
        self._refused = [self._classes.index(name) for name in dict.fromkeys(plan.refuse)]

    def prepare(self, frames: Sequence[Image.Image]) -> list[Array]:
        """Make the frames of a picture ready."""
        return [self._served.prepare(frame) for frame in frames]

    def judge(self, pictures: Sequence[Sequence[Array]]) -> list[Likelihood]:
        """Judge pictures, each by its frames that were made ready.

        Raises:
            ModelError: the network gives numbers that are none.
        """
        likely = np.exp(self._served.see([frame for frames in pictures for frame in frames]))
        places = np.cumsum([len(frames) for frames in pictures])[:-1]
        return [self._judge(part[:, self._refused]) for part in np.split(likely, places)]

    def _judge(self, likely: Array) -> Likelihood:
        """Judge a picture by how likely each refused class is on each frame (k by r)."""
        worst = likely[likely.sum(1).argmax()]
        score = min(float(worst.sum()), 1.0)
        first = self._classes[self._refused[int(worst.argmax())]]
        told = f"By {self.name} it is {first!r} or the like with {score:.3f}, bound {self._bound:g}."
        past = (score - self._bound) / (1 - self._bound)
        return Likelihood(score, score >= self._bound, max(0.0, past), told)
