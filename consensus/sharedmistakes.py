"""Shared mistakes: voters who misunderstand the same thing, noticed by mistakes that coincide too often.

A misunderstanding that many share defeats any method that only compares answers: whoever is in the majority counts as
right. What shows all the same is that answers which the fit calls wrong coincide.

Definition. For two voters and every task that both answered, the fit says how probable it is that both give the same
wrong label, if they err independently: e = sum over z of q[z] · sum over l ≠ z of c1[z, l] · c2[z, l]. What
happened is o = 1 - q[l] where both said l, else 0. With O and E, the sums over their tasks, and O > E,

    surprise = O ln(O/E) - (O - E)

bounds the chance of so many by exp(-surprise) (Chernoff, for a Poisson or a sum of independent events). A pair is
listed where that is below `LUCK` divided by the number of pairs that were compared.

It does not say who is right: if most share a mistake, the few who know better are listed, for *they* look wrong
together. It asks a person to look. Hard tasks, on which everybody errs, list many pairs at once.

Example. Two voters, each wrong on 10 of 100 tasks, would coincide on one; if on all ten, O = 10, E = 1, and the
surprise is 10 · 2.3 - 9 = 14: one in a million.

Reference: R. J. Passonneau and B. Carpenter, "The benefits of a model of annotation" (TACL 2, 2014); W. Hoeffding,
"Probability inequalities for sums of bounded random variables" (JASA 58, 1963).
"""

import math
from dataclasses import dataclass

import numpy as np

from consensus.answers import Floats, Places, SortedAnswers, sort_answers
from consensus.dawidskene import Answers, Fit

LUCK = 0.05
BUSIEST = 500  # voters that are compared, those with most answers
PAIRS = 100_000  # pairs of answers that are compared at once
NEIGHBOURS = 50  # answers of a task that each answer is compared with


@dataclass(frozen=True)
class SharedMistakes:
    """Two voters whose mistakes coincide: on how many of the tasks of both, and on how many it would be by chance."""

    first: int
    second: int
    tasks: int
    together: float
    expected: float
    surprise: float


def find_shared_mistakes(answers: Answers, fit: Fit) -> list[SharedMistakes]:
    """Find pairs of voters whose mistakes coincide beyond luck, the most surprising first."""
    votes = sort_answers(answers)
    places = _rank_voters(answers)
    size = int(places.max(initial=-1)) + 1
    sums = np.zeros((3, size * size))
    for step in range(1, min(int(votes.sizes.max(initial=0)), NEIGHBOURS + 1)):
        _add_pairs(sums, votes, fit, places, step)
    tasks, together, expected = sums
    compared = max(int((tasks > 0).sum()), 1)
    surprise = np.zeros(size * size)
    more = np.flatnonzero(together > expected)
    surprise[more] = together[more] * np.log(together[more] / expected[more]) - (together[more] - expected[more])
    found = np.flatnonzero(surprise > math.log(compared / LUCK))
    voters = np.argsort(places, kind="stable")[len(places) - size :]
    pairs = [
        SharedMistakes(
            int(voters[pair // size]),
            int(voters[pair % size]),
            int(tasks[pair]),
            float(together[pair]),
            float(expected[pair]),
            float(surprise[pair]),
        )
        for pair in found
    ]
    return sorted(pairs, key=lambda pair: (-pair.surprise, pair.first, pair.second))


def _rank_voters(answers: Answers) -> Places:
    """Give each of the busiest voters a place from 0 on, every other one -1."""
    busy = np.argsort(-np.bincount(answers.voters, minlength=answers.voter_count), kind="stable")[:BUSIEST]
    places = np.full(answers.voter_count, -1, np.intp)
    places[np.sort(busy)] = np.arange(len(busy))
    return places


def _add_pairs(sums: Floats, votes: SortedAnswers, fit: Fit, places: Places, step: int) -> None:
    """Add up what each answer and the one so many steps after it, if to the same task, say of their voters."""
    k = votes.given.label_count
    ranks = places[votes.cells // (votes.groups * k)]
    same = (votes.tasks[:-step] == votes.tasks[step:]) & (ranks[:-step] >= 0) & (ranks[step:] >= 0)
    size = math.isqrt(sums.shape[1])
    pairs = np.flatnonzero(same)
    for start in range(0, len(pairs), PAIRS):
        one = pairs[start : start + PAIRS]
        together, expected = _compare_answers(votes, fit, one, one + step)
        numbers = ranks[one] * size + ranks[one + step]
        for row, weights in enumerate((np.ones(len(one)), together, expected)):
            sums[row] += np.bincount(numbers, weights, sums.shape[1])


def _compare_answers(votes: SortedAnswers, fit: Fit, one: Places, other: Places) -> tuple[Floats, Floats]:
    """Tell of pairs of answers to one task how far both are the same mistake, and how far that was to be expected."""
    k, tasks = votes.given.label_count, votes.tasks[one]
    width, group, truth = votes.groups * k, votes.given.groups[tasks], fit.truth[tasks]
    both = fit.confusion[votes.cells[one] // width, group] * fit.confusion[votes.cells[other] // width, group]
    wrong = both.sum(axis=2) - np.diagonal(both, axis1=1, axis2=2)
    labels = votes.cells[one] % k
    together = (labels == votes.cells[other] % k) * (1 - truth[np.arange(len(one)), labels])
    return together, (truth * wrong).sum(axis=1)
