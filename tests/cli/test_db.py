"""`taggy db`, as a user meets it, on a real local server and on one's own."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.db import app
from graph.server import lease_local_server
from graph.server.home import locate_home
from graph.server.status import find_server
from taggy.errors import ConflictError, ServerError
from taggy.settings import Settings, load_settings

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Taggy's home for this module, with a file that no command here may touch."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "media").write_text("precious")
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command with the local server in that home; what it raises is raised here."""
    monkeypatch.delenv("NEO4J_URI", raising=False)
    for name, value in {"HOME": str(folder), "HEAP": "512m", "PAGE_CACHE": "64m", "LINGER": "1"}.items():
        monkeypatch.setenv(f"TAGGY_{name}", value)

    def run(*arguments: str, written: str = "", **environment: str) -> Result:
        load_settings.cache_clear()
        result = CliRunner().invoke(app, arguments, input=written, env=environment, catch_exceptions=False)
        assert result.exit_code == 0
        return result

    yield run
    load_settings.cache_clear()


def read_status(run: Run) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(run("status", "--json").stdout)
    return facts


def test_nothing_is_made_by_a_look(run: Run, folder: Path) -> None:
    facts = read_status(run)
    assert facts == {
        "folder": str(folder / "neo4j"),
        "running": False,
        "uri": None,
        "port": None,
        "pid": None,
        "supervisor": None,
        "pinned": False,
        "users": [],
        "version": None,
        "disk": 0,
        "schema": None,
    }
    assert run("stop").stdout == "The local Neo4j does not run.\n"
    assert run("reset").stdout == f"There is no graph in {folder / 'neo4j'}.\n"
    assert [path.name for path in folder.iterdir()] == ["media"]


def test_fetch_names_what_is_there(run: Run) -> None:
    cache = load_settings().cache
    assert run("fetch").stdout == f"Neo4j 2026.08.1: 237 jars in {cache}/repository.\n"


def test_local_server_from_start_to_reset(run: Run, folder: Path) -> None:
    started = run("start").stdout
    facts = read_status(run)
    assert started == f"The local Neo4j listens on {facts['uri']} until `taggy db stop`.\n"
    assert (facts["running"], facts["pinned"], facts["users"]) == (True, True, [])
    assert (facts["version"], facts["schema"]) == ("2026.08.1", 0)
    assert facts["disk"] > 1_000_000

    assert run("migrate").stdout.startswith("Ran 0001_")
    assert run("migrate").stdout == "The schema is up to date.\n"
    assert read_status(run)["schema"] > 0
    assert "pinned" in run("status").stdout

    check_own_server(run, folder)

    refuse_while_used(run, folder)
    assert run("stop").stdout == "The local Neo4j is stopped.\n"
    assert not read_status(run)["running"]

    graph = folder / "neo4j" / "data"
    with pytest.raises(ConflictError, match=r"'yes' is not 'neo4j': nothing was deleted"):
        run("reset", written="yes\n")
    assert (graph / "databases" / "neo4j").exists()
    assert f"This deletes {graph}" in run("reset", written="neo4j\n").stdout
    assert not graph.exists()
    assert (folder / "neo4j" / "password").exists()
    assert (folder / "media").read_text() == "precious"


def refuse_while_used(run: Run, folder: Path) -> None:
    """Neither stop nor reset takes the server from a user."""

    async def hold() -> None:
        async with lease_local_server(Settings(home=folder)):
            for command in (["stop"], ["reset", "--yes"]):
                with pytest.raises(ServerError, match=r"is used by .*\(pid \d+\)\. End that first"):
                    await asyncio.to_thread(run, *command)

    asyncio.run(hold())
    assert (folder / "neo4j" / "data" / "databases" / "neo4j").exists()


def check_own_server(run: Run, folder: Path) -> None:
    """The same server as if it were one's own, through NEO4J_URI."""
    server = find_server(locate_home(Settings(home=folder)))
    assert server
    own = {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password}
    for command in ("start", "stop", "fetch"):
        with pytest.raises(ConflictError, match=f"but NEO4J_URI names {server.uri}. Nothing was done"):
            run(command, **own)
    facts = json.loads(run("status", "--json", **own).stdout)
    assert facts.pop("schema") > 0
    assert facts == {"server": server.uri, "database": "neo4j", "version": "2026.08.1"}

    with pytest.raises(ConflictError, match="nothing was deleted"):
        run("reset", written="no\n", **own)
    assert "This deletes every node of" in run("reset", written="neo4j\n", **own).stdout
    assert run("reset", "--yes", **own).stdout == "0 nodes deleted.\n"
    assert json.loads(run("status", "--json", **own).stdout)["schema"] == 0
    assert run("migrate", **own).stdout.startswith("Ran 0001_")
