"""An ensemble: how good pictures are that nobody compared, from what they look like, and how sure that is.

Definition. A picture is a point x: its embedding along the `AXES` axes on which pictures of the library differ most,
scaled so that the mean of |x|^2 is 1. A member holds weights w and rates a picture f = w·x, in log-odds. Of person w
shown l and r it expects the answers of `consensus.preferences` with the gap a (f_l - f_r) + b, where the leaning b of
a person, and how often there are ties and strong preferences, are those of the fit of the scores.

First one member learns from all answers (Newton's method); a step of EM each round fits how widely weights spread, and
how keen each person is: of a person's answers that tells more than the scores, where few pictures were compared twice.
Then each of `MEMBERS` draws a weight for every answer, exponential with mean 1 (the Bayesian
bootstrap), and an anchor from the spread, towards which its weights are pulled where answers say nothing. So members
are apart where a picture looks like none that was compared, and where answers contradict each other.

References: D. Rubin, "The Bayesian bootstrap" (1981); T. Pearce et al., "Uncertainty in neural networks: approximately
Bayesian ensembling" (AISTATS 2020: anchors).
"""

from dataclasses import dataclass

import numpy as np

from consensus.answers import Floats
from consensus.preferences import Comparisons, Preferences, spread_answers
from consensus.scores import LEAST

AXES, MEMBERS = 64, 16
ROUNDS, STEPS, HALVES = 12, 8, 8
SPREAD, SEEN = 2.0, 4  # of weights at first; fitted then, as if so many more had it
LATEST = 20_000  # comparisons that the ensemble learns from at most


@dataclass(frozen=True)
class Basis:
    """The axes on which pictures differ: an embedding less the mean, times the axes, is a point."""

    mean: Floats  # (dimensions,)
    axes: Floats  # (dimensions, axes)

    def place(self, vectors: Floats) -> Floats:
        """Place embeddings (pictures, dimensions), each scaled to length 1: (pictures, axes)."""
        return np.asarray((_scale(vectors) - self.mean) @ self.axes)


@dataclass(frozen=True)
class Ensemble:
    """The members' weights, a column each: (axes, members)."""

    weights: Floats

    def rate(self, points: Floats) -> Floats:
        """Rate pictures by each member: (pictures, members), in log-odds."""
        return np.asarray(points @ self.weights)


def find_basis(sample: Floats) -> Basis:
    """Find the axes by pictures drawn at random: (pictures, dimensions), one at least."""
    rows = _scale(sample)
    mean = rows.mean(axis=0)
    _, _, axes = np.linalg.svd(rows - mean, full_matrices=False)
    kept = axes[:AXES].T
    spread = float(np.square((rows - mean) @ kept).sum() / len(rows))
    return Basis(mean, kept / np.sqrt(spread) if spread > 0 else np.zeros_like(kept))


def _scale(vectors: Floats) -> Floats:
    rows = np.asarray(vectors, float)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1))


def fit_ensemble(points: Floats, given: Comparisons, persons: Preferences, seed: int = 1) -> Ensemble:
    """Fit an ensemble to comparisons of things that stand at these points (things, axes), of which the latest count.

    No comparison leaves the members at their anchors.
    """
    given = given.take(np.arange(len(given.answers))[-LATEST:])
    work = _Work(points, given, persons)
    dice = np.random.default_rng(seed)
    usual, spread = work.find_spread()
    weights = []
    for _ in range(MEMBERS):
        drawn = np.asarray(dice.exponential(size=len(given.answers)))
        anchor = np.asarray(dice.normal(0, spread, points.shape[1]))
        weights.append(work.move(usual, anchor, spread, drawn))
    return Ensemble(np.column_stack(weights))


class _Work:
    """What all members learn from."""

    def __init__(self, points: Floats, given: Comparisons, persons: Preferences) -> None:
        self._plain = points[given.lefts] - points[given.rights]
        self._who, self._persons = given.persons, persons
        self.apart = self._plain * persons.keenness[given.persons][:, None]
        self.leaning = persons.leaning[given.persons]
        self.answers = given.answers
        self.levels, self.openness = persons.levels, persons.openness

    def find_spread(self) -> tuple[Floats, float]:
        """Find the most probable weights, all answers counting alike, and how widely weights spread."""
        count = self.apart.shape[1]
        weights, spread, alike = np.zeros(count), SPREAD, np.ones(len(self.answers))
        for _ in range(ROUNDS):
            held = self._hold(weights, spread, alike)
            weights = self._step(weights, np.zeros(count), spread, alike, held)
            squares = float(weights @ weights + np.trace(np.linalg.inv(held)))
            spread = float(np.sqrt((squares + SEEN * SPREAD**2) / (count + SEEN)))
            self._weigh_persons(weights)
        return weights, spread

    def _weigh_persons(self, weights: Floats) -> None:
        """Find how keen each person is, by these weights."""
        if not len(self.answers):
            return
        keen, kinds = self._persons.keen, self._persons.kinds
        gaps, rows = self._plain @ weights, np.arange(len(self.answers))
        came = np.searchsorted(self.levels, self.answers)
        seen = [np.log(spread_answers(each * gaps + self.leaning, self.openness)[rows, came]) for each in keen]
        odds = np.column_stack([np.bincount(self._who, part, len(kinds)) for part in seen])
        odds += np.log(kinds.mean(axis=0) + LEAST)
        found = np.exp(odds - odds.max(axis=1, keepdims=True))
        keenness = found @ keen / found.sum(axis=1)
        self.apart = self._plain * keenness[self._who][:, None]

    def move(self, weights: Floats, anchor: Floats, spread: float, drawn: Floats) -> Floats:
        """Move weights to where a member with this anchor and these weights of answers has them."""
        held = self._hold(weights, spread, drawn)  # once a member: it is the costly part, and changes little
        for _ in range(STEPS):
            weights = self._step(weights, anchor, spread, drawn, held)
        return weights

    def _hold(self, weights: Floats, spread: float, drawn: Floats) -> Floats:
        """Say how stiffly the answers and the spread hold the weights: the information."""
        likely = spread_answers(self.apart @ weights + self.leaning, self.openness)
        information = drawn * (likely @ self.levels**2 - (likely @ self.levels) ** 2) / 4
        return np.asarray(self.apart.T @ (self.apart * information[:, None]) + np.eye(len(weights)) / spread**2)

    def _step(self, weights: Floats, anchor: Floats, spread: float, drawn: Floats, held: Floats) -> Floats:
        """Take a step that makes the weights more probable, half as long as often as it does not."""
        gaps = self.apart @ weights
        likely = spread_answers(gaps + self.leaning, self.openness)
        slope = drawn * (self.answers - likely @ self.levels) / 2
        way = np.linalg.solve(held, self.apart.T @ slope - (weights - anchor) / spread**2)
        moved = self.apart @ way
        before = self._weigh(gaps, weights - anchor, spread, drawn)
        for half in range(HALVES):
            length = 0.5**half
            if self._weigh(gaps + length * moved, weights + length * way - anchor, spread, drawn) >= before:
                return np.asarray(weights + length * way)
        return weights

    def _weigh(self, gaps: Floats, off: Floats, spread: float, drawn: Floats) -> float:
        """Say how probable weights are that lead to these gaps and are so far off their anchor: a logarithm."""
        likely = spread_answers(gaps + self.leaning, self.openness)
        came = likely[np.arange(len(gaps)), np.searchsorted(self.levels, self.answers)]
        return float(drawn @ np.log(np.maximum(came, LEAST)) - off @ off / (2 * spread**2))
