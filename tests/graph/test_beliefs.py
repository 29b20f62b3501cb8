"""Beliefs against numbers computed by hand."""

import math
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.beliefs import IMPLICIT, believe, list_shares
from graph.evidence import Claim, Evidence, Voice
from graph.odds import find_probability, weigh_answer
from graph.settling import count_voices


def tally(
    *,
    yes: int = 0,
    no: int = 0,
    passes: int = 0,
    named: tuple[int, int] = (0, 0),
    strangers: tuple[int, int] = (0, 0),
    claims: int = 0,
    **said: Any,
) -> Evidence:
    """Make evidence on picture a and tag lol: of (yes, no) so many named voters and strangers were asked."""
    voices = [Voice(says=None, asked=True, stranger=False)] * passes
    for index, count in enumerate((yes, no)):
        says = index == 0
        voices += [Voice(says=says, asked=True, stranger=False)] * named[index]
        voices += [Voice(says=says, asked=True, stranger=True)] * strangers[index]
        voices += [Voice(says=says, asked=False, stranger=False)] * (count - named[index] - strangers[index])
    claimed = tuple(Claim(source=f"s{number}") for number in range(claims))
    return Evidence(image="a", tag="lol", votes=tuple(voices), claimed=claimed, **said)


def test_the_docstrings_example() -> None:
    pair = believe(tally(yes=3, no=1, claims=1, run=0.9))
    assert pair["people"] == pytest.approx(0.8)
    assert pair["evidence"] == pytest.approx(8 / 9)
    assert pair["posterior"] == pytest.approx(72 / 73)
    assert (pair["yesWeight"], pair["noWeight"]) == (3, 1)


@pytest.mark.parametrize(
    ("counts", "numbers"),
    [
        ({"passes": 3}, (None, None, 0.5)),
        ({"claims": 1}, (None, 2 / 3, 2 / 3)),
        ({"run": 0.95}, (None, None, 0.95)),
        ({"run": 0.95, "no": 2}, (1 / 5, 1 / 5, 19 / 23)),
        ({"run": 1.0, "no": 2}, (1 / 5, 1 / 5, 999 / 1003)),
        ({"yes": 2}, (4 / 5, 4 / 5, 4 / 5)),
        ({"yes": 2, "no": 2}, (1 / 2, 1 / 2, 1 / 2)),
        ({"yes": 2, "ruled": False}, (2**-18, 2**-18, 2**-18)),
    ],
)
def test_three_numbers(counts: dict[str, Any], numbers: tuple[float | None, ...]) -> None:
    pair = believe(tally(**counts))
    assert (pair.get("people"), pair.get("evidence"), pair["posterior"]) == pytest.approx(numbers, abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "settled"),
    [
        ({"yes": 2, "named": (2, 0)}, "yes"),
        ({"no": 2, "named": (0, 2)}, "no"),
        ({"yes": 1, "named": (1, 0)}, None),
        ({"yes": 9, "strangers": (9, 0)}, None),
        ({"yes": 2, "named": (1, 0), "strangers": (1, 0)}, "yes"),
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
    assert likely["rank"] == "0030303|a"
    assert str(likely["rank"]) < str(unlikely["rank"])
    assert str(divided["ask"]) < str(fresh["ask"]) < str(agreed["ask"])


def test_a_pair_without_evidence_is_none() -> None:
    assert not tally().exists
    assert tally(ruled=False).exists
    assert tally(run=0.0).exists
    assert not tally(yes=1, shown=False).exists


def voice(says: bool | None, right: tuple[float, float] = (2 / 3, 2 / 3), **known: Any) -> Voice:
    """Make a voter's answer to a question; `right` is the voter's sensitivity and specificity."""
    return Voice(says=says, asked=True, stranger=False, sensitivity=right[0], specificity=right[1], **known)


def test_an_answer_is_worth_what_its_voter_is() -> None:
    said = Evidence(
        image="a",
        tag="lol",
        votes=(voice(True, (0.9, 0.8)), voice(False, (0.9, 0.8), implicit=True), voice(None, (0.9, 0.8))),
        claimed=(Claim(source="s", precision=0.9),),
    )
    yes, no = math.log(0.9 / 0.2), math.log(0.1 / 0.8) * IMPLICIT
    assert [share.odds for share in list_shares(said)] == pytest.approx([yes, no, 0, math.log(9)])
    pair = believe(said)
    assert pair["people"] == pytest.approx(find_probability(yes + no))
    assert pair["evidence"] == pytest.approx(find_probability(yes + no + math.log(9)))
    assert (pair["yesWeight"], pair["noWeight"]) == pytest.approx((yes / math.log(2), -no / math.log(2)))


def test_the_best_slip_now_and_then_and_the_worst_are_not_taken_at_their_opposite_word_for_sure() -> None:
    assert weigh_answer(says=True, sensitivity=1, specificity=1) == pytest.approx(math.log(19))
    assert weigh_answer(says=True, sensitivity=0, specificity=0) == pytest.approx(-math.log(19))
    assert weigh_answer(says=False, sensitivity=0.5, specificity=0.5) == 0


def test_who_is_set_aside_says_nothing() -> None:
    alone = Evidence(image="a", tag="lol", votes=(voice(True, aside=True),))
    assert not alone.exists
    both = Evidence(image="a", tag="lol", votes=(*alone.votes, voice(False)))
    assert believe(both) == believe(Evidence(image="a", tag="lol", votes=(voice(False),)))


def test_a_cluster_weighs_as_one_and_is_one_voice() -> None:
    three = tuple(voice(True, cluster="c") for _ in range(3))
    passing = voice(None, cluster="c")
    said = Evidence(image="a", tag="lol", votes=(*three, passing))
    assert believe(said)["people"] == pytest.approx(2 / 3)
    assert (said.yes, count_voices(said.votes)) == (3, (1, 0))
    others = (voice(False, cluster="c"), voice(False, cluster="d"))
    divided = Evidence(image="a", tag="lol", votes=(*three, *others))
    assert believe(divided)["people"] == pytest.approx(find_probability((3 / 4 - 1 / 4 - 1) * math.log(2)))
    assert count_voices(divided.votes) == (1, 1)


def test_the_order_of_answers_changes_nothing() -> None:
    votes = [voice(True, (0.93, 0.61)), voice(False, (0.71, 0.84)), voice(True, (0.51, 0.32)), voice(True, (0.6, 0.9))]
    pairs = [believe(Evidence(image="a", tag="lol", votes=tuple(order), run=0.37)) for order in permutations(votes)]
    assert all(pair == pairs[0] for pair in pairs)


RIGHT = st.tuples(st.floats(0, 1), st.floats(0, 1))
VOICES = st.lists(st.builds(voice, st.sampled_from([True, False, None]), RIGHT), max_size=8)


@given(voices=VOICES, more=RIGHT, run=st.none() | st.floats(0, 1))
def test_an_answer_moves_all_three_its_voters_way(
    voices: list[Voice], more: tuple[float, float], run: float | None
) -> None:
    def numbers(*votes: Voice) -> list[Any]:
        pair = believe(Evidence(image="a", tag="lol", votes=votes, run=run))
        return [pair.get(name, 0.5) for name in ("people", "evidence", "posterior")]

    before, yes = numbers(*voices), voice(True, more)
    toward = weigh_answer(says=True, sensitivity=more[0], specificity=more[1])
    moved = [new - old for old, new in zip(before, numbers(*voices, yes), strict=True)]
    assert all(abs(change) < 1e-8 or (change > 0) == (toward > 0) for change in moved)
    assert all(0 <= number <= 1 for number in before)


@given(voices=VOICES, seed=st.randoms(use_true_random=False))
def test_shuffled_answers_are_worth_the_same(voices: list[Voice], seed: Any) -> None:
    shuffled = list(voices)
    seed.shuffle(shuffled)
    said = [
        Evidence(image="a", tag="lol", votes=tuple(votes), claimed=(Claim(source="s"),)) for votes in (voices, shuffled)
    ]
    assert believe(said[0]) == believe(said[1])


def test_shares_name_their_speakers() -> None:
    said = Evidence(
        image="a", tag="lol", votes=(voice(True, speaker="ann"),), claimed=(Claim(source="s"),), ruled=False, run=0.5
    )
    shares = list_shares(said)
    assert [(share.kind, share.speaker) for share in shares] == [
        ("voter", "ann"), ("ruling", ""), ("source", "s"), ("run", "")
    ]  # fmt: skip
    answer = math.log(2)
    assert [share.odds for share in shares] == pytest.approx([answer, -20 * answer, answer, 0])


@pytest.mark.parametrize(
    ("tag", "said", "place"),
    [
        ("lol", {"claims": 2, "no": 2}, ("source-against-people", 8 / 15)),
        ("lol", {"claims": 1, "no": 1}, ("source-against-people", 1 / 3)),
        ("lol", {"claims": 1, "no": 1, "yes": 1}, None),
        ("lol", {"no": 2}, None),
        ("lol", {"claims": 1}, None),
        ("rating:safe", {"claims": 1, "nsfw": "confirmed"}, ("rating-conflict", 1 / 3)),
        ("rating:general", {"run": 0.8, "nsfw": "suspected"}, ("rating-conflict", 0.4)),
        ("rating:g", {"run": 0.7, "nsfw": "suspected"}, None),
        ("rating:safe", {"run": 0.7, "proposed": True, "yes": 1, "no": 1, "nsfw": "suspected"}, None),
        ("rating:safe", {"yes": 2, "nsfw": "cleared"}, None),
        ("rating:explicit", {"yes": 2, "nsfw": "cleared"}, ("rating-conflict", 0.8)),
        ("rating:explicit", {"yes": 2, "nsfw": "unknown"}, None),
        ("rating:questionable", {"yes": 2, "nsfw": "cleared"}, None),
        ("explicit", {"yes": 2, "nsfw": "cleared"}, None),
    ],
)
def test_denied_claims_and_ratings_are_weighed_and_a_ruling_ends_both(
    tag: str, said: dict[str, Any], place: tuple[str, float] | None
) -> None:
    evidence = replace(tally(**said), tag=tag)
    rank = f"{place[0]}|{round((1 - place[1]) * 1e6):07d}|a|{tag}" if place else None
    pair = believe(evidence)
    assert (pair.get("denied") or pair.get("misrated")) == rank
    for ended in (replace(evidence, ruled=False), replace(evidence, listable=False)):
        after = believe(ended)
        assert not {"denied", "misrated"} & after.keys()


def test_strangers_and_bad_pictures_are_counted() -> None:
    pass_ = Voice(says=None, asked=True, stranger=True, unfit=True)
    said = tally(yes=2, no=1, strangers=(1, 1), passes=2)
    pair = believe(replace(said, votes=(*said.votes, pass_)))
    assert (pair["strangers"], pair["unfit"], pair["pass"]) == (2, 1, 3)
    assert not {"strangers", "unfit"} & believe(tally(yes=1)).keys()
