"""Class heads: two hidden layers with dropout, fitted on what a frozen network sees in pictures, once for all of them.

Numbers are standardised first. The rate falls exponentially from pass to pass. A tenth of the pictures is not learned
from: the head that was least wrong on them, by the mean logarithm of how likely it held the right class, is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

import torch
from torch import Generator, Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax

from model.classes import make_head
from model.steps import Steps
from model.tuningfile import copy_state

PASSES = 40
RATE = 2e-3
FALL = 0.02  # of the rate, what is left of it in the last pass
SHRINKING = 0.02  # AdamW's weight decay
BATCH = 64
CHOSEN = 10  # one in so many is not learned from


@dataclass(frozen=True)
class HeadFit:
    """A head and what standardises its numbers."""

    head: nn.Sequential
    centre: Tensor
    spread: Tensor

    def tell(self, seen: Tensor) -> Tensor:
        """Return the logarithm of how likely each class is (n by c), of what a network sees (n by width)."""
        with torch.inference_mode():
            return log_softmax(self.head.eval()((seen - self.centre) / self.spread), dim=1)


def fit_head(seen: Tensor, labels: Tensor, classes: int, seed: int, done: int = 0) -> Steps[HeadFit]:
    """Fit a head. Yields how many passes over the pictures were made, `done` among them.

    Args:
        seen: n by width, what the network sees.
        labels: n, the numbers of the classes.
        classes: how many there are.
        seed: of what is drawn at random.
        done: passes that were made before.
    """
    chosen, learned = part_rows(len(labels), seed)
    spread, centre = torch.std_mean(seen[learned], dim=0)
    spread = torch.where(spread > 0, spread, 1)
    ready = (seen - centre) / spread
    with repeat_dice(seed):
        head = make_head(seen.shape[1], classes)
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=SHRINKING)
    course = torch.optim.lr_scheduler.ExponentialLR(optimiser, FALL ** (1 / PASSES))
    best, least = copy_state(head), float("inf")
    for number in range(PASSES):
        with repeat_dice(seed, number):
            _pass_over(head.train(), optimiser, ready, labels, learned)
        course.step()
        with torch.inference_mode():
            loss = float(cross_entropy(head.eval()(ready[chosen]), labels[chosen]))
        if loss < least:
            best, least = copy_state(head), loss
        yield done + number + 1
    head.load_state_dict(best)
    return HeadFit(head, centre, spread)


def _pass_over(
    head: nn.Sequential, optimiser: torch.optim.Optimizer, ready: Tensor, labels: Tensor, learned: Tensor
) -> None:
    """Learn from every picture once, in an order that is drawn."""
    for rows in torch.split(learned[torch.randperm(len(learned))], BATCH):
        optimiser.zero_grad()
        cross_entropy(head(ready[rows]), labels[rows]).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()


def part_rows(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Part rows into those by which is chosen, one in ten, and those that are learned from; both are drawn."""
    order = torch.randperm(count, generator=Generator().manual_seed(seed))
    few = max(1, count // CHOSEN)
    return order[:few], order[few:]


@contextmanager
def repeat_dice(*numbers: int) -> Iterator[None]:
    """Let torch draw, for a while, what it always draws for these numbers."""
    seed = int.from_bytes(sha256(repr(numbers).encode()).digest()[:7])
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield
