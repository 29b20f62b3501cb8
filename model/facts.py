"""Facts: what a run says of itself, in its checkpoint and wherever it is exported to; read without torch."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from model.calibration import Calibration

FORMAT: Literal["taggy-run-2"] = "taggy-run-2"


class PartFacts(BaseModel):
    """What stands beside the tensors of one backbone and the heads on it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    backbone: str
    revision: str
    networks: int
    preprocessing: dict[str, Any]
    tags: list[str]
    licence: str | None = None


class Facts(BaseModel):
    """What stands beside the tensors, as JSON in the file's metadata; lists have an entry a tag."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["taggy-run-2"] = FORMAT
    run: str
    seed: int
    parts: list[PartFacts]
    tags: list[str]
    categories: list[str]
    temperature: list[float]
    shift: list[float]
    fitted_on: list[str]
    promise: float

    @property
    def calibration(self) -> "Calibration":
        """What turns logits into confidences."""
        import torch  # noqa: PLC0415 - torch is loaded only where it is needed

        from model.calibration import Calibration  # noqa: PLC0415 - it knows torch

        return Calibration(torch.tensor(self.temperature), torch.tensor(self.shift), self.fitted_on)


def digest_picture(image: str) -> int:
    """Shorten a picture's id to 64 bits, by which a run remembers that it learned from it."""
    return int.from_bytes(sha256(image.encode()).digest()[:8], signed=True)
