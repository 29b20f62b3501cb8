"""What a tag means: one form of a text, and changes that overtake each other."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.connection import Graph
from graph.descriptions import change_description, normalise_description
from graph.events import COMMAND_LINE, add_event, list_events_of_tag
from graph.tags import find_tag
from taggy.errors import ConflictError, InputError, NotFoundError
from tests.graph.hits import count_hits
from tests.seeds import add_tags, add_voters, run


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  The sun \t sets.  ", "The sun sets."),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one \n\n\n\n two\n", "one\n\ntwo"),
        ("e\u0301\u00a0a", "é a"),
        ("a\u202eb\u200bc\ufeff", "abc"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("a\x00b\x1b[31m", "a b [31m"),
        (" \n\u200d\t", None),
        ("", None),
        ("x" * 2000, "x" * 2000),
    ],
)
def test_a_description_has_one_form(written: str, kept: str | None) -> None:
    assert normalise_description(written) == kept


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("x" * 2001, "has 2001 characters; at most 2000 are kept"),
        ("x" * 10_001, "at most 10000 can be read"),
        ("a\ud800", r"U\+D800, which cannot be printed"),
        ("a\ue000", r"U\+E000"),
    ],
)
def test_what_cannot_be_kept_is_refused(written: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        normalise_description(written)


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=60))
def test_the_form_stays_as_it_is(written: str) -> None:
    kept = normalise_description(written)
    assert normalise_description(kept or "") == kept
    assert kept is None or all(part == part.strip() for part in kept.split("\n"))


async def test_a_change_is_kept_with_who_and_what_before(graph: Graph) -> None:
    await add_tags(graph, "sunset", "beach")
    await add_voters(graph, "ada", role="staff")
    assert await change_description(graph, "ada", "sunset", None, " The sun  sets. ") == "The sun sets."
    assert await change_description(graph, COMMAND_LINE, "sunset", "The sun sets.", "") is None
    assert await change_description(graph, "ada", "beach", "", "") is None
    found = await find_tag(graph, "sunset")
    assert found
    assert found.description is None
    events = await list_events_of_tag(graph, "sunset")
    assert [(e.what, e.before, e.after, e.why, e.who, e.name, e.role) for e in events] == [
        ("description", "The sun sets.", None, None, "command line", None, None),
        ("description", None, "The sun sets.", None, "ada", "ada", "staff"),
    ]
    assert await list_events_of_tag(graph, "sunset", limit=1) == events[:1]
    assert await list_events_of_tag(graph, "beach") == []


async def test_the_same_again_changes_nothing(graph: Graph) -> None:
    await add_tags(graph, "sunset")
    for _ in range(2):
        await change_description(graph, "ada", "sunset", None, "The sun sets.")
    assert len(await list_events_of_tag(graph, "sunset")) == 1


async def test_who_was_overtaken_is_told_and_changes_nothing(graph: Graph) -> None:
    await add_tags(graph, "sunset")
    await change_description(graph, "ada", "sunset", None, "The sun sets.")
    with pytest.raises(ConflictError, match=r"It says 'The sun sets\.' now"):
        await change_description(graph, "bob", "sunset", None, "Evening.")
    assert len(await list_events_of_tag(graph, "sunset")) == 1
    with pytest.raises(NotFoundError, match="no tag 'none'"):
        await change_description(graph, "bob", "none", None, "Evening.")


async def test_of_several_at_once_one_is_first(graph: Graph) -> None:
    await add_tags(graph, "sunset")
    texts = [f"text {n}" for n in range(6)]
    said = await asyncio.gather(
        *(change_description(graph, "ada", "sunset", None, text) for text in texts), return_exceptions=True
    )
    kept = [text for text in said if isinstance(text, str)]
    assert len(kept) == 1
    assert sum(isinstance(error, ConflictError) for error in said) == 5
    assert [(e.before, e.after) for e in await list_events_of_tag(graph, "sunset")] == [(None, kept[0])]


async def test_what_was_decided_about_its_links_belongs_to_a_tag(graph: Graph) -> None:
    await add_tags(graph, "cat", "kitten", "dog")
    await run(graph, "MATCH (a:Tag {name: 'kitten'}), (b:Tag {name: 'cat'}) CREATE (a)-[:IMPLIES {key: 'i'}]->(b)")
    await add_event(graph, "ada", "implies", "kitten → cat", "proposed", "accepted", "it is one")
    await add_event(graph, "ada", "category", "cat", None, "animal", None)
    await add_event(graph, "ada", "implies", "dog → wolf", None, "accepted", None)
    found = {tag: [e.subject for e in await list_events_of_tag(graph, tag)] for tag in ("cat", "kitten", "dog")}
    assert found == {"cat": ["cat", "kitten → cat"], "kitten": ["kitten → cat"], "dog": []}


async def test_the_history_of_one_costs_the_same_among_many(graph: Graph) -> None:
    params = {"tag": "sunset", "limit": 20}
    await add_tags(graph, "sunset")
    add = """UNWIND range(1, $many) AS n CREATE (:Event {id: $subject + n, subject: $subject, what: 'state', who: 'ada',
             at: datetime() - duration({seconds: n})})"""
    await run(graph, add, many=40, subject="sunset")
    assert len(await list_events_of_tag(graph, "sunset", limit=20)) == 20
    few = await count_hits(graph, "list_events_of_tag", params)
    await run(graph, add, many=4000, subject="another")
    await run(graph, add, many=4000, subject="sunsets")
    assert await count_hits(graph, "list_events_of_tag", params) <= 1.2 * few
