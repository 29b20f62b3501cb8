"""Audits in the graph: drawn once, asked while answers are missing, and read with what people say."""

import pytest
import pytest_asyncio

from graph.audits import (
    Draw,
    DrawnAudit,
    WaitingAudit,
    list_audits,
    list_free_audits,
    list_waiting_audits,
    record_draws,
)
from graph.connection import Graph
from graph.questions import DrawnPair
from graph.runs import Assessment, add_assessments, list_assessments
from graph.votes import Answer, Asked, Ballot, cast_votes
from tests.seeds import add_images, add_tags, add_voters, merge, run

ASKED = Asked(why="audit", probability=0.5, shown="picture")


def make_draw(image: str, tag: str, place: float, confidence: float = 0.9) -> Draw:
    return Draw(image, tag, confidence, f"{place:.15f}", 0.5)


async def add_run(graph: Graph, name: str, state: str, missing: int | None = 10, day: int = 1) -> None:
    """Add a run that lacks answers for every tag."""
    await run(
        graph,
        """CREATE (run:ModelRun {id: $name, state: $state, createdAt: datetime({year: 2026, month: 1, day: $day})})
           WITH run MATCH (tag:Tag)
           CREATE (run)-[:ASSESSED {key: $name + '|' + tag.name, missing: $missing}]->(tag)""",
        name=name,
        state=state,
        missing=missing,
        day=day,
    )


@pytest_asyncio.fixture
async def drawn(graph: Graph) -> Graph:
    """A candidate with audits of four pictures and two tags."""
    await add_images(graph, "a", "b", "c", "d")
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "v", "w")
    await add_run(graph, "r1", "candidate")
    draws = [make_draw(image, "cat", place) for image, place in [("a", 0.3), ("b", 0.1), ("c", 0.2), ("d", 0.4)]]
    assert await record_draws(graph, "r1", [*draws, make_draw("a", "dog", 0.25)]) == 5
    return graph


async def answer(graph: Graph, voter: str, image: str, tag: str, says: Answer) -> None:
    await cast_votes(graph, [Ballot(voter, image, tag, says, asked=ASKED)])


async def list_waiting(graph: Graph) -> list[tuple[str, str]]:
    return [(audit.image, audit.tag) for audit in await list_waiting_audits(graph, 9)]


async def test_what_is_drawn_again_is_kept_once_and_comes_back_in_pages(drawn: Graph) -> None:
    assert await record_draws(drawn, "r1", [make_draw("a", "cat", 0.3, 0.1)]) == 1
    first, second = await list_audits(drawn, "r1", "", 2)
    expected = DrawnAudit(
        image="a", tag="cat", confidence=0.9, probability=0.5, people=None, closed=False, cursor="r1|a|cat"
    )
    assert first == expected
    assert [row.cursor for row in await list_audits(drawn, "r1", second.cursor, 9)] == [
        f"r1|{image}|cat" for image in "bcd"
    ]
    assert await list_audits(drawn, "r", "", 9) == []


async def test_audits_wait_in_the_order_of_their_places_until_they_are_answered(drawn: Graph) -> None:
    assert await list_waiting_audits(drawn, 1) == [WaitingAudit(image="b", tag="cat", probability=0.5)]
    assert await list_waiting(drawn) == [("b", "cat"), ("c", "cat"), ("a", "dog"), ("a", "cat"), ("d", "cat")]
    await answer(drawn, "v", "b", "cat", "no")
    await answer(drawn, "v", "c", "cat", "pass")
    assert await list_waiting(drawn) == [("c", "cat"), ("a", "dog"), ("a", "cat"), ("d", "cat")]
    await answer(drawn, "w", "c", "cat", "pass")
    assert await list_waiting(drawn) == [("a", "dog"), ("a", "cat"), ("d", "cat")]
    await run(drawn, "MATCH (:ModelRun)-[a:ASSESSED]->(:Tag {name: 'cat'}) SET a.missing = 0")
    assert await list_waiting(drawn) == [("a", "dog")]
    await run(drawn, "MATCH (t:Tag {name: 'dog'}) SET t.state = 'remark'")
    assert await list_waiting(drawn) == []


async def test_the_live_run_and_the_newest_candidate_are_asked_about_each_pair_once(drawn: Graph) -> None:
    for name, state, day in [("r0", "candidate", 0), ("r2", "live", 3), ("r3", "retired", 4), ("r4", "candidate", 9)]:
        await add_run(drawn, name, state, day=day + 1)
        await record_draws(drawn, name, [make_draw(image, "cat", 0.2) for image in ("c", name)])
        await add_images(drawn, name)
        await record_draws(drawn, name, [make_draw(name, "cat", 0.2)])
    assert await list_waiting(drawn) == [("c", "cat"), ("r2", "cat"), ("r4", "cat")]


async def test_who_may_be_asked(drawn: Graph) -> None:
    pairs = [(image, "cat") for image in ("a", "b", "c", "d", "gone")]

    async def ask(*voters: str, nsfw: bool = False) -> list[str]:
        return [pair.image for pair in await list_free_audits(drawn, pairs, voters, nsfw=nsfw)]

    assert await list_free_audits(drawn, pairs[:1], ["v"], nsfw=False) == [DrawnPair(image="a", tag="cat", answers=0)]
    await answer(drawn, "v", "a", "cat", "pass")
    await run(drawn, "MATCH (b:Image {id: 'b'}) SET b.nsfw = 'suspected'")
    assert (await ask("v"), await ask("w", "v"), await ask("w")) == (["c", "d"], ["c", "d"], ["a", "c", "d"])
    assert await ask("v", nsfw=True) == ["b", "c", "d"]
    await answer(drawn, "w", "c", "cat", "yes")
    await merge(drawn, "d", "a")
    assert await ask("v") == []
    assert await ask("x") == ["a"]
    await run(drawn, "MATCH (d:Image {id: 'd'}) SET d.withheld = ['asked for']")
    assert await ask("x") == []


async def test_what_people_say_and_what_nobody_can_be_asked(drawn: Graph) -> None:
    await answer(drawn, "v", "a", "cat", "yes")
    await answer(drawn, "v", "b", "cat", "yes")
    await answer(drawn, "w", "b", "cat", "no")
    await answer(drawn, "v", "c", "cat", "no")
    await run(drawn, "MATCH (d:Image {id: 'd'}) SET d.nsfw = 'confirmed'")
    said = {(row.image, row.tag): (row.people, row.closed) for row in await list_audits(drawn, "r1", "", 9)}
    assert said == {
        ("a", "cat"): (pytest.approx(2 / 3), False),
        ("a", "dog"): (None, False),
        ("b", "cat"): (0.5, True),
        ("c", "cat"): (pytest.approx(1 / 3), False),
        ("d", "cat"): (None, True),
    }


async def test_assessments_are_replaced_whole(drawn: Graph) -> None:
    first = Assessment(tag="cat", support=9, auroc=0.9, measured_on="test", threshold=0.7, answered_by="tag", missing=0)
    assert await add_assessments(drawn, "r1", [first]) == 1
    second = first.model_copy(update={"threshold": None, "answered_by": "nobody", "missing": 4, "reason": "few"})
    await add_assessments(drawn, "r1", [second])
    await run(drawn, "MATCH (:ModelRun)-[a:ASSESSED]->(:Tag {name: 'dog'}) DELETE a")
    assert await list_assessments(drawn, "r1", 9) == [second]
