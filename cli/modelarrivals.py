"""`taggy model arrivals`: the live run looks at pictures as they come; `taggy serve` keeps one running."""

import asyncio
import logging
import signal
from contextlib import suppress

from cli.modelworks import explain_missing_torch
from graph.arrivals import Attendance, find_attendance, try_to_attend
from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from taggy.errors import ModelError, UnavailableError
from taggy.logs import configure_logs
from taggy.settings import Settings, load_settings, secure_folder

POLL = 2.0
NICENESS = 10
_log = logging.getLogger("taggy.arrivals")


def arrivals() -> None:
    """Look at pictures as they come, and propose for them by the live run, until Ctrl-C."""
    settings = load_settings()
    configure_logs(settings)
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_attend(settings))


async def _attend(settings: Settings) -> None:
    """Wait for a run to be live, and let it look; one that cannot is left until another is live."""
    work = asyncio.current_task()
    assert work  # noqa: S101 - this coroutine is one
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    home = secure_folder(settings.home)
    refused: tuple[str, str | None] | None = None
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        while True:
            live = None
            try:
                live = await find_attendance(graph)
                if live and (live.run, live.checkpoint) != refused and (lock := try_to_attend(home)):
                    with lock, explain_missing_torch():
                        await _look(graph, settings, live)
            except UnavailableError as error:
                _log.warning("new pictures cannot be looked at: %s", error)
            except ModelError as error:
                _log.warning("new pictures are not looked at: %s", error)
                refused = (live.run, live.checkpoint) if live else None
            await asyncio.sleep(POLL)


async def _look(graph: Graph, settings: Settings, live: Attendance) -> None:
    from model.arrivals import attend_run  # noqa: PLC0415 - torch is loaded where a run is live
    from model.pictures import open_reader  # noqa: PLC0415 - torch is loaded where a run is live
    from model.runtime import yield_to_others  # noqa: PLC0415 - as above

    yield_to_others(settings, NICENESS)
    with open_reader(settings.home) as read:
        await attend_run(graph, settings, read, live)
