"""Signs: who is too fast or says the same always is named, who is quick or was asked what is so is not."""

from dataclasses import replace

import numpy as np

from consensus.answers import Answers, Floats
from consensus.dawidskene import fit_answers
from consensus.signs import find_hasty, find_one_sided
from tests.consensus.test_copying import TRUTH, answer, err


def give(times: list[list[float]]) -> tuple[Answers, Floats]:
    """Let voters answer, each in these seconds."""
    answers = answer([[0] * len(times[0]) for _ in times], [0] * len(times[0]))
    return answers, np.array(times).ravel()


def test_who_is_far_below_the_crowds_pace_is_too_fast() -> None:
    crowd = [[4.0] * 40, [5.0] * 40, [3.0] * 40, [4.0] * 40, [2.0] * 40, [5.0] * 40]
    found = find_hasty(*give([*crowd, [0.3] * 40]))
    assert [(one.voter, one.kind, one.because) for one in found] == [
        (6, "too-fast", "40 of 40 answers took less than 1.2 seconds, where others take 4.0")
    ]  # the pace is 4 s, and a spread half as much again: 4 / 1.5³ = 1.19; who takes 2 s is quick


def test_the_order_of_answers_does_not_matter() -> None:
    answers, took = give([[4.0] * 40, [5.0] * 40, [3.0] * 40, [0.3] * 40])
    mixed = np.random.default_rng(1).permutation(len(took))
    shuffled = replace(answers, voters=answers.voters[mixed], tasks=answers.tasks[mixed], labels=answers.labels[mixed])
    assert find_hasty(shuffled, took[mixed]) == find_hasty(answers, took)
    assert [one.voter for one in find_hasty(answers, took)] == [3]


def test_who_begins_to_click_through_is_too_fast() -> None:
    steady = [4.0] * 40
    assert [one.voter for one in find_hasty(*give([steady, steady, [4.0] * 30 + [0.9] * 10]))] == [2]
    assert find_hasty(*give([steady, steady, [4.0] * 31 + [0.9] * 9])) == []


def test_answers_without_a_time_say_nothing() -> None:
    assert find_hasty(*give([[float("nan")] * 40, [0.01] * 19 + [float("nan")] * 21])) == []


def test_who_says_yes_whatever_is_asked_is_named() -> None:
    voters = [err(TRUTH, range(5 * v, 5 * v + 10)) for v in range(4)]
    answers = answer([*voters, [1] * 100, [0] * 100], TRUTH)
    found = find_one_sided(answers, fit_answers(answers))
    assert [(one.voter, one.kind) for one in found] == [(4, "always-yes"), (5, "always-no")]
    assert found[0].because.startswith("said No on 0 of 100 pairs, where others would on ")


def test_who_was_only_asked_what_is_so_is_not() -> None:
    truth = [1] * 100
    answers = answer([[1] * 100, err(truth, range(5)), err(truth, range(5, 9))], truth)
    assert find_one_sided(answers, fit_answers(answers)) == []
