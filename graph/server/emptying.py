"""Emptying a database that is not ours to delete as a folder: in batches, relationships first."""

from graph.connection import Graph, translate_errors

# Auto-commit statements, so not of the catalogue; relationships first, because one tag may have millions.
RELATIONSHIPS = "MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS"
NODES = "MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 10000 ROWS"


async def empty_database(graph: Graph) -> int:
    """Delete every node and relationship, and return how many nodes there were."""
    with translate_errors():
        async with graph.driver.session(database=graph.database) as session:
            await (await session.run(RELATIONSHIPS)).consume()
            emptied = await (await session.run(NODES)).consume()
    return emptied.counters.nodes_deleted
