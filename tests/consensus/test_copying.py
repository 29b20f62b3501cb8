"""Copying: rings are found whole, honest crowds are left alone, and timing counts beside agreement only."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.conduct import VOTERS, Crowd, count_alarms, find_ring, simulate_crowd
from consensus.answers import Answers
from consensus.copying import find_copying, join_pairs


def answer(labels: list[list[int]], truth: list[int]) -> Answers:
    """Let each voter answer every task, whose truth is known."""
    voters, tasks = len(labels), len(truth)
    none = np.zeros(tasks, np.int32)
    return Answers(
        tasks=np.tile(np.arange(tasks, dtype=np.int32), voters),
        voters=np.repeat(np.arange(voters, dtype=np.int32), tasks),
        labels=np.array(labels, np.int8).ravel(),
        groups=none,
        priors=none,
        known=np.array(truth, np.int8),
        voter_count=voters,
        label_count=2,
    )


def err(truth: list[int], tasks: range) -> list[int]:
    """Answer right on all tasks but these."""
    return [1 - z if task in tasks else z for task, z in enumerate(truth)]


TRUTH = [task % 2 for task in range(100)]
AGES = np.arange(200.0) * 1_000  # nobody answers within the same seconds


def test_two_who_share_every_mistake_copy() -> None:
    (pair,) = find_copying(answer([err(TRUTH, range(10)), err(TRUTH, range(10))], TRUTH), AGES)
    assert (pair.first, pair.second, pair.tasks, pair.agreed, pair.together) == (0, 1, 100, 100, 0)
    assert pair.expected == pytest.approx(82, abs=1)  # 0.9 · 0.9 + 0.1 · 0.1, a little shrunk
    assert pair.surplus == 1


def test_two_who_err_elsewhere_do_not() -> None:
    assert find_copying(answer([err(TRUTH, range(10)), err(TRUTH, range(10, 20))], TRUTH), AGES) == []


def test_two_who_know_agree_for_that() -> None:
    chance = np.random.default_rng(4)
    truth = chance.integers(0, 2, 1000)
    slips = chance.random((5, 1000)) < 0.01
    answers = replace(answer((truth ^ slips).tolist(), truth.tolist()), known=np.full(1000, -1, np.int8))
    assert find_copying(answers, np.arange(5_000.0) * 1_000) == []


def test_agreement_with_who_always_says_the_same_is_no_sign() -> None:
    assert find_copying(answer([[1] * 100, [1] * 100], TRUTH), AGES) == []


def test_timing_decides_where_agreement_alone_is_not_enough() -> None:
    answers, apart = simulate_crowd(Crowd(11, ring=2, echoed=55, copied=0.9, answers=10))
    assert find_copying(answers, apart) == []
    first = answers.voters == VOTERS
    second = answers.voters == VOTERS + 1
    together = apart.copy()
    together[second] = apart[first] + 5
    (pair,) = find_copying(answers, together)
    assert (pair.first, pair.second, pair.together) == (VOTERS, VOTERS + 1, 55)


def test_sitting_side_by_side_is_no_sign() -> None:
    answers, times = simulate_crowd(Crowd(2))
    assert find_copying(answers, np.repeat(np.arange(800.0) * 1_000, 5)) == []
    assert len(times) == 4_000


def test_a_ring_of_four_is_found_whole_among_forty() -> None:
    assert find_ring(Crowd(7, ring=4, hardness=1.0)) == set(range(VOTERS, VOTERS + 4))


def test_honest_crowds_are_left_alone() -> None:
    alarms = count_alarms(range(9))
    assert (alarms["copies"], alarms["always yes or no"]) == (0, 0)


def test_the_order_of_answers_changes_nothing() -> None:
    answers, times = simulate_crowd(Crowd(3, ring=2))
    order = np.random.default_rng(1).permutation(len(answers.tasks))
    shuffled = replace(answers, tasks=answers.tasks[order], voters=answers.voters[order], labels=answers.labels[order])
    found = find_copying(answers, times)
    assert [(pair.first, pair.second) for pair in found] == [(VOTERS, VOTERS + 1)]
    assert find_copying(shuffled, times[order]) == found


def test_no_answers() -> None:
    assert find_copying(answer([[]], []), np.zeros(0)) == []


def test_whoever_is_linked_is_one_group() -> None:
    assert join_pairs(np.array([[5, 3], [3, 4], [1, 2]]), 7).tolist() == [0, 1, 1, 3, 3, 3, 6]
