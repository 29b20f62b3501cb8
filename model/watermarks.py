"""Watermarks: a detector learns from a folder of examples, and its threshold and both kinds of error are found.

All layers learn, from a small network at random weights (`model/marknet.py`), which learns where a mark is too, or from
one of timm's. All files of one picture are either learned from, used to choose the threshold, or used to count errors.
What is learned from is turned, blurred, scaled and compressed at random, a picture and the same one marked alike;
nothing is cut off, for a mark may stand in the part that is.

The threshold is the highest that misses at most two marked pictures in a hundred, of those kept for choosing it.
"""

import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from timm.optim.muon import Muon
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, binary_cross_entropy_with_logits

from model.backbones import Backbone
from model.detectors import Detector, Trained, WatermarkFacts, find_preparation
from model.embedding import Device, choose_device
from model.examples import Example, read_picture
from model.marknet import MarkNetwork
from model.markpairs import PAIRS, Batch, draw_batches
from model.preprocessing import prepare_picture
from model.steps import Steps
from taggy.errors import InputError, ModelError

RATE = 0.02  # of the convolutions, whose gradient is made orthogonal (Muon)
OTHERS = 0.2  # of it: the rate of all else (AdamW)
DECAY = 0.02
MOMENTUM = 0.9
LOOKS = 60_000  # pictures that are learned from, the same ones again and again
PLACES = 3.0  # weight of telling where a mark is, beside telling whether there is one
FEW = 2.0  # weight of a cell with a mark, because most have none
COVERED = 0.05  # share of a cell that a mark covers
MISSES = 0.02  # what is wanted of marks of kinds that were not learned from
PARTS = (0.8, 0.9)  # learned from up to the first, chosen on up to the second, counted on from there

Array = NDArray[np.float32]


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
        ready = find_preparation(backbone)
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


def choose_threshold(clean: Array, marked: Array) -> float:
    """Choose the highest threshold that misses at most `MISSES` of the marked ones, halfway to the clean ones."""
    lowest = float(np.quantile(marked, MISSES, method="lower"))
    below = clean[clean < lowest]
    return (lowest + float(below.max() if len(below) else 0)) / 2


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
    optimiser = _make_optimiser(network)
    course = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, cycle_momentum=False)
    where = next(network.parameters()).device
    network.train().to(memory_format=torch.channels_last)
    for step, batch in zip(range(1, steps + 1), draw_batches(examples, ready, dice), strict=False):
        with torch.autocast(where.type, torch.bfloat16, enabled=_halves(where)):
            loss = _measure_loss(network, batch.place(where))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()
        course.step()
        yield step * 2 * PAIRS


def _make_optimiser(network: Detector) -> torch.optim.Optimizer:
    """Make the optimiser: Muon learns as much from half the looks as AdamW alone.

    Reference: K. Jordan and others, "Muon: an optimizer for hidden layers in neural networks" (2024), as timm has it.
    """
    made: torch.optim.Optimizer = Muon(
        network.parameters(),
        lr=RATE,
        weight_decay=DECAY,
        momentum=MOMENTUM,
        nesterov=True,
        adjust_lr_fn="original",
        fallback_lr_scale=OTHERS,
    )
    return made


def _halves(device: torch.device) -> bool:
    """Tell whether a device computes with bfloat16 as it is: a network learns in half the time then."""
    return device.type == "cpu" and bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def _measure_loss(network: Detector, batch: Batch) -> Tensor:
    """Measure how wrong a detector is on a batch; the small network learns where marks are too, where that is known."""
    truth = batch.frames.new_tensor([[0.0], [1.0]]).repeat(len(batch.frames) // 2, 1)
    if not isinstance(network.trunk, MarkNetwork):
        return binary_cross_entropy_with_logits(network.head(network.describe(batch.frames)), truth)
    seen, places = network.trunk.look(batch.frames)
    wanted = (adaptive_avg_pool2d(batch.masks, (places.shape[2], places.shape[3])) > COVERED).float()
    weight = batch.known.float().reshape(-1, 1, 1, 1).expand_as(wanted)
    missed = binary_cross_entropy_with_logits(places, wanted, weight, pos_weight=truth.new_tensor(FEW))
    return binary_cross_entropy_with_logits(network.head(seen), truth) + PLACES * missed


def _look(network: Detector, example: Example, ready: dict[str, Any]) -> float:
    with torch.inference_mode():
        return float(network(torch.from_numpy(prepare_picture(read_picture(example.path), ready)).unsqueeze(0)))


def _divide(part: Sequence[Example], told: Sequence[float]) -> tuple[Array, Array]:
    """Return how sure it is of the clean ones and of the marked ones."""
    found = np.array(told, np.float32)
    marked = np.array([example.marked for example in part])
    return found[~marked], found[marked]
