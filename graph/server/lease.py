"""A lease on the local Neo4j: the server runs while anyone holds one."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from graph.server.flock import hold_lock
from graph.server.home import Home, open_home, read_password
from graph.server.start import ensure_running
from graph.server.state import is_supervised
from taggy.errors import TaggyError
from taggy.settings import Settings

STOP_TIME = 90.0
WATCH = 2.0


@dataclass(frozen=True)
class LocalServer:
    """Where the local Neo4j listens, and its password."""

    uri: str
    password: str


@asynccontextmanager
async def lease_local_server(settings: Settings) -> AsyncIterator[LocalServer]:
    """Hold the local Neo4j: started on first use, shared by all who hold it, stopped some time after the last.

    The kernel ends a lease whose process is gone. While it is held, a server that dies comes back at its address.

    Raises:
        TaggyError: the server cannot be started; the message says why and what to do.
    """
    home = open_home(settings)
    busy = "The local Neo4j is being stopped, emptied or filled by another command. Try again in a while."
    async with hold_lock(home.users_lock, shared=True, wait=STOP_TIME, busy=busy):
        state = await ensure_running(settings, home)
        watch = asyncio.create_task(_keep_running(settings, home))
        try:
            yield LocalServer(state.uri, read_password(home))
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
            os.utime(home.users_lock)


async def _keep_running(settings: Settings, home: Home) -> None:
    """Bring the supervisor back where it was killed: it keeps Neo4j, nobody else keeps it."""
    while True:
        await asyncio.sleep(WATCH)
        if not is_supervised(home):
            with contextlib.suppress(TaggyError):  # the next query tells its caller; we try again
                await ensure_running(settings, home)
