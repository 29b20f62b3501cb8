"""The ensemble: it rates what nobody compared, says how sure it is, and is not led by who answers at random."""

import numpy as np
import pytest

from consensus.answers import Floats
from consensus.ensemble import AXES, MEMBERS, find_basis, fit_ensemble
from consensus.preferences import Comparisons, fit_preferences
from consensus.ratingquality import find_interval, measure_auroc

THINGS, KNOWN = 400, 200  # of which the first were compared


def draw_library(seed: int = 3) -> tuple[Floats, Floats]:
    """Draw embeddings, of which eight directions matter, and what each picture is worth."""
    dice = np.random.default_rng(seed)
    hidden = dice.normal(size=(THINGS, 8))
    vectors = hidden @ dice.normal(size=(8, 32)) + 0.1 * dice.normal(size=(THINGS, 32)) + 1
    worth = hidden @ dice.normal(size=8)
    return vectors, 2 * worth / worth.std()


def compare(worth: Floats, count: int, *, much: bool = False, seed: int = 5) -> Comparisons:
    """Let a person compare some of the first pictures, as the model has it."""
    dice = np.random.default_rng(seed)
    lefts = dice.integers(KNOWN, size=count)
    rights = (lefts + 1 + dice.integers(KNOWN - 1, size=count)) % KNOWN
    gaps = worth[lefts] - worth[rights]
    answers = np.where(dice.random(count) < 1 / (1 + np.exp(-gaps)), 1, -1)
    if much:
        answers = np.where(np.abs(gaps) > 3, 2 * answers, answers)
    return Comparisons(np.zeros(count, np.int64), lefts, rights, answers, 1, KNOWN)


def guess(vectors: Floats, given: Comparisons) -> Floats:
    """Rate all pictures by each member."""
    points = find_basis(vectors).place(vectors)
    return fit_ensemble(points[: given.thing_count], given, fit_preferences(given)).rate(points)


@pytest.mark.parametrize("much", [False, True])
def test_pictures_that_nobody_compared_are_rated(much: bool) -> None:
    vectors, worth = draw_library()
    rated = guess(vectors, compare(worth, 300, much=much))
    assert rated.shape == (THINGS, MEMBERS)
    assert np.corrcoef(rated.mean(axis=1)[KNOWN:], worth[KNOWN:])[0, 1] > 0.9


def test_it_is_surer_after_more_answers_and_unsure_after_none() -> None:
    vectors, worth = draw_library()
    spread = [guess(vectors, compare(worth, count)).var(axis=1).mean() for count in (0, 30, 1000)]
    assert spread[0] > spread[1] > spread[2]
    assert spread[0] > 1


def test_the_variance_covers_the_error() -> None:
    vectors, worth = draw_library()
    rated = guess(vectors, compare(worth, 200))
    unit, start = np.polyfit(rated.mean(axis=1), worth, 1)  # how keen the person is decides what counts as 1
    off = (unit * rated.mean(axis=1) + start - worth)[KNOWN:]
    assert 0.3 < np.square(off).mean() / np.square(unit * rated.std(axis=1)[KNOWN:]).mean() < 3


def test_a_picture_that_looks_like_none_that_was_compared_is_less_sure() -> None:
    dice = np.random.default_rng(1)
    near = np.column_stack([dice.normal(size=(50, 4)), 0.01 * dice.normal(size=(50, 4))])
    far = np.column_stack([0.01 * dice.normal(size=(50, 4)), dice.normal(size=(50, 4))])
    vectors = np.concatenate([near, far])
    lefts, rights = np.arange(0, 48), np.arange(1, 49)
    answers = np.where(near[lefts, 0] > near[rights, 0], 1, -1)
    given = Comparisons(np.zeros(48, np.int64), lefts, rights, answers, 1, 50)
    variance = guess(vectors, given).var(axis=1)
    assert variance[50:].mean() > 1.5 * variance[:50].mean()


def test_contradictory_answers_rate_nothing_high() -> None:
    vectors, worth = draw_library()
    once = compare(worth, 300)
    persons, lefts, rights = (np.concatenate([part, part]) for part in (once.persons, once.lefts, once.rights))
    told = Comparisons(persons, lefts, rights, np.concatenate([once.answers, -once.answers]), 1, KNOWN)
    assert np.abs(guess(vectors, told).mean(axis=1)).max() < 0.5 * np.abs(guess(vectors, once).mean(axis=1)).max()


def join(*parts: Comparisons) -> Comparisons:
    """Put the comparisons of one person each together."""
    names = ("lefts", "rights", "answers")
    lefts, rights, answers = (np.concatenate([getattr(part, name) for part in parts]) for name in names)
    persons = np.repeat(np.arange(len(parts)), [len(part.answers) for part in parts])
    return Comparisons(persons, lefts, rights, answers, len(parts), KNOWN)


def test_a_voter_who_always_says_left_misleads_nobody() -> None:
    vectors, worth = draw_library()
    honest = [compare(worth, 200, seed=seed) for seed in (5, 6)]
    worse_left = compare(worth, 300, seed=8)
    turned = worth[worse_left.lefts] > worth[worse_left.rights]
    lefts = np.where(turned, worse_left.rights, worse_left.lefts)
    rights = np.where(turned, worse_left.lefts, worse_left.rights)
    lazy = Comparisons(worse_left.persons, lefts, rights, np.ones(300, np.int64), 1, KNOWN)
    rated = guess(vectors, join(*honest, lazy)).mean(axis=1)
    assert np.corrcoef(rated[KNOWN:], worth[KNOWN:])[0, 1] > 0.9


def test_who_has_it_the_wrong_way_round_is_read_so() -> None:
    vectors, worth = draw_library()
    honest = [compare(worth, 150, seed=seed) for seed in (5, 6, 7)]
    given = compare(worth, 350, seed=8)
    wrong = Comparisons(given.persons, given.lefts, given.rights, -given.answers, 1, KNOWN)
    rated = guess(vectors, join(*honest, wrong)).mean(axis=1)
    assert np.corrcoef(rated[KNOWN:], worth[KNOWN:])[0, 1] > 0.9


def test_who_leans_to_the_left_does_not_lift_what_stood_there() -> None:
    vectors, worth = draw_library()
    dice = np.random.default_rng(4)
    stands = vectors[:KNOWN, 0] - vectors[:KNOWN].mean(axis=1)
    lefts, rights = compare(worth, 1500).lefts, compare(worth, 1500).rights
    turned = (stands[lefts] < stands[rights]) & (dice.random(1500) < 0.8)
    lefts, rights = np.where(turned, rights, lefts), np.where(turned, lefts, rights)
    likely = 1 / (1 + np.exp(-(worth[lefts] - worth[rights] + 2)))
    answers = np.where(dice.random(1500) < likely, 1, -1)
    given = Comparisons(np.zeros(1500, np.int64), lefts, rights, answers, 1, KNOWN)
    rated = guess(vectors, given).mean(axis=1)
    assert np.corrcoef(rated[KNOWN:], worth[KNOWN:])[0, 1] > 0.94


def test_a_strong_preference_pulls_harder_than_a_weak_one() -> None:
    vectors = np.asarray(np.kron(np.eye(4), np.ones((1, 2))) + 0.01, np.float64)
    lefts, answers = np.tile([0, 2], 6), np.tile([2, 1], 6)
    given = Comparisons(np.zeros(12, np.int64), lefts, lefts + 1, answers, 1, 4)
    rated = guess(vectors, given).mean(axis=1)
    assert rated[0] - rated[1] > 1.2 * (rated[2] - rated[3]) > 0


def test_constant_embeddings_and_few_pictures_tell_nothing_and_break_nothing() -> None:
    for vectors in (np.ones((THINGS, 16)), np.zeros((THINGS, 16))):
        assert np.abs(guess(vectors, compare(draw_library()[1], 50))).max() == 0
    none = np.zeros(0, np.int64)
    nobody = Comparisons(none, none, none, none, 0, 0)
    assert fit_ensemble(np.zeros((0, 3)), nobody, fit_preferences(nobody)).rate(np.eye(3)).shape == (3, MEMBERS)
    assert find_basis(np.ones((1, 300))).axes.shape == (300, 1)
    assert find_basis(np.random.default_rng(1).normal(size=(200, 300))).axes.shape == (300, AXES)


def test_the_same_answers_give_the_same_ensemble() -> None:
    vectors, worth = draw_library()
    given = compare(worth, 100)
    assert (guess(vectors, given) == guess(vectors, given)).all()


def test_auroc_counts_equals_as_half() -> None:
    kept = np.array([True, True, False, False])
    assert measure_auroc(np.array([4.0, 3, 2, 1]), kept) == 1
    assert measure_auroc(np.array([1.0, 1, 1, 1]), kept) == 0.5
    assert measure_auroc(np.array([4.0, 2, 2, 1]), kept) == 0.875
    assert measure_auroc(np.array([1.0, 2]), np.array([True, True])) is None
    assert find_interval(8, 10) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)
