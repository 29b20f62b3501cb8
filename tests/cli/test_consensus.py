"""`taggy consensus rebuild`: everything derived, computed anew, in batches that go on where they were stopped."""

import asyncio

import pytest

from graph.connection import Graph
from graph.jobs import REBUILD, list_jobs
from graph.transitions import advance_job, begin_job, end_job
from taggy.errors import ConflictError
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, claim, read_consensus, run


async def seed(graph: Graph) -> None:
    """Three pictures that a source claims a tag of, and a wrong consensus on one."""
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "lol")
    for image in "abc":
        await claim(graph, "s", image, "lol")
    await run(
        graph,
        """MATCH (i:Image {id: 'a'}), (t:Tag {name: 'lol'})
           CREATE (i)-[:CONSENSUS {key: 'a|lol', image: 'a', tag: 'lol', yes: 99}]->(t)""",
    )


async def stop_after(graph: Graph, image: str, done: int) -> None:
    """Let a rebuild have been stopped after a picture."""
    job = await begin_job(graph, REBUILD, None, "somebody", 60)
    await advance_job(graph, job.id, "somebody", "rebuilding", done, 3, image)
    await end_job(graph, job.id, "somebody", "stopped")


async def test_a_rebuild_computes_every_pair_anew(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    result = await asyncio.to_thread(taggy, "consensus", "rebuild")
    assert result.stdout.splitlines()[-1] == "3 pictures, 3 pairs with a consensus."
    pairs = await read_consensus(graph)
    assert {image: (c["yes"], c["claims"]) for (image, _), c in pairs.items()} == dict.fromkeys("abc", (0, 1))
    (job,) = await list_jobs(graph)
    assert (job.state, job.step, job.done, job.total, job.by) == ("done", "rebuilding", 3, 3, "the command line")


async def test_a_rebuild_that_was_stopped_goes_on_there(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    await stop_after(graph, "b", 2)
    await asyncio.to_thread(taggy, "consensus", "rebuild")
    assert {image: c["yes"] for (image, _), c in (await read_consensus(graph)).items()} == {"a": 99, "c": 0}
    await stop_after(graph, "b", 2)
    await asyncio.to_thread(taggy, "consensus", "rebuild", "--restart")
    assert {image: c["yes"] for (image, _), c in (await read_consensus(graph)).items()} == dict.fromkeys("abc", 0)


async def test_two_rebuilds_at_once_are_refused(graph: Graph, taggy: Taggy) -> None:
    job = await begin_job(graph, REBUILD, None, "somebody", 60)
    with pytest.raises(ConflictError, match=f"under way elsewhere.*`taggy jobs stop {job.id}` stops it"):
        await asyncio.to_thread(taggy, "consensus", "rebuild")
