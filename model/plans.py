"""Plans: what to train, with which backbones, as the owner said it and as a job keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.answers import FEWEST
from model.course import PASSES
from taggy.errors import InputError, ModelError

PROMISE = 0.95


@dataclass(frozen=True)
class PartPlan:
    """A backbone of its own for the tags of a category."""

    category: str
    backbone: str
    weights: Path | None = None


@dataclass(frozen=True)
class Plan:
    """What to train: a named backbone, frozen or fine-tuned, with timm's or a file's weights, or a small new one.

    `threshold` is one that the owner sets by hand; None lets the audits choose it. `popularity` is explained in
    `model/answers.py`. `parts` name a backbone of their own for some categories; all other tags have `backbone`.
    """

    backbone: str | None = None
    weights: Path | None = None
    seed: int = 1
    threshold: float | None = None
    passes: int = PASSES
    finetune: bool = False
    popularity: float = 0.5
    promise: float = PROMISE
    parts: tuple[PartPlan, ...] = ()

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "Plan":
        """Make a plan from what a job keeps of it: plain JSON, with the weights' path as text."""
        parts = tuple(PartPlan(**{**part, "weights": _read_path(part)}) for part in params.get("parts", ()))
        return cls(**{**params, "weights": _read_path(params), "parts": parts})

    def as_params(self) -> dict[str, Any]:
        """Return what a job keeps of it."""
        parts = [asdict(part) | {"weights": _write_path(part.weights)} for part in self.parts]
        return asdict(self) | {"weights": _write_path(self.weights), "parts": parts}

    def divide(self, categories: Sequence[str]) -> dict[tuple[str | None, Path | None], list[int]]:
        """Divide tags, given their categories, among backbones: the numbers of the tags that each tells.

        Raises:
            ModelError: a part is planned for a category of which no tag can be learned.
        """
        eyes = {part.category: (part.backbone, part.weights) for part in self.parts}
        if lacking := sorted(eyes.keys() - set(categories)):
            raise ModelError(
                f"No tag of the category {lacking[0]!r} has {FEWEST} pictures to learn from, so it needs no backbone. "
                f"Categories with such tags: {', '.join(sorted(set(categories))) or 'none'}."
            )
        divided: dict[tuple[str | None, Path | None], list[int]] = {}
        for number, category in enumerate(categories):
            divided.setdefault(eyes.get(category, (self.backbone, self.weights)), []).append(number)
        return divided


def read_part(text: str) -> PartPlan:
    """Read CATEGORY=NAME or CATEGORY=NAME,FILE.

    Raises:
        InputError: it is neither.
    """
    category, _, rest = text.partition("=")
    name, _, file = rest.partition(",")
    if not category or not name:
        raise InputError(f"{text!r} names no part. Say CATEGORY=NAME, or CATEGORY=NAME,FILE with the weights' file.")
    return PartPlan(category, name, Path(file) if file else None)


def _read_path(params: Mapping[str, Any]) -> Path | None:
    return Path(params["weights"]) if params.get("weights") else None


def _write_path(path: Path | None) -> str | None:
    return str(path.absolute()) if path else None
