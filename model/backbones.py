"""Backbones: any network that timm has by name, with timm's own weights and preprocessing."""

import json
import warnings
from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

import timm
import torch
from PIL import Image
from safetensors import SafetensorError, safe_open
from timm.data.config import resolve_model_data_config
from timm.data.transforms_factory import create_transform
from torch import Tensor, nn

import model.smallnet  # noqa: F401 - timm knows it by name then
from graph.embeddings import CLASSES
from model.nsfwfiles import PACKAGE
from model.nsfwjs import LAST, NAME, load_nsfwjs
from taggy.errors import ModelError
from taggy.words import WORDS

Preprocessing = dict[str, Any]
RECOMMENDED = (  # the first is the one to begin with; docs/backbones.md says why
    "convnext_nano.in12k_ft_in1k",
    "mobilenetv4_hybrid_medium.e200_r256_in12k_ft_in1k",
    "mobilenetv4_conv_medium.e500_r256_in1k",
    "fastvit_sa12.apple_in1k",
    "efficientvit_b1.r224_in1k",
)
_NEEDED = ("input_size", "interpolation", "mean", "std", "crop_pct", "crop_mode")


@dataclass
class Backbone:
    """One or more frozen networks of one architecture; a picture's embedding is theirs, one after the other.

    `licence` is that of the weights as timm names it, None where it names none or they were trained here. `words` says
    whether the network knows words too.
    """

    name: str
    networks: list[nn.Module]
    preprocessing: Preprocessing
    licence: str | None = None
    words: bool = False
    revision: str = field(init=False)
    prepare: Callable[[Image.Image], Tensor] = field(init=False)

    def __post_init__(self) -> None:
        """Freeze the networks and name this revision by what decides the embeddings."""
        for network in self.networks:
            network.eval().requires_grad_(requires_grad=False)
        self.prepare = create_transform(**self.preprocessing, is_training=False)
        self.revision = self._digest()[:12]

    @property
    def key(self) -> str:
        """The name under which embeddings are kept: `name@revision`."""
        return f"{self.name}@{self.revision}"

    @property
    def width(self) -> int:
        """How many numbers an embedding has."""
        return self.embed(torch.zeros(1, *self.preprocessing["input_size"])).shape[1]

    def embed(self, pictures: Tensor) -> Tensor:
        """Return a row a picture; the pictures are where the networks are."""
        with torch.inference_mode():
            return torch.cat([network(pictures) for network in self.networks], dim=1)

    def join_frames(self, seen: Tensor) -> Tensor:
        """Return a row for an animation, given one a frame: their mean, unless the network has its own way."""
        joins = [getattr(network, "join_frames", _average) for network in self.networks]
        parts = torch.split(seen, seen.shape[1] // len(joins), dim=1)
        return torch.cat([join(part) for join, part in zip(joins, parts, strict=True)])

    def place(self, device: torch.device) -> "Backbone":
        """Return the backbone on a device; this one stays on the processor, where its checkpoint is written from."""
        if device.type == "cpu":
            return self
        placed = copy(self)
        placed.networks = [deepcopy(network).to(device) for network in self.networks]
        return placed

    def _digest(self) -> str:
        digest = sha256(json.dumps(self.preprocessing, sort_keys=True).encode())
        for network in self.networks:
            for name, values in sorted(network.state_dict().items()):
                digest.update(name.encode())
                digest.update(values.contiguous().numpy().tobytes())
        return digest.hexdigest()


def _average(frames: Tensor) -> Tensor:
    return frames.mean(0)


def create_network(name: str, **options: Any) -> nn.Module:
    """Create one of timm's networks without a classifier, at random weights unless told otherwise.

    Raises:
        ModelError: there is none of that name.
    """
    if name.startswith(WORDS):
        from model.words import create_image_side  # noqa: PLC0415 - open_clip is loaded only where it is needed

        return create_image_side(name)
    if name.startswith(CLASSES):
        from model.classes import create_class_network  # noqa: PLC0415 - it imports this module

        return create_class_network(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # timm warns about names that it is renaming; they still work
            network: nn.Module = timm.create_model(name, **{"pretrained": False, "num_classes": 0} | options)
    except RuntimeError as error:
        if timm.is_model(timm.models.get_arch_name(name)):
            raise
        close = ", ".join(get_close_matches(name, timm.list_models(), n=5)) or "none"
        raise ModelError(f"timm has no network named {name!r}. Names like it: {close}.") from error
    return network


def load_backbone(name: str, weights: Path | None) -> Backbone:
    """Load a named network with its pretrained weights: from a safetensors file, else from timm's hub.

    Those of `nsfwjs` come from the folder of that npm package, by default the one in the checkout. `classes` is the
    class network of a file, by default that of nsfwjs.

    Raises:
        ModelError: there is no such network, its weights cannot be had, or the file does not fit it.
    """
    if name.startswith(WORDS):
        from model.words import load_image_side  # noqa: PLC0415 - open_clip is loaded only where it is needed

        return load_image_side(name, weights)
    if name == CLASSES.rstrip(":"):
        from model.nsfwclasses import load_classes  # noqa: PLC0415 - it imports this module

        return load_classes(weights).backbone
    if name in (NAME, LAST):
        network: nn.Module = load_nsfwjs(weights or PACKAGE, name)
    else:
        network = _load_file(name, weights) if weights else _fetch(name)
    return Backbone(name, [network], find_preprocessing(network), find_licence(network))


@dataclass(frozen=True)
class BackboneFacts:
    """A network with published weights: its size, the side of its pictures, and the weights' licence and place."""

    name: str
    parameters: int
    side: int
    licence: str | None
    weights: str


def list_backbones(pattern: str) -> list[str]:
    """List the networks of timm with published weights whose names fit a pattern (`*` stands for anything)."""
    names: list[str] = timm.list_pretrained(pattern)
    return names


def describe_backbone(name: str) -> BackboneFacts:
    """Describe a network without its weights: it is built where tensors have shapes and no numbers.

    Raises:
        ModelError: timm has none of that name.
    """
    with torch.device("meta"):
        network = create_network(name)
    facts: dict[str, Any] = getattr(network, "pretrained_cfg", {})
    parameters = sum(part.numel() for part in network.parameters())
    side = int(find_preprocessing(network)["input_size"][-1])
    return BackboneFacts(name, parameters, side, find_licence(network), facts.get("hf_hub_id") or facts.get("url", ""))


def find_licence(network: nn.Module) -> str | None:
    """Find the licence that timm names for a network's pretrained weights."""
    named: str | None = getattr(network, "pretrained_cfg", {}).get("license")
    return named


def find_preprocessing(network: nn.Module) -> Preprocessing:
    """Find how timm says that pictures are made ready for a network."""
    found = resolve_model_data_config(network)  # type: ignore[no-untyped-call]  # timm leaves it untyped
    return {key: found[key] for key in _NEEDED}


def _fetch(name: str) -> nn.Module:
    """Let timm fetch the weights, or take them from its cache."""
    try:
        return create_network(name, pretrained=True)
    except (OSError, RuntimeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"The pretrained weights of {name!r} could not be fetched from the Hugging Face hub ({reason}). Fetch "
            f"them once where the network is open, or say --weights FILE with a safetensors file of this network, or "
            f"leave --backbone out: a small network is then trained from nothing on the collection itself."
        ) from error


def _load_file(name: str, weights: Path) -> nn.Module:
    """Let timm load a local file, once it is sure that it is safetensors and no pickle."""
    needed = create_network(name).state_dict().keys()
    try:
        with safe_open(weights, framework="pt") as file:
            lacking = sorted(needed - set(file.keys()))
        if lacking:
            raise ModelError(
                f"{str(weights)!r} is no file of {name!r}: it lacks {len(lacking)} tensors ({lacking[0]})."
            )
        return create_network(name, pretrained=True, pretrained_cfg_overlay={"file": str(weights)})
    except FileNotFoundError as error:
        raise ModelError(f"There is no file {str(weights)!r}. Say --weights with a safetensors file.") from error
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{str(weights)!r} is no safetensors file ({error}). Other formats are not read.") from error
    except (RuntimeError, KeyError) as error:
        raise ModelError(f"The weights in {str(weights)!r} do not fit {name!r}: {error}") from error
