"""Rulings: given, changed and taken back on tiny graphs, and what they do to a pair."""

import asyncio
from typing import Any

import pytest

from consensus.rebuild import rebuild_consensus
from graph.connection import Graph
from graph.rulings import Ruled, rule_pair, withdraw_ruling
from graph.vocabulary import rebuild_hearings
from graph.votes import Ballot, cast_votes
from taggy.errors import NotFoundError
from tests.seeds import add_images, add_tags, add_voters, link, merge, read_consensus, run


async def read_events(graph: Graph) -> list[tuple[Any, ...]]:
    rows = await run(graph, "MATCH (e:Event {what: 'ruling'}) RETURN e ORDER BY e.at, e.subject")
    return [tuple(row["e"].get(name) for name in ("who", "subject", "before", "after", "why")) for row in rows]


async def seed(graph: Graph) -> None:
    """A picture with a copy, a tag with an alias and one that it implies."""
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat", "pussycat", "animal")
    await add_voters(graph, "v", "w")


async def test_a_ruling_settles_and_is_taken_back_without_a_trace_but_events(graph: Graph) -> None:
    await seed(graph)
    await cast_votes(graph, [Ballot("v", "a", "cat", "yes"), Ballot("w", "a", "cat", "no")])
    before = await read_consensus(graph)
    assert "board" in before["a", "cat"]
    ruled = await rule_pair(graph, "a", "cat", "no", "ada", "a dog")
    assert ruled == Ruled(image="a", tag="cat", before=None, ruling="no")
    pair = (await read_consensus(graph))["a", "cat"]
    assert (pair["yes"], pair["no"], pair["settled"]) == (1, 1, "no")
    assert not {"board", "ask", "rank"} & pair.keys()
    again = await rule_pair(graph, "a", "cat", "no", "bob", "another reason")
    assert again == Ruled(image="a", tag="cat", before="no", ruling="no")
    changed = await rule_pair(graph, "a", "cat", "yes", "bob")
    assert changed.before == "no"
    stored = await run(graph, "MATCH (i)-[d:DECIDED]->(t) RETURN i.id AS i, t.name AS t, d {.*, at: null} AS d")
    decided = {"key": "ruling|a|cat", "purpose": "ruling", "response": True, "who": "bob", "at": None}
    assert stored == [{"i": "a", "t": "cat", "d": decided}]
    withdrawn = await withdraw_ruling(graph, "a", "cat", "ada", "not sure")
    assert withdrawn == Ruled(image="a", tag="cat", before="yes", ruling=None)
    assert await withdraw_ruling(graph, "a", "cat", "ada") == Ruled(image="a", tag="cat", before=None, ruling=None)
    assert await read_consensus(graph) == before
    assert await read_events(graph) == [
        ("ada", "a|cat", None, "no", "a dog"),
        ("bob", "a|cat", "no", "yes", None),
        ("ada", "a|cat", "yes", None, "not sure"),
    ]


async def test_a_ruling_alone_makes_a_pair_and_implies(graph: Graph) -> None:
    await seed(graph)
    await link(graph, "implies", "cat", "animal")
    await rule_pair(graph, "a", "cat", "yes", "ada")
    pairs = await read_consensus(graph)
    assert {pair: said["settled"] for pair, said in pairs.items()} == {("a", "cat"): "yes", ("a", "animal"): "yes"}
    await withdraw_ruling(graph, "a", "cat", "ada")
    assert await read_consensus(graph) == {}


async def test_it_counts_for_the_class_and_the_canonical_tag_and_is_found_from_there(graph: Graph) -> None:
    await seed(graph)
    await merge(graph, "b", "a")
    await link(graph, "alias", "pussycat", "cat")
    assert await rule_pair(graph, "b", "pussycat", "yes", "ada") == Ruled(
        image="a", tag="cat", before=None, ruling="yes"
    )
    assert {pair: said["settled"] for pair, said in (await read_consensus(graph)).items()} == {("a", "cat"): "yes"}
    assert (await rule_pair(graph, "a", "cat", "no", "ada")).before == "yes"  # the latest counts
    assert (await read_consensus(graph))["a", "cat"]["settled"] == "no"
    assert (await withdraw_ruling(graph, "a", "pussycat", "ada")).before == "no"
    assert await read_consensus(graph) == {}
    assert await run(graph, "MATCH ()-[d:DECIDED]->() RETURN d") == []
    assert sorted(read[1] for read in await read_events(graph)) == ["a|cat", "a|cat", "b|pussycat", "b|pussycat"]


async def test_it_stays_with_its_picture_when_that_is_parted_again(graph: Graph) -> None:
    await seed(graph)
    await merge(graph, "b", "a")
    await rule_pair(graph, "b", "cat", "yes", "ada")
    await run(graph, "MATCH ()-[d:DUPLICATE_OF]->() DELETE d")
    await run(graph, "MATCH ()-[c:COMPARED]->() SET c.verdict = 'unrelated'")
    async for _ in rebuild_consensus(graph):
        pass
    assert set(await read_consensus(graph)) == {("b", "cat")}


@pytest.mark.parametrize(("image", "tag"), [("x", "cat"), ("a", "x")])
async def test_what_does_not_exist_is_not_ruled_on(graph: Graph, image: str, tag: str) -> None:
    await seed(graph)
    with pytest.raises(NotFoundError, match="no picture"):
        await rule_pair(graph, image, tag, "yes", "ada")
    with pytest.raises(NotFoundError, match="no picture"):
        await withdraw_ruling(graph, image, tag, "ada")
    assert await read_events(graph) == []


async def test_rulings_that_race_votes_end_in_what_a_rebuild_gives(graph: Graph) -> None:
    await seed(graph)
    await merge(graph, "b", "a")
    await link(graph, "alias", "pussycat", "cat")
    pairs = [(image, tag) for image in "ab" for tag in ("cat", "pussycat")]
    await asyncio.gather(
        *(cast_votes(graph, [Ballot(voter, *pair, "yes")]) for voter in "vw" for pair in pairs),
        *(rule_pair(graph, *pair, "no", "ada") for pair in pairs),
        *(withdraw_ruling(graph, *pair, "bob") for pair in pairs[:2]),
    )
    stored = await read_consensus(graph)
    await run(graph, "MATCH ()-[c:CONSENSUS]->() DELETE c")
    await rebuild_hearings(graph)
    async for _ in rebuild_consensus(graph):
        pass
    assert await read_consensus(graph) == stored
    assert set(stored) == {("a", "cat")}
