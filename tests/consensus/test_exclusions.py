"""Exclusions: hand-computed scores; never together is not enough."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.exclusions import Exclusion, bound_parting, expect_pairs, rank_exclusions
from consensus.uses import Use, Uses
from taggy.bounds import bound_share

SIGNS = (
    [Use("ann", ("circle", "sign"))] * 16
    + [Use("ann", ("triangle", "sign"))] * 10
    + [Use("ann", ("sign",))] * 14
    + [Use("bob", ("car",))] * 5
)


def test_what_one_voice_keeps_apart_in_one_context_excludes_each_other() -> None:
    (said,) = rank_exclusions(Uses(SIGNS))
    assert said == Exclusion("circle", "triangle", said.score, 0, 4.0, 0, 0, 1.0)
    assert said.score == pytest.approx(bound_share(4, 4) ** 0.5)  # the example of the module: 0.71
    assert rank_exclusions(Uses(SIGNS), [("triangle", "circle")]) == []


def test_different_people_and_different_subjects_are_no_exclusion() -> None:
    apart = [Use("ann", ("circle", "sign"))] * 20 + [Use("bob", ("triangle", "sign"))] * 20
    assert rank_exclusions(Uses(apart)) == []
    subjects = [Use("ann", ("oak", "tree"))] * 20 + [Use("ann", ("wheel", "car"))] * 20
    assert rank_exclusions(Uses(subjects)) == []


def test_answers_outweigh_what_is_never_together() -> None:
    both = Use("", ("sign",), yes=("circle", "triangle"))
    joined = Uses([*SIGNS, *[both] * 8])
    assert rank_exclusions(joined) == []
    parted = [Use("", ("sign", "circle"), yes=("circle",), no=("triangle",))] * 4
    (said,) = rank_exclusions(Uses(SIGNS + parted))
    assert (said.parted, said.joined) == (4, 0)
    assert bound_parting(4.0, 0, 4, 0) == bound_share(4 / 5 + 4, 4 / 5 + 4)
    assert bound_parting(0.0, 0, 0, 0) == 0


@given(st.lists(st.tuples(st.sampled_from("xy"), st.sets(st.sampled_from("abcd"))), max_size=20))
@settings(max_examples=50)
def test_chance_is_counted_voice_by_voice(drawn: list[tuple[str, set[str]]]) -> None:
    uses = Uses(Use(voice, tuple(sorted(tags))) for voice, tags in drawn)
    expected = expect_pairs(uses)
    for one, other in combinations("abcd", 2):
        by_voice = [[tags for voice, tags in drawn if voice == each] for each in "xy"]
        counts = [(sum(one in t for t in kept), sum(other in t for t in kept), len(kept)) for kept in by_voice]
        assert expected[one, other] == pytest.approx(sum(a * b / n for a, b, n in counts if a > 1 and b > 1))
        assert uses.expect_together(one, other) == pytest.approx(sum(a * b / n for a, b, n in counts if n))
