"""The shared server: one for all, gone when nobody needs it, back after any crash, its graph intact."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from neo4j.exceptions import DriverError, Neo4jError

from graph.connection import Graph, connect, open_graph
from graph.server import lease_local_server
from graph.server.home import Home, locate_home, open_home, read_password
from graph.server.java import find_orphans
from graph.server.state import State, is_supervised, list_users, read_state
from taggy.errors import ServerError
from taggy.settings import Settings

PATIENCE = 120


@dataclass
class FirstRun:
    """What two commands saw that used the server at once, one of which was killed."""

    states: list[State]
    users: set[int]
    holders: set[int]
    outlived_a_killed_user: bool
    javas_in_the_end: list[int]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A folder of its own, and a server that soon stops."""
    return Settings(home=tmp_path_factory.mktemp("home"), linger=1, heap="512m", page_cache="64m")


@pytest.fixture(scope="module")
def home(settings: Settings) -> Home:
    """The server's folder."""
    return locate_home(settings)


@pytest_asyncio.fixture(scope="module")
async def first_run(settings: Settings, home: Home) -> FirstRun:
    """Two commands start at once; one writes, one is killed; then the other ends too."""
    command = (sys.executable, "-m", "tests.graph.server.holder", settings.home)
    holders = [
        await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    states = [State.model_validate_json(await h.stdout.readline()) for h in holders if h.stdout]
    users = {user.pid for user in list_users(home)}
    async with connect(states[0].uri, "neo4j", read_password(home), "neo4j") as graph:
        await graph.driver.execute_query("CREATE (:Image {id: 'precious'})")
        holders[0].kill()
        await holders[0].communicate()
        await asyncio.sleep(3 * settings.linger)
        outlived = await count_images(graph) == 1
    await holders[1].communicate(b"")  # its input ends
    await wait_until(lambda: not psutil.pid_exists(states[0].supervisor))
    return FirstRun(states, users, {h.pid for h in holders}, outlived, [p.pid for p in find_orphans(home)])


@pytest_asyncio.fixture(scope="module")
async def leased(first_run: FirstRun, settings: Settings) -> AsyncIterator[Graph]:
    """The graph of the first run, opened again."""
    assert first_run.states
    async with open_graph(settings.model_copy(update={"neo4j_uri": None})) as graph:
        yield graph


async def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.1)


async def count_images(graph: Graph) -> int:
    rows, _, _ = await graph.driver.execute_query("MATCH (n:Image {id: 'precious'}) RETURN count(n) AS n")
    return int(rows[0]["n"])


async def count_images_after_a_crash(graph: Graph) -> int:
    """Ask with the same driver until the server is back."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(DriverError, Neo4jError):
            return await count_images(graph)
        await asyncio.sleep(0.2)
    pytest.fail("the server did not come back")


def test_commands_at_once_share_one_server(first_run: FirstRun) -> None:
    assert first_run.states[0] == first_run.states[1]
    assert first_run.users == first_run.holders


def test_killed_user_does_not_take_the_server_along(first_run: FirstRun) -> None:
    assert first_run.outlived_a_killed_user


def test_server_stops_when_nobody_uses_it(first_run: FirstRun, home: Home) -> None:
    assert first_run.javas_in_the_end == []
    assert not is_supervised(home)
    assert "nobody has used the server" in (home.logs / "supervisor.log").read_text()
    assert "Stopped." in home.console.read_text()


async def test_graph_and_address_outlive_a_stop(leased: Graph, first_run: FirstRun, home: Home) -> None:
    assert await count_images(leased) == 1
    state = read_state(home)
    assert state
    assert state.port == first_run.states[0].port
    assert state.java != first_run.states[0].java


async def test_killed_java_comes_back_with_the_graph(leased: Graph, home: Home) -> None:
    before = read_state(home)
    assert before
    os.kill(before.java, signal.SIGKILL)
    assert await count_images_after_a_crash(leased) == 1
    after = read_state(home)
    assert after
    assert after.supervisor == before.supervisor
    assert [process.pid for process in find_orphans(home)] == [after.java] != [before.java]


async def test_killed_supervisor_leaves_no_orphan_and_comes_back(leased: Graph, home: Home) -> None:
    before = read_state(home)
    assert before
    os.kill(before.supervisor, signal.SIGKILL)
    await wait_until(lambda: not psutil.pid_exists(before.java))
    assert await count_images_after_a_crash(leased) == 1
    after = read_state(home)
    assert after
    assert after.port == before.port
    assert after.supervisor != before.supervisor
    assert [process.pid for process in find_orphans(home)] == [after.java]


async def test_java_that_cannot_start_is_quoted(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, heap="900000g", linger=0)
    home = open_home(settings)
    (home.databases / "databases" / "system").mkdir(parents=True)
    home.password.write_text("a password")
    with pytest.raises(ServerError) as failure:
        async with lease_local_server(settings):
            pass
    first, *quoted = str(failure.value).splitlines()
    assert first == (f"The local Neo4j did not start; its graph is as it was. The end of the logs in {home.logs}:")
    assert any("heap" in line for line in quoted)
    assert not is_supervised(home)
