"""What a query of the catalogue touches in the store, by a plan for the graph as it is at that moment."""

from typing import Any

from graph.catalogue import find_query
from graph.connection import Graph


async def count_hits(graph: Graph, name: str, params: dict[str, Any]) -> int:
    """Run a query and count its database hits.

    A plan that was made a moment ago, when the graph held little, is used for a minute, and an index is sampled anew
    in the background only: both are done here first, so that the count is the same each time.
    """
    async with graph.driver.session(database=graph.database) as session:
        await (await session.run("CALL db.prepareForReplanning()")).consume()
        summary = await (await session.run(f"PROFILE CYPHER replan=force {find_query(name).text}", params)).consume()
    assert summary.profile is not None
    return _sum_hits(dict(summary.profile))


def _sum_hits(plan: dict[str, Any]) -> int:
    return int(plan.get("dbHits", 0)) + sum(_sum_hits(child) for child in plan.get("children", ()))
