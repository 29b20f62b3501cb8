"""Writing records into an empty graph, in batches; the graph itself notes how far they came."""

import gzip
import json
from collections.abc import AsyncIterator
from itertools import islice
from typing import IO, Any, LiteralString

from neo4j import AsyncManagedTransaction

from graph.connection import Graph, translate_errors
from graph.records.reading import name_relationships
from graph.records.statements import write_nodes, write_relationships
from graph.records.values import decode_properties
from graph.restores import Restore, save_restore
from graph.schema import list_kept_labels, list_kept_relationships
from taggy.errors import BackupError

BATCH = 1_000


async def write_records(graph: Graph, name: str, file: IO[bytes], restore: Restore) -> AsyncIterator[int]:
    """Write a part into the graph, from where `restore` came in it.

    A batch that is written again changes nothing: all goes by keys.

    Yields:
        After each batch: the rows written so far.

    Raises:
        BackupError: it holds what this program does not know, or a relationship without its ends.
    """
    text = _find_statement(name)
    part, _, rows = restore.restored.rpartition(":")
    done = int(rows) if part == name else 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = islice(lines, done, None)
        while batch := [_read(line) for line in islice(records, BATCH)]:
            done += len(batch)
            await _write(graph, text, batch, f"{name}:{done}")
            await save_restore(graph, restore.restoring, f"{name}:{done}")
            yield done


def _read(line: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(line)
    return record | {"properties": decode_properties(record["properties"])}


def _find_statement(name: str) -> LiteralString:
    for label in list_kept_labels():
        if name == f"nodes/{label}":
            return write_nodes(label)
    for of in list_kept_relationships():
        if name == name_relationships(of):
            return write_relationships(of)
    raise BackupError(f"The backup holds {name}, which this Taggy does not know. Use the Taggy that wrote it.")


async def _write(graph: Graph, text: LiteralString, rows: list[dict[str, Any]], place: str) -> None:
    async def work(tx: AsyncManagedTransaction) -> None:
        written = await (await tx.run(text, rows=rows)).single(strict=True)
        if written["written"] != len(rows):
            raise BackupError(f"A record before {place} names an end that the backup does not hold. It is damaged.")

    with translate_errors():
        async with graph.driver.session(database=graph.database) as session:
            await session.execute_write(work)
