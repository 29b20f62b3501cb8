"""Checkpoints: a run in one safetensors file, with everything that its confidences depend on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import torch
from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from media.files import place_file
from model.backbones import Backbone, create_network
from model.facts import FORMAT, Facts
from model.folds import FOLDS, Learned
from model.heads import Heads
from taggy.errors import ModelError


@dataclass(frozen=True)
class Part:
    """A backbone, and a set of heads a fold for the tags that are told by it."""

    backbone: Backbone
    heads: list[Heads]
    tags: list[str]

    @property
    def width(self) -> int:
        """Numbers in an embedding."""
        return self.heads[0].weight.shape[1]


@dataclass(frozen=True)
class Checkpoint:
    """A run: its parts, what makes confidences of their logits, and which pictures it learned from, by fold."""

    facts: Facts
    parts: list[Part]
    learned: Learned = field(default_factory=lambda: Learned.remember({}))

    def compute_confidence(self, images: list[str], embeddings: list[Tensor]) -> Tensor:
        """Return a row a picture, a column a tag: how sure the run is.

        A picture that was learned from is judged by the heads of its fold, any other by the mean of all folds' logits.

        Args:
            images: n ids.
            embeddings: n by width, one a part; a row of NaN where the picture has none: its confidence is NaN, silence.

        Raises:
            ModelError: a confidence of an embedding is no number.
        """
        return self.facts.calibration.compute_confidence(
            self.compute_logits(embeddings, self.learned.find_folds(images))
        )

    def compute_logits(self, embeddings: Sequence[Tensor], folds: Tensor) -> Tensor:
        """Return a row a picture, a column a tag: by the heads of `folds`, by the mean of all where that is -1.

        Raises:
            ModelError: a logit of an embedding is no number.
        """
        columns = []
        for part, seen in zip(self.parts, embeddings, strict=True):
            told = torch.stack([heads.compute_logits(seen) for heads in part.heads])
            own = told[folds.clamp(min=0), torch.arange(len(folds))]
            logits = torch.where((folds < 0).unsqueeze(1), told.mean(0), own)
            if not torch.isfinite(logits[torch.isfinite(seen).all(1)]).all():
                raise ModelError(
                    f"Run {self.facts.run} has confidences that are no numbers. Train again; nothing was written."
                )
            columns.append(logits)
        return torch.cat(columns, dim=1)


def name_checkpoint(home: Path, run: str) -> Path:
    """Name the file of a run's checkpoint."""
    return home / "models" / f"{run}.safetensors"


def save_checkpoint(checkpoint: Checkpoint, path: Path) -> str:
    """Write a checkpoint, whole or not at all, and return the SHA-256 of its bytes."""
    tensors = {"learned.digests": checkpoint.learned.digests, "learned.folds": checkpoint.learned.folds}
    for number, part in enumerate(checkpoint.parts):
        for which, network in enumerate(part.backbone.networks):
            prefix = f"parts.{number}.networks.{which}."
            tensors |= {prefix + name: values for name, values in network.state_dict().items()}
        for fold, heads in enumerate(part.heads):
            prefix = f"parts.{number}.heads.{fold}."
            tensors |= {prefix + "weight": heads.weight, prefix + "bias": heads.bias}
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
        ModelError: they do not, or it has the form of an older version.
    """
    try:
        with safe_open(path, framework="pt") as file:
            plain = json.loads((file.metadata() or {}).get("taggy", "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        if plain.get("format") != FORMAT:
            raise ModelError(f"The checkpoint {path} has another form ({plain.get('format')}). Train again.")
        facts = Facts.model_validate(plain)
        _check_lengths(facts)
        parts = [_restore_part(facts, number, tensors) for number in range(len(facts.parts))]
        learned = Learned(tensors["learned.digests"], tensors["learned.folds"])
    except (OSError, SafetensorError, ValidationError, KeyError, RuntimeError, json.JSONDecodeError) as error:
        raise ModelError(f"The checkpoint {path} cannot be used ({error}). Train again.") from error
    return Checkpoint(facts, parts, learned)


def _check_lengths(facts: Facts) -> None:
    """Check that the parts have the run's tags between them, and that everything is there of each tag."""
    if [tag for part in facts.parts for tag in part.tags] != facts.tags:
        raise ModelError(f"The checkpoint of run {facts.run} has parts for other tags than it names. Train again.")
    numbers = (facts.temperature, facts.shift)
    words = (facts.categories, facts.fitted_on)
    if {len(v) for v in numbers} | {len(v) for v in words} != {len(facts.tags)}:
        raise ModelError(f"The checkpoint of run {facts.run} lacks facts of some of its tags. Train again.")


def _restore_part(facts: Facts, number: int, tensors: dict[str, Tensor]) -> Part:
    part = facts.parts[number]
    networks: list[nn.Module] = []
    for which in range(part.networks):
        prefix = f"parts.{number}.networks.{which}."
        network = create_network(part.backbone)
        network.load_state_dict({k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)})
        networks.append(network)
    backbone = Backbone(part.backbone, networks, part.preprocessing)
    if backbone.revision != part.revision:
        raise ModelError(f"The checkpoint of run {facts.run} holds another backbone than it says. Train again.")
    return Part(backbone, _restore_heads(facts, number, tensors), part.tags)


def _restore_heads(facts: Facts, number: int, tensors: dict[str, Tensor]) -> list[Heads]:
    tags = len(facts.parts[number].tags)
    heads: list[Heads] = []
    while (name := f"parts.{number}.heads.{len(heads)}.weight") in tensors:
        head = Heads(tensors[name], tensors[f"parts.{number}.heads.{len(heads)}.bias"])
        if {len(head.weight), len(head.bias)} != {tags}:
            raise ModelError(f"The checkpoint of run {facts.run} has heads for other tags than it names. Train again.")
        heads.append(head)
    if len(heads) != FOLDS:
        raise ModelError(f"The checkpoint of run {facts.run} has {len(heads)} sets of heads, not {FOLDS}. Train again.")
    return heads
