"""Dumping the local graph into one file and loading it from one, by Neo4j's own administration."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from graph.server.home import Home, claim_version, open_home
from graph.server.jars import find_version
from graph.server.java import run_admin
from graph.server.lease import lease_local_server
from graph.server.start import prepare_neo4j
from graph.server.stop import keep_stopped
from taggy.settings import Settings

NAME = "neo4j.dump"


@asynccontextmanager
async def _stand_still(settings: Settings) -> AsyncIterator[Home]:
    """Keep the local server stopped, and start it again afterwards where it was asked to stay."""
    home = open_home(settings)
    try:
        async with keep_stopped(home):
            await prepare_neo4j(settings, home)
            yield home
    finally:
        if home.pin.exists():
            async with lease_local_server(settings):
                pass


async def dump_graph(settings: Settings, folder: Path) -> Path:
    """Dump the local graph into a folder and return the file; one that is there from an earlier run is kept.

    Raises:
        ServerError: the server is in use, or cannot be stopped or dumped.
    """
    file = folder / NAME
    if not file.exists():
        making = folder / "dumping"
        await asyncio.to_thread(making.mkdir, mode=0o700, exist_ok=True)
        async with _stand_still(settings) as home:
            await dump_store(home, making)
        (making / NAME).replace(file)
        await asyncio.to_thread(making.rmdir)
    return file


async def load_graph(settings: Settings, folder: Path) -> None:
    """Load the local graph from a dump in a folder, in place of what it is.

    Raises:
        ServerError: the server is in use, or the dump cannot be loaded.
    """
    async with _stand_still(settings) as home:
        claim_version(home, find_version())
        await load_store(home, folder)


async def dump_store(home: Home, folder: Path) -> None:
    """Dump the store of a server that does not run."""
    await run_admin(home, "database", "dump", "neo4j", f"--to-path={folder}", "--overwrite-destination=true")


async def load_store(home: Home, folder: Path) -> None:
    """Load a store where no server runs."""
    await run_admin(home, "database", "load", "neo4j", f"--from-path={folder}", "--overwrite-destination=true")
