"""Drift: changes are found with their month, and who stays as before, or errs on hard pairs, is left alone."""

from dataclasses import replace

import numpy as np
import pytest

from consensus.answers import Answers
from consensus.dawidskene import Fit, fit_answers
from consensus.drift import Agreements, find_agreements, find_drift
from consensus.others import weigh_others
from tests.consensus.test_copying import answer

MAY, JUNE = 604, 605


def agree(before: tuple[int, int], after: tuple[int, int], expected: float = 0.85, times: int = 1) -> Agreements:
    """Let so many of so many answers agree before and after, each `times` over on its pair."""
    agreed = np.array([1.0] * before[0] + [0.0] * (before[1] - before[0]))
    later = np.array([1.0] * after[0] + [0.0] * (after[1] - after[0]))
    both, count = np.repeat(np.append(agreed, later), times), (before[1] + after[1]) * times
    months = np.repeat([MAY, JUNE], [before[1] * times, after[1] * times])
    pairs = np.repeat(np.arange(before[1] + after[1]), times)
    return Agreements(np.arange(count), pairs, months, both, np.full(count, expected))


def test_the_example() -> None:
    (found,) = find_drift(agree((90, 100), (60, 100)), np.zeros(200, np.intp))
    # means 0.05 and -0.25 of all -0.1; S/n = (90·0.25² + 10·0.75² + 60·0.25² + 40·0.75²) / 200 = 0.1875
    assert found.z == pytest.approx(-0.3 / np.sqrt(0.1875 * 0.02))
    assert (found.since, found.moved) == (JUNE, True)
    assert [(month.month, month.answers, month.agreed) for month in found.months] == [(MAY, 100, 90), (JUNE, 100, 60)]
    assert [month.expected for month in found.months] == pytest.approx([85, 85])


def test_answers_to_one_pair_count_as_one() -> None:
    once = find_drift(agree((90, 100), (60, 100)), np.zeros(200, np.intp))[0]
    often = find_drift(agree((90, 100), (60, 100), times=4), np.zeros(800, np.intp))[0]
    assert often.z == pytest.approx(once.z)


def test_the_more_are_tested_the_more_is_asked_for() -> None:
    said = agree((90, 100), (78, 100))
    alone = find_drift(said, np.zeros(200, np.intp))[0]
    assert alone.moved
    many = 20
    all_alike = Agreements(*(np.tile(field, many) for field in vars(said).values()))
    assert not any(one.moved for one in find_drift(all_alike, np.repeat(np.arange(many), 200)))


def test_too_little_is_not_tested() -> None:
    (found,) = find_drift(agree((19, 19), (0, 100)), np.zeros(119, np.intp))
    assert (found.z, found.since, found.moved) == (None, None, False)
    assert find_drift(agree((0, 0), (0, 0)), np.zeros(0, np.intp)) == []


def test_others_are_everybody_but_oneself() -> None:
    answers = replace(answer([[1], [1], [0]], [-1]), known=np.array([-1], np.int8))
    sure = np.array([[0.75, 0.25], [0.25, 0.75]])
    fit = Fit(
        truth=np.array([[0.25, 0.75]]),
        confusion=np.tile(sure, (3, 1, 1, 1)),
        overall=np.tile(sure, (3, 1, 1)),
        crowd=sure,
        rates=np.array([[0.5, 0.5]]),
        counts=np.zeros((3, 1, 2)),
        dependence=0.0,
    )
    assert weigh_others(answers, fit).yes.tolist() == pytest.approx([0.5, 0.5, 0.9])
    said = find_agreements(answers, fit, np.array([MAY] * 3))
    assert said.agreed.tolist() == [0, 0, 0]  # Ann's and Ben's others are even, which counts as No
    assert said.expected[2] == pytest.approx(0.9 * 0.75 + 0.1 * 0.25)


def simulate_turn() -> tuple[Answers, np.ndarray]:
    """Let five voters answer 400 pairs over four months; the last turns to guessing after two."""
    chance = np.random.default_rng(5)
    truth = chance.integers(0, 2, 400)
    right = chance.random((5, 400)) < 0.9
    right[4, 200:] = chance.random(200) < 0.5
    labels = np.where(right, truth, 1 - truth)
    answers = replace(answer(labels.tolist(), truth.tolist()), known=np.full(400, -1, np.int8))
    return answers, MAY + answers.tasks // 100


def test_who_turns_to_guessing_is_named_with_the_month() -> None:
    answers, months = simulate_turn()
    said = find_agreements(answers, fit_answers(answers), months)
    moved = [one for one in find_drift(said, answers.voters[said.answers].astype(np.intp)) if one.moved]
    assert [(one.who, one.since) for one in moved] == [(4, MAY + 2)]


def test_who_answers_alone_is_not_measured() -> None:
    answers = replace(answer([[1] * 50], [0] * 50), known=np.full(50, -1, np.int8))
    said = find_agreements(answers, fit_answers(answers), np.zeros(50, np.int64))
    assert len(said.answers) == 0
