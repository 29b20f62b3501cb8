"""Pickers: which two pictures are asked next, of a pool that was drawn at random.

- `random`: any two.
- `variance`: those on which the members of the ensemble are most apart: the variance of the probability that the left
  one is better.
- `gradient`: those whose answer would move the members most: the mean over them of the expected length of the
  gradient, 2 p (1 - p) |x_l - x_r| (B. Settles et al., "Multiple-instance active learning", 2008).

Whatever the picker, a share of all pairs (`HELD`) is held out, at random but for good: a hash of the two pictures and
the criterion says which, the same for every voter, so that no answer on them is learned from. They are asked in random
order, as often as their share; by these, and no others, it is told how well preferences are foretold.
"""

import hashlib
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Floats
from consensus.ensemble import Ensemble

Picker = Literal["variance", "gradient", "random"]
Why = Literal["variance", "gradient", "random", "held"]
HELD = 0.1
HELD_KEY = b"held out"  # never changed: what was learned from must not become what is judged by
PAIRS = 512  # of a pool that are looked at
Pairs = NDArray[np.int64]


def list_pairs(count: int, dice: np.random.Generator) -> Pairs:
    """List pairs of so many pictures in random order, each once and either one left: (pairs, 2), `PAIRS` at most."""
    one, other = np.triu_indices(count, 1)
    chosen = dice.permutation(len(one))[:PAIRS]
    pairs = np.column_stack([one[chosen], other[chosen]])
    turned = dice.random(len(pairs)) < 1 / 2
    pairs[turned] = pairs[turned][:, ::-1]
    return pairs


def is_held_out(criterion: str, one: str, other: str, share: float = HELD) -> bool:
    """Tell whether two pictures, whichever is named first, are of the share of pairs that nothing learns from."""
    named = "|".join((criterion, *sorted((one, other)))).encode()
    drawn = int.from_bytes(hashlib.blake2b(named, digest_size=8, key=HELD_KEY).digest())
    return drawn < share * 2**64


def rank_pairs(picker: Picker, pairs: Pairs, points: Floats, ensemble: Ensemble) -> Pairs:
    """Rank pairs of pictures at these points, those first that should be asked; of equals the first given."""
    measure = MEASURES.get(picker)
    if measure is None:
        return pairs
    rated = ensemble.rate(points)
    likely = 1 / (1 + np.exp(-np.clip(rated[pairs[:, 0]] - rated[pairs[:, 1]], -40, 40)))
    apart = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    return np.asarray(pairs[np.argsort(-measure(likely, apart), kind="stable")])


def measure_variance(likely: Floats, apart: Floats) -> Floats:  # noqa: ARG001 - one shape for all
    """Measure how far members are apart: (pairs, members) probabilities."""
    return np.asarray(likely.var(axis=1))


def measure_gradient(likely: Floats, apart: Floats) -> Floats:
    """Measure how far an answer would move members: probabilities, and how far the two pictures are from each other."""
    return np.asarray((2 * likely * (1 - likely)).mean(axis=1) * apart)


MEASURES: dict[Picker, Callable[[Floats, Floats], Floats]] = {
    "variance": measure_variance,
    "gradient": measure_gradient,
}
DEFAULT: Picker = "random"
