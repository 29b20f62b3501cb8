"""Dependence: how much answers to one task lean on each other, and what that leaves of their weight.

Definition. Hard tasks, and mistakes that voters share, make answers agree beyond what the voters' reliabilities
explain; added up as if they were independent, they make one far too sure. So what n answers say together, the base rate
included, is raised to the power 1 / (1 + (n-1)·d), as if they were n / (1 + (n-1)·d): less sure, of the same label.
Among `STEPS`, the first is found after which answers are not foretold better, each from the others to its task, by

    sum over answers of  ln ( sum over z of  q'[z] · c[z, l] ),    q' from the other n-1 answers, to their power

That is a lower bound: a task on which most are misled is foretold well, by a truth that is wrong. So the dependence is
the step after it. In simulated crowds where a third of the tasks mislead some, the best step was two further; where
none does, one step more costs little. Tasks with two answers say nothing of it (one other answer has
weight 1 whatever d is), nor do those that are known; without any other the dependence is 0.

Example. Of 39 answers 25 say Yes, by voters who are right four times of five. If independent, Yes is sure, and
the next answer would be Yes in four of five cases; that it is so in only two of three is foretold with a larger d.

References: L. Kish, "Survey Sampling" (1965), section 5.4 (design effect); A. Gelman et al., "Understanding predictive
information criteria for Bayesian models" (Statistics and Computing 24, 2014: leave-one-out).
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Floats, Places, SortedAnswers

STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0)
FEWEST = 3  # answers of a task that says something of it
GAIN = 1e-6  # less is rounding


def weigh_answers(count: Places, dependence: float) -> Floats:
    """Compute the power to which what so many answers say together is raised."""
    return np.asarray(1 / (1 + np.maximum(count - 1, 0) * dependence))


def find_dependence(votes: SortedAnswers, single: Floats, odds: Floats, together: Floats) -> float:
    """Find the dependence: the step after that by which answers are best foretold from the others to their tasks.

    Args:
        votes: the answers.
        single: (k, n) log-likelihood of each answer.
        odds: (k, t) log base rate of each task.
        together: (k, t) the sums of `single`.
    """
    telling = (votes.sizes >= FEWEST) & (votes.given.known < 0)
    if not telling.any():
        return 0.0
    best, found = -np.inf, 0.0
    for step, following in pairwise((*STEPS, STEPS[-1])):
        score = 0.0
        for answers, _ in votes.iterate_blocks():
            score += _foretell(votes, telling, answers, single, odds, together, step)
        if score <= best + GAIN:
            break
        best, found = score, following
    return found


def _foretell(
    votes: SortedAnswers,
    telling: NDArray[np.bool_],
    answers: slice,
    single: Floats,
    odds: Floats,
    together: Floats,
    dependence: float,
) -> float:
    """Compute how well some answers are foretold from the others to their tasks, as a log-likelihood."""
    chosen = answers.start + np.flatnonzero(telling.take(votes.tasks[answers]))
    tasks, own = votes.tasks.take(chosen), single.take(chosen, axis=1)
    others = odds.take(tasks, axis=1) + together.take(tasks, axis=1) - own
    before = others * weigh_answers(votes.sizes.take(tasks) - 1, dependence)
    return float((add_logs(before + own) - add_logs(before)).sum())


def add_logs(logs: Floats) -> Floats:
    """Add up numbers over the first axis that are given by their logarithms, to the logarithm of the sum."""
    most = logs.max(axis=0)
    return np.asarray(most + np.log(np.exp(logs - most).sum(axis=0)))
