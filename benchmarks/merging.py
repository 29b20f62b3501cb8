"""What a merge of two pictures costs, and an un-merge, in a small library and in one a hundred times as large.

Run as `python -m benchmarks.merging [--quick]`. The two pictures have the same 20 tags, as copies do, with a claim and
up to two votes each: 20 pairs go and 20 are computed anew. Inside the clock: a person's verdict or the un-merge, by the
functions that the API and the command line call: locks, the classes, every pair of both, the event, the commit. One
caller, one call at a time, on pictures that were never merged before; a first run warms up and is thrown away.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.reads import LINGER, open_library
from benchmarks.runs import RUNS, Spread, measure_spread, print_settings, print_table, read_quick
from benchmarks.synthetic import Library, make_id
from graph.connection import Graph
from graph.duplicates import judge_pair, unmerge_image
from taggy.settings import Settings

TAGS = 20
VOTES = 2
STAFF = "voter0"


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    images: tuple[int, ...]
    merges: int
    runs: int


FULL = Size((2_000, 200_000), 50, RUNS)
QUICK = Size((500, 2_000), 10, 2)


def main() -> None:
    """Measure, and print a table."""
    size = QUICK if read_quick(__doc__ or "") else FULL
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), linger=LINGER)
        rows = asyncio.run(measure(settings, size))
    print_settings(
        {
            "Neo4j": f"local, heap {settings.heap}, page cache {settings.page_cache}",
            "pictures": f"{TAGS} tags each, a claim and up to {VOTES} votes a pair",
            "calls": f"one caller, {size.merges} a run, {size.runs} runs after one to warm up; medians of each run",
        }
    )
    print_table("ms a call, median (lowest-highest) of the runs", ("pictures", "merge", "un-merge"), rows)


async def measure(settings: Settings, size: Size) -> list[tuple[str, Spread, Spread]]:
    """Measure both in a library of each size."""
    rows = []
    for images in size.images:
        library = Library(images, TAGS, VOTES)
        async with open_library(settings, library) as graph:
            rows.append((f"{images:,}", *await time_merges(graph, library, size)))
    return rows


async def time_merges(graph: Graph, library: Library, size: Size) -> tuple[Spread, Spread]:
    """Merge pictures two by two and part them again; return the milliseconds of both."""
    merges, unmerges = [], []
    for run in range(size.runs + 1):
        places = range(size.merges * run, size.merges * (run + 1))
        pairs = [choose_pair(library, place) for place in places]
        merges.append(await time_each([partial(judge_pair, graph, *pair, "duplicate", STAFF) for pair in pairs]))
        unmerges.append(await time_each([partial(unmerge_image, graph, one, STAFF) for one, _ in pairs]))
    return measure_spread(merges[1:]), measure_spread(unmerges[1:])


def choose_pair(library: Library, place: int) -> tuple[str, str]:
    """Choose two pictures with the same tags, others at each place: tags come again after as many pictures."""
    turn = library.tags - 1
    number = place // turn * 2 * turn + place % turn
    return make_id(number), make_id(number + turn)


async def time_each(calls: list[Callable[[], Awaitable[object]]]) -> float:
    """Return the median milliseconds of these calls, one after the other."""
    times = []
    for call in calls:
        started = time.perf_counter()
        await call()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


if __name__ == "__main__":
    main()
