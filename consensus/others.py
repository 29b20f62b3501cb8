"""Others: what everybody else says of the pair that somebody answered, so that nobody is measured by oneself.

Definition. A fit gives each answer l of voter v a weight, ln(c[v, g, 1, l] / c[v, g, 0, l]), and each pair the sum of
its base rate's log-odds and its answers' weights. Others say Yes with the probability of that sum without the voter's
own answer. In the weights c is kept between 0.05 and 0.95, so that nobody alone decides; what is known (rulings,
gold) is as good as sure.

Example. Base rate 1/2, and three voters who are right 3 of 4 times: Ann says Yes, Bob Yes, Cid No. Of Ann's answer
the others say 1/2, of Cid's 9/10.

Reference: A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm"
(Applied Statistics 28, 1979), whose E-step this is, with one answer left out.
"""

from dataclasses import dataclass

import numpy as np

from consensus.answers import Answers, Floats
from consensus.dawidskene import Fit

SLIP = 0.05
SURE = 20.0  # log-odds of what is known
NO, YES = 0, 1


@dataclass(frozen=True)
class Others:
    """Of n answers to t tasks of Yes and No, what each weighs and what the others say."""

    matrices: Floats  # (n, 2, 2) P(answer | truth) of each answer's voter in the task's group
    weights: Floats  # (n,) log-odds that each answer adds
    odds: Floats  # (t,) log-odds of each task, of all its answers
    yes: Floats  # (n,) probability of Yes without the answer itself


def weigh_others(answers: Answers, fit: Fit) -> Others:
    """Tell of each answer what the others say of its pair; there are two labels, 0 = No and 1 = Yes."""
    matrices = fit.confusion[answers.voters, answers.groups[answers.tasks]]
    given = np.log(matrices[np.arange(len(answers.labels)), :, answers.labels].clip(SLIP, 1 - SLIP))
    weights = given[:, YES] - given[:, NO]
    rates = np.log(fit.rates)
    prior = (rates[:, YES] - rates[:, NO])[answers.priors]
    told: Floats = prior + np.bincount(answers.tasks, weights, len(answers.groups))
    odds: Floats = np.where(answers.known < 0, told, np.where(answers.known == YES, SURE, -SURE))
    left = np.where(answers.known[answers.tasks] < 0, weights, 0)
    return Others(matrices, weights, odds, expect_yes(odds[answers.tasks] - left))


def expect_yes(odds: Floats) -> Floats:
    """Turn log-odds into probabilities."""
    return np.asarray(1 / (1 + np.exp(-odds.clip(-SURE, SURE))))
