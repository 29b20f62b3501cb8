"""Disputes by what answers are worth: who knows contradicts who knows; who guesses contradicts nobody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.beliefs import believe
from graph.disputes import Weights, weigh_doubt
from graph.evidence import Claim, Evidence, Voice

UNKNOWN = (2 / 3, 2 / 3)
EXPERT = (0.9, 0.9)
COIN = (0.5, 0.5)
LIAR = (0.1, 0.1)


def say(says: bool, right: tuple[float, float], times: int = 1, **known: Any) -> tuple[Voice, ...]:
    """Make so many voters of this sensitivity and specificity answer a question."""
    voice = Voice(says=says, asked=True, stranger=False, sensitivity=right[0], specificity=right[1], **known)
    return (voice,) * times


def find_board(*votes: Voice, **said: Any) -> str | None:
    """Find the board of a pair on which these answers were given."""
    board = believe(Evidence(image="a", tag="lol", votes=votes, **said)).get("board")
    return str(board).split("|", maxsplit=1)[0] if board else None


@pytest.mark.parametrize(
    ("votes", "board"),
    [
        (say(True, UNKNOWN) + say(False, UNKNOWN), "contested"),
        (say(True, UNKNOWN, 3) + say(False, UNKNOWN), "contested"),
        (say(True, UNKNOWN, 4) + say(False, UNKNOWN), None),
        (say(True, UNKNOWN, 6) + say(False, UNKNOWN, 3), "contested"),
        (say(True, EXPERT) + say(False, EXPERT), "contested"),
        (say(True, EXPERT, 2) + say(False, COIN, 9), None),
        (say(True, COIN, 9) + say(False, COIN, 9), None),
        (say(True, EXPERT) + say(True, LIAR), "contested"),
        (say(True, EXPERT) + say(False, LIAR), None),
        (say(True, UNKNOWN) + say(False, UNKNOWN, implicit=True), "contested"),
        (say(True, UNKNOWN) + say(False, UNKNOWN, 9, cluster="c"), "contested"),
        (say(True, UNKNOWN) + say(False, UNKNOWN, aside=True), None),
    ],
)
def test_contested_is_where_reliable_people_are_divided(votes: tuple[Voice, ...], board: str | None) -> None:
    assert find_board(*votes) == board


@pytest.mark.parametrize(
    ("votes", "said", "board"),
    [
        (say(False, UNKNOWN), {"run": 0.9}, "refused"),
        (say(False, COIN, 5), {"run": 0.9}, None),
        (say(False, UNKNOWN, implicit=True), {"run": 0.9}, None),
        (say(True, COIN, 5), {"run": 0.1}, None),
        ((), {"run": 0.1, "claimed": (Claim(source="s"),)}, "human-only"),
        ((), {"run": 0.1, "usual": 0.1, "claimed": (Claim(source="s"),)}, None),
        ((), {"run": 0.15, "usual": 0.3, "claimed": (Claim(source="s"),)}, "human-only"),
        ((), {"run": 0.1, "claimed": (Claim(source="s", precision=0.55),)}, None),
        (say(True, EXPERT) + say(False, EXPERT), {"run": 0.1}, "contested"),
    ],
)
def test_who_guesses_denies_and_claims_nothing(
    votes: tuple[Voice, ...], said: dict[str, Any], board: str | None
) -> None:
    assert find_board(*votes, **said) == board


@pytest.mark.parametrize(
    ("precisions", "weight"),
    [((2 / 3,), 1 / 3), ((0.95,), 0.539632), ((0.4,), 0), ((0.5, 2 / 3), 1 / 3)],
)
def test_a_denied_claim_weighs_by_its_sources(precisions: tuple[float, ...], weight: float) -> None:
    claimed = tuple(Claim(source=f"s{n}", precision=precision) for n, precision in enumerate(precisions))
    denied = believe(Evidence(image="a", tag="lol", votes=say(False, UNKNOWN), claimed=claimed))["denied"]
    assert denied == f"source-against-people|{round((1 - weight) * 1e6):07d}|a|lol"


@pytest.mark.parametrize(
    ("run", "usual", "evidence", "doubt"),
    [(0.1, 0.5, 2 / 3, 9 / 11), (0.1, None, 2 / 3, 9 / 11), (0.1, 0.1, 2 / 3, 1 / 3), (0.02, 0.5, 1 / 2, 0.98)],
)
def test_what_the_run_is_less_sure_of_than_usual_is_doubtful(
    run: float, usual: float | None, evidence: float, doubt: float
) -> None:
    assert weigh_doubt(run, usual, evidence) == pytest.approx(doubt)


WORTH = st.floats(0, 1000)


@given(yes=WORTH, no=WORTH)
def test_both_sides_are_treated_alike(yes: float, no: float) -> None:
    one, other = Weights(yes, no), Weights(no, yes)
    assert one.contradict == other.contradict
    assert one.strength == other.strength
    assert 0 <= one.strength < 1
    assert one.contradict <= (min(yes, no) >= 0.5)
