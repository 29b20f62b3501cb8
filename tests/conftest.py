"""Fixtures for all tests: a real Neo4j, emptied before each test, and the sample data beside the checkout."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from taggy.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the sample data ../shared is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def server_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where the run's one Neo4j is: at NEO4J_URI, else a local server in a folder of its own."""
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest_asyncio.fixture(scope="session")
async def server(server_settings: Settings) -> AsyncIterator[Graph]:
    """One Neo4j for the whole run."""
    settings = server_settings
    async with open_graph(settings) as graph:
        rows, _, _ = await graph.driver.execute_query(
            "MATCH (n) RETURN count(n) AS n", database_=graph.database
        )
        if settings.neo4j_uri and rows[0]["n"] and os.environ.get("NEO4J_TEST_DISPOSABLE") != "1":
            pytest.exit(
                "NEO4J_URI holds data. Set NEO4J_TEST_DISPOSABLE=1 if it may be deleted.", returncode=2
            )
        await ensure_schema(graph)
        yield graph


@pytest_asyncio.fixture
async def graph(server: Graph) -> Graph:
    """An empty graph with its schema."""
    async with server.driver.session(database=server.database) as session:
        emptied = await session.run(
            "MATCH (n) WHERE NOT n:Library CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
        )
        await emptied.consume()
    return server
