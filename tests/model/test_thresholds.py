"""Thresholds: the promise holds as often as it says, by hand, by simulation, and against SciPy."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from model.thresholds import FEWEST, RISK, Audit, Threshold, choose_thresholds, count_needed, find_place, measure_tail

PROMISE = 0.95


def draw(count: int, right: Callable[[float], float], seed: int, tag: str = "cat", low: float = 0.5) -> list[Audit]:
    """Draw audits with even confidences, each right with a probability that depends on its confidence."""
    dice = random.Random(seed)  # noqa: S311 - draws that can be repeated
    audits = []
    for number in range(count):
        confidence = low + dice.random() * (1 - low)
        audits.append(Audit(f"{seed}-{number}", tag, confidence, dice.random() < right(confidence)))
    return audits


def pick(*, chooses: int, judges: int, tag: str = "cat", wrong: int = 0, confidence: float = 0.9) -> list[Audit]:
    """Make so many right audits for either half, and so many wrong ones for the choosing half."""
    made: dict[bool, list[Audit]] = {True: [], False: []}
    for number in range(2000):
        audit = Audit(f"p{number}", tag, confidence, len(made[True]) >= wrong)
        made[audit.chooses].append(audit)
    return made[True][:chooses] + [Audit(a.image, tag, confidence, True) for a in made[False][:judges]]


def test_fifty_nine_right_ones_are_enough_and_one_less_is_not() -> None:
    assert [count_needed(wrong, PROMISE) for wrong in range(4)] == [59, 93, 124, 153]
    (kept,) = choose_thresholds(["cat"], [""], pick(chooses=59, judges=10), PROMISE)
    assert kept == Threshold(0.9, "tag", None, 59, 0, 10, 10)
    (silent,) = choose_thresholds(["cat"], [""], pick(chooses=58, judges=10), PROMISE)
    assert silent == Threshold(None, "nobody", "only 58 answered audits choose; 59 must", 58, 2)


def test_a_wrong_one_needs_more() -> None:
    (silent,) = choose_thresholds(["cat"], [""], pick(chooses=59, judges=0, wrong=1), PROMISE)
    reason = "1 of 59 audited proposals are wrong: too many to promise 0.95"
    assert silent == Threshold(None, "nobody", reason, 59, 2 * (93 - 59))
    (kept,) = choose_thresholds(["cat"], [""], pick(chooses=93, judges=0, wrong=1), PROMISE)
    assert (kept.value, kept.audited) == (0.9, 93)


@pytest.mark.parametrize("promise", [0.5, 0.9, 0.95, 0.999])
def test_the_tail_is_the_binomial_one(promise: float) -> None:
    for audited in (1, 59, 300, 2000):
        for wrong in (0, 1, 7, audited // 3):
            expected = 1.0 if wrong >= audited else binom.cdf(wrong, audited, 1 - promise)
            assert measure_tail(wrong, audited, promise) == pytest.approx(expected, abs=1e-10)
        needed = count_needed(audited // 50, promise)
        assert binom.cdf(audited // 50, needed, 1 - promise) <= RISK < binom.cdf(audited // 50, needed - 1, 1 - promise)


def test_the_threshold_lies_where_people_begin_to_say_no() -> None:
    (found,) = choose_thresholds(["cat"], [""], draw(3000, lambda c: float(c >= 0.7), 1), PROMISE)
    assert found.value is not None
    assert 0.67 < found.value <= 0.75
    assert found.right >= 0.93 * found.judged > 0


@pytest.mark.parametrize("share", [0.5, 0.93, 0.949])
def test_a_promise_that_is_broken_everywhere_is_made_in_five_of_a_hundred_draws_at_most(share: float) -> None:
    made = sum(
        choose_thresholds(["cat"], [""], draw(300, lambda _: share, seed), PROMISE)[0].value is not None
        for seed in range(200)
    )
    assert made <= binom.ppf(0.999, 200, RISK)


def test_a_promise_that_is_broken_below_a_value_is_seldom_made_there() -> None:
    """Right above 0.8 and nine of ten below: at and below 0.6 of all proposals 0.95 are right, and less."""
    broken = 0
    for seed in range(100):
        (found,) = choose_thresholds(["cat"], [""], draw(600, lambda c: 1.0 if c >= 0.8 else 0.9, seed), PROMISE)
        broken += found.value is not None and found.value < 0.6
    assert broken <= binom.ppf(0.999, 100, RISK)


def test_silence_is_no_refuge_where_the_model_is_right() -> None:
    kept = [
        choose_thresholds(["cat"], [""], draw(300, lambda c: c, seed, low=0.98), PROMISE)[0].value for seed in range(40)
    ]
    assert sum(value is not None and value < 0.981 for value in kept) >= 30


def test_a_category_answers_for_tags_with_too_few_audits_of_their_own() -> None:
    few, more = pick(chooses=30, judges=9, tag="cat"), pick(chooses=30, judges=9, tag="dog", confidence=0.8)
    wrong = pick(chooses=FEWEST, judges=0, tag="cow", wrong=FEWEST)
    tags, categories = ["cat", "dog", "cow", "elk", "hat"], ["animal"] * 4 + [""]
    cat, dog, cow, elk, hat = choose_thresholds(tags, categories, few + more + wrong, PROMISE)
    assert cat == dog == Threshold(0.8, "category", None, 60, 0, 18, 18)
    assert (cow.value, cow.answered_by) == (None, "nobody")
    assert (elk.reason, elk.missing) == ("no picture reaches a confidence of 0.5", 0)
    assert hat.reason == elk.reason
    alone = choose_thresholds(["cat"], [""], few, PROMISE)[0]
    assert alone == Threshold(None, "nobody", "only 30 answered audits choose; 59 must", 30, 58)
    lacking = choose_thresholds(["cat", "dog"], ["animal"] * 2, few + pick(chooses=20, judges=0, tag="dog"), PROMISE)
    assert [found.missing for found in lacking] == [18, 18]


def test_answers_count_only_below_the_first_open_place() -> None:
    """Whoever answers first what is easy must not make the sample easy."""
    audits = sorted(draw(400, lambda _: 1.0, 3), key=lambda audit: find_place(audit.image, audit.tag))
    opened = [*audits[:100], Audit(audits[100].image, "cat", 0.9, None), *audits[101:]]
    (found,) = choose_thresholds(["cat"], [""], opened, PROMISE)
    (until,) = choose_thresholds(["cat"], [""], audits[:100], PROMISE)
    assert found == until
    assert found.audited + found.judged <= 100


def test_a_pool_is_cut_where_the_draw_of_one_of_its_tags_ended() -> None:
    """Of one tag a tenth was drawn, of the other all: below a place of one tenth both are whole."""
    dogs = [audit for audit in draw(3000, lambda _: 1.0, 4, "dog") if audit.place < 0.02]
    part = [Audit(a.image, a.tag, a.confidence, True, whole=False) for a in dogs]
    whole = draw(50, lambda _: 0.0, 5, "cat")
    cat, dog = choose_thresholds(["cat", "dog"], ["animal"] * 2, part + whole, PROMISE)
    kept = [audit for audit in part + whole if audit.place <= max(a.place for a in dogs)]
    halved = sum(audit.chooses for audit in kept)
    assert halved < FEWEST
    assert f"its category: only {halved} answered" in str(cat.reason)
    assert dog.value is None


def test_a_threshold_by_hand_promises_nothing() -> None:
    (found,) = choose_thresholds(["cat"], [""], pick(chooses=5, judges=4, wrong=5), PROMISE, hand=0.8)
    assert found == Threshold(0.8, "hand", None, 5, 0, 4, 4)


def test_places_are_spread_evenly_and_know_nothing_of_the_half() -> None:
    audits = draw(4000, lambda _: 1.0, 6)
    places = [audit.place for audit in audits if audit.chooses]
    assert 1900 < len(places) < 2100
    assert sum(places) / len(places) == pytest.approx(0.5, abs=0.02)
    assert sum(place < 0.1 for place in places) / len(places) == pytest.approx(0.1, abs=0.02)


@settings(max_examples=60)
@given(
    st.integers(0, 10**6),
    st.integers(0, 500),
    st.floats(0.85, 1),
    st.lists(st.floats(0.5, 0.999), min_size=2, max_size=2),
)
def test_a_stricter_promise_never_lowers_a_threshold(seed: int, count: int, share: float, two: list[float]) -> None:
    audits = draw(count, lambda _: share, seed) + draw(count // 4, lambda _: share, seed + 1, "dog")
    loose, strict = [
        choose_thresholds(["cat", "dog"], ["animal"] * 2, audits, promise) for promise in (min(two), max(two))
    ]
    for before, after in zip(loose, strict, strict=True):
        assert after.value is None or (before.value is not None and after.value >= before.value)
