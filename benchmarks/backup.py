"""What a logical backup and its restore take, in time and memory, as a library grows.

Run as `python -m benchmarks.backup [--quick]`. Both are the commands as they are typed, in processes of their own,
`taggy db backup --logical` from one local server and `taggy db restore` into another, both running. Inside the clock is
the whole command: the records, the file, its check, and of the restore also the rebuild of every pair. Memory is the
most that the command's process had resident (RSS), looked at fifty times a second; Neo4j's own is bounded by settings.
"""

import asyncio
import os
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.reads import open_library
from benchmarks.runs import measure_spread, print_settings, print_table, read_quick
from benchmarks.synthetic import Library
from graph.restores import GraphSize, measure_graph
from graph.server import lease_local_server
from graph.server.home import locate_home
from graph.server.stop import stop_server
from taggy.settings import Settings

LINGER = 600
LOOK = 0.02
MEGA = 1_000_000
COMMAND = (sys.executable, "-c", "from cli.main import main; main()", "db")


@dataclass(frozen=True)
class Size:
    """Which libraries, and how often each is backed up and restored."""

    libraries: tuple[Library, ...]
    runs: int


FULL = Size((Library(5_000, 10, 4), Library(20_000, 10, 4), Library(80_000, 10, 4)), 3)
QUICK = Size((Library(500, 10, 4), Library(2_000, 10, 4)), 1)


@dataclass(frozen=True)
class Used:
    """What a command used: seconds, and bytes of memory at the most."""

    seconds: float
    peak: int


async def run_command(home: Path, *arguments: str) -> Used:
    """Run a command of `taggy db` and watch its memory."""
    started, peak = time.perf_counter(), 0
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, env={**os.environ, "TAGGY_HOME": str(home)}, stdout=DEVNULL, stderr=PIPE
    )
    said = asyncio.create_task(process.communicate())
    watched = psutil.Process(process.pid)
    while not said.done():
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        await asyncio.sleep(LOOK)
    _, errors = await said
    if process.returncode:
        raise RuntimeError(errors.decode())
    return Used(time.perf_counter() - started, peak)


async def measure(library: Library, runs: int) -> tuple[GraphSize, int, list[Used], list[Used]]:
    """Back a library up and restore it elsewhere; return its size, the file's bytes, and what each run used."""
    backups: list[Used] = []
    restores: list[Used] = []
    with tempfile.TemporaryDirectory(prefix="taggy-benchmark-") as folder:
        place = Path(folder)
        settings = make_settings(place / "home")
        async with open_library(settings, library) as graph:
            size = await measure_graph(graph)
            for number in range(runs):
                file, new = place / f"{number}.taggy", place / f"restored-{number}"
                backups.append(await run_command(settings.home, "backup", "--logical", str(file)))
                restores.append(await restore(new, file))
            length = file.stat().st_size
    return size, length, backups, restores


async def restore(home: Path, file: Path) -> Used:
    """Restore a backup into a new local server, which is started before the clock runs."""
    settings = make_settings(home)
    try:
        async with lease_local_server(settings):
            return await run_command(home, "restore", str(file))
    finally:
        await stop_server(locate_home(settings))


def make_settings(home: Path) -> Settings:
    """Make the settings of a local server."""
    return Settings(home=home, linger=LINGER).model_copy(update={"neo4j_uri": None})


async def report(size: Size) -> None:
    """Measure every library, and print what was used."""
    settings = make_settings(Path())
    server = f"local, heap {settings.heap}, page cache {settings.page_cache}, one for each side"
    print_settings({"Neo4j": server, "runs": size.runs})
    rows = []
    for library in size.libraries:
        graph, length, backups, restores = await measure(library, size.runs)
        for name, used in (("backup", backups), ("restore", restores)):
            rows.append(
                (
                    f"{library.images:,} pictures, {name}",
                    f"{graph.nodes:,}",
                    f"{graph.relationships:,}",
                    f"{length / MEGA:,.1f}",
                    measure_spread(run.seconds for run in used),
                    measure_spread(run.peak / MEGA for run in used),
                )
            )
    header = ("", "nodes", "relationships", "file, MB", "seconds", "memory at the most, MB")
    print_table("Logical backup: median (lowest-highest)", header, rows)


if __name__ == "__main__":
    asyncio.run(report(QUICK if read_quick(__doc__ or "") else FULL))
