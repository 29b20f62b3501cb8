"""Implications: hand-computed scores, and what follows from others against the plain definition."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.implications import find_redundant, is_head, rank_implications
from consensus.uses import Use, Uses
from taggy.bounds import bound_share

OAKS = [Use(voice, ("oak", "tree")) for voice in "abcd"]
OTHERS = [Use("e", ("tree",)), *(Use(f"f{n}", ("car",)) for n in range(10))]


def list_pairs(uses: Uses, **given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(said.one, said.other) for said in rank_implications(uses, **given)]


def test_the_rarer_implies_what_stands_beside_it_everywhere() -> None:
    (said,) = rank_implications(Uses(OAKS + OTHERS))
    assert (said.one, said.other, said.share, said.voices) == ("oak", "tree", 1.0, 4)
    assert said.score == bound_share(4, 4) == pytest.approx(0.51, abs=0.005)  # the example of the module
    assert said.lift == 15 / 5
    assert list_pairs(Uses(OAKS + OTHERS), without=[("tree", "oak")]) == []


def test_one_author_says_it_once() -> None:
    assert list_pairs(Uses([Use("a", ("oak", "tree"))] * 100 + OTHERS)) == []


def test_what_nobody_wrote_is_unknown_but_makes_no_rule() -> None:
    uses = Uses([*OAKS, *(Use(voice, ("oak",)) for voice in "ghijk"), *OTHERS])
    assert list_pairs(uses) == []


def test_answers_outweigh_what_stands_together() -> None:
    denied = [*OAKS[:3], Use("d", ("oak", "tree"), no=("tree",))]
    assert list_pairs(Uses(denied + OTHERS)) == []
    said_yes = [Use(voice, ("oak", "tree"), yes=("oak", "tree")) for voice in "abcdefgh"]
    unsaid = [Use(f"u{n}", ("oak",)) for n in range(40)]
    (said,) = rank_implications(Uses(said_yes + unsaid + [Use("t", ("tree",))] * 60 + OTHERS))
    weight = 48 / 9
    assert (said.one, said.other, said.yes, said.no) == ("oak", "tree", 8, 0)
    assert said.score == pytest.approx(bound_share(weight * 8 / 48 + 8, weight + 8))


def test_a_name_that_ends_in_another_needs_less() -> None:
    uses = Uses([Use("a", ("polar bear", "bear"))] * 3 + [Use("b", ("bear",)), *OTHERS])
    (said,) = rank_implications(uses)
    assert (said.one, said.other, said.head) == ("polar bear", "bear", True)
    assert said.score == bound_share(3, 3)
    assert is_head("bears", "polar bear")
    assert not is_head("bear", "bear")
    assert not is_head("polar", "polar bear")


def test_what_follows_is_left_out() -> None:
    uses = Uses(
        [Use(v, ("oak", "tree", "plant")) for v in "abcd"]
        + [Use("e", ("tree", "plant")), Use("f", ("plant",)), Use("g", ("plant",)), *OTHERS]
    )
    assert sorted(list_pairs(uses)) == [("oak", "tree"), ("tree", "plant")]
    assert list_pairs(uses, known=[("oak", "tree")]) == [("tree", "plant")]


def follows(edge: tuple[str, str], edges: set[tuple[str, str]]) -> bool:
    """Tell by trying every way whether there is one besides the edge itself."""
    between = {name for pair in edges for name in pair} - set(edge)
    ways = (way for size in range(1, len(between) + 1) for way in permutations(between, size))
    return any({*zip((edge[0], *way), (*way, edge[1]), strict=True)} <= edges for way in ways)


@given(st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")).filter(lambda e: e[0] < e[1])))
@settings(max_examples=50)
def test_redundant_is_what_two_others_say(edges: set[tuple[str, str]]) -> None:
    assert find_redundant(edges) == {edge for edge in edges if follows(edge, edges)}
