"""What `taggy trust fit` takes on a large graph, and what it costs those who vote meanwhile.

    python -m benchmarks.reliability [--votes 1000000] [--pairs 2000000] [--pace people] [--quick]

The graph is a synthetic library with ten pairs a picture, one in four of which up to four of 2,000 voters answered, the
best of whom slips 2 times in 100, the worst 35. In each run eight callers vote for a while without a fit and then while
one goes on, in a process of its own as a runner's is; so every fit finds that nearly all figures moved a little, and
looks at the pairs of nearly all voters. They vote at the pace of people, a second between two votes, and at that of
programs, which leave the machine little time for anything else. Inside the clock of the fit is the whole command: the
start, reading, fitting, writing what moved, and the pairs that follow. Inside the clock of a vote is `cast_votes`: the
lock, the vote, the consensus of its pair, the commit.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reads import LINGER, open_library
from benchmarks.runs import RUNS, make_parser, measure_spread, print_settings, print_table
from benchmarks.synthetic import DENSE, VOTERS, Library, answer, make_id
from graph.connection import Graph
from graph.votes import Answer, Asked, Ballot, cast_votes
from taggy.settings import Settings

PAIRS_A_PICTURE = 10
MOST = 4  # answers on a pair that is asked about; half as many on average
CALLERS = 8
CACHE = "8g"  # the whole graph fits into it: it takes 6 GB on disk in the end
PAUSES = {"people": 1.0, "programs": 0.02}  # seconds between two votes of a caller
ALONE = 20.0  # seconds of voting without a fit
QUICK = (20_000, 40_000)
SAID: dict[bool | None, Answer] = {True: "yes", False: "no", None: "pass"}
ASKED = Asked("control", 0.01, "0" * 64, 900)


@dataclass(frozen=True)
class Run:
    """Seconds of a fit, and the milliseconds of votes without it and beside it."""

    seconds: float
    alone: list[float]
    beside: list[float]


def main() -> None:
    """Measure, and print a table."""
    chosen = read_arguments()
    votes, pairs = QUICK if chosen.quick else (chosen.votes, chosen.pairs)
    library = Library(pairs // PAIRS_A_PICTURE, PAIRS_A_PICTURE, MOST, max(1, round(MOST / 2 * pairs / votes)))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), linger=LINGER, page_cache=CACHE)
        runs, seconds = (2, 3.0) if chosen.quick else (RUNS, ALONE)
        asyncio.run(measure(settings, library, chosen.pace or list(PAUSES), runs, seconds))


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--votes", type=int, default=1_000_000, help="answers in the graph, about")
    parser.add_argument("--pairs", type=int, default=2_000_000, help="pairs in the graph")
    parser.add_argument("--pace", action="append", choices=PAUSES, help="how fast callers vote; else each pace in turn")
    return parser.parse_args()


async def measure(settings: Settings, library: Library, paces: list[str], runs: int, seconds: float) -> None:
    """Measure a first fit, which writes all, and several that write what moved, beside voting."""
    async with open_library(settings, library) as graph:
        rows, _, _ = await graph.driver.execute_query(
            "MATCH ()-[s:SORT]->() RETURN count(s) AS votes", database_=graph.database
        )
        votes = rows[0]["votes"]
        first, said = await time_fit(settings)
        print(f"The first fit took {first:.1f} s: {said}", flush=True)
        measured = {
            pace: [await measure_run(graph, settings, library, pace, seconds) for _ in range(runs)] for pace in paces
        }
    print_settings(
        {
            "server": f"local Neo4j, heap {settings.heap}, page cache {settings.page_cache}",
            "graph": f"{library.images * library.pairs:,} pairs, {votes:,} answers of {VOTERS:,} voters",
            "first fit": f"{first:.1f} s, all figures written: {said}",
            "callers": f"{CALLERS}, {seconds:g} s without a fit and then beside one",
            "runs": runs,
        }
    )
    report(measured)


async def measure_run(graph: Graph, settings: Settings, library: Library, pace: str, seconds: float) -> Run:
    """Measure one fit, and the votes before and beside it."""
    alone = await vote_during(graph, library, PAUSES[pace], lambda: asyncio.sleep(seconds))
    took = 0.0

    async def fit() -> None:
        nonlocal took
        took, _ = await time_fit(settings)

    beside = await vote_during(graph, library, PAUSES[pace], fit)
    print(f"A fit took {took:.1f} s beside {len(beside):,} votes at the pace of {pace}.", flush=True)
    return Run(took, alone, beside)


async def time_fit(settings: Settings) -> tuple[float, str]:
    """Run the command and return its seconds and its summary."""
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from cli.main import main; main()", "trust", "fit", "--json"),
        env={**os.environ, "TAGGY_HOME": str(settings.home)},
        stdout=PIPE,
        stderr=PIPE,
    )
    out, problem = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"taggy trust fit failed: {problem.decode()}")
    return time.perf_counter() - started, out.decode().strip()


async def vote_during(
    graph: Graph, library: Library, pause: float, work: Callable[[], Awaitable[object]]
) -> list[float]:
    """Vote until the work is done, and return the milliseconds of each vote."""
    dice = random.Random(time.time_ns())  # noqa: S311 - each run votes otherwise
    times: list[float] = []
    stopped = asyncio.Event()

    async def vote() -> None:
        while not stopped.is_set():
            voter, image = dice.randrange(VOTERS), dice.randrange(library.images)
            ballot = Ballot(f"voter{voter}", make_id(image), DENSE, SAID[answer(voter, image, 0, dice)], asked=ASKED)
            started = time.perf_counter()
            await cast_votes(graph, [ballot])
            times.append(1000 * (time.perf_counter() - started))
            await asyncio.sleep(dice.uniform(0, 2 * pause))

    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(vote())
        await work()
        stopped.set()
    return times


def report(measured: dict[str, list[Run]]) -> None:
    """Print the table: a column a pace."""
    rows: list[tuple[object, ...]] = [
        ("fit (s)", *(measure_spread(run.seconds for run in runs) for runs in measured.values()))
    ]
    for percent in (50, 99):
        for name, beside in (("alone", False), ("beside a fit", True)):
            rows.append(
                (
                    f"vote {name}, p{percent} (ms)",
                    *(
                        measure_spread(find_percentile(run.beside if beside else run.alone, percent) for run in runs)
                        for runs in measured.values()
                    ),
                )
            )
    header = ("", *(f"{pace}: {PAUSES[pace]:g} s between votes" for pace in measured))
    print_table("Median (lowest-highest)", header, rows)


def find_percentile(times: list[float], percent: int) -> float:
    """Find below what so many votes in a hundred were."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
