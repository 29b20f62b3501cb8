"""What the next question costs in a large library, while eight voters ask at once.

    python -m benchmarks.questions [--quick]

200,000 images with ten pairs each, half of them with a vote, 5 % NSFW and 5 % withheld. Each voter draws one question
after the other, through the function that the API calls, as the settings have it: control questions, audits and retests
among them; a fit has said how reliable each voter is. Beside it the least that any question to the graph costs,
`RETURN 1` over the same driver, and both with one voter alone. Runs of the two alternate; a figure is the median of
five runs. All share one process, and one machine with Neo4j.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.reads import LINGER, open_library
from benchmarks.runs import RUNS, measure_spread, print_settings, print_table, read_quick
from benchmarks.synthetic import CATEGORIES, Library
from consensus.asking import Asker, Scope
from consensus.leases import Leases
from consensus.routing import Router
from graph.connection import Graph
from graph.reliability import WHOLE, Figures, write_voter_reliability
from graph.server.home import locate_home
from graph.server.stop import stop_server
from taggy.settings import Settings

VOTERS = 8
CALLS = 200
LAST = 0.99
Call = Callable[[int], Awaitable[object]]


async def time_together(call: Call, voters: int, calls: int) -> list[float]:
    """Return the milliseconds of each call; each voter makes the next one when the last was answered."""
    times: list[float] = []

    async def ask(voter: int) -> None:
        for _ in range(calls):
            started = time.perf_counter()
            await call(voter)
            times.append(1000 * (time.perf_counter() - started))

    await asyncio.gather(*map(ask, range(voters)))
    return sorted(times)


async def measure(
    graph: Graph, settings: Settings, voters: int, calls: int, runs: int
) -> list[tuple[str, str, str, str]]:
    """Measure both, and say how often the one goes into the other."""
    scope, askers = Scope(), [Asker(f"voter{number}") for number in range(voters)]
    with Leases(settings.home / str(voters), settings.lease, settings.token_age) as leases:
        router = Router(graph, settings, leases, seed=1)

        async def draw(voter: int) -> None:
            if not await router.draw(askers[voter], 1, scope):
                raise RuntimeError("There is no question left: the library is too small for so many calls.")

        async def reach(_: int) -> None:
            await graph.driver.execute_query("RETURN 1", database_=graph.database)

        await time_together(draw, voters, calls)
        await time_together(reach, voters, calls)
        found = [
            (await time_together(draw, voters, calls), await time_together(reach, voters, calls)) for _ in range(runs)
        ]
    rows: list[tuple[str, str, str, str]] = []
    for name, pick in (("median", statistics.median), ("99th percentile", _find_last)):
        ours, bare = measure_spread(pick(run[0]) for run in found), measure_spread(pick(run[1]) for run in found)
        ratio = measure_spread(pick(run[0]) / pick(run[1]) for run in found)
        rows.append((f"{voters} at once, {name}", str(ours), str(bare), str(ratio)))
    return rows


def _find_last(times: list[float]) -> float:
    return times[int(LAST * len(times))]


async def measure_library(settings: Settings, *, quick: bool) -> None:
    """Make the library, measure, and print."""
    library = Library(400 if quick else 200_000, pairs=10, votes=1)
    calls, runs = (10, 1) if quick else (CALLS, RUNS)
    async with open_library(settings, library) as graph:
        figures: dict[str, float | int] = {"sensitivity": 0.9, "specificity": 0.8, "answers": 100}
        categories = [WHOLE, *(f"category {number}" for number in range(CATEGORIES))]
        kept = [Figures("voter", f"voter{v}", c, 0.85, figures) for v in range(VOTERS) for c in categories]
        await write_voter_reliability(graph, kept)
        rows = [row for voters in (1, VOTERS) for row in await measure(graph, settings, voters, calls, runs)]
    print_settings(
        {"calls": f"{calls} a voter and run, {runs} runs", "heap": settings.heap, "cache": settings.page_cache}
    )
    print_table("The next question, ms", ("voters", "next question", "RETURN 1", "ratio"), rows)


def main() -> None:
    """Measure in a folder of its own, which is deleted afterwards."""
    quick = read_quick(__doc__.splitlines()[0])
    home = Path(tempfile.mkdtemp(prefix="taggy-benchmark-"))
    settings = Settings(home=home, linger=LINGER).model_copy(update={"neo4j_uri": None})
    try:
        asyncio.run(measure_library(settings, quick=quick))
    finally:
        asyncio.run(stop_server(locate_home(settings)))
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
