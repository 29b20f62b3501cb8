"""Checkpoints: a run in one safetensors file, with everything that its confidences depend on."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from media.files import place_file
from model.backbones import Backbone, create_network
from model.calibration import Calibration
from model.folds import FOLDS, find_fold
from model.heads import Heads
from taggy.errors import ModelError


class Facts(BaseModel):
    """What stands beside the tensors, as JSON in the file's metadata."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["taggy-run-1"] = "taggy-run-1"
    run: str
    seed: int
    backbone: str
    revision: str
    networks: int
    preprocessing: dict[str, Any]
    tags: list[str]
    thresholds: list[float]
    abstains: list[bool]
    temperature: float
    shift: float


@dataclass(frozen=True)
class Checkpoint:
    """A run: its backbone, a set of heads a fold, and the calibration."""

    facts: Facts
    backbone: Backbone
    heads: list[Heads]

    def compute_confidence(self, images: list[str], embeddings: Tensor) -> Tensor:
        """Return a row a picture, a column a tag, always by the heads that did not learn from the picture's fold.

        Raises:
            ModelError: a confidence is no number.
        """
        folds = torch.tensor([find_fold(self.facts.seed, image) for image in images])
        logits = torch.empty(len(images), len(self.facts.tags))
        for fold, heads in enumerate(self.heads):
            rows = folds == fold
            logits[rows] = heads.compute_logits(embeddings[rows])
        confidence = Calibration(self.facts.temperature, self.facts.shift).compute_confidence(logits)
        if not torch.isfinite(confidence).all():
            raise ModelError(
                f"Run {self.facts.run} has confidences that are no numbers. Train again; nothing was written."
            )
        return confidence


def save_checkpoint(checkpoint: Checkpoint, path: Path) -> str:
    """Write a checkpoint, whole or not at all, and return the SHA-256 of its bytes."""
    tensors: dict[str, Tensor] = {}
    for number, network in enumerate(checkpoint.backbone.networks):
        tensors |= {f"networks.{number}.{name}": values for name, values in network.state_dict().items()}
    for fold, heads in enumerate(checkpoint.heads):
        tensors |= {f"heads.{fold}.weight": heads.weight, f"heads.{fold}.bias": heads.bias}
    content = save({k: v.contiguous() for k, v in tensors.items()}, {"taggy": checkpoint.facts.model_dump_json()})
    with place_file(path) as file:
        file.write(content)
    return sha256(content).hexdigest()


def load_checkpoint(path: Path, digest: str) -> Checkpoint:
    """Read a checkpoint whose SHA-256 the graph knows.

    Raises:
        ModelError: it is gone, damaged, or not the run's.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"The checkpoint {path} cannot be read ({error.strerror}). Train again.") from error
    if sha256(content).hexdigest() != digest:
        raise ModelError(
            f"The checkpoint {path} is damaged or another run's: its SHA-256 is not {digest}. Train again."
        )
    return read_checkpoint(path)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint and check that its parts fit each other.

    Raises:
        ModelError: they do not.
    """
    try:
        with safe_open(path, framework="pt") as file:
            facts = Facts.model_validate_json((file.metadata() or {}).get("taggy", "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        backbone = _restore_backbone(facts, tensors)
        heads = _restore_heads(facts, tensors)
    except (OSError, SafetensorError, ValidationError, KeyError, RuntimeError, json.JSONDecodeError) as error:
        raise ModelError(f"The checkpoint {path} cannot be used ({error}). Train again.") from error
    if backbone.revision != facts.revision:
        raise ModelError(f"The checkpoint {path} holds another backbone than it says. Train again.")
    return Checkpoint(facts, backbone, heads)


def _restore_backbone(facts: Facts, tensors: dict[str, Tensor]) -> Backbone:
    networks: list[nn.Module] = []
    for number in range(facts.networks):
        prefix = f"networks.{number}."
        network = create_network(facts.backbone)
        network.load_state_dict({k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)})
        networks.append(network)
    return Backbone(facts.backbone, networks, facts.preprocessing)


def _restore_heads(facts: Facts, tensors: dict[str, Tensor]) -> list[Heads]:
    heads: list[Heads] = []
    while (name := f"heads.{len(heads)}.weight") in tensors:
        head = Heads(tensors[name], tensors[f"heads.{len(heads)}.bias"])
        if {len(head.weight), len(head.bias), len(facts.thresholds), len(facts.abstains)} != {len(facts.tags)}:
            raise ModelError(f"The checkpoint of run {facts.run} has heads for other tags than it names. Train again.")
        heads.append(head)
    if len(heads) != FOLDS:
        raise ModelError(f"The checkpoint of run {facts.run} has {len(heads)} sets of heads, not {FOLDS}. Train again.")
    return heads
