"""Fixtures for all tests: a real Neo4j, emptied before each test, and the sample data beside the checkout."""

import os
import secrets
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from cli.main import app
from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from taggy.settings import Settings, load_settings
from tests.processes import Launch, open_launcher

Taggy = Callable[..., Result]
hypothesis.settings.register_profile("patient", hypothesis.settings(), deadline=None)  # a machine may be busy
hypothesis.settings.load_profile("patient")
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the sample data ../shared is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def docker_compose_file() -> str:
    """Tell pytest-docker which file: the users' own."""
    return str(Path(__file__).resolve().parents[1] / "docker-compose.yml")


@pytest.fixture(scope="session")
def docker_setup() -> Iterator[list[str]]:
    """Tell pytest-docker what to bring up: Neo4j alone, at a free port, under a password of this run."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEO4J_PASSWORD", secrets.token_urlsafe())
        environment.setenv("NEO4J_BOLT_PORT", "")
        yield ["up --wait neo4j"]


def docker_answers() -> bool:
    """Tell whether a Docker engine and its Compose are here."""
    questions = (["docker", "info"], ["docker", "compose", "version"])
    return shutil.which("docker") is not None and all(
        subprocess.run(question, capture_output=True, check=False).returncode == 0 for question in questions
    )


@pytest.fixture(scope="session")
def server_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where this process's one Neo4j is: at NEO4J_URI, else in Docker, else a local server in a folder of its own."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    if settings.neo4j_uri or not docker_answers():
        return settings
    port = request.getfixturevalue("docker_services").port_for("neo4j", 7687)
    password = SecretStr(os.environ["NEO4J_PASSWORD"])
    return settings.model_copy(update={"neo4j_uri": f"bolt://127.0.0.1:{port}", "neo4j_password": password})


@pytest_asyncio.fixture(scope="session")
async def server(server_settings: Settings) -> AsyncIterator[Graph]:
    """One Neo4j for all tests of a process."""
    settings = server_settings
    async with open_graph(settings) as graph:
        rows, _, _ = await graph.driver.execute_query("MATCH (n) RETURN count(n) AS n", database_=graph.database)
        if settings.neo4j_uri and rows[0]["n"] and os.environ.get("NEO4J_TEST_DISPOSABLE") != "1":
            pytest.exit("NEO4J_URI holds data. Set NEO4J_TEST_DISPOSABLE=1 if it may be deleted.", returncode=2)
        await ensure_schema(graph)
        yield graph


@pytest_asyncio.fixture
async def graph(server: Graph, server_settings: Settings) -> Graph:
    """An empty graph with its schema, where nobody holds a question from another test."""
    for file in server_settings.home.glob("leases.sqlite*"):
        file.unlink()
    await empty_graph(server)
    return server


async def empty_graph(server: Graph) -> None:
    """Delete what other tests have left."""
    async with server.driver.session(database=server.database) as session:
        emptied = await session.run(
            "MATCH (n) WHERE NOT n:Library CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
        )
        await emptied.consume()
        await (await session.run("MATCH (n:Library) REMOVE n.settling")).consume()


@pytest.fixture
def taggy(graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Taggy]:
    """Run the `taggy` command on the graph; what it raises is raised here, and `typed` is what its prompt gets."""
    assert graph
    monkeypatch.setenv("TAGGY_HOME", str(server_settings.home))
    if server_settings.neo4j_uri and server_settings.neo4j_password:
        monkeypatch.setenv("NEO4J_URI", server_settings.neo4j_uri)
        monkeypatch.setenv("NEO4J_PASSWORD", server_settings.neo4j_password.get_secret_value())
    load_settings.cache_clear()
    yield lambda *arguments, typed="": CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False)
    load_settings.cache_clear()


@pytest_asyncio.fixture
async def launch(graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Launch]:
    """Start `taggy serve`; what still runs after the test is killed."""
    assert graph
    monkeypatch.setenv("TAGGY_HOME", str(server_settings.home))
    async with open_launcher(TAGGY_JOB_PATIENCE="3") as begin:
        yield partial(begin, "serve")
