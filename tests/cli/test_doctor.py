"""`taggy doctor`: quiet where all is well, and each fault is named with what to do."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from consensus.rebuild import rebuild_consensus
from graph.connection import Graph
from graph.migrations import ensure_schema
from graph.restores import finish_restore, save_restore
from taggy.settings import Settings, load_settings
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, claim, go_live, run

SEEN = {"Python", "packages", "model packages", "videos", "page's bundle", "data folder"}
SEEN |= {"file system", "disk space", "permissions", "settings", "server"}
GRAPH = {"clock", "schema", "live run", "pictures", "consensus"}


@pytest.fixture(autouse=True)
def clean_home(server_settings: Settings) -> Iterator[None]:
    """A data folder without what other tests left."""
    for name in ("media", "models", "keys"):
        shutil.rmtree(server_settings.home / name, ignore_errors=True)
    yield
    for name in ("media", "models", "keys"):
        shutil.rmtree(server_settings.home / name, ignore_errors=True)


@pytest_asyncio.fixture
async def voted(graph: Graph) -> Graph:
    """A graph with a pair."""
    await add_images(graph, "a" * 64)
    await add_tags(graph, "cat")
    await claim(graph, "s1", "a" * 64, "cat")
    async for _ in rebuild_consensus(graph):
        pass
    return graph


@pytest_asyncio.fixture
async def faulty(voted: Graph) -> Any:
    """A graph with a lost index, a pair that is not what its evidence says, and a live run without its checkpoint."""
    await run(voted, "DROP INDEX event_at")
    await run(voted, "MATCH ()-[c:CONSENSUS]->() SET c.yes = 99")
    await go_live(voted)
    await run(
        voted,
        "MATCH (r:ModelRun) SET r += $p",
        p={
            "cleared": True,
            "seed": 1,
            "pictures": 1,
            "pairs": 1,
            "checkpoint": "ff",
            "snapshot": 0,
        },
    )
    await run(voted, "MATCH (r:ModelRun) SET r.snapshot = datetime(), r.createdAt = datetime()")
    yield voted
    await run(voted, "MATCH (n:Library) SET n.schemaVersion = 0")
    await ensure_schema(voted)


@pytest_asyncio.fixture
async def restoring(graph: Graph) -> Any:
    """A graph in the middle of a restore."""
    await save_restore(graph, "ff", "nodes/Image:1")
    yield graph
    await finish_restore(graph)


def examine(taggy: Taggy, *options: str) -> tuple[int, dict[str, tuple[str, str]]]:
    result = taggy("doctor", "--json", *options)
    return result.exit_code, {c["name"]: (c["state"], c["says"]) for c in json.loads(result.stdout)}


def test_all_is_well(graph: Graph, taggy: Taggy) -> None:
    assert graph
    code, checks = examine(taggy)
    assert [item for item in checks.items() if item[1][0] == "wrong"] == []
    assert code == 0
    assert checks.keys() >= SEEN | GRAPH
    printed = taggy("doctor").stdout.splitlines()
    assert len(printed) == len(checks)
    assert all(line.split()[0] in ("ok", "warning") for line in printed)


def test_every_fault_is_named_with_what_to_do(
    faulty: Graph, taggy: Taggy, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faulty
    key = server_settings.home / "keys" / "token.key"
    key.parent.mkdir(mode=0o700)
    key.write_text("k")
    key.chmod(0o644)
    monkeypatch.setenv("TAGGY_PUBLIC_URL", "https://tags.example.org")
    load_settings.cache_clear()
    code, checks = examine(taggy)
    assert code == 1
    wrong = {name: says for name, (state, says) in checks.items() if state == "wrong"}
    assert wrong.keys() >= {"permissions", "settings", "live run", "pictures"}
    assert "chmod" in wrong["permissions"]
    assert "TAGGY_ALLOWED_HOSTS lacks" in wrong["settings"]
    assert "train again" in wrong["live run"]
    assert "taggy media check" in wrong["pictures"]
    assert "taggy consensus rebuild" in wrong["consensus"]
    assert "event_at is missing" in wrong["schema"]


def test_an_unfinished_restore_is_named(restoring: Graph, taggy: Taggy) -> None:
    assert restoring
    code, checks = examine(taggy)
    assert (code, checks["restore"][0]) == (1, "wrong")
    assert "taggy db restore" in checks["restore"][1]


def test_nothing_is_started_or_made(taggy: Taggy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("TAGGY_HOME", str(tmp_path / "home"))
    load_settings.cache_clear()
    code, checks = examine(taggy)
    assert (code, checks["server"][1]) == (0, "does not run; --start starts it and looks at the graph too")
    assert list(tmp_path.iterdir()) == []


def test_an_old_store_and_a_lost_password_are_named(
    taggy: Taggy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("TAGGY_HOME", str(tmp_path))
    load_settings.cache_clear()
    (tmp_path / "neo4j" / "data").mkdir(parents=True, mode=0o700)
    (tmp_path / "neo4j").chmod(0o700)
    (tmp_path / "neo4j" / "version").write_text("2026.07.1")
    code, checks = examine(taggy)
    assert code == 1
    assert "taggy db upgrade" in checks["store"][1]
    assert checks["password"][0] == "wrong"
