"""The vocabulary: links proposed, decided and taken back, what moves with them, and what is refused."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consensus.revision import revise_consensus
from graph.closure import Link
from graph.connection import Graph
from graph.hearings import list_hearings, list_moved_tags
from graph.jobs import VOCABULARY, list_jobs
from graph.tags import set_category
from graph.transitions import begin_job, end_job
from graph.vocabulary import (
    NewLink,
    accept_link,
    count_moved_pairs,
    list_links,
    make_link,
    propose_links,
    rebuild_hearings,
    reject_link,
    withdraw_link,
)
from taggy.errors import ConflictError, InputError, NotFoundError, TaggyError
from tests.seeds import add_images, add_tags, add_voters, claim, link, merge, read_links, run

COLOUR = Link("alias", "colour", "color")
KITTEN = Link("implies", "kitten", "cat")


async def read_events(graph: Graph) -> list[tuple[Any, ...]]:
    rows = await run(graph, "MATCH (e:Event) RETURN e ORDER BY e.at, e.after")
    return [tuple(row["e"].get(name) for name in ("who", "what", "subject", "before", "after", "why")) for row in rows]


async def test_a_proposal_is_made_once_and_keeps_what_was_decided(graph: Graph) -> None:
    await add_tags(graph, "color", "colour", "cat", "kitten", "dog")
    links = [
        NewLink("alias", "colour", "color", "mining", "spelled alike", {"distance": 1}, 0.9),
        NewLink("alias", "color", "colour", "mining"),
        NewLink("excludes", "dog", "cat", "mining", score=0.7),
        NewLink("implies", "kitten", "cat", "booru"),
        NewLink("implies", "kitten", "no such tag", "booru"),
        NewLink("implies", "cat", "cat", "booru"),
    ]
    assert await propose_links(graph, links) == 3
    assert await propose_links(graph, links) == 0
    await reject_link(graph, COLOUR, "ann", "no")
    assert await propose_links(graph, [NewLink("alias", "color", "colour", "booru")]) == 0
    assert await propose_links(graph, [NewLink("implies", "kitten", "cat", "booru", "again", score=0.8)]) == 0
    rows = await list_links(graph)
    assert [(row.link, row.state, row.source, row.reason, row.evidence, row.score) for row in rows] == [
        (COLOUR, "rejected", "mining", "no", '{"distance": 1}', 0.9),
        (KITTEN, "proposed", "booru", "again", None, 0.8),
        (Link("excludes", "cat", "dog"), "proposed", "mining", None, None, 0.7),
    ]
    assert [row.link for row in await list_links(graph, after=rows[0].cursor, limit=1)] == [KITTEN]
    assert [row.link for row in await list_links(graph, "alias", "rejected", "color", "mining")] == [COLOUR]
    assert await list_links(graph, state="accepted") == []
    assert await list_moved_tags(graph) == []
    assert await list_jobs(graph) == []


async def test_a_decision_is_an_event_that_moves_tags_and_asks_for_the_job(graph: Graph) -> None:
    await add_tags(graph, "cat", "kitten", "dog")
    assert await accept_link(graph, KITTEN, "ann", "a kitten is a cat") == ["cat", "kitten"]
    assert await accept_link(graph, KITTEN, "ann") == []
    assert await read_links(graph) == {("IMPLIES", "kitten", "cat", "accepted")}
    assert [row.tag for row in await list_moved_tags(graph)] == ["cat", "kitten"]
    assert [(job.kind, job.state) for job in await list_jobs(graph)] == [("vocabulary", "waiting")]
    assert await withdraw_link(graph, KITTEN, "bob") == ["cat", "kitten"]
    assert await reject_link(graph, KITTEN, "bob", "no") == []
    assert await list_hearings(graph) == {}
    assert await read_events(graph) == [
        ("ann", "implies", "kitten → cat", None, "accepted", "a kitten is a cat"),
        ("bob", "implies", "kitten → cat", "accepted", "proposed", None),
        ("bob", "implies", "kitten → cat", "proposed", "rejected", "no"),
    ]
    (row,) = await list_links(graph)
    assert (row.source, row.who, row.state, row.reason) == ("staff", "bob", "rejected", "no")


async def test_an_alias_that_stood_the_other_way_is_turned(graph: Graph) -> None:
    await add_tags(graph, "color", "colour")
    await propose_links(graph, [NewLink("alias", "color", "colour", "mining", "spelled alike", {"distance": 1}, 0.9)])
    assert await accept_link(graph, COLOUR, "ann") == ["color", "colour"]
    (row,) = await list_links(graph)
    assert (row.link, row.state, row.source, row.reason) == (COLOUR, "accepted", "mining", "spelled alike")
    assert (row.evidence, row.score) == ('{"distance": 1}', 0.9)


@pytest.mark.parametrize(
    ("new", "error", "says"),
    [
        (Link("implies", "cat", "kitten"), ConflictError, "a tag implies itself: cat → kitten → cat"),
        (make_link("excludes", "kitten", "cat"), ConflictError, "kitten → cat"),
        (Link("alias", "cat", "cat"), InputError, "itself"),
        (Link("implies", "cat", "tiger"), NotFoundError, "no tag 'cat', or none 'tiger'"),
    ],
)
async def test_what_is_refused_changes_nothing(graph: Graph, new: Link, error: type[TaggyError], says: str) -> None:
    await add_tags(graph, "cat", "kitten")
    await link(graph, "implies", "kitten", "cat")
    before = await read_links(graph), await list_hearings(graph)
    for act in (accept_link(graph, new, "ann"), count_moved_pairs(graph, new)):
        with pytest.raises(error, match=says):
            await act
    assert (await read_links(graph), await list_hearings(graph)) == before
    assert await read_events(graph) == []
    assert await list_moved_tags(graph) == []


@pytest.mark.parametrize("act", [reject_link, withdraw_link])
async def test_what_nobody_said_cannot_be_taken_back(graph: Graph, act: Any) -> None:
    await add_tags(graph, "cat", "kitten")
    with pytest.raises(NotFoundError, match="Nobody has said that 'kitten' implies 'cat'"):
        await act(graph, KITTEN, "ann")


async def test_of_two_that_contradict_each_other_one_is_accepted(graph: Graph) -> None:
    await add_tags(graph, "a", "b", "c")
    ring = [Link("implies", "a", "b"), Link("implies", "b", "c"), Link("implies", "c", "a")]
    done = await asyncio.gather(*(accept_link(graph, each, "ann") for each in ring), return_exceptions=True)
    assert sorted(isinstance(result, ConflictError) for result in done) == [False, False, True]


async def test_how_many_pairs_move_is_said_before(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "d")
    await add_tags(graph, "cat", "kitten", "kitty", "animal")
    await add_voters(graph, "v")
    await merge(graph, "d", "a")
    for image in "acd":
        await claim(graph, "s", image, "kitten")
    await claim(graph, "gone", "b", "kitten", until="2026-01-01T00:00:00Z")
    await run(
        graph,
        """MATCH (b:Image {id: 'b'}), (c:Image {id: 'c'}), (cat:Tag {name: 'cat'}), (kitty:Tag {name: 'kitty'}),
           (kitten:Tag {name: 'kitten'})
           CREATE (b)-[:SORT {key: 'v|b|cat', voter: 'v', answer: 'no', response: false, at: datetime()}]->(cat),
             (c)-[:SORT {key: 'v|c|cat', voter: 'v', answer: 'no', response: false, at: datetime()}]->(cat),
             (b)-[:SORT {key: 'v|b|kitty', voter: 'v', answer: 'pass', at: datetime()}]->(kitty),
             (c)-[:CONSENSUS {key: 'c|kitten', image: 'c', tag: 'kitten'}]->(kitten),
             (b)-[:CONSENSUS {key: 'b|kitty', image: 'b', tag: 'kitty'}]->(kitty)""",
    )
    # a|cat and c|cat come to be by the claims on kitten; of the No on cat only c|kitten hears, for b|kitten is no pair.
    assert await count_moved_pairs(graph, KITTEN) == 3
    # b|kitty goes and b|cat hears the pass.
    assert await count_moved_pairs(graph, Link("alias", "kitty", "cat")) == 2
    assert await count_moved_pairs(graph, make_link("excludes", "kitten", "animal")) == 0
    await link(graph, "implies", "kitten", "cat")
    assert await count_moved_pairs(graph, KITTEN) == 0
    assert await count_moved_pairs(graph, KITTEN, accepted=False) == 3


async def test_a_tag_is_put_into_one_category(graph: Graph) -> None:
    await add_tags(graph, "mary")
    await set_category(graph, "mary", "artist", "ann", "she paints")
    await set_category(graph, "mary", "artist", "ann")
    rows = await run(graph, "MATCH (:Tag {name: 'mary'})-[r:OF]->(c) RETURN r.key AS key, c.name AS name")
    assert rows == [{"key": "mary|artist", "name": "artist"}]
    assert await read_events(graph) == [("ann", "category", "mary", "general", "artist", "she paints")]
    with pytest.raises(NotFoundError, match="no tag 'bob'"):
        await set_category(graph, "bob", "artist", "ann")


async def test_a_change_while_the_job_ends_is_not_lost(graph: Graph) -> None:
    await add_tags(graph, "cat", "kitten", "dog")
    await accept_link(graph, KITTEN, "ann")
    job = await begin_job(graph, VOCABULARY, None, "me", 60)
    async for _ in revise_consensus(graph):
        pass
    assert await list_moved_tags(graph) == []
    await accept_link(graph, make_link("excludes", "cat", "dog"), "ann")
    assert (await end_job(graph, job.id, "me", "done")).state == "waiting"
    assert [row.tag for row in await list_moved_tags(graph)] == ["cat", "dog", "kitten"]
    again = await begin_job(graph, VOCABULARY, None, "me", 60)
    assert (again.id, again.cursor, again.again) == (job.id, None, None)
    assert (await end_job(graph, job.id, "me", "done")).state == "done"


NAMES = ("a", "b", "c", "d")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["alias", "implies", "excludes"]),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from([accept_link, accept_link, withdraw_link, reject_link]),
    ),
    max_size=12,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
async def test_step_by_step_tags_hear_what_they_hear_as_a_whole(graph: Graph, acts: list[tuple[Any, ...]]) -> None:
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    await add_tags(graph, *NAMES)
    for kind, start, end, act in acts:
        try:
            await act(graph, make_link(kind, start, end), "ann")
        except TaggyError:
            continue
    heard = await list_hearings(graph)
    await rebuild_hearings(graph)
    assert await list_hearings(graph) == heard
    await run(graph, "MATCH ()-[r:HEARS]->() DELETE r")
    await rebuild_hearings(graph)
    assert await list_hearings(graph) == heard
