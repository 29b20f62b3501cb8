"""Dawid-Skene, shrunk: what is true of each task, and how reliable each voter is, from their answers alone.

Definition. Task t has one true label z of k, drawn from the base rates of its prior class. Voter v gives it label l
with probability c[v, g, z, l], where g is the task's group, whatever the others answer. Expectation and maximisation
take turns from a smoothed majority on; q[t, z] is the probability of each truth:

    N[v, g, z, l]  =  sum of q[t, z] over v's answers l in g
    c[v, g, z, l]  ~  N[v, g, z, l] + CROWD · crowd[z, l] + w · M[z, l],       M = N of v's other groups together
    q[t, z]        ~  rates[z] · product of c[v, g, z, l] over t's answers

with w = ELSEWHERE / (ELSEWHERE + answers in M): other groups speak with less than ELSEWHERE answers. So a voter's
matrix in a group lies around the voter's own elsewhere, and that around the crowd's: one answer says little, a thousand
all.

Three things keep it from losing to a plain majority where answers are few, as the plain method does:

- *No answer confirms itself.* The product leaves out of each c what t itself added to N (collapsed variational Bayes of
  order zero), which is much where a voter gave few answers.
- *The crowd is even until shown otherwise.* Of m answers to a task, m-1 can contradict another: with two it shows how
  often the crowd errs, but not on which truth. So each row of the crowd's matrix borrows its (m-1)th part from the
  matrix with one rate of errors, and the base rates theirs from the plain shares of answers. The crowd begins with
  RIGHT right answers and WRONG wrong ones for each truth, which also tells the labels from each other.
- *Answers that lean on each other weigh less*, in the end, by `consensus.dependence`.

Strengths are set, not fitted: in simulations, a fit of them by what they foretell chose no better, and their marginal
likelihood chose worse at two answers a task. Tasks that are `known` stay so. Tasks without an answer take their base
rate and tell nothing. Answers are put in one order first, so their own changes nothing.

Example. Ann and Bob answer 1 and Cid 0; elsewhere Ann and Bob agree, Cid with neither as often as a coin: q of 1 is
nearly 1. Had Cid been wrong on every task that is known, the 0 would speak for 1 as well.

References: A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm"
(Applied Statistics 28, 1979); V. C. Raykar et al., "Learning from crowds" (JMLR 11, 2010: priors); H.-C. Kim and
Z. Ghahramani, "Bayesian classifier combination" (AISTATS 2012); A. Asuncion et al., "On smoothing and inference for
topic models" (UAI 2009: CVB0); H. W. Goh et al., "CROWDLAB" (2022: where the plain method loses to majority).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Answers, Floats, SortedAnswers, sort_answers
from consensus.betas import find_quantiles
from consensus.dependence import find_dependence, weigh_answers

__all__ = ["Answers", "Fit", "fit_answers"]

CROWD = 2.0  # answers that a voter's matrix borrows from the crowd, for each truth
ELSEWHERE = 10.0  # answers that a voter's matrix in a group borrows from the voter's other groups, at most
RATES = 2.0  # tasks that the base rates of a prior class borrow from all tasks
RIGHT, WRONG = 4.0, 1.0  # answers that the crowd's matrix begins with, for each truth
ROUNDS = 100
SETTLED = 1e-4  # mean change of the probability of a task's truths, at which the rounds end


@dataclass(frozen=True)
class Fit:
    """What the answers say of v voters, g groups and t tasks, with k labels."""

    truth: Floats  # (t, k) probability of each label
    confusion: Floats  # (v, g, k, k) P(answer l | truth k) of each voter in each group
    overall: Floats  # (v, k, k) the same of each voter in all groups together
    crowd: Floats  # (k, k) the same of a voter of whom nothing is known
    rates: Floats  # (number of prior classes, k) base rates
    counts: Floats  # (v, g, k) expected answers on tasks whose truth is k
    dependence: float  # of answers to one task: 0 none, 1 all of them say no more than one

    def find_intervals(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Find (v, g, k) lower and upper bounds of the diagonal of `confusion`, of its Beta posterior."""
        elsewhere = self.counts.sum(axis=1, keepdims=True) - self.counts
        weight = self.counts + CROWD + elsewhere * _weigh_elsewhere(elsewhere)
        right = np.diagonal(self.confusion, axis1=2, axis2=3)
        low, high = (
            find_quantiles(right * weight, (1 - right) * weight, p) for p in ((1 - level) / 2, (1 + level) / 2)
        )
        return low, high


@dataclass(frozen=True)
class _Estimate:
    """What follows from the truth of the tasks: counts with what they borrow, by truth, voter, group and label."""

    counts: Floats  # (k, v, g, k)
    shrunk: Floats  # (k, v, g, k)
    crowd: Floats  # (k, k)
    rates: Floats  # (number of prior classes, k)


def fit_answers(answers: Answers) -> Fit:
    """Fit truth and reliability to answers; time and memory grow with answers, tasks and voters x groups x labels²."""
    votes = sort_answers(answers)
    truth = _fix_known(votes.find_majority(), answers)
    for _ in range(ROUNDS):
        estimate = _estimate(votes, truth)
        odds = np.log(estimate.rates.T).take(answers.priors, axis=1)
        moved = _believe(odds + _weigh_tasks(votes, estimate, truth), answers)
        change = np.abs(moved - truth).sum() / (2 * max(moved.shape[1], 1))
        if change < SETTLED:
            break
        truth = moved
    single = np.empty((answers.label_count, len(votes.tasks)))
    together = _weigh_tasks(votes, estimate, truth, single)
    dependence = find_dependence(votes, single, odds, together)
    believed = _believe((odds + together) * weigh_answers(votes.sizes, dependence), answers)
    return _make_fit(estimate, believed, dependence)


def _estimate(votes: SortedAnswers, truth: Floats) -> _Estimate:
    """The M-step: count answers by truth, and shrink what they say of voters and base rates."""
    size = votes.given.voter_count * votes.groups * votes.given.label_count
    sums = [np.bincount(votes.cells, row.take(votes.tasks), size) for row in truth]
    table: Floats = np.array(sums, np.float64).reshape(votes.table_shape)
    crowd = _find_crowd(table.sum(axis=(1, 2)), votes.doubt)
    elsewhere = table.sum(axis=2, keepdims=True) - table
    weight = _weigh_elsewhere(elsewhere.sum(axis=3, keepdims=True))
    shrunk = table + CROWD * crowd[:, None, None] + weight * elsewhere
    return _Estimate(table, shrunk, crowd, _find_rates(votes, truth))


def _find_crowd(counts: Floats, doubt: float) -> Floats:
    k = len(counts)
    even = np.full((k, k), 1 / max(k - 1, 1)) - np.eye(k) / max(k - 1, 1)
    counts = counts + RIGHT * np.eye(k) + WRONG * even
    right = np.trace(counts) / counts.sum()
    rows = counts.sum(axis=1, keepdims=True)
    mixed = counts + doubt * rows * (right * np.eye(k) + (1 - right) * even)
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))


def _find_rates(votes: SortedAnswers, truth: Floats) -> Floats:
    """Find the base rates of the prior classes, from tasks with an answer."""
    sums = (votes.add_classes(truth) + votes.doubt * votes.class_shares) / (1 + votes.doubt)
    whole = sums.sum(axis=0) + 1
    sums += RATES * whole / whole.sum()
    return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def _weigh_elsewhere(answers: Floats) -> Floats:
    return ELSEWHERE / (ELSEWHERE + answers)


def _weigh_tasks(votes: SortedAnswers, estimate: _Estimate, truth: Floats, single: Floats | None = None) -> Floats:
    """The E-step's products, as (k, t) logarithms; each answer's own are written to `single`, where it is given."""
    k = len(truth)
    tops = estimate.shrunk.reshape(k, -1)
    bottoms = np.repeat(estimate.shrunk.sum(axis=3), k).reshape(k, -1)
    weighed = np.empty_like(truth)
    for answers, tasks in votes.iterate_blocks():
        cells, places = votes.cells[answers], votes.tasks[answers] - tasks.start
        for z in range(k):
            itself = truth[z, tasks].take(places)
            logs = tops[z].take(cells)
            logs -= itself
            logs /= np.subtract(bottoms[z].take(cells), itself, out=itself)
            np.log(logs, out=logs)
            weighed[z, tasks] = np.bincount(places, logs, tasks.stop - tasks.start)
            if single is not None:
                single[z, answers] = logs
    return weighed


def _believe(logs: Floats, answers: Answers) -> Floats:
    shares = np.exp(logs - logs.max(axis=0))
    return _fix_known(shares / shares.sum(axis=0), answers)


def _fix_known(truth: Floats, answers: Answers) -> Floats:
    known = np.flatnonzero(answers.known >= 0)
    truth[:, known] = 0
    truth[answers.known[known], known] = 1
    return truth


def _make_fit(estimate: _Estimate, truth: Floats, dependence: float) -> Fit:
    everywhere = estimate.counts.sum(axis=2) + CROWD * estimate.crowd[:, None]
    return Fit(
        truth=truth.T.copy(),
        confusion=_order_voters(estimate.shrunk / estimate.shrunk.sum(axis=3, keepdims=True), 2),
        overall=_order_voters(everywhere / everywhere.sum(axis=2, keepdims=True), 1),
        crowd=estimate.crowd,
        rates=estimate.rates,
        counts=_order_voters(estimate.counts.sum(axis=3), 2),
        dependence=dependence,
    )


def _order_voters(by_truth: NDArray[np.float64], place: int) -> Floats:
    """Move the truth from the first axis to where voters (and groups) come before it."""
    return np.ascontiguousarray(np.moveaxis(by_truth, 0, place))
