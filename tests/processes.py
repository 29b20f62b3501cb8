"""`taggy` in processes of its own, and waiting for what they do."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from graph.connection import Graph
from graph.server.home import locate_home
from graph.server.status import find_server
from taggy.settings import Settings

PATIENT = 120
Launch = Callable[..., Awaitable[Process]]


def name_server(settings: Settings) -> dict[str, str]:
    """Name the server of the tests, which runs, as one of the user's own: the environment of a command."""
    if settings.neo4j_uri and settings.neo4j_password:
        return {"NEO4J_URI": settings.neo4j_uri, "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value()}
    server = find_server(locate_home(settings))
    assert server
    return {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password}


@asynccontextmanager
async def open_launcher(**environment: str) -> AsyncIterator[Launch]:
    """Start `taggy` with these words; what still runs at the end is killed."""
    processes: list[Process] = []

    async def begin(*arguments: str) -> Process:
        command = (sys.executable, "-c", "from cli.main import main; main()", *arguments)
        env = {**os.environ, **environment}
        process = await asyncio.create_subprocess_exec(
            *command, stdout=PIPE, stderr=PIPE, env=env, preexec_fn=heed_interrupts
        )
        processes.append(process)
        return process

    try:
        yield begin
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.communicate()


def heed_interrupts() -> None:
    """Undo what a shell does to what it runs in the background: SIGINT ignored, in its children too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def read_address(process: Process) -> str:
    """Read where a `taggy serve` that was started says it is."""
    assert process.stdout
    line = (await process.stdout.readline()).decode()
    assert line.startswith("Taggy is at http://127.0.0.1:"), (await process.communicate())[1].decode()
    return line.split()[3]


async def wait_until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition, for as long as a busy machine may take."""
    async with asyncio.timeout(PATIENT):
        while not await condition():  # noqa: ASYNC110 - what happens, happens in another process
            await asyncio.sleep(0.1)


@asynccontextmanager
async def hold_picture(graph: Graph, image: str) -> AsyncIterator[None]:
    """Hold a picture's write lock: whoever wants it waits."""
    async with graph.driver.session(database=graph.database) as session:
        transaction = await session.begin_transaction()
        await (await transaction.run("MATCH (i:Image {id: $id}) SET i.lock_ = 1", id=image)).consume()
        try:
            yield
        finally:
            await transaction.rollback()
