"""What the server itself says of each query, with the header's example: its type, its plan, and no complaint."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from graph.catalogue import FOLDER, parse_query
from graph.connection import Graph
from graph.schema import NODES, RELATIONSHIPS, list_property_names
from tests.conftest import empty_graph

FILES = sorted(path for path in FOLDER.glob("*/*.cypher") if path.parent.name != "schema")
TYPES = {"read": {"r"}, "write": {"w", "rw"}}
KEYED = {"NodeUniqueIndexSeek", "DirectedRelationshipUniqueIndexSeek", "Argument"}
COSTLY = ("AllNodesScan", "CartesianProduct", "DirectedAllRelationshipsScan", "UndirectedAllRelationshipsScan")


@pytest_asyncio.fixture(scope="module")
async def known(server: Graph) -> Graph:
    """A graph that has met every name of the schema: else the server warns of names that it never saw."""
    await empty_graph(server)
    async with server.driver.session(database=server.database) as session:
        properties = dict.fromkeys(list_property_names(), "")
        types = sorted({relationship.type for relationship in RELATIONSHIPS})
        names = {"labels": [*NODES], "types": types, "properties": properties}
        met = await session.run(
            "CREATE (n:Lock) SET n = $properties "
            "WITH n UNWIND $types AS type CREATE (n)-[:$(type)]->(n) "
            "WITH n, count(*) AS types UNWIND $labels AS label SET n:$(label) WITH DISTINCT n DETACH DELETE n",
            names,
        )
        await met.consume()
    return server


def name_operator(plan: dict[str, Any]) -> str:
    return str(plan["operatorType"]).partition("@")[0].partition("(")[0]


def list_leaves(plan: dict[str, Any]) -> Iterator[str]:
    if not plan.get("children"):
        yield name_operator(plan)
    for child in plan.get("children", ()):
        yield from list_leaves(child)


def list_operators(plan: dict[str, Any]) -> Iterator[str]:
    """List the operators of a plan, but no product of what is all found by unique keys: that is a product of ones."""
    if name_operator(plan) != "CartesianProduct" or not KEYED.issuperset(list_leaves(plan)):
        yield name_operator(plan)
    for child in plan.get("children", ()):
        yield from list_operators(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_the_server_takes_it_as_its_header_says(known: Graph, path: Path) -> None:
    query = parse_query(path)
    async with known.driver.session(database=known.database) as session:
        rows = await session.run(f"RETURN {query.example} AS params")
        params = (await rows.data())[0]["params"]
        summary = await (await session.run(f"EXPLAIN {query.text}", params)).consume()
    assert summary.query_type in TYPES[query.access]
    assert [status.status_description for status in summary.gql_status_objects if status.is_notification] == []
    assert summary.plan is not None
    costly = set(COSTLY).intersection(list_operators(dict(summary.plan)))
    assert costly <= set(query.plan), "justify it in the header: `Plan: allows X because …`"
