"""Watermarks: a network that sees detail tells whether a picture bears one, learned from a folder of examples.

A picture is scaled to twice the side that the backbone takes and cut into quadrants, which the frozen backbone sees one
by one; of each of its numbers the largest and the mean over the quadrants go into a small head. The folder has two
folders, `clean` and `marked`; files of one name up to `--` are of one picture, and all of them are either learned from,
used to choose the threshold, or used to count errors. What is learned from is turned, blurred, scaled and compressed at
random; nothing is cut off, for a mark may stand in the part that is.

The threshold is the highest at which at most one marked picture in a hundred is missed, of those kept for choosing it.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from media.files import place_file
from model.backbones import Backbone, create_network
from model.pictures import convert_to_rgb
from model.preprocessing import prepare_picture
from model.steps import Steps
from taggy.errors import InputError, ModelError

FORMAT: Literal["taggy-watermarks-1"] = "taggy-watermarks-1"
HIDDEN = 64
DROPOUT = 0.5
EPOCHS = 40
BATCH = 128
MISSES = 0.01
ROUNDS = 3  # times that a picture is learned from, each time changed otherwise
LEAST = 20  # pictures of each kind
PARTS = (0.6, 0.8)  # learned from up to the first, chosen on up to the second, counted on from there

Array = NDArray[np.float32]


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
    """The backbone on quadrants, and the head: from pictures (n by 3 by 2s by 2s) to how sure it is (n by 1)."""

    def __init__(self, trunk: nn.Module, width: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.register_buffer("middle", torch.zeros(2 * width))
        self.register_buffer("spread", torch.ones(2 * width))
        self.head = nn.Sequential(nn.Linear(2 * width, HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, 1))

    def describe(self, pictures: Tensor) -> Tensor:
        """Return what the backbone sees in the quadrants of pictures: n by twice its width."""
        count, colours, high, wide = pictures.shape
        cut = pictures.reshape(count, colours, 2, high // 2, 2, wide // 2).permute(0, 2, 4, 1, 3, 5)
        seen = self.trunk(cut.reshape(count * 4, colours, high // 2, wide // 2)).reshape(count, 4, -1)
        return torch.cat([seen.amax(1), seen.mean(1)], dim=1)

    def decide(self, described: Tensor) -> Tensor:
        """Return a logit a picture (n by 1)."""
        logits: Tensor = self.head((described - self.middle) / self.spread)
        return logits

    def forward(self, pictures: Tensor) -> Tensor:
        """Return how sure it is of a mark, n by 1."""
        return torch.sigmoid(self.decide(self.describe(pictures)))


@dataclass(frozen=True)
class Example:
    """A picture to learn from: its file, which picture it is, and whether it bears a mark."""

    path: Path
    picture: str
    marked: bool


@dataclass(frozen=True)
class Trained:
    """A detector with its facts, and the files that could not be read, each with the reason."""

    detector: Detector
    facts: WatermarkFacts
    skipped: dict[str, str]


def list_examples(folder: Path) -> list[Example]:
    """List the files of `clean` and `marked` in a folder, by name.

    Raises:
        InputError: one of the two is missing, or has too few.
    """
    found = []
    for name, marked in (("clean", False), ("marked", True)):
        paths = sorted(path for path in (folder / name).glob("*") if path.is_file())
        if len({path.stem.partition("--")[0] for path in paths}) < LEAST:
            raise InputError(
                f"The folder {str(folder / name)!r} has {len(paths)} pictures; {LEAST} at least are needed in `clean` "
                f"and in `marked` each. `taggy watermarks draw PICTURES FOLDER` makes both."
            )
        found += [Example(path, path.stem.partition("--")[0], marked) for path in paths]
    return found


def train_watermarks(examples: Sequence[Example], backbone: Backbone, seed: int = 1) -> Steps[Trained]:
    """Train a detector. Yields how many pictures were looked at, of `count_looks(examples)`.

    Raises:
        ModelError: too few pictures can be read.
    """
    network = Detector(backbone.networks[0], backbone.width).eval()
    ready = double_preprocessing(backbone.preprocessing)
    dice = random.Random(seed)  # noqa: S311 - a training that can be repeated
    places = _split(examples, dice)
    skipped: dict[str, str] = {}
    rows: list[tuple[int, bool, Tensor]] = []
    for done, (example, turn) in enumerate(_list_looks(examples, places), start=1):
        try:
            picture = read_picture(example.path)
        except InputError as error:
            skipped[example.path.name] = str(error)
            continue
        changed = picture if turn == 0 else change_picture(picture, dice)
        rows.append((places[example.picture], example.marked, _describe(network, changed, ready)))
        yield done
    _check(rows)
    _fit(network, [(marked, seen) for place, marked, seen in rows if place == 0], seed)
    threshold = choose_threshold(*_score(network, rows, 1))
    clean, marked = _score(network, rows, 2)
    facts = WatermarkFacts(
        backbone=backbone.name,
        revision=backbone.revision,
        preprocessing=ready,
        threshold=threshold,
        missed=float((marked < threshold).mean()),
        alarms=float((clean >= threshold).mean()),
        tested=len(clean) + len(marked),
        learned=sum(place == 0 for place, _, _ in rows),
    )
    return Trained(network, facts, skipped)


def count_looks(examples: Sequence[Example], seed: int = 1) -> int:
    """Count how many pictures a training looks at."""
    return len(_list_looks(examples, _split(examples, random.Random(seed))))  # noqa: S311 - as in training


def double_preprocessing(preprocessing: dict[str, Any]) -> dict[str, Any]:
    """Return how pictures are made ready at twice the side: all of a picture, for a mark may stand at its edge."""
    colours, high, wide = preprocessing["input_size"]
    return preprocessing | {"input_size": [colours, 2 * high, 2 * wide], "crop_mode": "squash", "crop_pct": 1.0}


def read_picture(path: Path) -> Image.Image:
    """Read the first frame of a file as RGB.

    Raises:
        InputError: it is no picture.
    """
    try:
        with Image.open(path) as picture:
            return convert_to_rgb(picture)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise InputError(f"The file {path.name!r} is no picture that can be read ({error}).") from error


def change_picture(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Turn, scale, blur and compress an RGB picture at random; nothing of it is cut off."""
    turned = picture.rotate(
        dice.choice([0, 0, 90, 270]) + dice.uniform(-12, 12), Image.Resampling.BICUBIC, expand=True, fillcolor="white"
    )
    scale = dice.uniform(0.6, 1.4)
    scaled = turned.resize((max(1, round(turned.width * scale)), max(1, round(turned.height * scale))))
    blurred = scaled.filter(ImageFilter.GaussianBlur(dice.choice([0, 0, dice.uniform(0.2, 1)])))
    if dice.random() < 0.3:  # noqa: PLR2004 - some stay as sharp as they are
        return blurred
    file = BytesIO()
    blurred.save(file, "JPEG", quality=dice.randint(40, 95))
    return Image.open(file).convert("RGB")


def choose_threshold(clean: Array, marked: Array) -> float:
    """Choose the highest threshold that misses at most `MISSES` of the marked ones, halfway to the clean ones."""
    lowest = float(np.quantile(marked, MISSES, method="lower"))
    below = clean[clean < lowest]
    return (lowest + float(below.max() if len(below) else 0)) / 2


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
        network = Detector(create_network(facts.backbone), len(tensors["middle"]) // 2)
        network.load_state_dict(tensors)
    except (OSError, SafetensorError, ValidationError, KeyError, RuntimeError, json.JSONDecodeError) as error:
        raise ModelError(f"The detector {str(path)!r} cannot be used ({error}). Train it again.") from error
    return Trained(network.eval(), facts, {})


def _split(examples: Sequence[Example], dice: random.Random) -> dict[str, int]:
    """Say of each picture whether its files are learned from (0), chosen on (1) or counted on (2)."""
    names = sorted({example.picture for example in examples})
    dice.shuffle(names)
    return {name: sum(number >= share * len(names) for share in PARTS) for number, name in enumerate(names)}


def _list_looks(examples: Sequence[Example], places: dict[str, int]) -> list[tuple[Example, int]]:
    """List what is looked at: what is learned from several times, the rest once and as it is."""
    return [(example, turn) for example in examples for turn in range(1 if places[example.picture] else ROUNDS)]


def _describe(network: Detector, picture: Image.Image, ready: dict[str, Any]) -> Tensor:
    with torch.inference_mode():
        return network.describe(torch.from_numpy(prepare_picture(picture, ready)).unsqueeze(0))[0].clone()


def _check(rows: Sequence[tuple[int, bool, Tensor]]) -> None:
    if {(place, marked) for place, marked, _ in rows} != {(p, m) for p in range(3) for m in (False, True)}:
        raise ModelError("Too few pictures can be read to learn from some, choose on some and count errors on others.")


def _score(network: Detector, rows: Sequence[tuple[int, bool, Tensor]], place: int) -> tuple[Array, Array]:
    """Return how sure the detector is of a mark: of the clean ones of a part, and of its marked ones."""
    with torch.no_grad():
        told = [
            torch.sigmoid(
                network.decide(torch.stack([seen for where, is_, seen in rows if (where, is_) == (place, m)]))
            )
            for m in (False, True)
        ]
    return told[0][:, 0].numpy(), told[1][:, 0].numpy()


def _fit(network: Detector, rows: Sequence[tuple[bool, Tensor]], seed: int) -> None:
    """Fit the head; both kinds weigh the same."""
    seen = torch.stack([row for _, row in rows])
    truth = torch.tensor([[float(marked)] for marked, _ in rows])
    network.middle.copy_(seen.mean(0))
    network.spread.copy_(seen.std(0).clamp(min=1e-3))
    weight = torch.where(truth > 0, 0.5 / truth.mean(), 0.5 / (1 - truth).mean())
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        for layer in network.head:
            if isinstance(layer, nn.Linear):
                layer.reset_parameters()
        optimiser = torch.optim.AdamW(network.head.parameters(), lr=1e-3, weight_decay=1e-2)
        network.head.train()
        for _ in range(EPOCHS):
            for part in torch.randperm(len(seen)).split(BATCH):
                loss = nn.functional.binary_cross_entropy_with_logits(
                    network.decide(seen[part]), truth[part], weight[part]
                )
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
                optimiser.step()
    network.head.eval()
