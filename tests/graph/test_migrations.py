"""Migrations: numbered, repeatable, resumed where they were cut off, and refused by an older program."""

import pytest

from graph.connection import Graph
from graph.migrations import ensure_schema, list_migrations, read_version
from taggy.errors import SchemaError
from tests.seeds import run


async def list_schema(graph: Graph) -> list[tuple[str, str]]:
    """List every constraint and index, by kind and name."""
    constraints = await run(graph, "SHOW CONSTRAINTS YIELD name RETURN 'constraint' AS kind, name ORDER BY name")
    indexes = await run(graph, "SHOW INDEXES YIELD name RETURN 'index' AS kind, name ORDER BY name")
    return [(row["kind"], row["name"]) for row in [*constraints, *indexes]]


def test_migrations_are_numbered_without_gaps() -> None:
    assert [number for number, _, _ in list_migrations()] == list(range(1, len(list_migrations()) + 1))
    assert all(statements for _, _, statements in list_migrations())


async def test_a_graph_that_is_up_to_date_is_left_alone(graph: Graph) -> None:
    assert await ensure_schema(graph) == []
    assert await read_version(graph) == len(list_migrations())


async def test_a_migration_that_was_cut_off_runs_again_from_its_start(graph: Graph) -> None:
    before = await list_schema(graph)
    await run(graph, "MATCH (n:Library) DETACH DELETE n")
    await run(graph, "DROP INDEX consensus_tag_rank")
    await run(graph, "DROP CONSTRAINT sort_key")
    assert await ensure_schema(graph) == [name for _, name, _ in list_migrations()]
    assert await list_schema(graph) == before
    assert await run(graph, "MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Library"]}]


async def test_an_older_program_refuses_a_newer_graph_and_changes_nothing(graph: Graph) -> None:
    await run(graph, "MATCH (n:Library) SET n.schemaVersion = 999")
    try:
        with pytest.raises(SchemaError, match="schema 999"):
            await ensure_schema(graph)
        assert await read_version(graph) == 999
    finally:
        await run(graph, "MATCH (n:Library) SET n.schemaVersion = $number", number=len(list_migrations()))
