"""Dawid-Skene: toys whose answer is plain, and what holds for all answers."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.answers import BLOCK, sort_answers
from consensus.dawidskene import Answers, Fit, fit_answers

TOLERANCE = 1e-9


def make_answers(rows: Sequence[tuple[int, int, int]], *, tasks: int = 0, labels: int = 2) -> Answers:
    """Make answers from (task, voter, label), all in one group and one prior class."""
    columns = np.array(rows, np.int32).reshape(-1, 3)
    tasks = max(tasks, int(columns[:, 0].max(initial=-1)) + 1)
    none = np.zeros(tasks, np.int32)
    return Answers(
        tasks=columns[:, 0],
        voters=columns[:, 1],
        labels=columns[:, 2].astype(np.int8),
        groups=none,
        priors=none,
        known=np.full(tasks, -1, np.int8),
        voter_count=int(columns[:, 1].max(initial=-1)) + 1,
        label_count=labels,
    )


def simulate(seed: int, tasks: int, right: Sequence[Sequence[float]]) -> tuple[Answers, np.ndarray]:
    """Simulate voters who all answer all tasks, right on No and on Yes as often as given, and what is true."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, tasks)
    hit = rng.random((tasks, len(right))) < np.array(right)[:, truth].T
    rows = [
        (task, voter, int(truth[task] if hit[task, voter] else 1 - truth[task]))
        for task, voter in np.ndindex(hit.shape)
    ]
    return make_answers(rows), truth


def assert_same(one: Fit, other: Fit) -> None:
    for name in ("truth", "confusion", "overall", "crowd", "rates", "counts"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=TOLERANCE, err_msg=name)


def test_two_rates_are_found_and_an_adversary_speaks_for_the_opposite() -> None:
    right = [(0.95, 0.6), (0.7, 0.9), (0.85, 0.85), (0.2, 0.1)]
    answers, truth = simulate(1, 2_000, right)
    fit = fit_answers(answers)
    np.testing.assert_allclose(np.diagonal(fit.overall, axis1=1, axis2=2), right, atol=0.04)
    assert (fit.truth.argmax(axis=1) == truth).mean() > 0.92
    low, high = fit.find_intervals()
    assert (low < high).all()
    assert ((low[:, 0] - 0.02 < right) & (right < high[:, 0] + 0.02)).all()


def test_a_coin_with_a_thousand_answers_moves_nothing() -> None:
    answers, _ = simulate(2, 1_000, [(0.9, 0.9), (0.9, 0.8), (0.8, 0.9), (0.5, 0.5)])
    others = answers.voters < 3
    without = replace(
        answers,
        tasks=answers.tasks[others],
        voters=answers.voters[others],
        labels=answers.labels[others],
        voter_count=3,
    )
    assert np.abs(fit_answers(answers).truth - fit_answers(without).truth).max() < 0.02


def test_a_voter_of_whom_nothing_is_known_is_as_the_crowd() -> None:
    answers, _ = simulate(3, 100, [(0.9, 0.9)] * 3)
    fit = fit_answers(replace(answers, voter_count=4))
    np.testing.assert_allclose(fit.overall[3], fit.crowd)
    np.testing.assert_allclose(fit.confusion[3, 0], fit.crowd)


def test_two_votes_that_differ_are_told_by_who_is_right_elsewhere() -> None:
    rows = [(task, voter, task % 2) for task in range(40) for voter in (0, 1, 2)]
    rows += [(task, 3, (task // 2) % 2) for task in range(40)]
    fit = fit_answers(make_answers([*rows, (40, 0, 1), (40, 3, 0)]))
    assert fit.truth[40, 1] > 0.75


def test_one_vote_a_task_tells_only_itself() -> None:
    fit = fit_answers(make_answers([(task, task % 3, task % 2) for task in range(30)]))
    assert (fit.truth.argmax(axis=1) == np.arange(30) % 2).all()
    assert fit.truth.max() < 0.95
    assert fit.dependence == 0


def test_known_tasks_stay_and_tell_who_is_wrong() -> None:
    known = np.array([task % 2 for task in range(20)] + [-1], np.int8)
    rows = [(task, 0, 1 - task % 2) for task in range(20)] + [(20, 0, 0)]
    fit = fit_answers(replace(make_answers(rows), known=known))
    assert fit.truth[:20].tolist() == [[1 - task % 2, task % 2] for task in range(20)]
    assert fit.truth[20, 1] > 0.8


def test_groups_part_a_voter_and_share_what_is_known() -> None:
    groups = np.repeat(np.arange(2, dtype=np.int32), 60)
    rows = [(task, voter, task % 2) for task in range(120) for voter in range(3)]
    rows += [(task, 3, task % 2 if task < 60 else 1 - task % 2) for task in range(118)]
    rows += [(task, 4, 1 - task % 2) for task in range(60)]
    fit = fit_answers(replace(make_answers(rows), groups=groups))
    good, bad = np.diagonal(fit.confusion[3], axis1=1, axis2=2)
    assert good.min() > 0.7
    assert bad.max() < 0.4
    assert fit.confusion[4, 1].diagonal().max() < 0.35  # nothing is known there but how wrong elsewhere
    assert fit.counts.shape == (5, 2, 2)
    np.testing.assert_allclose(fit.counts[4], [[30, 30], [0, 0]], atol=0.01)


def test_prior_classes_have_base_rates_of_their_own() -> None:
    rows = [(task, voter, int(task >= 50)) for task in range(100) for voter in range(3)]
    priors = np.repeat(np.arange(2, dtype=np.int32), 50)
    answers = replace(make_answers(rows, tasks=100), priors=priors)
    assert fit_answers(answers).rates[:, 1].tolist() == pytest.approx([0.02, 0.98], abs=0.02)


def test_tasks_without_an_answer_take_their_base_rate() -> None:
    rows = [(task, voter, int(task % 4 > 0)) for task in range(40) for voter in range(3)]
    fit = fit_answers(make_answers(rows, tasks=41))
    np.testing.assert_allclose(fit.truth[40], fit.rates[0])


@pytest.mark.parametrize("tasks", [0, 3])
def test_no_answers_at_all(tasks: int) -> None:
    fit = fit_answers(replace(make_answers([], tasks=tasks), voter_count=2))
    np.testing.assert_allclose(fit.truth, np.full((tasks, 2), 0.5))
    np.testing.assert_allclose(fit.crowd, [[0.8, 0.2], [0.2, 0.8]])
    assert fit.confusion.shape == (2, 1, 2, 2)


def test_answers_to_hard_tasks_lean_on_each_other_and_weigh_less() -> None:
    answers, _ = simulate(4, 300, [(0.8, 0.8)] * 12)
    coins = np.random.default_rng(0).integers(0, 2, len(answers.tasks))
    hard = replace(answers, labels=np.where(answers.tasks % 3 == 0, coins, answers.labels).astype(np.int8))
    assert fit_answers(answers).dependence == 0.02  # the step after none
    assert fit_answers(hard).dependence > 0.1


def test_blocks_cover_every_answer_and_task_once() -> None:
    rng = np.random.default_rng(5)
    answers = replace(
        make_answers([], tasks=BLOCK),
        tasks=rng.integers(0, BLOCK, 3 * BLOCK).astype(np.int32),
        voters=np.zeros(3 * BLOCK, np.int32),
        labels=np.zeros(3 * BLOCK, np.int8),
        voter_count=1,
    )
    votes = sort_answers(answers)
    blocks = list(votes.iterate_blocks())
    assert len(blocks) > 2
    assert np.concatenate([np.arange(a.start, a.stop) for a, _ in blocks]).tolist() == list(range(3 * BLOCK))
    assert np.concatenate([np.arange(t.start, t.stop) for _, t in blocks]).tolist() == list(range(BLOCK))
    for some, tasks in blocks:
        assert set(votes.tasks[some]) <= set(range(tasks.start, tasks.stop))


@st.composite
def draw_answers(draw: st.DrawFn) -> Answers:
    """Draw answers of up to six voters to up to eight tasks, with up to three labels."""
    labels = draw(st.integers(2, 3))
    cells = draw(
        st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 5)), st.integers(0, labels - 1), max_size=40)
    )
    answers = make_answers([(task, voter, label) for (task, voter), label in cells.items()], tasks=8, labels=labels)
    numbers = st.lists(st.integers(0, 2), min_size=8, max_size=8)
    known = draw(st.lists(st.integers(-1, labels - 1), min_size=8, max_size=8))
    return replace(
        answers,
        groups=np.array(draw(numbers), np.int32),
        priors=np.array(draw(numbers), np.int32),
        known=np.array(known, np.int8),
        voter_count=6,
    )


@settings(max_examples=50)
@given(draw_answers())
def test_everything_is_a_probability(answers: Answers) -> None:
    fit = fit_answers(answers)
    for shares in (fit.truth, fit.confusion, fit.overall, fit.crowd, fit.rates):
        assert (shares >= 0).all()
        np.testing.assert_allclose(shares.sum(axis=-1), 1)
    np.testing.assert_allclose(fit.counts.sum(), len(answers.tasks))
    low, high = fit.find_intervals()
    right = np.diagonal(fit.confusion, axis1=2, axis2=3)
    assert ((low <= high) & (low >= 0) & (high <= 1) & (low < right + 0.5)).all()


@settings(max_examples=50)
@given(draw_answers(), st.permutations(range(6)), st.permutations(range(8)), st.integers(0, 99))
def test_order_and_names_change_nothing(answers: Answers, voters: list[int], tasks: list[int], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(answers.tasks))
    renamed, moved = np.array(voters, np.int32), np.array(tasks, np.int32)
    back = np.argsort(moved)
    other = fit_answers(
        replace(
            answers,
            tasks=moved[answers.tasks[order]],
            voters=renamed[answers.voters[order]],
            labels=answers.labels[order],
            groups=answers.groups[back],
            priors=answers.priors[back],
            known=answers.known[back],
        )
    )
    plain = replace(
        other,
        truth=other.truth[moved],
        confusion=other.confusion[renamed],
        overall=other.overall[renamed],
        counts=other.counts[renamed],
    )
    fit = fit_answers(answers)
    assert_same(fit, plain)


def test_the_same_answers_in_two_groups_of_one_prior_are_fitted_alike() -> None:
    answers, _ = simulate(6, 200, [(0.9, 0.8), (0.7, 0.9), (0.8, 0.8)])
    twice = replace(
        answers,
        tasks=np.concatenate([answers.tasks, answers.tasks + 200]),
        voters=np.tile(answers.voters, 2),
        labels=np.tile(answers.labels, 2),
        groups=np.repeat(np.arange(2, dtype=np.int32), 200),
        priors=np.zeros(400, np.int32),
        known=np.full(400, -1, np.int8),
    )
    fit = fit_answers(twice)
    np.testing.assert_allclose(fit.truth[:200], fit.truth[200:])
    np.testing.assert_allclose(fit.confusion[:, 0], fit.confusion[:, 1])


def test_swapping_the_labels_swaps_the_fit() -> None:
    answers, _ = simulate(7, 100, [(0.9, 0.6), (0.7, 0.9), (0.6, 0.8)])
    one = fit_answers(answers)
    other = fit_answers(replace(answers, labels=(1 - answers.labels).astype(np.int8)))
    np.testing.assert_allclose(one.truth, other.truth[:, ::-1], atol=TOLERANCE)
    np.testing.assert_allclose(one.overall, other.overall[:, ::-1, ::-1], atol=TOLERANCE)
