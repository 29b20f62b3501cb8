"""Starting the local server where it does not run, and waiting until it answers."""

import asyncio
import contextlib
import shutil
import sys
import time

from neo4j import AsyncGraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError
from rich.console import Console

from graph.server.configuration import choose_port, write_configuration
from graph.server.flock import hold_lock
from graph.server.home import Home, claim_version, is_initialised, read_password
from graph.server.jars import are_fetched, find_version, list_jars
from graph.server.java import end_orphans, run_admin
from graph.server.state import State, is_supervised, read_state
from graph.server.stop import stop_alone
from taggy.errors import ServerError
from taggy.settings import Settings

START_TIME = 180.0
POLL = 0.2
TAIL = 12


async def ensure_running(settings: Settings, home: Home, *, accept_half_made: bool = False) -> State:
    """Return the running server, started if need be. The caller holds the users' lock: shared, or to make the graph.

    A graph that somebody was making and left half made is deleted first, but not by its maker.

    Raises:
        ServerError: it cannot be started, or does not answer in time.
    """
    busy = f"Another command has been starting the local Neo4j for {START_TIME:.0f} seconds; see {home.logs}."
    async with hold_lock(home.start_lock, wait=START_TIME, busy=busy):
        if home.half_made.exists() and not accept_half_made:
            await _delete_half_made(home)
        state = read_state(home)
        if state and is_supervised(home) and await _answers(home, state):
            return state
        with _tell():
            if state := await _wait_until_ready(home):
                return state
            try:
                await _launch(settings, home)
            except OSError as error:
                raise ServerError(f"The local Neo4j cannot be started in {home.folder}: {error}.") from error
            if state := await _wait_until_ready(home):
                return state
    raise ServerError(f"The local Neo4j did not start; its graph is as it was. {_read_logs(home)}")


async def _delete_half_made(home: Home) -> None:
    await stop_alone(home)
    try:
        for folder in (home.databases / "databases" / "neo4j", home.databases / "transactions" / "neo4j"):
            if folder.exists():
                await asyncio.to_thread(shutil.rmtree, folder)
    except OSError as error:
        raise ServerError(f"What is left of a load that was cut off cannot be deleted: {error}.") from error
    home.half_made.unlink()


def _tell() -> contextlib.AbstractContextManager[object]:
    console = Console(stderr=True)
    if console.is_terminal:
        return console.status("Starting the local Neo4j …")
    return contextlib.nullcontext()


async def prepare_neo4j(settings: Settings, home: Home) -> int:
    """Make Neo4j ready to run on a folder where none runs: its jars, its configuration; return its port.

    Raises:
        ServerError: the jars cannot be fetched, or the port is taken.
    """
    await end_orphans(home)
    last = read_state(home)
    port = choose_port(settings, last.port if last else None)
    await asyncio.to_thread(_fetch, settings)
    write_configuration(home, settings, port)
    return port


async def _launch(settings: Settings, home: Home) -> None:
    version = find_version()
    claim_version(home, version)
    port = await prepare_neo4j(settings, home)
    password = read_password(home)
    if not is_initialised(home):
        await run_admin(home, "dbms", "set-initial-password", password)
    home.state.unlink(missing_ok=True)
    with (home.logs / "supervisor.log").open("wb") as log:
        starter = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "graph.server.supervisor"),
            *(str(home.folder), str(port), version, str(settings.linger)),
            cwd=home.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    if await starter.wait():
        raise ServerError(f"The local Neo4j's supervisor cannot run. {_read_logs(home)}")


def _fetch(settings: Settings) -> None:
    jars = list_jars()
    if not are_fetched(settings.cache, jars):
        from graph.server.maven import fetch_jars  # noqa: PLC0415 - slow to import, needed once

        fetch_jars(settings.cache, jars, Console(stderr=True))


async def _wait_until_ready(home: Home) -> State | None:
    """Wait for the supervisor's server; None where there is no supervisor, or it gave up."""
    deadline = time.monotonic() + START_TIME
    while time.monotonic() < deadline:
        if not is_supervised(home):
            return None
        state = read_state(home)
        if state and state.ready and await _answers(home, state):
            return state
        await asyncio.sleep(POLL)
    raise ServerError(
        f"The local Neo4j has not answered for {START_TIME:.0f} seconds. It may still be repairing its store "
        f"after a crash: try again in a while. {_read_logs(home)}"
    )


async def _answers(home: Home, state: State) -> bool:
    """Ask the server something: this also makes it load what every query needs."""
    auth = ("neo4j", read_password(home))
    async with AsyncGraphDatabase.driver(state.uri, auth=auth, connection_timeout=2) as driver:
        try:
            await driver.execute_query("RETURN 1", database_="neo4j")
        except AuthError as error:
            raise ServerError(
                f"The local Neo4j refuses the password in {home.password}. Put the right file back from a "
                f"backup; `taggy db reset` begins with an empty graph."
            ) from error
        except (DriverError, Neo4jError, OSError):
            return False
    return True


def _read_logs(home: Home) -> str:
    """Quote the end of what Java and the supervisor said."""
    lines: list[str] = []
    for log in (home.console, home.logs / "supervisor.log"):
        if log.exists():
            lines += log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
    return f"The end of the logs in {home.logs}:\n" + "\n".join(lines)
