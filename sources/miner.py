"""The miner: rounds over sources, each at its own interval, for weeks; a fault of one leaves the others alone.

A round brings what a source posted newly (`watching.py`), through its rules and its filter. Then whatever looks for
duplicates is let loose on what came. A round that was cut off is due at once when the miner starts again, and passes
over what is known.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from graph.connection import Graph
from graph.hauls import FAULTS
from sources.crawling import SiteImport
from sources.duplicates import Scanned
from sources.minercounts import Counts
from sources.minerrounds import Rounds
from sources.reports import SiteSummary
from sources.watching import import_newest
from taggy.errors import TaggyError
from taggy.settings import Settings

AT_ONCE = 4  # sources that have a round at the same time
DEFECT = "A defect of Taggy stopped the round; the log says more."
_log = logging.getLogger("taggy.miner")

Scan = Callable[[], Awaitable[Scanned | None]]
Tell = Callable[[str, SiteSummary | str, float], None]


@dataclass(frozen=True, slots=True)
class Mined:
    """A source that is mined under a name, every so many seconds."""

    name: str
    every: float
    wanted: SiteImport


@dataclass(frozen=True, slots=True)
class Miner:
    """What all sources of a miner share: `scan` looks for duplicates, and `tell` is told of each round and the wait."""

    graph: Graph
    settings: Settings
    rounds: Rounds
    scan: Scan
    tell: Tell
    places: asyncio.Semaphore


async def mine_sources(
    graph: Graph, settings: Settings, sources: Sequence[Mined], scan: Scan, tell: Tell, *, once: bool
) -> int:
    """Go over the sources, each when it is due, until it is cancelled; with `once` over those that are due now.

    Returns:
        How many were due.
    """
    with Rounds(settings.home) as rounds:
        miner = Miner(graph, settings, rounds, scan, tell, asyncio.Semaphore(AT_ONCE))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_mine(miner, source, once=once)) for source in sources]
        return sum(task.result() for task in tasks)


async def _mine(miner: Miner, source: Mined, *, once: bool) -> bool:
    """Have round after round of a source; with `once` one, if it is due, and tell whether it was."""
    counts = Counts(miner.graph, source.name)
    while True:
        wait = miner.rounds.find_wait(source.name, source.every)
        if once and wait:
            return False
        await asyncio.sleep(wait)
        async with miner.places:
            said = await _have_round(miner, source, counts)
        miner.rounds.end_round(source.name, failed=isinstance(said, str))
        miner.tell(source.name, said, miner.rounds.find_wait(source.name, source.every))
        if once:
            return True


async def _have_round(miner: Miner, source: Mined, counts: Counts) -> SiteSummary | str:
    """Have a round, and count what came of it; return the summary, or what went wrong."""
    counts.begin()
    try:
        summary = await import_newest(miner.graph, miner.settings, source.wanted, counts.hear)
        if summary.pictures:
            await _look_for_duplicates(miner, counts)
    except TaggyError as error:
        said = str(error)
    except Exception:  # noqa: BLE001 - a defect that one source meets must not end the others
        _log.exception("the round of %s failed", source.name)
        said = DEFECT
    else:
        return summary
    await counts.add(Counter({FAULTS: 1}), said)
    return said


async def _look_for_duplicates(miner: Miner, counts: Counts) -> None:
    if found := await miner.scan():
        await counts.add(+Counter({"look-alikes": found.same_pixels + found.look_alikes + found.mirrored}))
