"""What reading costs as a library grows, and against counting raw votes.

    python -m benchmarks.reads growth [--quick]
    python -m benchmarks.reads votes [--quick]

growth: *likely images for a tag* (first page, and a page in the middle of a tag that is on every picture) and *next
question*, through the functions that the API calls and through HTTP, at three sizes with ten pairs a picture. Half of
the pairs tie, one picture in twenty is or may be NSFW and one in twenty is withheld. One caller, one call at a time;
inside the clock is the call, its rows read. Memory is what the process of the API and Neo4j have resident (RSS).

votes: the same first page, against the 50 pictures with the best share of Yes counted from all raw votes of that tag,
in Cypher, DuckDB and SQLite, on ten million votes; and what else one does with votes, where the others may win.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.raw_votes import compare_votes
from benchmarks.runs import RUNS, Spread, measure_spread, print_settings, print_table
from benchmarks.synthetic import DENSE, Library, write_library
from consensus.asking import Asker, Scope
from consensus.leases import Leases
from consensus.routing import Router
from graph.connection import Graph, open_graph
from graph.loading.load import load_tables
from graph.rankings import rank_images_for_tag
from graph.server.home import locate_home
from graph.server.state import read_state
from graph.server.stop import reset_server, stop_server
from taggy.settings import Settings

LINGER = 600
PAGE = 50
CALLS = 200
SIZES = (2_000, 20_000, 200_000)
Measures = dict[str, Spread]


@asynccontextmanager
async def open_library(settings: Settings, library: Library) -> AsyncIterator[Graph]:
    """Make a library, open it, and delete it at the end."""
    folder = settings.home / "tables"
    folder.mkdir(parents=True)
    started = time.perf_counter()
    parts = os.cpu_count() or 1
    counts, tables = await asyncio.to_thread(write_library, library, folder, parts)
    written = time.perf_counter() - started
    async with load_tables(settings, folder, tables, parts + 1, print):
        pass
    total = time.perf_counter() - started
    print(f"{library}: {counts.total():,} rows, tables in {written:.0f} s, in the graph after {total:.0f} s")
    async with open_graph(settings) as graph:
        yield graph
    shutil.rmtree(folder)
    await reset_server(locate_home(settings))


async def time_calls(call: Callable[[], Awaitable[object]], calls: int, runs: int) -> Spread:
    """Return the median milliseconds of a call in each of several runs; one run before them warms up."""
    medians = []
    for _ in range(runs + 1):
        times = []
        for _ in range(calls):
            started = time.perf_counter()
            await call()
            times.append(1000 * (time.perf_counter() - started))
        medians.append(statistics.median(times))
    return measure_spread(medians[1:])


async def find_middle(graph: Graph) -> str:
    """Find the cursor in the middle of the dense tag's list."""
    rows, _, _ = await graph.driver.execute_query(
        """MATCH ()-[c:CONSENSUS]->() WHERE c.tag = $tag AND c.rankSafe > ''
           WITH c.rankSafe AS rank ORDER BY rank WITH collect(rank) AS ranks RETURN ranks[size(ranks) / 2] AS middle""",
        {"tag": DENSE},
        database_=graph.database,
    )
    return str(rows[0]["middle"])


async def measure_functions(graph: Graph, settings: Settings, calls: int, runs: int) -> Measures:
    """Measure the functions that the API calls."""
    middle = await find_middle(graph)
    asker = Asker("voter0")

    async def ask(router: Router) -> None:
        if not await router.draw(asker, 1, Scope()):
            raise RuntimeError("There is no question left: the library is too small for so many calls.")

    with Leases(settings.home, settings.lease, settings.token_age) as leases:
        router = Router(graph, settings, leases, seed=1)
        questions = await time_calls(lambda: ask(router), calls, runs)
    return {
        "likely, first page (ms)": await time_calls(lambda: rank_images_for_tag(graph, DENSE, limit=PAGE), calls, runs),
        "likely, middle page (ms)": await time_calls(
            lambda: rank_images_for_tag(graph, DENSE, after=middle, limit=PAGE), calls, runs
        ),
        "next question (ms)": questions,
    }


async def measure_http(graph: Graph, settings: Settings, calls: int, runs: int) -> Measures:
    """Measure the same through HTTP, in a process of its own, and the memory of it and of Neo4j."""
    from api.cursors import encode_cursor  # noqa: PLC0415 - heavy

    cursor = encode_cursor(await find_middle(graph))
    async with serve(settings) as (process, client):

        async def get(path: str, **params: Any) -> None:
            (await client.get(path, params=params)).raise_for_status()

        (await client.post("/api/v1/session", json={})).raise_for_status()
        first = {"tags": DENSE, "limit": PAGE}
        measures = {
            "likely, first page, HTTP (ms)": await time_calls(lambda: get("/api/v1/images", **first), calls, runs),
            "likely, middle page, HTTP (ms)": await time_calls(
                lambda: get("/api/v1/images", **first, after=cursor), calls, runs
            ),
            "next question, HTTP (ms)": await time_calls(lambda: get("/api/v1/questions"), calls, runs),
        }
        state = read_state(locate_home(settings))
        for name, pid in (("API", process.pid), ("Neo4j", state.java if state else 0)):
            megabytes = psutil.Process(pid).memory_info().rss / 1e6
            measures[f"memory of {name} (MB)"] = Spread(megabytes, megabytes, megabytes)
    return measures


@asynccontextmanager
async def serve(settings: Settings) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx.AsyncClient]]:
    """Run `taggy serve` with limits that nobody reaches."""
    loose = {f"TAGGY_{name}_LIMIT": "10000000/minute" for name in ("VOTER", "ADDRESS", "SESSION")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from cli.main import main; main()", "serve", "--port", "0", "--workers", "1"),
        env={**os.environ, **loose, "TAGGY_HOME": str(settings.home)},
        stdout=PIPE,
    )
    try:
        line = (await process.stdout.readline()).decode() if process.stdout else ""
        async with httpx.AsyncClient(base_url=line.split()[3], timeout=60) as client:
            yield process, client
    finally:
        process.terminate()
        await process.wait()


async def measure_growth(settings: Settings, *, quick: bool) -> None:
    """Measure at each size, and print how each figure grows from the smallest to the largest."""
    sizes = (200, 400) if quick else SIZES
    calls, runs = (20, 1) if quick else (CALLS, RUNS)
    found: list[Measures] = []
    for images in sizes:
        async with open_library(settings, Library(images, pairs=10, votes=1)) as graph:
            functions = await measure_functions(graph, settings, calls, runs)
            found.append(functions | await measure_http(graph, settings, calls, runs))
    print_settings(
        {
            "server": f"local Neo4j, heap {settings.heap}, page cache {settings.page_cache}; one API process",
            "library": "10 pairs a picture, one claim each, half of them with a vote; 5 % NSFW, 5 % withheld",
            "calls": f"{calls} a run, one after another, {runs} runs; the median of a run's calls",
        }
    )
    header = ("what", *(f"{images:,} images" for images in sizes), "growth")
    rows = [
        (name, *(of[name] for of in found), f"{found[-1][name].median / first.median:.2f}")
        for name, first in found[0].items()
    ]
    print_table("Reading as a library grows", header, rows)


async def measure_votes(settings: Settings, *, quick: bool) -> None:
    """Compare with counting raw votes."""
    library = Library(200 if quick else 200_000, pairs=10, votes=10)
    async with open_library(settings, library) as graph:
        await compare_votes(graph, settings, runs=1 if quick else RUNS)


def main() -> None:
    """Measure in a folder of its own, which is deleted afterwards."""
    parser = argparse.ArgumentParser(description="Measure reading as a library grows, or against raw votes.")
    parser.add_argument("part", choices=("growth", "votes"))
    parser.add_argument("--quick", action="store_true", help="small sizes, for development: the figures say nothing")
    chosen = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="taggy-benchmark-"))
    settings = Settings(home=home, linger=LINGER).model_copy(update={"neo4j_uri": None})
    work = measure_growth if chosen.part == "growth" else measure_votes
    try:
        asyncio.run(work(settings, quick=chosen.quick))
    finally:
        asyncio.run(stop_server(locate_home(settings)))
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
