"""The graph's schema version: numbered, repeatable files of `cypher/schema`, brought up one by one."""

import re
from typing import Any

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


async def list_schema_faults(graph: Graph) -> list[str]:
    """List the constraints and indexes that the schema asks for and the graph lacks, or has not ready."""
    statements = [text for _, _, texts in list_migrations() for text in texts]
    wanted = {
        found[1] for text in statements if (found := re.match(r"CREATE (?:\w+ )?(?:CONSTRAINT|INDEX) (\w+)", text))
    }
    wanted -= {found[1] for text in statements if (found := re.match(r"DROP (?:CONSTRAINT|INDEX) (\w+)", text))}
    with translate_errors():
        rows, _, _ = await graph.driver.execute_query(
            "SHOW INDEXES YIELD name, state RETURN name, state", database_=graph.database
        )
    states = {str(row["name"]): str(row["state"]) for row in rows}
    lacking = [f"{name} is missing" for name in sorted(wanted - states.keys())]
    return lacking + [f"{name} is {state.lower()}" for name, state in sorted(states.items()) if state != "ONLINE"]


async def read_version(graph: Graph) -> int:
    """Read the number of the last migration that the graph has; 0 for a graph that Taggy has not seen."""
    return int((await _look(graph))["version"])


async def _look(graph: Graph) -> dict[str, Any]:
    with translate_errors():
        rows, _, _ = await graph.driver.execute_query(
            "OPTIONAL MATCH (n:Library {name: 'taggy'}) "
            "RETURN coalesce(n.schemaVersion, 0) AS version, properties(n).restoring IS NOT NULL AS restoring",
            database_=graph.database,
        )
    return dict(rows[0])


async def ensure_schema(graph: Graph) -> list[str]:
    """Bring the graph up to this program's schema and return the names of the migrations that ran.

    Each file can be repeated: one that was cut off in the middle runs again from its start.

    Raises:
        SchemaError: the graph was written by a newer program, or a restore into it is not finished.
    """
    if (await _look(graph))["restoring"]:
        raise SchemaError(
            "A restore into this graph was begun and not finished. Run `taggy db restore` with the same file again: it "
            "goes on where it was."
        )
    return await migrate_schema(graph)


async def migrate_schema(graph: Graph, upto: int | None = None) -> list[str]:
    """Run the migrations that the graph lacks, up to a number or all, and return their names.

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
        if number <= version or number > (upto or newest):
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
