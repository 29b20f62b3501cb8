"""Stages: a class network learns its head first, on what the frozen network sees, then deeper layers, stage by stage.

Stage k of n that free layers lets the last k / (n + 1) of the network's layers learn, with the head, by a rate that is
half of that of the stage before, and that falls exponentially within the stage. Each time a picture is shown it is
turned, scaled, shifted and mirrored a little; normalisation keeps the statistics of the many pictures that the network
once saw. A tenth of the pictures is not learned from: the state that is least wrong on them is kept, if need be that in
which the stage began. After the stages all of it may begin anew, without pictures that are doubted: rounds.

After each pass all that decides how it goes on is kept in a file; begun again, the same work goes on there and comes to
the same network. A loss that is no number ends it, with the last good state in that file.

References: A. Kumar and others, "Fine-tuning can distort pretrained features and underperform out-of-distribution"
(2022), for the head first; J. Howard, S. Ruder, "Universal language model fine-tuning for text classification" (2018),
for freeing layers little by little from the last one on.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import Path

import torch
from torch import Generator, Tensor
from torch.nn.functional import nll_loss
from torch.optim import AdamW

from model.backbones import Backbone
from model.classes import ClassNetwork
from model.classheads import PASSES as HEAD_PASSES
from model.classheads import fit_head, part_rows, repeat_dice
from model.classlessons import BATCH, ClassLessons
from model.lessons import vary
from model.pictures import decode_batches
from model.steps import Steps
from model.tuningfile import State, copy_optimiser, copy_state, read_tuning, restore_optimiser
from taggy.errors import ModelError

RATE = 2e-4
HALF = 0.5  # of the rate, from a stage to the next
FALL = 0.1  # of the rate, what is left of it at a stage's end
SHRINKING = 0.02  # AdamW's weight decay


@dataclass(frozen=True)
class StagePlan:
    """How many stages free deeper layers, how many passes over the pictures each makes, and the seed."""

    stages: int = 2
    passes: int = 4
    seed: int = 1


class Schooling:
    """A class network while it learns, in rounds of stages; `rounds` are the rows that each learns from."""

    def __init__(
        self, start: Backbone, lessons: ClassLessons, rounds: Sequence[Tensor], plan: StagePlan, path: Path, work: str
    ) -> None:
        """Go on where the file says that this work is.

        Args:
            start: the network, on the device where it learns.
            lessons: what is learned from.
            rounds: rows of the lessons, one tensor a round.
            plan: how it is learned.
            path: the file of the work under way.
            work: names the work by all that decides its result.
        """
        self.start, self.lessons, self.rounds, self.plan, self.path = start, lessons, rounds, plan, path
        self.tuning = read_tuning(path, work)
        self.device = next(start.networks[0].parameters()).device
        self._places = {name: row for row, name in enumerate(lessons.paths)}

    def learn(self) -> Steps[list[State]]:
        """Learn to the last stage; return the network's state after each. Yields steps done, of `count_steps`."""
        tuning, position = self.tuning, self.tuning.position
        while position.fold < self._count_stages():
            stage = position.fold % (self.plan.stages + 1)
            yield from self._free_layers(stage) if stage else self._begin()
            tuning.done.append(tuning.best)
            tuning.best, tuning.last, tuning.optimiser = {}, {}, {}
            position.fold, position.step, position.best = position.fold + 1, 0, float("inf")
            tuning.keep(self.path)
        return tuning.done

    def count_steps(self) -> int:
        """Count the steps of all rounds."""
        return self._count_before(self._count_stages())

    def restore(self, state: State) -> ClassNetwork:
        """Make the network that was in a state."""
        network = self._make_network()
        network.load_state_dict(state)
        return network.to(self.device).eval()

    def look(self, network: ClassNetwork, rows: Tensor, done: int) -> Steps[Tensor]:
        """Return what a network says of pictures: len(rows) by c. Yields `done` again and again."""
        told = []
        for _, pictures in self._decode(rows):
            with torch.inference_mode():
                told.append(network.eval()(pictures).float().cpu())
            yield done
        return torch.cat(told)

    def _decode(self, rows: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """Read pictures, batch by batch, as rows and what the network takes."""
        paths = [self.lessons.paths[row] for row in rows.tolist()]
        for batch in decode_batches(paths, self.lessons.read, self.start.prepare, {}, BATCH):
            yield torch.tensor([self._places[path] for path in batch.images]), batch.tensors.to(self.device)

    def _make_network(self) -> ClassNetwork:
        width = self.lessons.seen.shape[1]
        return ClassNetwork(deepcopy(self.start.networks[0]).cpu(), width, len(self.lessons.classes))

    def _part_rows(self, fold: int) -> tuple[Tensor, Tensor]:
        """Part the pictures of a stage into those by which is chosen, and those that are learned from."""
        rows = self.rounds[fold // (self.plan.stages + 1)]
        chosen, learned = part_rows(len(rows), self.plan.seed)
        return rows[chosen], rows[learned]

    def _count_stages(self) -> int:
        return len(self.rounds) * (self.plan.stages + 1)

    def _count_before(self, fold: int) -> int:
        """Count the steps of the stages before one."""
        deep = [one for one in range(fold) if one % (self.plan.stages + 1)]
        batches = sum(ceil(len(self._part_rows(one)[1]) / BATCH) for one in deep)
        return (fold - len(deep)) * HEAD_PASSES + self.plan.passes * batches

    def _begin(self) -> Steps[None]:
        """Set a head on the network as it was, fitted on what that sees."""
        lessons, position = self.lessons, self.tuning.position
        rows = self.rounds[position.fold // (self.plan.stages + 1)]
        seen, labels, done = lessons.seen[rows], lessons.labels[rows], self._count_before(position.fold)
        fit = yield from fit_head(seen, labels, len(lessons.classes), self.plan.seed, done)
        network = self._make_network()
        network.centre.copy_(fit.centre)
        network.spread.copy_(fit.spread)
        network.head.load_state_dict(fit.head.state_dict())
        self.tuning.best = copy_state(network)

    def _free_layers(self, stage: int) -> Steps[None]:
        """Let deeper layers learn, pass by pass."""
        tuning, position = self.tuning, self.tuning.position
        chosen, learned = self._part_rows(position.fold)
        network = self.restore(tuning.last or tuning.done[-1])
        optimiser = self._create_optimiser(network, stage)
        restore_optimiser(optimiser, tuning.optimiser)
        done = self._count_before(position.fold) + position.step * ceil(len(learned) / BATCH)
        if not position.step:
            yield from self._judge(network, chosen, done)
        while position.step < self.plan.passes:
            dice = (self.plan.seed, position.fold, position.step)
            for number, (rows, pictures) in enumerate(self._decode(_shuffle(learned, dice))):
                share = (position.step + number * BATCH / len(learned)) / self.plan.passes
                self._take_step(network, optimiser, rows, pictures, FALL**share, (*dice, number))
                done += 1
                yield done
            position.step += 1
            yield from self._judge(network, chosen, done)
            tuning.last, tuning.optimiser = _copy_to_processor(network), copy_optimiser(optimiser)
            tuning.keep(self.path)

    def _create_optimiser(self, network: ClassNetwork, stage: int) -> AdamW:
        """Free the last layers of the network for this stage; its head is free anyway."""
        layers = [layer for layer in network.trunk.modules() if [*layer.parameters(recurse=False)]]
        kept = len(layers) - ceil(len(layers) * stage / (self.plan.stages + 1))
        freed = [value for layer in layers[kept:] for value in layer.parameters(recurse=False)]
        for value in freed:
            value.requires_grad_()
        rate = RATE * HALF ** (stage - 1)
        return AdamW(
            [{"params": [*freed, *network.head.parameters()], "initial_lr": rate}], rate, weight_decay=SHRINKING
        )

    def _take_step(
        self,
        network: ClassNetwork,
        optimiser: AdamW,
        rows: Tensor,
        pictures: Tensor,
        share: float,
        dice: tuple[int, ...],
    ) -> None:
        """Learn from one batch, by this share of the rate."""
        for group in optimiser.param_groups:
            group["lr"] = group["initial_lr"] * share
        network.eval().head.train()
        optimiser.zero_grad()
        with repeat_dice(*dice):
            varied = vary(pictures.cpu(), Generator().manual_seed(torch.initial_seed())).to(self.device)
            loss = nll_loss(network(varied), self.lessons.labels[rows].to(self.device))
        self._refuse_no_number(loss.item())
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()

    def _judge(self, network: ClassNetwork, chosen: Tensor, done: int) -> Steps[None]:
        """Keep the network's state where it is less wrong on the pictures by which is chosen than any before."""
        told = yield from self.look(network, chosen, done)
        loss = float(nll_loss(told, self.lessons.labels[chosen]))
        self._refuse_no_number(loss)
        if loss < self.tuning.position.best:
            self.tuning.position.best, self.tuning.best = loss, _copy_to_processor(network)

    def _refuse_no_number(self, loss: float) -> None:
        if not isfinite(loss):
            kept = f" The last good state is kept in {self.path}." if self.path.is_file() else ""
            raise ModelError(
                f"The loss of stage {self.tuning.position.fold + 1} is no number.{kept} Nothing was written. Train "
                f"with another --backbone or --seed."
            )


def _shuffle(rows: Tensor, dice: tuple[int, ...]) -> Tensor:
    with repeat_dice(*dice):
        return rows[torch.randperm(len(rows))]


def _copy_to_processor(network: ClassNetwork) -> State:
    return {name: values.cpu() for name, values in copy_state(network).items()}
