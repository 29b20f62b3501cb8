"""`taggy db upgrade`: the old store stays until the new one answers, whatever happens on the way."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from graph.connection import open_graph
from graph.server import jars
from graph.server.home import Home, locate_home
from graph.server.upgrade import finish_swap
from taggy.errors import ServerError
from taggy.settings import Settings, load_settings
from tests.seeds import run

OLDER = Path(__file__).resolve().parents[2] / ".neo4j" / "older"
HOW = "no older Neo4j is in .neo4j/older (its lock file by write_lock, and the jars of it): fetching one takes minutes"

COMPONENT = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS v"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A local server of its own."""
    monkeypatch.delenv("NEO4J_URI", raising=False)
    for name, value in {"HOME": str(tmp_path), "HEAP": "512m", "PAGE_CACHE": "64m", "LINGER": "20"}.items():
        monkeypatch.setenv(f"TAGGY_{name}", value)
    load_settings.cache_clear()
    yield locate_home(Settings(home=tmp_path))
    taggy("stop")
    load_settings.cache_clear()


def taggy(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["db", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def ask(query: str, **settings: Any) -> list[dict[str, Any]]:
    async def work() -> list[dict[str, Any]]:
        async with open_graph(Settings(**settings)) as graph:
            return await run(graph, query)

    return asyncio.run(work())


def check_upgrade(home: Home, before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to open the old store, keep it where the new server fails, and move it in the end."""
    old = sorted(path.name for path in home.databases.rglob("*"))
    with pytest.raises(ServerError, match=f"written by Neo4j {before}.*Run `taggy db upgrade`.*Nothing was changed"):
        taggy("start")

    async def fail(*_: object) -> None:
        raise ServerError("The local Neo4j did not start.")

    with monkeypatch.context() as patched:
        patched.setattr("graph.server.upgrade.ensure_running", fail)
        with pytest.raises(ServerError, match="did not start"):
            taggy("upgrade")
    assert sorted(path.name for path in home.databases.rglob("*")) == old
    assert home.version.read_text() == f"{before}\n"

    done = json.loads(taggy("upgrade", "--json"))["upgrade"]
    assert done == {
        "before": before,
        "now": jars.find_version(),
        "nodes": 1,
        "relationships": 0,
        "old": str(home.folder / f"data-{before}"),
    }
    assert ask("MATCH (n:Image) RETURN n.id AS id") == [{"id": "precious"}]
    assert (home.folder / f"data-{before}" / "databases" / "neo4j").exists()
    assert not home.upgrade.exists()
    assert "already" in taggy("upgrade")
    assert f"Deleted {home.folder}/data-{before}." in taggy("upgrade", "--discard-old").replace("\n", "")
    assert not list(home.folder.glob("data-*"))


def test_a_store_moves_and_the_old_one_stays_until_it_is_discarded(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "none yet" in taggy("upgrade")
    ask("CREATE (n:Image {id: 'precious'})")
    taggy("stop")
    home.version.write_text("2026.07.1\n")  # as if an earlier one had written it
    check_upgrade(home, "2026.07.1", monkeypatch)


@pytest.mark.skipif(not (OLDER / "neo4j.lock.toml").exists(), reason=HOW)
def test_a_store_of_a_real_older_neo4j_moves(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = OLDER / "neo4j.lock.toml"
    version = jars.find_version(lock)
    with monkeypatch.context() as patched:
        for place in ("start", "configuration"):
            patched.setattr(f"graph.server.{place}.list_jars", lambda: jars.list_jars(lock))
        patched.setattr("graph.server.start.find_version", lambda: version)
        ask("CREATE (n:Image {id: 'precious'})", cache=OLDER)
        assert ask(COMPONENT, cache=OLDER) == [{"v": version}]
        taggy("stop")
    check_upgrade(home, version, monkeypatch)


@pytest.mark.parametrize("cut", ["before", "between", "after"])
def test_a_swap_that_was_cut_off_is_finished(tmp_path: Path, cut: str) -> None:
    home = Home(tmp_path / "neo4j")
    new = Home(home.upgrade)
    for store, content in ((home, "old"), (new, "new")):
        store.databases.mkdir(parents=True)
        (store.databases / "file").write_text(content)
    (home.upgrade / "ready").write_text("2026.07.1\n2026.08.1\n")
    if cut != "before":
        home.databases.rename(home.folder / "data-2026.07.1")
    if cut == "after":
        new.databases.rename(home.databases)
    finish_swap(home)
    finish_swap(home)
    assert (home.databases / "file").read_text() == "new"
    assert (home.folder / "data-2026.07.1" / "file").read_text() == "old"
    assert home.version.read_text() == "2026.08.1\n"
    assert not home.upgrade.exists()
