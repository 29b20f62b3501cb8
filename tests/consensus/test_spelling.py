"""Spelling: the ways of writing on examples, edits against the plain definition, slips against all pairs."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.spelling import (
    Way,
    count_edits,
    find_difference,
    find_slips,
    find_slips_of_words,
    find_writings,
    is_slip,
)
from consensus.words import fold_form, fold_number, fold_region, split_words


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        ("ice cream", "ice-cream", "marks"),
        ("pokémon", "pokemon", "marks"),
        ("zebra's den", "zebras den", "marks"),
        ("colour", "color", "region"),
        ("two girls", "2girls", "region"),
        ("final fantasy 7", "final fantasy vii", "region"),
        ("lilo & stitch", "lilo and stitch", "marks"),
        ("leaf", "leaves", "plural"),
        ("grey foxes", "gray fox", "plural"),
        ("snowman", "snowmen", "plural"),
        ("blue sky", "sky blue", "order"),
        ("lord of the rings", "the lord of rings", "order"),
        ("tux", "tux (penguin)", "qualifier"),
        ("artist:mary", "mary", "qualifier"),
        ("smile", "smiling", "form"),
        ("tmnt", "teenage mutant ninja turtles", "initials"),
        ("penguin", "pengiun", "slip"),
        ("red vegetable", "red vegitable", "slip"),
        ("episode 11", "episode 12", None),
        ("final fantasy vi", "final fantasy vii", None),
        ("4:5", "5:4", None),
        ("cat", "bat", None),
        ("luna (mlp)", "luna (sailor moon)", None),
        ("pokemon", "pokemon sm", None),
        (":)", ":(", None),
        ("日本", "日本人", None),
    ],
)
def test_two_names_are_written_alike_in_a_way(one: str, other: str, way: Way | None) -> None:
    pair = (min(one, other), max(one, other))
    assert find_writings([one, other]) == ({pair: way} if way else {})
    assert find_writings([other, one, one]) == find_writings([one, other])


def test_the_first_way_that_holds_is_theirs() -> None:
    names = ["color", "colors", "colour", "colur"]
    assert find_writings(names) == {
        ("color", "colors"): "plural",
        ("color", "colour"): "region",
        ("colors", "colour"): "plural",
        ("color", "colur"): "slip",
        ("colour", "colur"): "slip",
    }


def test_words_fold_to_one_form() -> None:
    assert split_words("Wolves' dens_2b (R&D)") == ("wolves", "dens", "2", "b", "r", "and", "d")
    assert [fold_region(word) for word in ("organised", "theatre", "four", "flour", "grey")] == [
        "organized",
        "theater",
        "4",
        "flour",
        "gray",
    ]
    for singular, plural in (
        ("box", "boxes"),
        ("movie", "movies"),
        ("city", "cities"),
        ("shoe", "shoes"),
        ("potato", "potatoes"),
        ("knife", "knives"),
        ("glove", "gloves"),
        ("horse", "horses"),
        ("glass", "glasses"),
    ):
        assert fold_number(singular) == fold_number(plural)
    assert fold_number("bus") == "bus"
    assert {fold_form(word) for word in ("smile", "smiles", "smiled", "smiling")} == {"smil"}


def define_edits(one: str, other: str) -> int:
    """Count edits as they are defined, trying everything."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        define_edits(one[:-1], other) + 1,
        define_edits(one, other[:-1]) + 1,
        define_edits(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if one[-2:] == other[-2:][::-1] and len(one) > 1:
        least = min(least, define_edits(one[:-2], other[:-2]) + 1)
    return least


@given(st.text("ab", max_size=5), st.text("abc", max_size=5))
@settings(max_examples=50)
def test_edits_are_what_their_definition_says(one: str, other: str) -> None:
    assert count_edits(one, other) == count_edits(other, one) == define_edits(one, other)


@given(st.sets(st.text("abe", min_size=3, max_size=11), max_size=30))
@settings(max_examples=50)
def test_every_slip_among_words_is_found_without_comparing_all(words: set[str]) -> None:
    found = {(one, other) for one, others in find_slips_of_words(words).items() for other in others}
    assert found == {
        pair for one, other in combinations(words, 2) if is_slip(one, other) for pair in ((one, other), (other, one))
    }


def test_a_name_slips_in_one_word() -> None:
    names = ["red vegetable", "red vegitable", "rad vegitable", "old vegetable"]
    assert find_slips(names) == {("red vegetable", "red vegitable")}
    assert find_difference("red vegetable", "red vegitable") == ("vegetable", "vegitable")
