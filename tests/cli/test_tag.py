"""`taggy tag`: shown, described, and what was decided."""

import json
from typing import Any

import pytest
import pytest_asyncio

from graph.connection import Graph
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import InputError, NotFoundError
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, add_voters, run


@pytest_asyncio.fixture
async def seeded(graph: Graph) -> Graph:
    """A sunset that one picture is settled to show; an alias of it."""
    await add_images(graph, "a")
    await add_tags(graph, "sunset", "sun/down?")
    await add_voters(graph, "v", "w")
    asked = Asked(why="fewest-answers", probability=1.0, shown="picture")
    await cast_votes(graph, [Ballot(voter, "a", "sunset", "yes", asked=asked) for voter in "vw"])
    await run(
        graph,
        """MATCH (a:Tag {name: 'sun/down?'}), (b:Tag {name: 'sunset'})
           CREATE (a)-[:ALIAS_OF {key: 'a', state: 'accepted'}]->(b)""",
    )
    return graph


def read_json(taggy: Taggy, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(taggy("tag", *arguments, "--format", "json").stdout)
    return rows


def test_a_tag_is_described_and_shown(seeded: Graph, taggy: Taggy) -> None:
    assert seeded
    assert taggy("tag", "describe", "Sunset_", "The sun  sets.").stdout == "sunset: The sun sets.\n"
    [shown] = read_json(taggy, "show", "sunset")
    assert shown == {
        "name": "sunset",
        "description": "The sun sets.",
        "category": "general",
        "state": "circulating",
        "why": None,
        "canonical": None,
        "aliases": ["sun/down?"],
        "implies": [],
        "implied_by": [],
        "excludes": [],
        "settled": 1,
        "likely": 1,
        "asked": 0,
        "or_more": [],
    }
    [alias] = read_json(taggy, "show", "sun/down?")
    assert (alias["canonical"], alias["settled"]) == ("sunset", 1)
    assert "The sun sets." in taggy("tag", "show", "sunset").stdout


def test_the_history_says_what_was_before(seeded: Graph, taggy: Taggy) -> None:
    assert seeded
    for text in ("The sun sets.", "The sun sets.", ""):
        taggy("tag", "describe", "sunset", text)
    assert [
        (row["who"], row["what"], row["before"], row["after"]) for row in read_json(taggy, "history", "sunset")
    ] == [
        ("command line", "description", "The sun sets.", None),
        ("command line", "description", None, "The sun sets."),
    ]
    assert "sunset has no description now." in taggy("tag", "describe", "sunset", "").stdout


def test_what_cannot_be_done_says_why(seeded: Graph, taggy: Taggy) -> None:
    assert seeded
    for command in (["show", "none"], ["history", "none"], ["describe", "none", "x"]):
        with pytest.raises(NotFoundError, match="no tag 'none'"):
            taggy("tag", *command)
    with pytest.raises(InputError, match="at most 2000 are kept"):
        taggy("tag", "describe", "sunset", "x" * 2001)
