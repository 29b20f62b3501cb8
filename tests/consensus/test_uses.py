"""Uses of tags: hand-computed shares, chances and contexts, and Wilson's bound."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.uses import Neighbours, Use, Uses, compare_contexts
from taggy.bounds import Z, bound_share

TREES = Uses([Use("ann", ("oak", "tree")), Use("ann", ("oak", "tree")), Use("bob", ("tree",))])


def test_a_voice_says_a_thing_once_however_often() -> None:
    near = TREES.find_neighbours("tree")
    assert near == Neighbours(2, {"oak": 1.0}, Counter(), Counter())
    assert TREES.find_neighbours("oak") == Neighbours(1, {"tree": 1.0}, Counter(), Counter())
    assert TREES.find_neighbours("elm") == Neighbours(0, {}, Counter(), Counter())
    assert TREES.shares == {"oak": 0.5, "tree": 1.0}


def test_a_picture_without_author_is_a_voice_of_its_own() -> None:
    uses = Uses([Use("", ("oak", "tree")), Use("", ("oak", "tree")), Use("ann", ("oak",)), Use("ann", ("oak",))])
    assert uses.find_neighbours("oak") == Neighbours(3, {"tree": 2.0}, Counter(), Counter())
    assert uses.shares == {"oak": 1.0, "tree": 2 / 3}


def test_answers_are_counted_beside_what_is_known() -> None:
    uses = Uses([Use("", ("cat",), yes=("pet", "cat"), no=("dog",)), Use("", ("dog",), yes=("dog",), no=("cat",))])
    near = uses.find_neighbours("cat")
    assert (near.yes, near.no) == ({"pet": 1, "cat": 1}, {"dog": 1})


def test_what_is_together_is_counted_and_expected_by_voice() -> None:
    uses = Uses(
        [Use("ann", ("circle",))] * 2 + [Use("ann", ("square",))] * 2 + [Use("bob", ("circle", "square", "x"))] * 3
    )
    assert (uses.count_pictures("circle"), uses.count_pictures("x"), uses.count_pictures("y")) == (5, 3, 0)
    assert uses.count_together("circle", "square") == 3
    assert uses.expect_together("circle", "square") == 2 * 2 / 4 + 3 * 3 / 3
    assert uses.expect_together("circle", "y") == 0


def test_contexts_are_alike_where_the_tags_beside_are() -> None:
    uses = Uses(
        [
            Use("", ("colour", "paint")),
            Use("", ("color", "paint")),
            Use("", ("wheel", "car")),
            Use("", ("wheel", "car", "paint")),
        ]
    )
    contexts = {tag: uses.describe_context(tag) for tag in ("colour", "color", "wheel")}
    assert compare_contexts(contexts["colour"], contexts["color"]) == pytest.approx(1)
    assert compare_contexts(contexts["colour"], contexts["wheel"]) == 0
    assert contexts["wheel"] == {"car": 1.0}  # paint is beside it no more often than anywhere
    assert uses.describe_context("nothing") == {}


@given(st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=50)
def test_the_bound_is_where_wilson_puts_it(hits: int, misses: int) -> None:
    trials = hits + misses
    low = bound_share(hits, trials)
    assert 0 <= low <= (hits / trials if trials else 0)
    if trials and hits:  # at the bound, what was seen lies just z standard errors away
        assert hits / trials - low == pytest.approx(Z * math.sqrt(low * (1 - low) / trials))
