"""What must hold after every fault."""

from consensus.rebuild import rebuild_consensus
from graph.connection import Graph
from tests.seeds import read_consensus, run


async def check_derived(graph: Graph) -> None:
    """Check that everything derived is what a rebuild gives."""
    pairs = await read_consensus(graph)
    await run(graph, "MATCH ()-[c:CONSENSUS]->() DELETE c")
    async for _ in rebuild_consensus(graph):
        pass
    assert await read_consensus(graph) == pairs
