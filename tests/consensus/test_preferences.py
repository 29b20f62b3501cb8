"""Scores of compared things: toys counted by hand, people who answer oddly, and crowd-kit's on real crowds."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.answers import Floats
from consensus.comparisonfiles import read_comparison_file
from consensus.preferences import Comparisons, Preferences, fit_preferences

Row = tuple[int, int, int, int]  # person, left, right, answer


def compare(rows: Sequence[Row], persons: int = 4, things: int = 4) -> Comparisons:
    """Make comparisons of rows."""
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    return Comparisons(columns[0], columns[1], columns[2], columns[3], persons, things)


def simulate(seed: int, scores: Sequence[float], keen: Sequence[float], each: int) -> Comparisons:
    """Let persons of a keenness compare things at random, without ties."""
    dice = np.random.default_rng(seed)
    persons = np.repeat(np.arange(len(keen)), each)
    lefts = dice.integers(len(scores), size=len(persons))
    rights = (lefts + dice.integers(1, len(scores), size=len(persons))) % len(scores)
    gaps = np.asarray(keen)[persons] * (np.asarray(scores)[lefts] - np.asarray(scores)[rights])
    answers = np.where(dice.random(len(persons)) < 1 / (1 + np.exp(-gaps)), 1, -1)
    return Comparisons(persons, lefts, rights, answers, len(keen), len(scores))


def test_one_pair_is_where_its_slope_is_nothing() -> None:
    """Three for x, one for y, by four people: 3 (1 - p) - 1 p of the pull is left, and the spread holds it back."""
    fit = fit_preferences(compare([(0, 0, 1, 1), (1, 0, 1, 1), (2, 1, 0, -1), (3, 0, 1, -1)], things=2))
    assert fit.scores[0] == pytest.approx(-fit.scores[1])
    assert 0 < fit.scores[0] - fit.scores[1] < np.log(3)
    assert fit.deviations[0] == pytest.approx(fit.deviations[1])


def test_without_comparisons_everything_is_unknown() -> None:
    fit = fit_preferences(compare([], persons=0))
    assert fit.scores.tolist() == [0, 0, 0, 0]
    assert fit.parts.tolist() == [0, 1, 2, 3]
    assert fit.deviations.tolist() == [1.5] * 4


def test_a_strong_preference_pulls_harder_than_a_weak_one() -> None:
    """Many ties of levels beside them, so that both kinds are common; one thing won strongly, one weakly."""
    rows: list[Row] = [(p, 2, 3, answer) for p in range(4) for answer in (1, -1, 2, -2)]
    rows += [(p, 0, 2, 2) for p in range(4)] + [(p, 1, 2, 1) for p in range(4)]
    strong, weak, *_ = fit_preferences(compare(rows)).scores
    assert strong > weak + 0.1
    turned = fit_preferences(compare([(p, a, b, -y) for p, a, b, y in rows])).scores
    assert turned[0] < turned[1] - 0.1


def test_a_tie_pulls_together() -> None:
    rows: list[Row] = [(p, 0, 1, 1) for p in range(3)] + [(3, 0, 1, -1)]
    apart, tied = (
        float(np.subtract(*fit_preferences(compare(rows + more, things=2)).scores))
        for more in ([], [(p, 0, 1, 0) for p in range(4)])
    )
    assert 0 < tied < apart


def test_what_nobody_compared_stands_at_nought_and_is_least_sure() -> None:
    fit = fit_preferences(compare([(p, 0, 1, 1) for p in range(4)], things=3))
    assert fit.scores[2] == 0
    assert fit.deviations[2] == max(fit.deviations)
    assert fit.parts.tolist() == [0, 0, 1]


def test_parts_that_no_comparison_joins_are_told_apart() -> None:
    fit = fit_preferences(compare([(0, 4, 1, 1), (0, 1, 3, 1), (1, 0, 2, 1)], things=6))
    assert fit.parts.tolist() == [0, 1, 0, 1, 1, 2]


def test_who_always_says_left_moves_nothing() -> None:
    true = [-2.0, -1.0, 0.0, 1.0, 2.0]
    crowd = simulate(1, true, [1.0] * 9, 60)
    dice = np.random.default_rng(2)
    lefts = dice.integers(5, size=500)
    rights = (lefts + dice.integers(1, 5, size=500)) % 5
    both = Comparisons(
        np.concatenate([crowd.persons, np.full(500, 9)]),
        np.concatenate([crowd.lefts, lefts]),
        np.concatenate([crowd.rights, rights]),
        np.concatenate([crowd.answers, np.ones(500, np.int64)]),
        10,
        5,
    )
    alone, beside = (fit_preferences(rows) for rows in (crowd, both))
    assert np.abs(alone.scores - beside.scores).max() < 0.15
    assert beside.keenness[9] < 0.3
    assert beside.leaning[9] > 2


def test_who_has_it_the_wrong_way_round_is_read_so() -> None:
    fit = fit_preferences(simulate(3, [-1.5, -0.5, 0.5, 1.5], [1, 1, 1, 1, -1], 200))
    assert np.argsort(fit.scores).tolist() == [0, 1, 2, 3]
    assert fit.keenness[4] < -0.4
    assert (fit.keenness[:4] > 0.7).all()


def test_true_scores_lie_within_two_deviations_as_often_as_they_should() -> None:
    inside = []
    for seed in range(20):
        true = np.random.default_rng(seed).normal(0, 1, 12)
        fit = fit_preferences(simulate(seed, true.tolist(), [1.0] * 12, 60))
        inside += (np.abs(fit.scores - (true - true.mean())) < 1.96 * fit.deviations).tolist()
    assert 0.9 < np.mean(inside) < 0.99


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 3), st.integers(-2, 2)), min_size=1, max_size=30
    ),
    st.randoms(use_true_random=False),
)
def test_order_and_sides_of_a_batch_change_nothing(rows: list[Row], dice: Any) -> None:
    """Contradictions of every kind included: everything stays finite, and opposite sides say the opposite."""
    rows = [(person, left, (left + apart) % 4, answer) for person, left, apart, answer in rows]
    fit = fit_preferences(compare(rows))
    assert np.isfinite(fit.scores).all()
    assert np.isfinite(fit.deviations).all()
    assert fit.predict(compare(rows)).sum(axis=1) == pytest.approx(1)
    mixed = list(rows)
    dice.shuffle(mixed)
    assert fit_preferences(compare(mixed)).scores == pytest.approx(fit.scores, abs=1e-6)
    other = fit_preferences(compare([(person, right, left, -answer) for person, left, right, answer in rows]))
    assert other.scores == pytest.approx(fit.scores, abs=1e-6)
    assert other.leaning == pytest.approx(-fit.leaning, abs=1e-6)


def foretell(fit: Preferences, held: Comparisons) -> Floats:
    return np.asarray(fit.predict(held) @ fit.levels)


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore")  # crowd-kit and what it imports use what pandas deprecates
@pytest.mark.parametrize("name", ["dots", "human_age", "photos100_color", "wordsim_derived"])
def test_real_comparisons_are_foretold_no_worse_than_by_crowdkit(shared: Path, name: str) -> None:
    """Of a fifth held out not fewer rightly than by its BradleyTerry, beyond their own spread (95 %)."""
    file = read_comparison_file(shared / "crowd" / "pairs" / name / "comparisons.csv").given
    held = np.random.default_rng(1).random(len(file.answers)) < 0.2
    known, asked = file.take(~held), file.take(held & (file.answers != 0))
    decided = known.take(known.answers != 0)
    frame = pd.DataFrame({"worker": decided.persons, "left": decided.lefts, "right": decided.rights})
    frame["label"] = np.where(decided.answers > 0, decided.lefts, decided.rights)
    peer = import_module("crowdkit.aggregation").BradleyTerry(n_iter=100).fit_predict(frame)
    peer = peer.reindex(range(file.thing_count)).to_numpy()
    gaps = (foretell(fit_preferences(known), asked), peer[asked.lefts] - peer[asked.rights])
    ours, theirs = ((gap > 0) == (asked.answers > 0) for gap in gaps)
    gained = ours.astype(float) - theirs
    assert gained.mean() >= -1.96 * gained.std() / np.sqrt(len(gained))
