"""Answers on two pictures: kept once, changed, withdrawn; read as persons and shown pictures; criteria beside them."""

import asyncio
from dataclasses import replace

import pytest

from graph.connection import Graph
from graph.criteria import DEFAULT, Criterion, define_criterion, find_criterion, list_criteria
from graph.preferences import (
    Choosing,
    count_preferences,
    draw_images,
    keep_preference,
    list_given_keys,
    list_persons,
    list_preferences,
    list_preferences_of_voter,
    withdraw_preferences,
)
from taggy.errors import InputError, NotFoundError
from tests.seeds import add_images, add_voters, merge, run

BETTER = Choosing("v", "quality", "b", "a", "left", 1, "random", held=False, took_ms=900)
TYPES = "MATCH (i)-[r:PREFERRED_TO|PREFERRED_BEFORE]->(j) RETURN type(r) AS type, i.id AS one, j.id AS other, "
ALL = TYPES + "r.answer AS answer, r.strength AS strength, r.reason AS reason ORDER BY type, r.at"


async def read_given(graph: Graph, criterion: str = "quality") -> list[tuple[object, ...]]:
    """Read all answers without their times, a page of two at a time."""
    pages = [page async for page in list_preferences(graph, criterion, 2)]
    return [row[:-1] for page in pages for row in page]


async def test_an_answer_is_kept_once_from_the_lower_to_the_higher_picture(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_voters(graph, "v")
    first = await keep_preference(graph, BETTER)
    again = await keep_preference(graph, BETTER)
    assert (first.outcome, again.outcome, again.at) == ("new", "same", first.at)
    rows = await run(graph, "MATCH (i)-[r:PREFERRED_TO]->(j) RETURN i.id AS i, j.id AS j, properties(r) AS r")
    assert [(row["i"], row["j"]) for row in rows] == [("a", "b")]
    del rows[0]["r"]["at"]
    assert rows[0]["r"] == {
        "key": "v|quality|a|b",
        "voter": "v",
        "criterion": "quality",
        "answer": "higher",
        "strength": 1,
        "left": "b",
        "why": "random",
        "held": False,
        "tookMs": 900,
    }


async def test_a_changed_answer_leaves_the_earlier_one_behind(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_voters(graph, "v")
    for change in (
        BETTER,
        replace(BETTER, strength=2),
        replace(BETTER, left="a", right="b", answer="tie", strength=None),
    ):
        kept = await keep_preference(graph, change)
    assert kept.outcome == "changed"
    assert await run(graph, ALL) == [
        {"type": "PREFERRED_BEFORE", "one": "a", "other": "b", "answer": "higher", "strength": 1, "reason": "changed"},
        {"type": "PREFERRED_BEFORE", "one": "a", "other": "b", "answer": "higher", "strength": 2, "reason": "changed"},
        {"type": "PREFERRED_TO", "one": "a", "other": "b", "answer": "tie", "strength": None, "reason": None},
    ]


async def test_one_is_taken_back_under_any_id_of_the_person_and_once(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_voters(graph, "v")
    await keep_preference(graph, BETTER)
    assert not await withdraw_preferences(graph, ["v"], "other", "a", "b")
    assert await withdraw_preferences(graph, ["w", "v"], "quality", "b", "a")
    assert not await withdraw_preferences(graph, ["w", "v"], "quality", "a", "b")
    left = {"type": "PREFERRED_BEFORE", "one": "a", "other": "b", "answer": "higher", "strength": 1}
    assert await run(graph, ALL) == [left | {"reason": "withdrawn"}]
    assert (await keep_preference(graph, BETTER)).outcome == "new"


async def test_twenty_at_once_are_one(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_voters(graph, "v")
    kept = await asyncio.gather(*(keep_preference(graph, BETTER) for _ in range(20)))
    assert sorted(one.outcome for one in kept) == ["new"] + ["same"] * 19
    assert await count_preferences(graph, "quality") == 1


async def test_what_cannot_be_is_refused_and_changes_nothing(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_voters(graph, "v")
    for wrong in (replace(BETTER, right="b"), replace(BETTER, strength=None), replace(BETTER, answer="tie")):
        with pytest.raises(InputError):
            await keep_preference(graph, wrong)
    for wrong in (replace(BETTER, right="x"), replace(BETTER, voter="x"), replace(BETTER, criterion="x")):
        with pytest.raises(NotFoundError, match="No such picture, criterion or voter"):
            await keep_preference(graph, wrong)
    assert await count_preferences(graph, "quality") == 0


async def test_answers_are_read_as_they_stood_and_as_the_shown_pictures(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await add_voters(graph, "u", "v")
    await keep_preference(graph, BETTER)
    await keep_preference(graph, replace(BETTER, voter="u", left="a", right="b", answer="right", strength=2, held=True))
    await keep_preference(graph, replace(BETTER, right="c", answer="pass", strength=None))
    await merge(graph, "a", "c")
    assert await read_given(graph) == [
        ("u|quality|a|b", "u", "c", "b", "right", 2, True),
        ("v|quality|a|b", "v", "b", "c", "left", 1, False),
        ("v|quality|b|c", "v", "b", "c", "pass", None, False),
    ]
    assert await list_given_keys(graph, ["v|quality|a|b", "v|quality|a|c"]) == {"v|quality|a|b"}


async def test_a_voters_answers_are_listed_as_they_stood_newest_first(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await add_voters(graph, "u", "v")
    await keep_preference(graph, BETTER)
    await keep_preference(graph, replace(BETTER, voter="u"))
    await keep_preference(graph, replace(BETTER, right="c", answer="right", strength=2, why="held", held=True))
    await keep_preference(graph, replace(BETTER, left="a", right="c", answer="tie", strength=None))
    first = await list_preferences_of_voter(graph, "v", None, 2)
    rest = await list_preferences_of_voter(graph, "v", first[-1].at.to_native(), 2)
    assert [tuple(given.model_dump(exclude={"at"}).values()) for given in first + rest] == [
        ("quality", "a", "c", "tie", None, "random", False),
        ("quality", "b", "c", "right", 2, "held", True),
        ("quality", "b", "a", "left", 1, "random", False),
    ]


async def test_all_who_are_anonymous_are_one_and_nobody_who_was_set_aside_counts(graph: Graph) -> None:
    await add_voters(graph, "v", "gone", "x", "y")
    await add_voters(graph, "n1", "n2", "joined", role="anonymous")
    await run(
        graph,
        """MATCH (v:Voter {id: 'v'}), (n:Voter {id: 'joined'}), (g:Voter {id: 'gone'})
           CREATE (n)-[:IS {key: 'joined|v'}]->(v) SET g.aside = datetime()
           WITH v MATCH (c:Voter) WHERE c.id IN ['x', 'y'] SET c.cluster = 'x'""",
    )
    assert await list_persons(graph, ["v", "gone", "n1", "n2", "joined", "x", "y", "nobody"]) == {
        "v": "v",
        "joined": "v",
        "n1": "anonymous",
        "n2": "anonymous",
        "x": "cluster x",
        "y": "cluster x",
    }


async def test_pictures_are_drawn_after_points(graph: Graph) -> None:
    await add_images(graph, *(letter * 64 for letter in "abc"))
    assert sorted(await draw_images(graph, ["0", "b", "a5", "d"], 2)) == ["a" * 64, "b" * 64, "c" * 64]
    assert await draw_images(graph, ["b" * 64], 2) == ["c" * 64]


async def test_a_criterion_is_defined_changed_and_closed(graph: Graph) -> None:
    assert await list_criteria(graph) == [DEFAULT]
    wanted = Criterion(name="colour", question="  Whose colours\nare better? ", state="open")
    made = await define_criterion(graph, "ann", wanted)
    assert made == await define_criterion(graph, "ann", wanted)
    assert made == await find_criterion(graph, "colour")
    assert made.question == "Whose colours are better?"
    closed = await define_criterion(graph, "ann", DEFAULT.model_copy(update={"state": "closed"}))
    assert await list_criteria(graph) == [made, closed]
    events = await run(
        graph, "MATCH (e:Event) RETURN e.what AS what, e.subject AS of, e.before AS b, e.after AS a ORDER BY e.at"
    )
    assert events == [
        {"what": "criterion", "of": "colour", "b": None, "a": "open: Whose colours are better?"},
        {"what": "criterion", "of": "quality", "b": "open: Which is better?", "a": "closed: Which is better?"},
    ]
    with pytest.raises(NotFoundError, match="no criterion 'x'"):
        await find_criterion(graph, "x")


@pytest.mark.parametrize(
    ("name", "question"), [("", "Why?"), ("A b", "Why?"), ("x" * 41, "Why?"), ("x", " "), ("x", "y" * 201)]
)
async def test_a_criterion_without_a_name_or_a_question_is_refused(graph: Graph, name: str, question: str) -> None:
    with pytest.raises(InputError):
        await define_criterion(graph, "ann", Criterion(name=name, question=question, state="open"))
    assert await list_criteria(graph) == [DEFAULT]
