"""Ending the local server: stop it cleanly, or empty its folder."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil

from graph.server.flock import hold_lock, try_lock
from graph.server.home import Home
from graph.server.java import STOP_TIME, end_orphans
from graph.server.state import find_supervisor, is_supervised, list_users
from taggy.errors import ServerError

PATIENCE = 3.0
POLL = 0.1


async def stop_server(home: Home) -> bool:
    """Stop the server cleanly and say whether it ran. It is no longer pinned, whoever uses it.

    Raises:
        ServerError: it is in use, or does not stop.
    """
    if not home.folder.exists():
        return False
    home.pin.unlink(missing_ok=True)
    async with shut_users_out(home):
        return await stop_alone(home)


@asynccontextmanager
async def keep_stopped(home: Home) -> AsyncIterator[None]:
    """Stop the server and keep users out meanwhile; one that is pinned stays so, and is not started again here.

    Raises:
        ServerError: it is in use, or does not stop.
    """
    async with shut_users_out(home):
        await stop_alone(home)
        yield


async def stop_unused_server(home: Home) -> None:
    """Stop the server at once, not after its linger, where nobody uses it and it was not asked to stay."""
    if home.pin.exists() or not home.users_lock.exists():
        return
    if lock := try_lock(home.users_lock):
        with lock:
            await stop_alone(home)


async def reset_server(home: Home) -> None:
    """Stop the server and delete its graph: only that, and only while nobody uses it.

    Raises:
        ServerError: it is in use, does not stop, or a file cannot be deleted.
    """
    if not home.folder.exists():
        return
    async with shut_users_out(home):
        await stop_alone(home)
        try:
            if home.databases.exists():
                await asyncio.to_thread(shutil.rmtree, home.databases)
            home.version.unlink(missing_ok=True)
        except OSError as error:
            raise ServerError(f"{error.filename} cannot be deleted ({error.strerror}).") from error


@asynccontextmanager
async def shut_users_out(home: Home) -> AsyncIterator[None]:
    """Keep everybody from the server, running or not.

    Raises:
        ServerError: it is in use.
    """
    users = ", ".join(f"{_describe(user)} (pid {user.pid})" for user in list_users(home))
    busy = f"The local Neo4j is used by {users or 'another command'}. End that first, or wait for its end."
    async with hold_lock(home.users_lock, wait=PATIENCE, busy=busy):
        yield


def _describe(user: psutil.Process) -> str:
    try:
        return " ".join(user.cmdline()[:4])
    except psutil.Error:
        return "a command"


async def stop_alone(home: Home) -> bool:
    """Stop the server while its users are shut out, and say whether it ran.

    Raises:
        ServerError: it does not stop.
    """
    running = is_supervised(home)
    if supervisor := find_supervisor(home):
        supervisor.terminate()
    for _ in range(int((STOP_TIME + PATIENCE) / POLL)):
        if not is_supervised(home):
            await end_orphans(home)
            return running
        await asyncio.sleep(POLL)
    raise ServerError(f"The local Neo4j does not stop. See {home.logs}.")
