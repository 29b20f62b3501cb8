"""`taggy consensus rebuild`: everything derived, computed anew, in batches that go on where they were stopped."""

import asyncio

from cli.consensus import JOB
from graph.connection import Graph
from graph.jobs import find_job, save_job
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


async def test_a_rebuild_computes_every_pair_anew(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    result = await asyncio.to_thread(taggy, "consensus", "rebuild")
    assert result.stdout.splitlines()[-1] == "3 pictures, 3 pairs with a consensus."
    pairs = await read_consensus(graph)
    assert {image: (c["yes"], c["claims"]) for (image, _), c in pairs.items()} == dict.fromkeys("abc", (0, 1))
    assert await find_job(graph, JOB) is None


async def test_a_rebuild_that_was_stopped_goes_on_there(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    await save_job(graph, JOB, "b", 2)
    await asyncio.to_thread(taggy, "consensus", "rebuild")
    assert {image: c["yes"] for (image, _), c in (await read_consensus(graph)).items()} == {"a": 99, "c": 0}
    await save_job(graph, JOB, "b", 2)
    await asyncio.to_thread(taggy, "consensus", "rebuild", "--restart")
    assert {image: c["yes"] for (image, _), c in (await read_consensus(graph)).items()} == dict.fromkeys("abc", 0)
