"""Making the local server's graph anew as a whole, from tables; until it is accepted, what is there is no graph.

A mark lies beside the store from the first byte to the last check. Everybody is shut out while it is made, and who
comes after a crash finds the mark and begins with an empty graph.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from graph.server.home import Home, open_home, read_password
from graph.server.java import run_admin
from graph.server.lease import LocalServer
from graph.server.start import ensure_running
from graph.server.stop import shut_users_out, stop_alone
from taggy.settings import Settings

MEMORY = "50%"  # of what is free; outside Java's heap


class Making:
    """The local server in the hands of one who makes its graph."""

    def __init__(self, settings: Settings, home: Home) -> None:
        self._settings = settings
        self._home = home
        self._loaded = False

    async def start(self) -> LocalServer:
        """Start the server for nobody else: with the graph that was there, or from `load` on with what was loaded.

        Raises:
            ServerError: it cannot be started.
        """
        state = await ensure_running(self._settings, self._home, accept_half_made=self._loaded)
        return LocalServer(state.uri, read_password(self._home))

    async def load(self, folder: Path, tables: list[str]) -> None:
        """Stop the server and put the tables of a folder, named as options of the import tool, in place of the graph.

        Raises:
            ServerError: the server does not stop, or the import tool fails.
        """
        await stop_alone(self._home)
        self._home.half_made.touch()
        await run_admin(
            self._home,
            *("database", "import", "full", "neo4j", "--overwrite-destination"),
            *("--array-delimiter=U+FFFF", "--path-pattern-style=none", f"--max-off-heap-memory={MEMORY}"),
            *(f"--report-file={folder / 'report.log'}", *tables),
            folder=folder,
        )
        self._loaded = True

    def accept(self) -> None:
        """Say that what is there now is the graph."""
        self._home.half_made.unlink()


@asynccontextmanager
async def make_graph(settings: Settings) -> AsyncIterator[Making]:
    """Shut everybody out of the local server for as long as its graph is made.

    Raises:
        ServerError: it is in use.
    """
    home = open_home(settings)
    async with shut_users_out(home):
        yield Making(settings, home)
