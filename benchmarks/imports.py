"""The graph's part of an import, and the first load, against a bare loop that writes the same.

    python -m benchmarks.imports batches [--quick]
    python -m benchmarks.imports first [--quick]

All bring posts whose pictures are decoded already into an empty local graph with the same constraints and indexes. The
bare loop is what one would write by hand: for each batch one transaction of `UNWIND … CREATE`, with all rows, CONSENSUS
among them, computed before the clock runs; it looks nothing up and would write everything twice. The ordinary way
(`record_import`) looks up, locks, and computes CONSENSUS. Both run in turn on one warm server, emptied before each.

The first load stages, writes tables, stops the server, imports, starts, makes constraints and indexes, and checks: all
of it inside the clock. It brings more posts than the loop, because it is for many: relationships a second are compared.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.runs import RUNS, measure_spread, print_settings, print_table
from benchmarks.synthetic import COLLECTION, SOURCE, make_batches
from graph.beliefs import believe
from graph.connection import Graph, open_graph
from graph.evidence import Claim, Evidence
from graph.imports import ImportBatch, describe_picture, describe_post, describe_tag, list_claims, record_import
from graph.loading import Staging, load_staged
from graph.migrations import ensure_schema
from graph.server.emptying import empty_database
from graph.server.home import locate_home
from graph.server.stop import reset_server, stop_server
from taggy.settings import Settings

BATCH = 200
TAGS = 10
WARM = 5
LINGER = 600
LINKS = 2 * TAGS + 3  # relationships of a post: TAGGED and CONSENSUS a tag; SHOWS, FROM, IN


@dataclass(frozen=True)
class Size:
    """How many posts are brought by batches and by the first load, and how often."""

    posts: int
    first_posts: int
    runs: int

    @property
    def links(self) -> int:
        """How many relationships the batches bring."""
        return self.posts * LINKS


# One statement a kind, as one writes it by hand.
BARE = (
    """UNWIND $tags AS new MERGE (c:Category {name: new.category}) MERGE (t:Tag {name: new.name})
       ON CREATE SET t.state = 'circulating', t.createdAt = datetime() MERGE (t)-[:OF {key: new.key}]->(c)""",
    """UNWIND $pictures AS new CREATE (n:Image) SET n = new, n.nsfw = 'unknown', n.withheld = [],
       n.createdAt = datetime()""",
    """MERGE (s:Source {name: $source}) MERGE (c:Collection {name: $collection}) WITH s, c UNWIND $posts AS new
       MATCH (i:Image {id: new.image}) CREATE (p:Post) SET p = new {.key, .url, .author, .title, .tags, .media}
       CREATE (p)-[:SHOWS {key: new.shows}]->(i) CREATE (p)-[:FROM {key: new.from}]->(s)
       CREATE (i)-[:IN {key: new.in}]->(c)""",
    """UNWIND $claims AS new MATCH (i:Image {id: new.image}) MATCH (t:Tag {name: new.tag}) CREATE (i)-[r:TAGGED]->(t)
       SET r = new {.key, .source, .post, .written, at: datetime()}""",
    """UNWIND $pairs AS new MATCH (i:Image {id: new.image}) MATCH (t:Tag {name: new.tag}) CREATE (i)-[r:CONSENSUS]->(t)
       SET r = new""",
)


def describe_batch(batch: ImportBatch) -> dict[str, Any]:
    """Compute everything that the bare loop writes of a batch."""
    claims = [claim for row in batch.rows for claim in list_claims(SOURCE, row)]
    return {
        "source": SOURCE,
        "collection": COLLECTION,
        "tags": [describe_tag(name) for name in sorted({claim["tag"] for claim in claims})],
        "pictures": [describe_picture(row.picture) for row in batch.rows if row.picture],
        "posts": [describe_post(row, SOURCE, COLLECTION) for row in batch.rows],
        "claims": claims,
        "pairs": [
            believe(Evidence(image=claim["image"], tag=claim["tag"], claimed=(Claim(source=claim["source"]),)))
            for claim in claims
        ],
    }


async def run_bare(graph: Graph, batches: Sequence[dict[str, Any]]) -> None:
    """Write described batches, a transaction each."""

    async def write(tx: Any, batch: dict[str, Any]) -> None:
        for statement in BARE:
            await (await tx.run(statement, batch)).consume()

    async with graph.driver.session(database=graph.database) as session:
        for batch in batches:
            await session.execute_write(write, batch)


async def run_ordinary(graph: Graph, batches: Sequence[ImportBatch]) -> None:
    """Record batches the ordinary way."""
    for batch in batches:
        await record_import(graph, batch)


async def measure(graph: Graph, work: Callable[[], Awaitable[None]]) -> float:
    """Empty the graph, do some work on it, and return the work's seconds."""
    await empty_database(graph)
    await ensure_schema(graph)
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


async def measure_batches(settings: Settings, size: Size) -> dict[str, list[float]]:
    """Measure the bare loop and the ordinary way in turn; return relationships a second."""
    batches = list(make_batches(size.posts, TAGS, BATCH))
    described = [describe_batch(batch) for batch in batches]
    speeds: dict[str, list[float]] = {"bare loop": [], "ordinary way": []}
    async with open_graph(settings) as graph:
        for run in range(size.runs + 1):  # the first one warms the server up
            bare = size.links / await measure(graph, lambda: run_bare(graph, described))
            ordinary = size.links / await measure(graph, lambda: run_ordinary(graph, batches))
            if run:
                speeds["bare loop"].append(bare)
                speeds["ordinary way"].append(ordinary)
    return speeds


async def measure_first(settings: Settings, size: Size) -> dict[str, list[float]]:
    """Measure the bare loop, warm, and the first load of more posts; return relationships a second."""
    described = [describe_batch(batch) for batch in make_batches(size.posts, TAGS, BATCH)]
    speeds: dict[str, list[float]] = {"bare loop": [], "first load": []}
    for _ in range(size.runs):
        async with open_graph(settings) as graph:
            await run_bare(graph, described[:WARM])
            speeds["bare loop"].append(size.links / await measure(graph, lambda: run_bare(graph, described)))
        await reset_server(locate_home(settings))
        speeds["first load"].append(size.first_posts * LINKS / await load_first(settings, size.first_posts))
        await reset_server(locate_home(settings))
    return speeds


async def load_first(settings: Settings, posts: int) -> float:
    """Stage and load posts into an empty graph whose server runs; return the seconds."""
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
    seconds = 0.0
    with Staging(settings, SOURCE, COLLECTION) as staging:
        for batch in make_batches(posts, TAGS, BATCH):  # making them is outside the clock
            started = time.perf_counter()
            await staging.record_import(batch)
            seconds += time.perf_counter() - started
        started = time.perf_counter()
        await load_staged(settings, staging, lambda _: None)
        return seconds + time.perf_counter() - started


def report(settings: Settings, size: Size, speeds: dict[str, list[float]]) -> None:
    """Print what was reached."""
    print_settings(
        {
            "server": f"local Neo4j, heap {settings.heap}, page cache {settings.page_cache}; Taggy's schema for all",
            "batches": f"{size.posts:,} posts of {TAGS} tags, {size.links:,} relationships, {BATCH} posts each",
            "first load": f"{size.first_posts:,} posts of {TAGS} tags, {size.first_posts * LINKS:,} relationships",
            "runs": size.runs,
        }
    )
    bare = speeds["bare loop"]
    rows = [
        (way, measure_spread(of), measure_spread(a / b for a, b in zip(of, bare, strict=True)))
        for way, of in speeds.items()
    ]
    print_table("Import", ("way", "relationships/s", "times the bare loop"), rows)


def main() -> None:
    """Measure in a folder of its own, which is deleted afterwards."""
    parser = argparse.ArgumentParser(description="Compare the ways of an import with a bare loop.")
    parser.add_argument("part", choices=("batches", "first"))
    parser.add_argument("--quick", action="store_true", help="small sizes, for development: the figures say nothing")
    chosen = parser.parse_args()
    size = Size(400, 2_000, 1) if chosen.quick else Size(4_000, 60_000, RUNS)
    home = Path(tempfile.mkdtemp(prefix="taggy-benchmark-"))
    settings = Settings(home=home, linger=LINGER).model_copy(update={"neo4j_uri": None})
    work = measure_batches if chosen.part == "batches" else measure_first
    try:
        report(settings, size, asyncio.run(work(settings, size)))
    finally:
        asyncio.run(stop_server(locate_home(settings)))
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
