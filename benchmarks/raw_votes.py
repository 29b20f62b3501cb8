"""Votes as rows: the same questions to Taggy, to Cypher over raw votes, to DuckDB and to SQLite.

The rows of the other two have small numbers for voter, picture and tag, which suits them best; the graph has SHA-256
and names. Each keeps one answer a voter and pair by a primary key, and SQLite an index that covers the count of a tag.
"""

import asyncio
import sqlite3
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, LiteralString

import duckdb

from benchmarks.runs import Spread, measure_spread, print_settings, print_table
from benchmarks.synthetic import DENSE, VOTERS, make_id
from graph.connection import Graph
from graph.keys import sort_key
from graph.rankings import rank_images_for_tag
from graph.server.home import locate_home
from graph.votes import Asked, Ballot, cast_votes
from taggy.settings import Settings

CALLERS = 8
WRITES = 25  # of each caller, each on a picture of its own
SPARSE = 7
TABLE = (
    "CREATE TABLE vote (voter INTEGER, image INTEGER, tag INTEGER, response INTEGER, PRIMARY KEY (voter, image, tag))"
)
INSERT = "INSERT INTO vote VALUES (?, ?, 0, 1) ON CONFLICT DO NOTHING"
TOP = """SELECT image, avg(response) AS share FROM vote WHERE tag = ? AND response IS NOT NULL
         GROUP BY image ORDER BY share DESC, image LIMIT 50"""
POINT = "SELECT response FROM vote WHERE voter = ? AND image = ? AND tag = ?"
WHOLE = "SELECT tag, avg(response) AS share, count(*) FROM vote GROUP BY tag ORDER BY share DESC, tag LIMIT 50"
CYPHER_TOP: LiteralString = """
MATCH (n:Image)-[r:SORT]->(:Tag {name: $tag}) WHERE r.response IS NOT NULL
WITH n, avg(CASE WHEN r.response THEN 1.0 ELSE 0.0 END) AS share
RETURN n.id AS image, share ORDER BY share DESC, image LIMIT 50"""
CYPHER_POINT: LiteralString = "MATCH ()-[r:SORT {key: $key}]->() RETURN r.response AS response"
CYPHER_WHOLE: LiteralString = """
MATCH ()-[r:SORT]->(t:Tag)
RETURN t.name AS tag, avg(CASE WHEN r.response THEN 1.0 WHEN NOT r.response THEN 0.0 END) AS share, count(*) AS votes
ORDER BY share DESC, tag LIMIT 50"""

Row = dict[str, Spread | None]


@dataclass(frozen=True)
class Times:
    """How often each question is asked: a median of so many calls, so many times."""

    calls: int
    runs: int

    async def take(self, call: Callable[[], Awaitable[object]], calls: int = 0) -> Spread:
        """Return the median milliseconds of a call in each run, after one that warms up."""
        await call()
        medians = []
        for _ in range(self.runs):
            times = []
            for _ in range(calls or self.calls):
                started = time.perf_counter()
                await call()
                times.append(1000 * (time.perf_counter() - started))
            medians.append(statistics.median(times))
        return measure_spread(medians)


async def compare_votes(graph: Graph, settings: Settings, runs: int) -> None:
    """Ask all four, and print what each needed."""
    times = Times(20, runs)
    files = settings.home / "tables"
    columns: dict[str, Row] = {
        "Taggy": await _ask_taggy(graph, times) | {"disk (MB)": _weigh(locate_home(settings).databases)},
        "Cypher, raw": await _ask_cypher(graph, times),
        "DuckDB": await _ask_duckdb(settings.home / "votes.duckdb", files, times),
        "SQLite": await _ask_sqlite(settings.home / "votes.sqlite", files, times),
    }
    print_settings(
        {
            "Taggy, Cypher": f"local Neo4j, heap {settings.heap}, page cache {settings.page_cache}",
            "DuckDB": f"{duckdb.__version__}, defaults, one process",
            "SQLite": f"{sqlite3.sqlite_version}, WAL, synchronous FULL, page cache 512 MB",
            "writes": f"{CALLERS} callers, {WRITES} votes each, a transaction a vote; Taggy's with the consensus",
            "calls": f"median of {times.calls} (whole table and raw counts: 1), {runs} runs",
        }
    )
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    rows = [(name, *(column.get(name) or "-" for column in columns.values())) for name in names]
    print_table("Votes as a graph and as rows", ("what", *columns), rows)


async def _ask_taggy(graph: Graph, times: Times) -> Row:
    row: Row = {
        "top 50 of a dense tag (ms)": await times.take(lambda: rank_images_for_tag(graph, DENSE)),
        "top 50 of a sparse tag (ms)": await times.take(lambda: rank_images_for_tag(graph, f"tag {SPARSE}")),
    }

    async def cast(caller: int) -> None:
        for number in range(WRITES):
            ballot = Ballot(
                f"voter{caller}", make_id(caller * WRITES + number), DENSE, "yes", asked=Asked("test", 1.0, "picture")
            )
            await cast_votes(graph, [ballot])

    started = time.perf_counter()
    await asyncio.gather(*map(cast, range(CALLERS)))
    return row | {"votes kept a second": _rate(started)}


async def _ask_cypher(graph: Graph, times: Times) -> Row:
    async def run(query: LiteralString, **params: Any) -> None:
        await graph.driver.execute_query(query, params, database_=graph.database)

    key = sort_key("voter1", make_id(1), DENSE)
    return {
        "top 50 of a dense tag (ms)": await times.take(lambda: run(CYPHER_TOP, tag=DENSE), 1),
        "top 50 of a sparse tag (ms)": await times.take(lambda: run(CYPHER_TOP, tag=f"tag {SPARSE}")),
        "one voter's answer (ms)": await times.take(lambda: run(CYPHER_POINT, key=key)),
        "all tags by share (ms)": await times.take(lambda: run(CYPHER_WHOLE), 1),
    }


async def _ask_duckdb(file: Path, files: Path, times: Times) -> Row:
    started = time.perf_counter()
    with duckdb.connect(str(file)) as base:
        base.execute(TABLE)
        base.execute(f"COPY vote FROM '{files}/raw-*.csv' (HEADER false)")
        base.execute("CHECKPOINT")
        loaded = time.perf_counter() - started
        row = await _ask_rows(lambda query, *values: base.execute(query, values).fetchall(), times)

        def cast(caller: int) -> None:
            with base.cursor() as cursor:
                for number in range(WRITES):
                    cursor.execute(INSERT, (VOTERS + caller, number))

        row["votes kept a second"] = _write_side_by_side(cast)
    return row | {"load (s)": Spread(loaded, loaded, loaded), "disk (MB)": _weigh(file)}


async def _ask_sqlite(file: Path, files: Path, times: Times) -> Row:
    started = time.perf_counter()
    with closing(_open_sqlite(file)) as base:
        base.execute(f"{TABLE} WITHOUT ROWID")
        _fill_sqlite(base, files)
        loaded = time.perf_counter() - started
        row = await _ask_rows(lambda query, *values: base.execute(query, values).fetchall(), times)

        def cast(caller: int) -> None:
            with closing(_open_sqlite(file)) as own:
                for number in range(WRITES):
                    with own:
                        own.execute(INSERT, (VOTERS + caller, number))

        row["votes kept a second"] = _write_side_by_side(cast)
    return row | {"load (s)": Spread(loaded, loaded, loaded), "disk (MB)": _weigh(file)}


def _fill_sqlite(base: sqlite3.Connection, files: Path) -> None:
    with base:
        for part in sorted(files.glob("raw-*.csv")):
            with part.open(encoding="ascii") as lines:
                rows = (line.rstrip("\n").split(",") for line in lines)
                base.executemany("INSERT INTO vote VALUES (?, ?, ?, nullif(?, ''))", rows)
        base.execute("CREATE INDEX vote_tag ON vote (tag, image, response)")


def _open_sqlite(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=60)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -524288;")
    return connection


async def _ask_rows(query: Callable[..., object], times: Times) -> Row:
    async def run(*arguments: Any) -> None:
        query(*arguments)

    return {
        "top 50 of a dense tag (ms)": await times.take(lambda: run(TOP, 0), 1),
        "top 50 of a sparse tag (ms)": await times.take(lambda: run(TOP, SPARSE)),
        "one voter's answer (ms)": await times.take(lambda: run(POINT, 1, 1, 0)),
        "all tags by share (ms)": await times.take(lambda: run(WHOLE), 1),
    }


def _write_side_by_side(cast: Callable[[int], None]) -> Spread:
    started = time.perf_counter()
    threads = [Thread(target=cast, args=(caller,)) for caller in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _rate(started)


def _rate(started: float) -> Spread:
    rate = CALLERS * WRITES / (time.perf_counter() - started)
    return Spread(rate, rate, rate)


def _weigh(path: Path) -> Spread:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    return Spread(megabytes, megabytes, megabytes)
