"""A tag has one form, however it was written."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.tagnames import find_category, normalise_tag
from taggy.errors import TagNameError


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Sunset", "sunset"),
        ("lemon_theme_icon", "lemon theme icon"),
        ("  two \t words\n", "two words"),
        ("a\x00b\x07c\u2028d\u00a0e", "a b c d e"),
        ("\uff26\uff35\uff2c\uff2c\u3000\uff37", "full w"),
        ("ﬁsh", "fish"),
        ("Straße", "strasse"),
        ("e\u0301cole", "école"),
        ("Artist : Mary_Cassatt", "artist:mary cassatt"),
        ("a: b: c", "a:b: c"),
        (": )", ": )"),
        ("why:", "why:"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("'}) DETACH DELETE n //", "'}) detach delete n //"),
        ("c++", "c++"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_each_way_of_writing_comes_to_one_name(written: str, name: str) -> None:
    assert normalise_tag(written) == name


@pytest.mark.parametrize("written", ["", "   ", "_", "\n\t", "\u200b\u202e", "\u200d", "\u200c \u200d"])
def test_nothing_visible_is_refused(written: str) -> None:
    with pytest.raises(TagNameError, match="is empty"):
        normalise_tag(written)


def test_the_longest_name_is_kept_and_one_more_character_is_refused() -> None:
    assert normalise_tag("x" * 255) == "x" * 255
    with pytest.raises(TagNameError, match="has 256 characters; at most 255"):
        normalise_tag("x" * 256)


def test_the_length_counts_after_folding() -> None:
    assert normalise_tag("x" + " " * 500) == "x"
    with pytest.raises(TagNameError, match="has 270 characters"):
        normalise_tag("\ufdfa" * 15)


def test_ten_thousand_characters_are_refused_shortly() -> None:
    with pytest.raises(TagNameError, match="has 10000 characters") as caught:
        normalise_tag("long " * 2000)
    assert len(str(caught.value)) < 200


def test_half_a_character_is_refused() -> None:
    with pytest.raises(TagNameError, match="no valid Unicode"):
        normalise_tag("bad\udcff")


@given(st.text(max_size=60))
@example("İ\u0345ͅ")
@example("a_:_b")
@example("\u1e9b\u0323")
def test_a_name_put_in_again_comes_out_the_same(written: str) -> None:
    try:
        name = normalise_tag(written)
    except TagNameError:
        return
    assert normalise_tag(name) == name
    assert unicodedata.is_normalized("NFKC", name)
    assert name == name.strip()
    assert "_" not in name
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Zl", "Zp", "Cs"}


@pytest.mark.parametrize(
    ("tag", "category"),
    [("sunset", "general"), ("artist:mary", "artist"), (":)", "general"), ("why:", "general"), ("a:b:c", "a")],
)
def test_a_namespace_is_a_category(tag: str, category: str) -> None:
    assert find_category(tag) == category
