"""Beliefs against numbers computed by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.beliefs import Evidence, Voice, believe, mean_belief


def tally(
    *,
    yes: int = 0,
    no: int = 0,
    passes: int = 0,
    named: tuple[int, int] = (0, 0),
    strangers: tuple[int, int] = (0, 0),
    **said: Any,
) -> Evidence:
    """Make evidence on picture a and tag lol: of (yes, no) so many named voters and strangers were asked."""
    voices = [Voice(says=None, asked=True, stranger=False)] * passes
    for index, count in enumerate((yes, no)):
        says = index == 0
        voices += [Voice(says=says, asked=True, stranger=False)] * named[index]
        voices += [Voice(says=says, asked=True, stranger=True)] * strangers[index]
        voices += [Voice(says=says, asked=False, stranger=False)] * (count - named[index] - strangers[index])
    return Evidence(image="a", tag="lol", votes=tuple(voices), **said)


def test_the_docstrings_example() -> None:
    pair = believe(tally(yes=3, no=1, claims=1, run=0.9))
    assert pair["people"] == pytest.approx(4 / 6)
    assert pair["evidence"] == pytest.approx(5 / 7)
    assert pair["posterior"] == pytest.approx(5.8 / 7)


@pytest.mark.parametrize(
    ("counts", "numbers"),
    [
        ({"passes": 3}, (None, None, 0.5)),
        ({"claims": 1}, (None, 2 / 3, 2 / 3)),
        ({"run": 0.95}, (None, None, 0.95)),
        ({"run": 0.95, "no": 2}, (1 / 4, 1 / 4, 1.9 / 4)),
        ({"yes": 2}, (3 / 4, 3 / 4, 3 / 4)),
        ({"yes": 2, "ruled": False}, (3 / 24, 3 / 24, 3 / 24)),
    ],
)
def test_three_numbers(counts: dict[str, Any], numbers: tuple[float | None, ...]) -> None:
    pair = believe(tally(**counts))
    assert (pair.get("people"), pair.get("evidence"), pair["posterior"]) == pytest.approx(numbers)


@pytest.mark.parametrize(
    ("counts", "settled"),
    [
        ({"yes": 2, "named": (2, 0)}, "yes"),
        ({"no": 2, "named": (0, 2)}, "no"),
        ({"yes": 1, "named": (1, 0)}, None),
        ({"yes": 9, "strangers": (9, 0)}, None),
        ({"yes": 2, "named": (1, 0), "strangers": (1, 0)}, "yes"),
        ({"yes": 3, "no": 1, "named": (3, 1)}, None),
        ({"yes": 2}, None),
        ({"claims": 5, "run": 0.99, "proposed": True}, None),
        ({"yes": 5, "named": (5, 0), "ruled": False}, "no"),
    ],
)
def test_settling_needs_two_voices_that_were_asked_or_a_ruling(counts: dict[str, Any], settled: str | None) -> None:
    assert believe(tally(**counts)).get("settled") == settled


@pytest.mark.parametrize(
    ("counts", "kind", "gap"),
    [
        ({"run": 0.9, "proposed": True}, "model-only", None),
        ({"run": 0.9, "proposed": True, "claims": 1}, None, None),
        ({"run": 0.1, "claims": 1}, "human-only", None),
        ({"run": 0.1, "yes": 1}, "human-only", 0.1 - 2 / 3),
        ({"run": 0.9, "no": 1}, "refused", 0.9 - 1 / 3),
        ({"run": 0.7, "no": 1}, None, None),
        ({"yes": 2, "no": 2}, "contested", None),
        ({"yes": 9, "no": 1}, None, None),
        ({"yes": 2, "no": 2, "ruled": True}, None, None),
    ],
)
def test_each_disagreement_has_its_name(counts: dict[str, Any], kind: str | None, gap: float | None) -> None:
    pair = believe(tally(**counts))
    assert (str(pair["board"]).split("|")[0] if "board" in pair else None) == kind
    assert pair.get("gap") == (pytest.approx(gap) if gap is not None else None)


def test_what_is_hidden_leaves_the_ranks() -> None:
    ranks = ("rank", "rankSafe", "ask", "askSafe")

    def present(**counts: Any) -> set[str]:
        return {name for name in ranks if name in believe(tally(yes=1, **counts))}

    assert present() == set(ranks)
    assert present(nsfw="cleared") == set(ranks)
    assert present(nsfw="suspected") == {"rank", "ask"}
    assert present(nsfw="confirmed") == {"rank", "ask"}
    assert present(listable=False) == set()
    assert present(ruled=True) == {"rank", "rankSafe"}
    assert present(ruled=False) == set()


def test_ranks_sort_as_the_numbers_do() -> None:
    likely, unlikely = believe(tally(yes=5)), believe(tally(no=1))
    fresh, divided, agreed = believe(tally(claims=1)), believe(tally(yes=1, no=1)), believe(tally(yes=2))
    assert likely["rank"] == "0142857|a"
    assert str(likely["rank"]) < str(unlikely["rank"])
    assert str(fresh["ask"]) < str(divided["ask"]) < str(agreed["ask"])


def test_a_pair_without_evidence_is_none() -> None:
    assert not tally().exists
    assert tally(ruled=False).exists
    assert tally(run=0.0).exists
    assert not tally(yes=1, shown=False).exists


@given(
    prior=st.floats(0, 1),
    yes=st.integers(0, 10_000),
    no=st.integers(0, 10_000),
)
def test_an_answer_moves_the_mean_its_own_way(prior: float, yes: int, no: int) -> None:
    mean = mean_belief(prior, yes, no)
    assert 0 <= mean <= 1
    assert mean_belief(prior, yes, no + 1) <= mean <= mean_belief(prior, yes + 1, no)
