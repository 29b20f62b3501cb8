"""What a site says is bounded before it is kept, however odd it is."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sources.decisions import describe_post, find_trouble
from sources.sites import Medium, SitePost

POST = SitePost("s", "1", "https://example.org/1", (Medium("", "https://example.org/1.png"),))
EAST = timezone(timedelta(hours=14))
BOUNDED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {"url": "https://example.org/1", "score": None, "tags": (), "links": ()}),
    "huge numbers": ({"score": 2**70, "faves": -(2**70)}, {"score": None, "faves": None}),
    "a long address": ({"url": "https://example.org/" + "x" * 3_000}, {"url": None}),
    "a long name": ({"author": "x" * 3_000}, {"author": "x" * 2_000}),
    "half a character": ({"author": "\ud800", "title": "\udfff", "url": "\ud800"}, {"author": None, "title": None}),
    "links": ({"links": ("a", "b", "a", "x" * 3_000, "\ud800")}, {"links": ("a", "b")}),
    "many links": ({"links": tuple(map(str, range(99)))}, {"links": tuple(map(str, range(50)))}),
    "no zone": ({"posted_at": datetime(2026, 1, 2)}, {"posted_at": datetime(2026, 1, 2, tzinfo=UTC)}),  # noqa: DTZ001
    "before all calendars": ({"posted_at": datetime(1, 1, 1, tzinfo=EAST)}, {"posted_at": None}),
    "a rating": ({"tags": ("A",), "rating": "rating:safe"}, {"tags": (("A", "a"), ("rating:safe", "rating:safe"))}),
    "a rating twice": (
        {"tags": ("Rating : Safe",), "rating": "rating:safe"},
        {"tags": (("Rating : Safe", "rating:safe"),)},
    ),
}


@pytest.mark.parametrize("name", BOUNDED)
def test_a_post_is_described(name: str) -> None:
    said, expected = BOUNDED[name]
    row, _ = describe_post(SitePost(**{**{field: getattr(POST, field) for field in POST.__slots__}, **said}))
    assert {field: getattr(row, field) for field in expected} == expected


@pytest.mark.parametrize(
    "said",
    [
        {"id": ""},
        {"id": "x" * 1_001},
        {"id": "\ud800"},
        {"merged_into": "x" * 1_001},
        {"media": (Medium("x" * 999, None),)},
        {"source": ""},
        {"source": "é" * 151},
    ],
)
def test_a_name_that_no_key_can_hold_is_a_trouble(said: dict[str, Any]) -> None:
    post = SitePost(**{**{field: getattr(POST, field) for field in POST.__slots__}, **said})
    assert (find_trouble(post) or "").startswith("Its ")
    assert find_trouble(POST) is None
