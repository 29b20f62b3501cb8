"""Votes per second through the API, against a loop that writes the same votes by the same statement.

    python -m benchmarks.votes [--quick] [--label-studio VENV]

Inside the clock, through the API: HTTP with a token and a session, the vote, the consensus of its pair, the commit, and
the answer with its counts. Inside the clock of the loop: the vote and the commit alone; a second loop writes the
consensus too, as the API does. All votes are new, on pairs drawn evenly; all sides write to the same graph, in turns.

With `--label-studio`, Label Studio from a virtual environment takes its turn too (`benchmarks/label_studio.py`).
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from api.keys import load_signing_key
from benchmarks.callers import Measured, Voting, name_image, name_tag, vote_alone, vote_by_loop, vote_over_http
from benchmarks.label_studio import annotate, serve_studio
from benchmarks.runs import RUNS, make_parser, measure_spread, print_settings, print_table
from graph.connection import Graph, connect
from graph.migrations import ensure_schema
from graph.server import lease_local_server
from graph.server.home import locate_home
from graph.server.stop import stop_unused_server
from graph.voters import add_session
from taggy.settings import Settings

LIMITS = dict.fromkeys(("TAGGY_VOTER_LIMIT", "TAGGY_ADDRESS_LIMIT"), "100000000/minute")
Side = Callable[[Voting], Measured]
LOOP = "auto-commit loop"
ALONE = "loop with consensus"
STUDIO = "Label Studio"


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    images: int
    tags: int
    callers: tuple[int, ...]
    seconds: float
    runs: int


FULL = Size(20_000, 500, (1, 8, 32, 256), 5.0, RUNS)
QUICK = Size(2_000, 100, (1, 8, 32), 2.0, 2)


def main() -> None:
    """Measure, and print a table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--label-studio", type=Path, metavar="VENV", help="a virtual environment that holds it")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), linger=0)
        asyncio.run(measure(settings, QUICK if chosen.quick else FULL, chosen.label_studio))


async def measure(settings: Settings, size: Size, venv: Path | None) -> None:
    """Measure every side with every number of callers, side by side, several times."""
    async with (
        lease_local_server(settings) as local,
        connect(local.uri, "neo4j", local.password, "neo4j") as graph,
    ):
        await ensure_schema(graph)
        voters = await seed(graph, size)
        key = load_signing_key(settings.home)
        with ExitStack() as stack:
            process = stack.enter_context(ProcessPoolExecutor(1, get_context("spawn")))
            loops = {LOOP: vote_by_loop, ALONE: vote_alone}
            sides: dict[str, Side] = {
                name: partial(call_apart, process, vote, local.uri, local.password) for name, vote in loops.items()
            }
            for workers in (1, 2):
                port = stack.enter_context(serve(settings.home, workers))
                name = f"API, {workers} worker{'s' * (workers - 1)}"
                sides[name] = partial(call_apart, process, vote_over_http, port, key)
            if venv:
                studio = stack.enter_context(serve_studio(venv, size.images))
                sides[STUDIO] = partial(call_apart, process, annotate, studio.port, studio.tasks)
                print_settings({STUDIO: f"{studio.version}, uWSGI, {studio.database}"})
            results = {
                callers: await asyncio.to_thread(compare, sides, voters[:callers], size) for callers in size.callers
            }
        kept = (await graph.driver.execute_query("MATCH ()-[s:SORT]->() RETURN count(s) AS n")).records[0]["n"]
    await stop_unused_server(locate_home(settings))
    report(results, kept, settings, size)


def call_apart(
    process: ProcessPoolExecutor, vote: Callable[..., Measured], where: object, secret: object, voting: Voting
) -> Measured:
    """Vote from a process of its own."""
    return process.submit(vote, voting, where, secret).result()


async def seed(graph: Graph, size: Size) -> list[tuple[str, str]]:
    """Make pictures, tags, and voters with sessions; return the voters' ids and secrets."""
    await graph.driver.execute_query(
        """UNWIND $images AS id CREATE (:Image {id: id, nsfw: 'unknown', withheld: [], mime: 'image/png', width: 64,
           height: 48, frames: 1, byteSize: 1000, createdAt: datetime()})""",
        images=[name_image(number) for number in range(size.images)],
    )
    await graph.driver.execute_query(
        "UNWIND $tags AS name CREATE (:Tag {name: name, state: 'circulating'})",
        tags=[name_tag(number) for number in range(size.tags)],
    )
    ids = [f"{number:032x}" for number in range(max(size.callers))]
    await graph.driver.execute_query(
        "UNWIND $ids AS id CREATE (:Voter {id: id, role: 'voter', name: id, joinedAt: datetime()})", ids=ids
    )
    return [(voter, await add_session(graph, "visit", voter)) for voter in ids]


@contextmanager
def serve(home: Path, workers: int) -> Iterator[int]:
    """Run `taggy serve` in a process of its own; yield its port."""
    command = [sys.executable, "-c", "from cli.main import main; main()", "serve", "--port", "0"]
    environment = {**os.environ, **LIMITS, "TAGGY_HOME": str(home)}
    with subprocess.Popen(
        [*command, "--workers", str(workers)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield int(line.split()[3].rpartition(":")[2])
        finally:
            process.terminate()


def compare(sides: dict[str, Side], voters: list[tuple[str, str]], size: Size) -> dict[str, list[Measured]]:
    """Measure each side in turns; a first turn warms up and is thrown away."""
    results: dict[str, list[Measured]] = {name: [] for name in sides}
    for run in range(-1, size.runs):
        for place, (name, side) in enumerate(sides.items()):
            number = (len(voters) * 100 + run) * 10 + place
            voting = Voting(tuple(voters), size.images, size.tags, size.seconds, number)
            measured = side(voting)
            if run >= 0:
                results[name].append(measured)
    return results


def report(results: dict[int, dict[str, list[Measured]]], kept: int, settings: Settings, size: Size) -> None:
    """Print the settings of both sides and the table."""
    print_settings(
        {
            "graph": f"{size.images:,} pictures, {size.tags} tags; {kept:,} votes kept at the end",
            "Neo4j": f"local, heap {settings.heap}, page cache {settings.page_cache}",
            LOOP: "cypher/votes/cast_votes.cypher, one vote a transaction, one session a caller, one process",
            ALONE: "the lock, the vote and its consensus, one vote a transaction, one process",
            "API": f"taggy serve; {', '.join(LIMITS)} raised to 100,000,000 a minute, else as it comes",
            "callers": f"no think time, {size.seconds:g} s a run, {size.runs} runs in turns after one to warm up",
        }
    )
    rows = []
    for callers, sides in results.items():
        for name, runs in sides.items():
            ratios = [rate(run) / rate(loop) for run, loop in zip(runs, sides[LOOP], strict=True)]
            rows.append(
                (
                    f"{callers} callers, {name}",
                    measure_spread(map(rate, runs)),
                    measure_spread(ratios),
                    measure_spread(1000 * find_percentile(run, 50) for run in runs),
                    measure_spread(1000 * find_percentile(run, 99) for run in runs),
                    sum(run.refused for run in runs),
                )
            )
    print_table("Median (lowest-highest)", ("", "votes/s", "ratio", "p50 ms", "p99 ms", "refused"), rows)


def rate(run: Measured) -> float:
    """Return the votes a second that were answered as kept."""
    return (len(run.latencies) - run.refused) / run.seconds


def find_percentile(run: Measured, percent: int) -> float:
    """Return the time within which so many percent of the answers came."""
    return statistics.quantiles(run.latencies, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
