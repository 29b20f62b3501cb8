"""Evaluation: what a file of votes says of its tasks and voters, and how right that is where the truth is known."""

from dataclasses import dataclass

import numpy as np

from consensus.answers import Floats, sort_answers
from consensus.betas import find_quantiles
from consensus.dawidskene import CROWD, Fit, fit_answers
from consensus.scores import Scores, score_truth
from consensus.sharedmistakes import find_shared_mistakes
from consensus.votefiles import VoteFile

TAIL = 0.025
MOST_PAIRS = 20


@dataclass(frozen=True)
class VoterFigures:
    """A voter: answers, how often right (with a 95 % interval), on each truth, and how often with the majority."""

    voter: str
    answers: int
    reliability: float
    low: float
    high: float
    right: dict[str, float]
    with_majority: float
    accuracy: float | None  # against the truth given


@dataclass(frozen=True)
class PairFigures:
    """Two voters whose mistakes coincide: tasks of both, same mistakes there, and how many were expected."""

    first: str
    second: str
    tasks: int
    together: float
    expected: float


@dataclass(frozen=True)
class Evaluation:
    """What can be said of votes; `scores` and `majority` compare with the truth, where it is given."""

    tasks: int
    answers: int
    repeated: int
    labels: dict[str, float]
    agreement: float | None
    dependence: float
    judged: int
    scores: Scores | None
    majority: Scores | None
    voters: list[VoterFigures]
    shared_mistakes: list[PairFigures]


def evaluate_votes(file: VoteFile) -> Evaluation:
    """Fit the votes without looking at the truth, and compare with it."""
    votes, fit = sort_answers(file.answers), fit_answers(file.answers)
    majority = votes.find_majority().T
    judged = np.flatnonzero(file.truth >= 0)
    true = file.truth[judged]
    pairs = find_shared_mistakes(file.answers, fit)[:MOST_PAIRS]
    return Evaluation(
        tasks=len(file.tasks),
        answers=len(file.answers.tasks),
        repeated=file.repeated,
        labels=dict(zip(file.labels, fit.truth.mean(axis=0).tolist(), strict=True)),
        agreement=_measure_agreement(votes.shares, votes.sizes),
        dependence=fit.dependence,
        judged=len(judged),
        scores=score_truth(fit.truth[judged], true) if len(judged) else None,
        majority=score_truth(majority[judged], true) if len(judged) else None,
        voters=_describe_voters(file, fit, votes.shares),
        shared_mistakes=[
            PairFigures(file.voters[p.first], file.voters[p.second], p.tasks, p.together, p.expected) for p in pairs
        ],
    )


def _measure_agreement(shares: Floats, sizes: np.ndarray[tuple[int], np.dtype[np.intp]]) -> float | None:
    """Measure how often two answers to one task are the same; nothing where no task has two."""
    pairs = sizes * (sizes - 1)
    same = ((shares * sizes) ** 2).sum(axis=0) - sizes
    return float(same.sum() / pairs.sum()) if pairs.any() else None


def _describe_voters(file: VoteFile, fit: Fit, shares: Floats) -> list[VoterFigures]:
    """Describe each voter, the most reliable first; reliability weighs the truths by how often they occur."""
    given, size = file.answers, file.answers.voter_count
    right = np.diagonal(fit.overall, axis1=1, axis2=2)
    reliability = right @ fit.truth.mean(axis=0)
    answers = np.bincount(given.voters, minlength=size)
    weight = answers + CROWD
    low, high = (find_quantiles(reliability * weight, (1 - reliability) * weight, p) for p in (TAIL, 1 - TAIL))
    best = np.isclose(shares, shares.max(axis=0))
    followed = np.bincount(given.voters, (best / best.sum(axis=0))[given.labels, given.tasks], size) / answers
    true = file.truth[given.tasks]
    judged = np.bincount(given.voters, true >= 0, size)
    hits = np.bincount(given.voters, true == given.labels, size)
    order = sorted(range(size), key=lambda v: (-reliability[v], file.voters[v]))
    return [
        VoterFigures(
            voter=file.voters[v],
            answers=int(answers[v]),
            reliability=float(reliability[v]),
            low=float(low[v]),
            high=float(high[v]),
            right=dict(zip(file.labels, right[v].tolist(), strict=True)),
            with_majority=float(followed[v]),
            accuracy=float(hits[v] / judged[v]) if judged[v] else None,
        )
        for v in order
    ]
