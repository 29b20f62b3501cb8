"""Simulated voters: marked as such, and removable with every answer they gave."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from graph.connection import Graph, Record, Runner
from graph.votes import withdraw_votes

BATCH = 500


class VoterCount(Record):
    """How many voters."""

    voters: int


class SimulatedVote(Record):
    """An answer of a simulated voter."""

    voter: str
    image: str
    tag: str


async def add_simulated_voters(runner: Runner, names: Sequence[tuple[str, str]]) -> int:
    """Add simulated voters by (id, name); those that are there stay as they are."""
    rows = [{"id": voter, "name": name} for voter, name in names]
    return (await runner.fetch(VoterCount, "add_simulated_voters", voters=rows))[0].voters


async def list_simulated_votes(runner: Runner, limit: int) -> list[SimulatedVote]:
    """List current answers of simulated voters."""
    return await runner.fetch(SimulatedVote, "list_simulated_votes", limit=limit)


async def remove_simulated_votes(graph: Graph) -> AsyncIterator[int]:
    """Withdraw every answer of simulated voters, in batches; yield how many were withdrawn in each."""
    while votes := await list_simulated_votes(graph, BATCH):
        pairs = defaultdict(list)
        for vote in votes:
            pairs[vote.voter].append((vote.image, vote.tag))
        for voter, answered in pairs.items():
            yield len(await withdraw_votes(graph, voter, answered, "simulated"))


async def remove_simulated_voters(runner: Runner) -> int:
    """Remove the simulated voters themselves; their answers were withdrawn before."""
    return (await runner.fetch(VoterCount, "remove_simulated_voters"))[0].voters
