"""Classes of duplicates, and the better one of several copies: what verdicts and facts make of pictures."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import networkx as nx  # type: ignore[import-untyped]  # comes with torch
import pytest
from hypothesis import given
from hypothesis import strategies as st
from neo4j.time import DateTime

from graph.classes import Classes
from graph.comparisons import Compared
from graph.copies import Copy, choose_best, list_reasons

IMAGES = "abcdef"
START = datetime(2026, 1, 1, tzinfo=UTC)


def compare(pair: str, verdict: str | None, who: str | None = None, at: int = 0, distance: float = 0.0) -> Compared:
    return Compared.model_validate(
        {
            "key": "|".join(pair),
            "one": pair[0],
            "other": pair[1],
            "verdict": verdict,
            "method": "print",
            "distance": distance,
            "mirrored": False,
            "who": who,
            "at": DateTime.from_native(START + timedelta(seconds=at)),
            "order": None,
        }
    )


def join(comparisons: Sequence[Compared]) -> set[str]:
    classes = Classes(IMAGES, comparisons)
    return {"".join(sorted(classes.find(image))) for image in IMAGES} - set(IMAGES)


SAME, APART = "duplicate", "unrelated"


@pytest.mark.parametrize(
    ("comparisons", "classes"),
    [
        ([], set()),
        ([compare("ab", None), compare("cd", "alternate", "s")], set()),
        ([compare("ab", SAME), compare("bc", SAME), compare("ef", SAME, "s")], {"abc", "ef"}),
        # A person parted two of three: the nearer pair stays, then the one with the lower key.
        ([compare("ab", SAME, distance=0.2), compare("bc", SAME, distance=0.1), compare("ac", APART, "s")], {"bc"}),
        ([compare("ab", SAME), compare("bc", SAME), compare("ac", "alternate", "s")], {"ab"}),
        # A person outweighs the machine, and the newest word of people the earlier ones.
        ([compare("ab", SAME), compare("bc", SAME, "s", distance=0.9), compare("ac", APART, "s")], {"bc"}),
        ([compare("ab", SAME, "s", 1), compare("bc", SAME, "t", 2), compare("ac", APART, "s", 3)], {"bc"}),
        # Classes as a whole: c and d are parted, so the machine's a = d would bring them together.
        (
            [
                compare("ab", SAME, "s"),
                compare("bc", SAME, "s"),
                compare("de", SAME, "s"),
                compare("ad", SAME),
                compare("ce", APART, "s"),
            ],
            {"abc", "de"},
        ),
    ],
)
def test_what_verdicts_make_of_pictures(comparisons: list[Compared], classes: set[str]) -> None:
    assert join(comparisons) == classes
    assert join(comparisons[::-1]) == classes


VERDICTS = st.lists(
    st.builds(
        compare,
        st.sampled_from(["".join(pair) for pair in combinations(IMAGES, 2)]),
        st.sampled_from([None, SAME, SAME, SAME, APART, "alternate"]),
        st.sampled_from([None, "s"]),
        st.integers(0, 9),
        st.sampled_from([0.0, 0.1, 0.2]),
    ),
    max_size=12,
    unique_by=lambda pair: pair.key,
)


@given(comparisons=VERDICTS, dice=st.randoms())
def test_classes_are_the_connected_pictures_unless_they_were_parted(comparisons: list[Compared], dice: Any) -> None:
    classes = join(comparisons)
    same = nx.Graph([(pair.one, pair.other) for pair in comparisons if pair.verdict == SAME])
    parted = {(pair.one, pair.other) for pair in comparisons if pair.verdict in (APART, "alternate")}
    assert not any(one in members and other in members for members in classes for one, other in parted)
    whole = ["".join(sorted(members)) for members in nx.connected_components(same)]
    assert all(any(set(members) <= set(other) for other in whole) for members in classes)
    assert {members for members in whole if not any({*pair} <= set(members) for pair in parted)} <= classes
    dice.shuffle(comparisons)
    assert join(comparisons) == classes


def make_copy(image: str, **changes: Any) -> Copy:
    facts = {"id": image, "mime": "image/jpeg", "width": 640, "height": 480, "frames": 1, "byteSize": 9_000}
    facts |= {"nsfw": "unknown", "withheld": [], "shown": image, "tags": 0, "votes": 0}
    return Copy.model_validate(facts | {"createdAt": _at(0), "chosenAt": None, "sources": []} | changes)


def _at(hours: int) -> DateTime:
    return DateTime.from_native(START + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"width": 641}, ["larger"]),
        ({"frames": 2, "byteSize": 9_001}, ["more frames", "less compressed"]),
        ({"sources": [{"name": "blog", "url": "https://example.org", "author": None}]}, ["original source"]),
        ({"mime": "image/png", "byteSize": 100}, ["not re-encoded"]),
        ({"createdAt": _at(-1)}, ["here first"]),
        ({"chosenAt": _at(0), "width": 1, "byteSize": 1}, ["chosen by a person"]),
    ],
)
def test_which_copy_is_better_and_why(changes: dict[str, Any], reasons: list[str]) -> None:
    plain, other = make_copy("b"), make_copy("c", **changes)
    best = choose_best([plain, other])
    assert best is choose_best([other, plain])
    assert best is (other if changes else plain)
    assert list_reasons(best, plain if best is other else other) == reasons


def test_what_a_source_names_outweighs_an_address_and_the_last_choice_an_earlier_one() -> None:
    named = make_copy("c", sources=[{"name": "blog", "url": None, "author": "Ada"}])
    found = make_copy("b", sources=[{"name": "board", "url": "https://example.org/1", "author": None}])
    assert choose_best([found, named]) is named
    first, last = make_copy("b", chosenAt=_at(1)), make_copy("c", chosenAt=_at(2))
    assert choose_best([first, last]) is last
