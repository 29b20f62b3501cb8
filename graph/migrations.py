"""The graph's schema version: numbered, repeatable files of `cypher/schema`, brought up one by one."""

import re

from neo4j import Query

from graph.catalogue import FOLDER
from graph.connection import Graph, translate_errors
from taggy.errors import SchemaError

INDEX_TIME = 4 * 3600  # seconds; a new index is filled from everything that is there


def list_migrations() -> list[tuple[int, str, list[str]]]:
    """List (number, name, statements) of every migration, in order."""
    files = sorted((FOLDER / "schema").glob("[0-9]*.cypher"))
    return [(int(f.stem[:4]), f.stem, _split(f.read_text(encoding="utf-8"))) for f in files]


def _split(text: str) -> list[str]:
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    return [statement.strip() for statement in re.split(r";\s*(?:\n|$)", plain) if statement.strip()]


async def read_version(graph: Graph) -> int:
    """Read the number of the last migration that the graph has; 0 for a graph that Taggy has not seen."""
    with translate_errors():
        rows, _, _ = await graph.driver.execute_query(
            "OPTIONAL MATCH (n:Library {name: 'taggy'}) RETURN coalesce(n.schemaVersion, 0) AS version",
            database_=graph.database,
        )
    return int(rows[0]["version"])


async def ensure_schema(graph: Graph) -> list[str]:
    """Bring the graph up to this program's schema and return the names of the migrations that ran.

    Each file can be repeated: one that was cut off in the middle runs again from its start.

    Raises:
        SchemaError: the graph was written by a newer program.
    """
    migrations = list_migrations()
    version = await read_version(graph)
    newest = migrations[-1][0]
    if version > newest:
        raise SchemaError(
            f"This graph has schema {version}, this program knows {newest}. Update Taggy; nothing was changed."
        )
    ran = []
    for number, name, statements in migrations:
        if number <= version:
            continue
        with translate_errors():
            for statement in statements:
                await _run_unlimited(graph, statement)
            await graph.driver.execute_query(
                "MERGE (n:Library {name: 'taggy'}) SET n.schemaVersion = $number",
                {"number": number},
                database_=graph.database,
            )
        ran.append(name)
    if ran:
        with translate_errors():
            await _run_unlimited(graph, f"CALL db.awaitIndexes({INDEX_TIME})")
    return ran


async def _run_unlimited(graph: Graph, statement: str) -> None:
    """Run a statement that may take longer than the server allows to others: an index on millions."""
    await graph.driver.execute_query(Query(statement, timeout=0), database_=graph.database)
