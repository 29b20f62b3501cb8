"""Fine-tuning: networks that learn the tags themselves, one a fold, which never saw that fold.

For each fold a copy of the network is trained on the pictures outside it. A network with pretrained weights begins with
its head, fitted on what the frozen network sees; only then all layers are freed, each by a learning rate that is
`decay` times that of the layer above it, so that what is general changes least. A network from nothing has no head to
begin with, and all its layers learn alike. A tenth of the pictures to learn from is held out: the state with the least
loss on them is kept, and a fold ends early once it has not become less for `PATIENCE` looks.

After every look all that decides how it goes on is kept in a file; begun again, the same work goes on there and comes
to the same networks. A loss that is no number ends it, with the last good state in that file.

References: A. Kumar and others, "Fine-tuning can distort pretrained features and underperform out-of-distribution"
(2022), for the head first; J. Howard, S. Ruder, "Universal language model fine-tuning for text classification" (2018),
for a rate a layer; I. Loshchilov, F. Hutter, "SGDR" (2017), for its fall by a cosine.
"""

import json
from copy import deepcopy
from dataclasses import asdict, replace
from hashlib import sha256
from math import isfinite
from pathlib import Path

import torch
from timm.optim import param_groups_layer_decay  # type: ignore[attr-defined]  # timm names no exports
from torch import Generator, Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.optim import AdamW, Optimizer

from model.backbones import Backbone
from model.course import BATCH, Course
from model.heads import fit_heads
from model.lessons import Lessons, read_lessons, vary
from model.pictures import Reader
from model.steps import Steps, take_steps
from model.tuningfile import State, Tuning, copy_optimiser, copy_state, read_tuning, restore_optimiser
from taggy.errors import ModelError
from taggy.steps import Report

LOOKS = 20
PATIENCE = 6
SHRINKING = 0.05  # AdamW's weight decay


async def tune_backbone(
    start: Backbone, lessons: Lessons, course: Course, read: Reader, path: Path, report: Report
) -> Backbone:
    """Train a network a fold, from the one network of `start` on; `path` keeps how far it is.

    Raises:
        ModelError: no picture can be read, or a loss is no number.
    """
    chosen = lessons.draw(start, course.seed)
    known, pictures = await take_steps(
        "reading the pictures", len(chosen.images), read_lessons(chosen, start, read), report
    )
    steps = train_networks(start, known, pictures, course, path)
    return await take_steps("training a network a fold", course.folds * course.steps, steps, report)


def train_networks(start: Backbone, lessons: Lessons, pictures: Tensor, course: Course, path: Path) -> Steps[Backbone]:
    """Train the networks; `pictures` are the rows of `lessons`, made ready."""
    threads = torch.get_num_threads()
    if not course.warm:
        torch.set_num_threads(1)  # so small a network gains little from two, and loses much where the cores are shared
    try:
        tuning = read_tuning(path, _name_work(start, lessons, course))
        while tuning.position.fold < course.folds:
            yield from _Fold(start, lessons, pictures, course, path, tuning).train()
    finally:
        torch.set_num_threads(threads)
    networks = [_restore(start, lessons.targets.shape[1], state)[0] for state in tuning.done]
    return replace(start, networks=networks)


def _name_work(start: Backbone, lessons: Lessons, course: Course) -> str:
    """Name the work by all that decides its result."""
    digest = sha256(json.dumps([start.key, asdict(course), lessons.images]).encode())
    for values in (lessons.targets, lessons.weights, lessons.folds):
        digest.update(values.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _add_head(start: Backbone, tags: int) -> nn.Sequential:
    """Copy the network and set a head of no values yet on it."""
    width = start.embed(torch.zeros(1, *start.preprocessing["input_size"])).shape[1]
    return nn.Sequential(deepcopy(start.networks[0]), nn.Linear(width, tags))


def _restore(start: Backbone, tags: int, state: State) -> nn.Sequential:
    """Make the network with its head that was in this state."""
    pair = _add_head(start, tags)
    pair.load_state_dict(state)
    return pair


class _Fold:
    """One fold's network while it learns."""

    def __init__(
        self, start: Backbone, lessons: Lessons, pictures: Tensor, course: Course, path: Path, tuning: Tuning
    ) -> None:
        self.start, self.lessons, self.pictures, self.course = start, lessons, pictures, course
        self.path, self.tuning, self.position = path, tuning, tuning.position
        rows = (lessons.folds != self.position.fold).nonzero().squeeze(1)
        order = rows[torch.randperm(len(rows), generator=Generator().manual_seed(course.seed))]
        self.held, self.learn = order[: len(order) // 10 + 1], order[len(order) // 10 + 1 :]

    def train(self) -> Steps[None]:
        """Train to the last step or the end of patience, then keep the best state as the fold's."""
        dice = Generator()
        if self.position.step:
            dice.set_state(self.tuning.dice)
            pair = _restore(self.start, self.lessons.targets.shape[1], self.tuning.last)
        else:
            dice.manual_seed(self.course.seed + self.position.fold)
            pair = self._begin(dice)
        optimiser = self._create_optimiser(pair)
        restore_optimiser(optimiser, self.tuning.optimiser)
        every = max(self.course.steps // LOOKS, 1)
        while self.position.step < self.course.steps and self.position.misses < PATIENCE:
            self._take_step(pair, optimiser, dice)
            self.position.step += 1
            if self.position.step % every == 0 or self.position.step == self.course.steps:
                self._look(pair, optimiser, dice)
            yield self.position.fold * self.course.steps + self.position.step
        self._finish()

    def _begin(self, dice: Generator) -> nn.Sequential:
        """Set a head on the network: of a pretrained one that of the frozen network, else one that says nothing."""
        pair = _add_head(self.start, self.lessons.targets.shape[1])
        shape = pair.state_dict()["1.weight"].shape
        weight, bias = torch.randn(shape, generator=dice) / shape[1] ** 0.5, torch.zeros(shape[0])
        if self.course.warm:
            seen = torch.cat([self.start.embed(part) for part in torch.split(self.pictures[self.learn], BATCH)])
            self._refuse_no_number(seen.sum().item())
            heads = fit_heads(seen, self.lessons.targets[self.learn], self.lessons.weights[self.learn])
            weight, bias = heads.weight, heads.bias
        pair[1].load_state_dict({"weight": weight, "bias": bias})
        if self.course.warm:
            self.position.best, self.tuning.best = self._measure_loss(pair), copy_state(pair)
        return pair

    def _create_optimiser(self, pair: nn.Sequential) -> Optimizer:
        """Give each layer of the network its own rate, `rate` times its scale; the head has the full one."""
        network, head = pair.requires_grad_()
        groups = param_groups_layer_decay(network, SHRINKING, layer_decay=self.course.decay)
        groups.append({"params": list(head.parameters()), "weight_decay": SHRINKING, "lr_scale": 1.0})
        return AdamW(groups, lr=self.course.rate)

    def _take_step(self, pair: nn.Sequential, optimiser: Optimizer, dice: Generator) -> None:
        """Learn from one batch. A pretrained network's normalisation keeps the statistics of the many pictures."""
        pair.train(not self.course.warm)
        share = self.course.find_rate(self.position.step)
        for group in optimiser.param_groups:
            group["lr"] = self.course.rate * group["lr_scale"] * share
        batch = self.learn[torch.randint(len(self.learn), (BATCH,), generator=dice)]
        optimiser.zero_grad()
        loss = self._compare(pair(vary(self.pictures[batch], dice)), batch)
        self._refuse_no_number(loss.item())
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()

    def _look(self, pair: nn.Sequential, optimiser: Optimizer, dice: Generator) -> None:
        """Look at the pictures that were held out, and keep all that decides how it goes on."""
        loss = self._measure_loss(pair)
        self.position.misses += 1
        if loss < self.position.best:
            self.position.best, self.position.misses, self.tuning.best = loss, 0, copy_state(pair)
        self.tuning.last, self.tuning.optimiser = copy_state(pair), copy_optimiser(optimiser)
        self.tuning.dice = dice.get_state()
        self.tuning.keep(self.path)

    def _measure_loss(self, pair: nn.Sequential) -> float:
        pair.eval()
        with torch.inference_mode():
            logits = torch.cat([pair(part) for part in torch.split(self.pictures[self.held], BATCH)])
            loss = float(self._compare(logits, self.held))
        self._refuse_no_number(loss)
        return loss

    def _compare(self, logits: Tensor, rows: Tensor) -> Tensor:
        """Return the mean loss over what is known of the pictures."""
        weight = self.lessons.weights[rows]
        loss = binary_cross_entropy_with_logits(logits, self.lessons.targets[rows], weight, reduction="sum")
        return loss / weight.sum().clamp(1)

    def _refuse_no_number(self, loss: float) -> None:
        if not isfinite(loss):
            kept = f" The last good state is kept in {self.path}." if self.path.is_file() else ""
            raise ModelError(
                f"The loss at step {self.position.step} of fold {self.position.fold} is no number.{kept} No run was "
                f"written. Train with another --backbone or --seed."
            )

    def _finish(self) -> None:
        """Go on to the next fold."""
        tuning, position = self.tuning, self.position
        tuning.done.append(tuning.best)
        tuning.best, tuning.last, tuning.optimiser = {}, {}, {}
        position.fold, position.step, position.best, position.misses = position.fold + 1, 0, float("inf"), 0
        tuning.keep(self.path)
