"""Every earlier schema version: a graph of it, with data, comes up to today's, wherever it is interrupted.

A migration that is added is covered by itself: each version is built from the numbered files up to it.
"""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
import pytest_asyncio

from consensus.rebuild import rebuild_consensus
from graph.connection import Graph
from graph.migrations import ensure_schema, list_migrations, migrate_schema, read_version
from graph.votes import Ballot, cast_votes
from tests.graph.test_migrations import list_schema
from tests.seeds import add_images, add_tags, add_voters, claim, read_consensus, run

NUMBERS = [number for number, _, _ in list_migrations()]
DATA = """
CREATE (source:Source {name: 'folder:pets'}), (collection:Collection {name: 'pets', createdAt: datetime()})
CREATE (post:Post {key: 'folder%3Apets:cat', tags: ['Cat'], media: 'here'})-[:FROM {key: 'post|source'}]->(source)
WITH post, collection
MATCH (image:Image {id: 'a0'}), (copy:Image {id: 'a1'}), (tag:Tag {name: 'cat'})
MATCH (voter:Voter {id: 'v1'}), (other:Voter {id: 'v2'})
CREATE (post)-[:SHOWS {key: 'post|a0'}]->(image), (image)-[:IN {key: 'a0|pets'}]->(collection)
CREATE (image)-[:LOOKS {key: 'e|a0'}]->(:Embedding {key: 'e|a0', vector: [0.5, 1.0]})
CREATE (run:ModelRun {id: 'r1', state: 'live', cleared: true, backbone: 'toy', revision: '1', createdAt: datetime()})
CREATE (run)-[:ASSESSED {key: 'r1|cat', support: 3, threshold: 0.5}]->(tag)
CREATE (image)-[:PROPOSED {key: 'r1|a0|cat', run: 'r1', confidence: 0.9, at: datetime()}]->(tag)
CREATE (voter)-[:FLAGGED {key: 'v1|a0', state: 'open', at: datetime()}]->(image)
CREATE (other)-[:IS {key: 'v2|v1', at: datetime()}]->(voter)
CREATE (:Session {hash: 'ff', kind: 'visit', createdAt: datetime()})-[:OPENS {key: 'ff|v1'}]->(voter)
CREATE (image)-[:SORTED_BEFORE {key: 'before', voter: 'v1', answer: 'no', at: datetime(), until: datetime()}]->(tag)
CREATE (image)-[:COMPARED {key: 'a0|a1', verdict: 'duplicate', method: 'person', who: 'v1', at: datetime()}]->(copy)
CREATE (:Event {id: 'e1', what: 'cleared', at: datetime()}), (:Job {name: 'consensus rebuild', cursor: 'a0', done: 1})
"""
COUNTS = """
MATCH (n) WHERE NOT n:Library RETURN labels(n)[0] AS name, count(n) AS count
UNION ALL
MATCH ()-[r]->() RETURN type(r) AS name, count(r) AS count
"""


class CutError(Exception):
    """The connection is gone."""


class CutDriver:
    """The real driver, cut off after so many statements."""

    def __init__(self, driver: Any, statements: int) -> None:
        self.driver = driver
        self.left = statements

    async def execute_query(self, *arguments: Any, **options: Any) -> Any:
        """Run a statement, unless the connection is gone."""
        if not self.left:
            raise CutError
        self.left -= 1
        return await self.driver.execute_query(*arguments, **options)


@pytest_asyncio.fixture
async def bare(graph: Graph) -> AsyncIterator[Graph]:
    """A server that has never seen Taggy; it gets its schema back afterwards."""
    await make_bare(graph)
    try:
        yield graph
    finally:
        await make_bare(graph)
        await ensure_schema(graph)


async def make_bare(graph: Graph) -> None:
    await run(graph, "MATCH (n) DETACH DELETE n")
    for row in await run(graph, "SHOW CONSTRAINTS YIELD name"):
        await run(graph, f"DROP CONSTRAINT {row['name']}")
    for row in await run(graph, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
        await run(graph, f"DROP INDEX {row['name']}")


async def build(graph: Graph, number: int) -> dict[str, int]:
    """Build the graph of a version, with data of every kind, and count what is in it."""
    await migrate_schema(graph, number)
    assert await read_version(graph) == number
    await add_images(graph, "a0", "a1")
    await add_tags(graph, "cat")
    await add_voters(graph, "v1", "v2")
    await claim(graph, "s1", "a0", "cat")
    await cast_votes(graph, [Ballot("v1", "a0", "cat", "yes"), Ballot("v2", "a1", "cat", "no")])
    await run(graph, DATA)
    async for _ in rebuild_consensus(graph):
        pass
    return await count(graph)


async def count(graph: Graph) -> dict[str, int]:
    return {row["name"]: row["count"] for row in await run(graph, COUNTS)}


async def check(graph: Graph, before: dict[str, int], schema: list[tuple[str, str]]) -> None:
    """All is there, under today's schema, and what is derived is what a rebuild makes of it."""
    assert await read_version(graph) == NUMBERS[-1]
    assert await list_schema(graph) == schema
    assert await count(graph) == before
    derived = await read_consensus(graph)
    async for _ in rebuild_consensus(graph):
        pass
    assert await read_consensus(graph) == derived
    assert await run(graph, "SHOW INDEXES YIELD state WHERE state <> 'ONLINE'") == []


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_graph_of_this_version_comes_up(bare: Graph, number: int) -> None:
    schema = await read_fresh_schema(bare)
    before = await build(bare, number)
    assert await ensure_schema(bare) == [name for n, name, _ in list_migrations() if n > number]
    await check(bare, before, schema)


async def test_it_comes_up_when_it_is_cut_off_after_every_statement(bare: Graph) -> None:
    # Of each file every run dies one statement later than the one before, from a graph of the first version with data.
    schema = await read_fresh_schema(bare)
    before = await build(bare, NUMBERS[0])
    cuts, statements, version = 0, 0, NUMBERS[0]
    while True:
        cut = Graph(cast("Any", CutDriver(bare.driver, statements)), bare.database)
        try:
            await ensure_schema(cut)
            break
        except CutError:
            cuts += 1
            reached = await read_version(bare)
            statements = statements + 1 if reached == version else 0
            version = reached
    assert cuts >= sum(len(texts) for number, _, texts in list_migrations() if number > NUMBERS[0])
    await check(bare, before, schema)


async def test_an_empty_server_comes_up_when_it_is_cut_off_in_the_first_file(bare: Graph) -> None:
    schema = await read_fresh_schema(bare)
    first = len(list_migrations()[0][2])
    for statements in (0, 1, 2, first // 2, first):
        with pytest.raises(CutError):
            await ensure_schema(Graph(cast("Any", CutDriver(bare.driver, 2 + statements)), bare.database))
    await ensure_schema(bare)
    assert await list_schema(bare) == schema


async def read_fresh_schema(graph: Graph) -> list[tuple[str, str]]:
    """Read what a new graph has, and make the server bare again."""
    await ensure_schema(graph)
    schema = await list_schema(graph)
    await make_bare(graph)
    return schema
