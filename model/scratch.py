"""A small backbone trained from nothing on the collection itself: one network a fold, which never saw that fold.

Three small networks see small pictures, each of two thirds of the collection, and learn all tags at once. They know
nothing but this collection, which is little; but nothing has to be fetched, and what they say of a picture is
out-of-fold through and through: neither the head nor the network beneath it learned from that picture.
"""

from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn
from torch.nn.functional import affine_grid, binary_cross_entropy_with_logits, grid_sample

from model.answers import HINT, Answers
from model.backbones import Backbone, Preprocessing, create_network, find_preprocessing
from model.folds import FOLDS, find_fold
from model.steps import Steps

NETWORK = "test_byobnet"
SIZE = 64
MOST = 4_000
BATCH = 32
PASSES = 10_000
RATE = 0.004


def describe_preprocessing() -> Preprocessing:
    """Say how pictures are made ready: small and whole, their longer side fitted."""
    return find_preprocessing(create_network(NETWORK)) | {
        "input_size": (3, SIZE, SIZE),
        "crop_pct": 1.0,
        "crop_mode": "border",
    }


def choose_pictures(images: Sequence[str], seed: int) -> list[str]:
    """Choose what to learn from: all, or of a large collection a part drawn by the seed."""
    order = torch.randperm(len(images), generator=Generator().manual_seed(seed)).tolist()
    return sorted(images[number] for number in order[:MOST])


def count_steps(passes: int) -> int:
    """Count the steps that training will take."""
    return FOLDS * (passes // BATCH)


def train_backbone(pictures: Tensor, answers: Answers, seed: int, passes: int) -> Steps[Backbone]:
    """Train a network a fold on the pictures outside that fold; rows of both arguments belong together."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a network gains little from two, and loses much where the cores are shared
    try:
        networks = yield from _train_networks(pictures, answers, seed, passes)
    finally:
        torch.set_num_threads(threads)
    return Backbone(NETWORK, networks, describe_preprocessing())


def _train_networks(pictures: Tensor, answers: Answers, seed: int, passes: int) -> Steps[list[nn.Module]]:
    networks: list[nn.Module] = []
    folds = torch.tensor([find_fold(seed, image) for image in answers.images])
    done = 0
    for fold in range(FOLDS):
        rows = (folds != fold).nonzero().squeeze(1)
        network = _create(len(answers.tags), seed + fold)
        for done in _train(network, pictures, answers, rows, seed + fold, passes, done):  # noqa: B020 - it counts on
            yield done
        network.reset_classifier(0)  # type: ignore[operator]  # every network of timm has it
        networks.append(network)
    return networks


def _create(tags: int, seed: int) -> nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return create_network(NETWORK, num_classes=tags)


def _train(
    network: nn.Module, pictures: Tensor, answers: Answers, rows: Tensor, seed: int, passes: int, done: int
) -> Steps[None]:
    dice = Generator().manual_seed(seed)
    targets, weights = answers.targets, answers.weigh(HINT)
    steps = passes // BATCH
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.15)
    network.train()
    for step in range(steps):
        batch = rows[torch.randint(len(rows), (BATCH,), generator=dice)]
        optimiser.zero_grad()
        logits = network(_vary(pictures[batch], dice))
        weight = weights[batch]
        loss = binary_cross_entropy_with_logits(logits, targets[batch], weight, reduction="sum") / weight.sum().clamp(1)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()
        schedule.step()
        yield done + step + 1


def _vary(pictures: Tensor, dice: Generator) -> Tensor:
    """Turn, scale, shift and mirror each picture a little, so that a network cannot learn it by heart."""
    count = len(pictures)
    angle, scale, right, down, mirror = torch.rand(5, count, generator=dice) * 2 - 1
    angle, scale, mirror = 0.3 * angle, 1 + 0.2 * scale, torch.where(mirror > 0, 1.0, -1.0)
    upper = torch.stack([mirror * angle.cos() * scale, -angle.sin() * scale, 0.15 * right], dim=1)
    lower = torch.stack([mirror * angle.sin() * scale, angle.cos() * scale, 0.15 * down], dim=1)
    grid = affine_grid(torch.stack([upper, lower], dim=1), list(pictures.shape), align_corners=False)
    return grid_sample(pictures, grid, padding_mode="border", align_corners=False)
