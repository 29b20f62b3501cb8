"""Shared mistakes: voters who are wrong together are named, others are not."""

from dataclasses import replace

import numpy as np

from consensus.dawidskene import fit_answers
from consensus.sharedmistakes import find_shared_mistakes
from tests.consensus.test_dawidskene import simulate


def test_two_who_are_wrong_together_are_noticed() -> None:
    answers, truth = simulate(1, 400, [(0.9, 0.9)] * 6)
    misled = np.isin(answers.tasks, np.arange(0, 400, 10)) & (answers.voters >= 4)
    shared = replace(answers, labels=np.where(misled, 1 - truth[answers.tasks], answers.labels).astype(np.int8))
    found = find_shared_mistakes(shared, fit_answers(shared))
    assert [(pair.first, pair.second, pair.tasks) for pair in found] == [(4, 5, 400)]
    assert found[0].together > 3 * found[0].expected


def test_independent_voters_are_not_listed() -> None:
    for seed in range(3):
        answers, _ = simulate(seed, 300, [(0.8, 0.7)] * 6)
        assert find_shared_mistakes(answers, fit_answers(answers)) == []


def test_no_answers() -> None:
    answers, _ = simulate(1, 0, [(0.9, 0.9)])
    assert find_shared_mistakes(answers, fit_answers(answers)) == []
