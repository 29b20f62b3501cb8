"""The warm-up runs what a vote and a question run, and leaves no trace."""

from graph.connection import Graph
from graph.warmup import warm_up
from tests.seeds import add_images, add_tags, claim, run


async def test_the_graph_stays_as_it_is(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await claim(graph, "s", "a", "lol")
    digest = (
        "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN labels(n) AS n, properties(n) AS p, type(r) AS t ORDER BY n, t"
    )
    before = await run(graph, digest)
    await warm_up(graph)
    assert await run(graph, digest) == before
