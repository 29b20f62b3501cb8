"""Class networks: which one of several classes a picture is of. A network, a head of two hidden layers, their facts.

A class network gives the logarithm of how likely each class is, which add up to 1. Some classes may be named as those
to *suspect*: a picture is suspected by how likely these are together, and of an animation the frame counts on
which that is highest. Where none is named, the mean over the frames counts.

The head is the one that the network of `nsfwjs` has. The file is safetensors with the facts as JSON in its metadata. A
class network is a backbone too, whose embedding is what it says: `classes:BACKBONE:COUNT` names one of so many classes.
"""

import json
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any, Literal, cast

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn.functional import log_softmax

from graph.embeddings import CLASSES
from media.files import place_file
from model.backbones import Backbone, create_network, find_preprocessing
from taggy.errors import ModelError

FORMAT: Literal["taggy-classes-1"] = "taggy-classes-1"
HIDDEN = (256, 128)
DROPOUT = (0.5, 0.25)


class ClassFacts(BaseModel):
    """What stands beside the tensors.

    `learned` pictures were learned from; of `tested` others it told `right` ones rightly. Both are 0 where the network
    was not trained here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["taggy-classes-1"] = FORMAT
    backbone: str
    preprocessing: dict[str, Any]
    licence: str | None = None
    classes: list[str] = Field(min_length=2)
    suspect: list[str]
    learned: int = 0
    tested: int = 0
    right: int = 0


class ClassNetwork(nn.Module):
    """A network and a head: from pictures (n by 3 by h by w) to the logarithm of how likely each class is (n by c)."""

    centre: Tensor
    spread: Tensor
    suspect: Tensor

    def __init__(self, trunk: nn.Module, width: int, classes: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("spread", torch.ones(width))
        self.register_buffer("suspect", torch.zeros(classes, dtype=torch.bool))
        self.head = make_head(width, classes)
        self.pretrained_cfg: Any = getattr(trunk, "pretrained_cfg", {})

    def tell(self, seen: Tensor) -> Tensor:
        """Return what it says of what the network beneath the head sees (n by width)."""
        return log_softmax(self.head((seen - self.centre) / self.spread), dim=1)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return what it says of pictures."""
        return self.tell(self.trunk(pictures))

    def join_frames(self, frames: Tensor) -> Tensor:
        """Return what it says of an animation, given what it says of frames (k by c): c numbers."""
        if self.suspect.any():
            return frames[frames[:, self.suspect.to(frames.device)].exp().sum(1).argmax()]
        return frames.logsumexp(0) - log(len(frames))


@dataclass(frozen=True)
class Classifier:
    """A class network as a backbone, and its facts."""

    facts: ClassFacts
    backbone: Backbone

    @property
    def network(self) -> ClassNetwork:
        """The network itself."""
        return cast(ClassNetwork, self.backbone.networks[0])


def make_head(width: int, classes: int) -> nn.Sequential:
    """Make a head at random weights: two hidden layers, each with dropout."""
    (first, second), (much, less) = HIDDEN, DROPOUT
    hidden = [nn.Linear(width, first), nn.ReLU(), nn.Dropout(much), nn.Linear(first, second), nn.ReLU()]
    return nn.Sequential(*hidden, nn.Dropout(less), nn.Linear(second, classes))


def create_class_network(name: str) -> ClassNetwork:
    """Create a class network by its whole name, at random weights.

    Raises:
        ModelError: it names none.
    """
    trunk, _, count = name.removeprefix(CLASSES).rpartition(":")
    if not trunk or not count.isdecimal():
        raise ModelError(f"{name!r} names no class network. Say `classes`, and its file with --weights.")
    network = create_network(trunk).eval()
    with torch.inference_mode():
        width = network(torch.zeros(1, *find_preprocessing(network)["input_size"])).shape[1]
    return ClassNetwork(network, width, int(count))


def make_classifier(facts: ClassFacts, network: ClassNetwork) -> Classifier:
    """Put a class network and its facts together; which classes are suspected is written into the network."""
    network.suspect.copy_(torch.tensor([name in facts.suspect for name in facts.classes]))
    name = f"{CLASSES}{facts.backbone}:{len(facts.classes)}"
    return Classifier(facts, Backbone(name, [network], facts.preprocessing, facts.licence))


def save_classifier(classifier: Classifier, path: Path) -> None:
    """Write a class network, whole or not at all."""
    tensors = {name: values.contiguous() for name, values in classifier.network.state_dict().items()}
    with place_file(path) as file:
        file.write(save(tensors, {"taggy": classifier.facts.model_dump_json()}))


def load_classifier(path: Path) -> Classifier:
    """Read a class network.

    Raises:
        ModelError: there is none, or the file is damaged or of another form.
    """
    try:
        with safe_open(path, framework="pt") as file:
            facts = ClassFacts.model_validate(json.loads((file.metadata() or {}).get("taggy", "{}")))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        network = create_class_network(f"{CLASSES}{facts.backbone}:{len(facts.classes)}")
        network.load_state_dict(tensors)
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no class network {str(path)!r}. Train one: `taggy classes train FOLDER`."
        ) from error
    except (OSError, SafetensorError, ValidationError, RuntimeError, json.JSONDecodeError) as error:
        raise ModelError(f"The class network {str(path)!r} cannot be used ({error}). Train it again.") from error
    return make_classifier(facts, network)
