"""Detectors of watermarks: a network and a head, in a file with all that it says of itself.

The small network (`model/marknet.py`) looks at the whole picture. For one of timm's a picture is scaled to twice the
side that it takes and cut into quadrants, which it sees one by one, because a mark is small; of each of its numbers the
largest and the mean over the quadrants go into the head.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from media.files import place_file
from model.backbones import Backbone, create_network, find_preprocessing
from model.marknet import NAME as SMALL
from model.marknet import MarkNetwork
from taggy.errors import ModelError

FORMAT: Literal["taggy-watermarks-1"] = "taggy-watermarks-1"
HIDDEN = 64
DROPOUT = 0.2


class WatermarkFacts(BaseModel):
    """What stands beside the tensors: how pictures are made ready, the threshold, and the errors at it.

    `missed` is the share of marked pictures below the threshold, `alarms` the share of clean ones at it or above, of
    `tested` pictures that were neither learned from nor chosen on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["taggy-watermarks-1"] = FORMAT
    backbone: str
    revision: str
    preprocessing: dict[str, Any]
    threshold: float
    missed: float
    alarms: float
    tested: int
    learned: int


class Detector(nn.Module):
    """A network that gives `width` numbers and a head: from pictures (n by 3 by H by W) to how sure it is (n by 1)."""

    def __init__(self, trunk: nn.Module, width: int) -> None:
        super().__init__()
        self.trunk = trunk
        described = width if isinstance(trunk, MarkNetwork) else 2 * width
        self.head = nn.Sequential(nn.Linear(described, HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, 1))

    def describe(self, pictures: Tensor) -> Tensor:
        """Return what the network sees in pictures: n by its width, by twice that where it looks at quadrants."""
        if isinstance(self.trunk, MarkNetwork):
            seen: Tensor = self.trunk(pictures)
            return seen
        return join_quadrants(self.trunk(cut_quadrants(pictures)))

    def forward(self, pictures: Tensor) -> Tensor:
        """Return how sure it is of a mark, n by 1."""
        return torch.sigmoid(self.head(self.describe(pictures)))


def cut_quadrants(pictures: Tensor) -> Tensor:
    """Cut pictures (n by c by 2s by 2s) into quadrants (4n by c by s by s), the four of a picture one after another."""
    count, colours, high, wide = pictures.shape
    cut = pictures.reshape(count, colours, 2, high // 2, 2, wide // 2).permute(0, 2, 4, 1, 3, 5)
    return cut.reshape(count * 4, colours, high // 2, wide // 2)


def join_quadrants(seen: Tensor) -> Tensor:
    """Join what is seen in quadrants (4n by w): of each number the largest and the mean (n by 2w)."""
    parts = seen.reshape(-1, 4, seen.shape[1])
    return torch.cat([parts.amax(1), parts.mean(1)], dim=1)


@dataclass(frozen=True)
class Trained:
    """A detector with its facts, and the files that could not be read, each with the reason."""

    detector: Detector
    facts: WatermarkFacts
    skipped: dict[str, str]


def make_beginning(seed: int, side: int) -> Backbone:
    """Make the small network at random weights, for pictures that are scaled to a side in pixels."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = create_network(SMALL)
    return Backbone(SMALL, [network], find_preprocessing(network) | {"input_size": (3, side, side)})


def find_preparation(backbone: Backbone) -> dict[str, Any]:
    """Find how pictures are made ready for a detector that begins with a backbone."""
    small = isinstance(backbone.networks[0], MarkNetwork)
    return dict(backbone.preprocessing) if small else double_preprocessing(backbone.preprocessing)


def double_preprocessing(preprocessing: dict[str, Any]) -> dict[str, Any]:
    """Return how pictures are made ready at twice the side: all of a picture, for a mark may stand at its edge."""
    colours, high, wide = preprocessing["input_size"]
    return preprocessing | {"input_size": [colours, 2 * high, 2 * wide], "crop_mode": "squash", "crop_pct": 1.0}


def save_detector(trained: Trained, path: Path) -> None:
    """Write a detector, whole or not at all."""
    tensors = {name: values.contiguous() for name, values in trained.detector.state_dict().items()}
    with place_file(path) as file:
        file.write(save(tensors, {"taggy": trained.facts.model_dump_json()}))


def load_detector(path: Path) -> Trained:
    """Read a detector.

    Raises:
        ModelError: there is none, or the file is damaged or of another form.
    """
    try:
        with safe_open(path, framework="pt") as file:
            facts = WatermarkFacts.model_validate(json.loads((file.metadata() or {}).get("taggy", "{}")))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        trunk = create_network(facts.backbone)
        described = tensors["head.0.weight"].shape[1]
        network = Detector(trunk, described if isinstance(trunk, MarkNetwork) else described // 2)
        network.load_state_dict(tensors)
    except (OSError, SafetensorError, ValidationError, KeyError, RuntimeError, json.JSONDecodeError) as error:
        raise ModelError(f"The detector {str(path)!r} cannot be used ({error}). Train it again.") from error
    return Trained(network.eval(), facts, {})
