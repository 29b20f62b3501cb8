"""Watermarks: a network that sees detail tells whether a picture bears one, learned from a folder of examples.

A picture is scaled to twice the side that the network takes and cut into quadrants, which it sees one by one; of each
of its numbers the largest and the mean over the quadrants go into a small head. All layers learn, from a small network
at random weights (`model/marknet.py`) or from one of timm's. The folder has two folders, `clean` and `marked`; files of
one name up to `--` are of one picture, and all of them are either learned from, used to choose the threshold, or used
to count errors. What is learned from is turned, blurred, scaled and compressed at random, a picture and the same one
marked alike; nothing is cut off, for a mark may stand in the part that is.

The threshold is the highest at which at most one marked picture in a hundred is missed, of those kept for choosing it.
"""

import json
import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
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
from model.backbones import Backbone, create_network, find_preprocessing
from model.embedding import Device, choose_device
from model.marknet import NAME as SMALL
from model.pictures import convert_to_rgb
from model.preprocessing import prepare_picture
from model.steps import Steps
from taggy.errors import InputError, ModelError

FORMAT: Literal["taggy-watermarks-1"] = "taggy-watermarks-1"
HIDDEN = 64
DROPOUT = 0.2
RATE = 2e-3
DECAY = 1e-2
PAIRS = 12  # in a batch: a picture, and a marked one
LOOKS = 24_000  # pictures that are learned from, the same ones again and again
CHANGED = 0.7  # of them, the others are as they are
MISSES = 0.01
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
    """A network on quadrants, and the head: from pictures (n by 3 by 2s by 2s) to how sure it is (n by 1)."""

    def __init__(self, trunk: nn.Module, width: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = nn.Sequential(nn.Linear(2 * width, HIDDEN), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, 1))

    def describe(self, pictures: Tensor) -> Tensor:
        """Return what the network sees in the quadrants of pictures: n by twice its width."""
        count, colours, high, wide = pictures.shape
        cut = pictures.reshape(count, colours, 2, high // 2, 2, wide // 2).permute(0, 2, 4, 1, 3, 5)
        seen = self.trunk(cut.reshape(count * 4, colours, high // 2, wide // 2)).reshape(count, 4, -1)
        return torch.cat([seen.amax(1), seen.mean(1)], dim=1)

    def decide(self, pictures: Tensor) -> Tensor:
        """Return a logit a picture (n by 1)."""
        logits: Tensor = self.head(self.describe(pictures))
        return logits

    def forward(self, pictures: Tensor) -> Tensor:
        """Return how sure it is of a mark, n by 1."""
        return torch.sigmoid(self.decide(pictures))


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


def train_watermarks(
    examples: Sequence[Example], backbone: Backbone, seed: int = 1, looks: int = LOOKS, device: Device = "cpu"
) -> Steps[Trained]:
    """Train a detector. Yields how many pictures were looked at, of `count_looks(examples, looks)`.

    Args:
        examples: what to learn from.
        backbone: the network to begin with; it is left as it is.
        seed: of everything that is drawn at random.
        looks: pictures to learn from, the same ones again and again.
        device: where to compute.

    Raises:
        ModelError: too few pictures can be read, or the device cannot be had.
    """
    dice = random.Random(seed)  # noqa: S311 - a training that can be repeated
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = Detector(deepcopy(backbone.networks[0]), backbone.width).requires_grad_().to(choose_device(device))
        ready = double_preprocessing(backbone.preprocessing)
        whole, skipped = _list_readable(examples)
        parts = _split(whole, dice)
        _check(parts)
        done = 0
        for done in _learn(network, parts[0], ready, looks, dice):
            yield done
        network.cpu().eval()
        scores = []
        for part in parts[1:]:
            told = []
            for example in part:
                told.append(_look(network, example, ready))
                done += 1
                yield done
            scores.append(_divide(part, told))
    threshold = choose_threshold(*scores[0])
    clean, marked = scores[1]
    facts = WatermarkFacts(
        backbone=backbone.name,
        revision=backbone.revision,
        preprocessing=ready,
        threshold=threshold,
        missed=float((marked < threshold).mean()),
        alarms=float((clean >= threshold).mean()),
        tested=len(parts[2]),
        learned=len(parts[0]),
    )
    return Trained(network, facts, skipped)


def count_looks(examples: Sequence[Example], looks: int = LOOKS) -> int:
    """Count at most how many pictures a training looks at."""
    return looks + len(examples)


def make_beginning(seed: int) -> Backbone:
    """Make the small network at random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = create_network(SMALL)
    return Backbone(SMALL, [network], find_preprocessing(network))


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
        network = Detector(create_network(facts.backbone), tensors["head.0.weight"].shape[1] // 2)
        network.load_state_dict(tensors)
    except (OSError, SafetensorError, ValidationError, KeyError, RuntimeError, json.JSONDecodeError) as error:
        raise ModelError(f"The detector {str(path)!r} cannot be used ({error}). Train it again.") from error
    return Trained(network.eval(), facts, {})


def _list_readable(examples: Sequence[Example]) -> tuple[list[Example], dict[str, str]]:
    """List the examples that can be read, and the names of the others, each with the reason."""
    whole, skipped = [], {}
    for example in examples:
        try:
            read_picture(example.path)
        except InputError as error:
            skipped[example.path.name] = str(error)
        else:
            whole.append(example)
    return whole, skipped


def _split(examples: Sequence[Example], dice: random.Random) -> list[list[Example]]:
    """Part examples into what is learned from, chosen on and counted on; all files of a picture into the same."""
    names = sorted({example.picture for example in examples})
    dice.shuffle(names)
    place = {name: sum(number >= share * len(names) for share in PARTS) for number, name in enumerate(names)}
    return [[example for example in examples if place[example.picture] == number] for number in range(3)]


def _check(parts: Sequence[Sequence[Example]]) -> None:
    if any(len({example.marked for example in part}) < 2 for part in parts):  # noqa: PLR2004 - clean and marked
        raise ModelError("Too few pictures can be read to learn from some, choose on some and count errors on others.")


def _learn(
    network: Detector, examples: Sequence[Example], ready: dict[str, Any], looks: int, dice: random.Random
) -> Iterator[int]:
    """Let all layers learn from pairs; yields how many pictures were looked at."""
    steps = max(2, looks // (2 * PAIRS))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    course = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    truth = torch.tensor([[0.0], [1.0]]).repeat(PAIRS, 1)
    where = next(network.parameters()).device
    network.train()
    for step in range(1, steps + 1):
        pictures = [change for pair in _draw_pairs(examples, dice) for change in pair]
        frames = torch.from_numpy(np.stack([prepare_picture(picture, ready) for picture in pictures]))
        loss = nn.functional.binary_cross_entropy_with_logits(network.decide(frames.to(where)), truth.to(where))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()
        course.step()
        yield step * 2 * PAIRS


def _draw_pairs(examples: Sequence[Example], dice: random.Random) -> Iterator[tuple[Image.Image, Image.Image]]:
    """Draw pictures and marked ones, the same where there is one, each pair changed alike."""
    clean = [example for example in examples if not example.marked]
    marked = [example for example in examples if example.marked]
    same: dict[str, list[Example]] = {}
    for example in marked:
        same.setdefault(example.picture, []).append(example)
    for _ in range(PAIRS):
        one = dice.choice(clean)
        pair = read_picture(one.path), read_picture(dice.choice(same.get(one.picture, marked)).path)
        if dice.random() < CHANGED:
            turn = dice.random()
            pair = tuple(change_picture(picture, random.Random(turn)) for picture in pair)  # type: ignore[assignment]  # noqa: S311
        yield pair


def _look(network: Detector, example: Example, ready: dict[str, Any]) -> float:
    with torch.inference_mode():
        return float(network(torch.from_numpy(prepare_picture(read_picture(example.path), ready)).unsqueeze(0)))


def _divide(part: Sequence[Example], told: Sequence[float]) -> tuple[Array, Array]:
    """Return how sure it is of the clean ones and of the marked ones."""
    found = np.array(told, np.float32)
    marked = np.array([example.marked for example in part])
    return found[~marked], found[marked]
