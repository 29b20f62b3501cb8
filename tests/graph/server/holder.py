"""A command that uses the local server: says which it got, and holds it until its input ends."""

import asyncio
import sys
from pathlib import Path

from graph.server import lease_local_server
from graph.server.home import locate_home
from graph.server.state import read_state
from taggy.settings import Settings


async def hold(settings: Settings) -> None:
    """Hold a lease until the input ends."""
    async with lease_local_server(settings):
        state = read_state(locate_home(settings))
        assert state
        print(state.model_dump_json(), flush=True)  # noqa: T201 - read by the test
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(hold(Settings(home=Path(sys.argv[1]), linger=1, heap="512m", page_cache="64m")))
