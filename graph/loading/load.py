"""The load: what is staged becomes the graph of an empty local server, whole or not at all.

Neo4j's import tool writes a store many times faster than transactions, but only a whole one, and only while the server
is stopped. So: write tables, shut everybody out, make sure that the graph is empty, import, start, make the constraints
and indexes, add what no table can hold, compare the counts; and only then let others in. Where it is cut off, the
next to come finds the graph empty as before, and what was staged is still there.
"""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import LiteralString

from neo4j import Query

from graph.connection import Graph, connect, translate_errors
from graph.imports import ImportBatch, count_loaded, count_nodes, record_import
from graph.loading.rows import TABLES, list_leftovers, write_tables
from graph.loading.staging import Staging
from graph.loading.tables import Table
from graph.migrations import ensure_schema
from graph.server.lease import LocalServer
from graph.server.making import make_graph
from graph.weighing import read_moved_speakers, settle_moved_speakers
from taggy.errors import ConflictError, ServerError
from taggy.settings import Settings, secure_folder

BATCH = 200
# Auto-commit statements, so not of the catalogue. An empty list is what no table can hold.
EMPTY_LISTS: tuple[LiteralString, ...] = (
    "MATCH (n:Image) WHERE n.withheld IS NULL CALL (n) { SET n.withheld = [] } IN TRANSACTIONS OF 10000 ROWS",
    "MATCH (n:Post) WHERE n.tags IS NULL CALL (n) { SET n.tags = [] } IN TRANSACTIONS OF 10000 ROWS",
)


async def load_staged(settings: Settings, staging: Staging, say: Callable[[str], None]) -> None:
    """Make what is staged the graph of the local server; `say` is told what is being done.

    Raises:
        ConflictError: the graph is not empty any more.
        ServerError: the server is in use, or the load failed. What is staged is kept.
    """
    say("Writing tables")
    shutil.rmtree(staging.tables, ignore_errors=True)
    parts = os.cpu_count() or 1
    source, collection = staging.source, staging.collection
    counts, left_out = await asyncio.to_thread(
        write_tables, staging.file, secure_folder(staging.tables), source, collection, parts
    )
    async with load_tables(settings, staging.tables, TABLES, parts + 1, say) as graph:
        await _check_counts(graph, counts)
        rows = list_leftovers(staging.file) if left_out else iter(())
        while batch := tuple(islice(rows, BATCH)):
            await record_import(graph, ImportBatch(source, collection, batch))
    staging.discard()


@asynccontextmanager
async def load_tables(
    settings: Settings, folder: Path, tables: Sequence[Table], parts: int, say: Callable[[str], None]
) -> AsyncIterator[Graph]:
    """Load tables into the empty local server and hand the graph out, to this one alone; it counts from its end on.

    Raises:
        ConflictError: the graph is not empty.
        ServerError: the server is in use, or the load failed.
    """
    async with make_graph(settings) as making:
        async with _connect(await making.start()) as graph:
            if await count_nodes(graph):
                raise ConflictError("Something came into the graph meanwhile. Run the same command again.")
        say("Loading them into the graph")
        await making.load(folder, [table.name_argument(parts) for table in tables])
        async with _connect(await making.start()) as graph:
            say("Making constraints and indexes")
            with translate_errors():
                for statement in EMPTY_LISTS:
                    async with graph.driver.session(database=graph.database) as session:
                        await (await session.run(Query(statement, timeout=0))).consume()
            await ensure_schema(graph)  # which marks all sources of a graph that is older than the weighing of claims
            await settle_moved_speakers(graph, await read_moved_speakers(graph))
            yield graph
        making.accept()


@asynccontextmanager
async def _connect(server: LocalServer) -> AsyncIterator[Graph]:
    async with connect(server.uri, "neo4j", server.password, "neo4j") as graph:
        yield graph


async def _check_counts(graph: Graph, written: Mapping[str, int]) -> None:
    loaded = Counter(await count_loaded(graph))
    if wrong := {name: (loaded[name], written.get(name, 0)) for name in loaded if loaded[name] != written.get(name, 0)}:
        kinds = "; ".join(f"{name}: {there} of {wanted}" for name, (there, wanted) in sorted(wrong.items()))
        raise ServerError(f"Not everything arrived in the graph ({kinds}). Nothing was kept; run the command again.")
