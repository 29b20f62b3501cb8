"""Priorities: what one more answer tells, and the strings that sort it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.evidence import Claim, Evidence, Voice
from graph.priorities import AVERAGE, find_gain, rank_question, read_value, weigh_question

SHARES = st.integers(0, 1000).map(lambda number: number / 1000)
YES, NO, PASS = (Voice(says=says, asked=True, stranger=False) for says in (True, False, None))


def sum_up(posterior: float, sensitivity: float, specificity: float) -> float:
    """Sum the mutual information cell by cell, as the textbook has it: the oracle of the short form."""
    cells = {
        (True, True): posterior * sensitivity,
        (True, False): posterior * (1 - sensitivity),
        (False, True): (1 - posterior) * (1 - specificity),
        (False, False): (1 - posterior) * specificity,
    }
    truths = {True: posterior, False: 1 - posterior}
    says = {said: cells[True, said] + cells[False, said] for said in (True, False)}
    return sum(p * math.log2(p / (truths[truth] * says[said])) for (truth, said), p in cells.items() if p)


@pytest.mark.parametrize(
    ("posterior", "sensitivity", "specificity", "bits"),
    [
        (1 / 2, 1, 1, 1.0),  # who is always right tells all
        (1 / 2, 0, 0, 1.0),  # and who is always wrong as much
        (1 / 2, AVERAGE, AVERAGE, 0.081704),
        (2 / 3, AVERAGE, AVERAGE, 0.072781),
        (1 / 2, 0.6, 0.4, 0.0),  # says Yes to six of ten whatever is true
        (0.0, 0.9, 0.9, 0.0),
        (1.0, 0.9, 0.9, 0.0),
    ],
)
def test_the_gain_of_known_cases(posterior: float, sensitivity: float, specificity: float, bits: float) -> None:
    assert find_gain(posterior, sensitivity, specificity) == pytest.approx(bits, abs=1e-6)


@given(SHARES, SHARES, SHARES)
def test_the_gain_is_the_mutual_information(posterior: float, sensitivity: float, specificity: float) -> None:
    gain = find_gain(posterior, sensitivity, specificity)
    assert 0 <= gain <= 1
    assert gain == pytest.approx(max(0.0, sum_up(posterior, sensitivity, specificity)), abs=1e-9)
    assert gain == pytest.approx(find_gain(1 - posterior, specificity, sensitivity), abs=1e-9), "Yes and No are alike"


def list_by_rank(*pairs: tuple[Evidence, float]) -> list[str]:
    """List the pictures in the order in which they are asked about."""
    return [rank.rsplit("|", 1)[1] for rank in sorted(rank_question(said, posterior) for said, posterior in pairs)]


def test_what_an_answer_tells_most_of_comes_first_then_the_fewest_answers() -> None:
    fresh = Evidence(image="fresh", tag="t"), 1 / 2
    divided = Evidence(image="divided", tag="t", votes=(YES, NO)), 1 / 2
    claimed = Evidence(image="claimed", tag="t", claimed=(Claim(source="s"),)), 2 / 3
    denied = Evidence(image="denied", tag="t", votes=(NO,)), 1 / 3
    sure = Evidence(image="sure", tag="t", run=0.97), 0.97
    assert list_by_rank(sure, denied, claimed, divided, fresh) == ["fresh", "divided", "claimed", "denied", "sure"]


def test_what_people_pass_on_is_asked_later_and_what_is_heard_elsewhere_earlier() -> None:
    passed = Evidence(image="passed", tag="t", votes=(PASS, PASS)), 1 / 2
    plain = Evidence(image="plain", tag="t"), 1 / 2
    copied = Evidence(image="copied", tag="t", copies=3), 1 / 2
    implying = Evidence(image="implying", tag="t", implied=2), 1 / 2
    assert list_by_rank(passed, plain, implying, copied) == ["copied", "implying", "plain", "passed"]
    values = [read_value(rank_question(*pair)) / find_gain(1 / 2) for pair in (passed, plain, implying, copied)]
    assert values == pytest.approx([1 / 3, 1, 2, 3], abs=1e-4)


@given(st.floats(0.01, 0.99), st.integers(1, 50), st.integers(0, 50))
def test_a_rank_sorts_as_its_value_and_can_be_read(posterior: float, copies: int, implied: int) -> None:
    ask = rank_question(Evidence(image="a", tag="t", copies=copies, implied=implied), posterior)
    value = find_gain(posterior) * (copies + posterior * implied)
    assert read_value(ask) == pytest.approx(value, rel=1e-3, abs=1e-3)
    assert (ask < rank_question(Evidence(image="a", tag="t"), 0.999)) or value < 0.001


def test_a_voter_has_a_value_of_their_own() -> None:
    ask = rank_question(Evidence(image="a", tag="t", copies=2), 2 / 3)
    assert weigh_question(ask, 2 / 3, AVERAGE, AVERAGE) == pytest.approx(2 * find_gain(2 / 3), abs=1e-5)
    assert weigh_question(ask, 2 / 3, 0.9, 0.7) == pytest.approx(2 * find_gain(2 / 3, 0.9, 0.7), abs=1e-4)
    assert weigh_question(ask, 2 / 3, 0.5, 0.5) == 0
    assert weigh_question(rank_question(Evidence(image="a", tag="t"), 1.0), 1.0, 0.9, 0.9) == 0
