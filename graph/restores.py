"""Restores: noted in the graph itself, so that one that was stopped goes on and nobody uses half a graph."""

from neo4j.time import DateTime

from graph.connection import Record, Runner
from graph.schema import NODES, RELATIONSHIPS


class Restore(Record):
    """A restore that was begun and not finished: of which backup, and how far it came in which part."""

    restoring: str
    restored: str


class Removed(Record):
    """How many earlier answers were left out."""

    removed: int


class GraphSize(Record):
    """How many nodes and relationships the graph has, its own housekeeping left out."""

    nodes: int
    relationships: int


class Stranger(Record):
    """A label or relationship type that is not of Taggy's schema, and on how many it is."""

    name: str
    count: int


class Clock(Record):
    """The server's time."""

    now: DateTime


async def measure_graph(runner: Runner) -> GraphSize:
    """Count the nodes and relationships."""
    return (await runner.fetch(GraphSize, "measure_graph"))[0]


async def list_strangers(runner: Runner) -> list[str]:
    """List the labels and types in the graph that are not of Taggy's schema, and so not among its records."""
    types = sorted({of.type for of in RELATIONSHIPS})
    found = await runner.fetch(Stranger, "list_strangers", labels=[*NODES], types=types)
    return [f"{stranger.name} ({stranger.count})" for stranger in found]


async def read_clock(runner: Runner) -> DateTime:
    """Read the server's time."""
    return (await runner.fetch(Clock, "read_clock"))[0].now


async def find_restore(runner: Runner) -> Restore | None:
    """Find the restore that this graph waits for."""
    return next(iter(await runner.fetch(Restore, "find_restore")), None)


async def save_restore(runner: Runner, restoring: str, restored: str) -> None:
    """Note how far a restore came: until it is finished, the graph is not to be used."""
    await runner.fetch(Restore, "save_restore", restoring=restoring, restored=restored)


async def finish_restore(runner: Runner) -> None:
    """Note that the graph is whole."""
    await runner.fetch(Restore, "finish_restore")


async def remove_moved_answers(runner: Runner, begun: str) -> int:
    """Leave out the earlier answers that moved while the backup was made; return how many.

    `begun` is when that was, as ISO 8601.
    """
    moment = DateTime.from_iso_format(begun)
    return (await runner.fetch(Removed, "remove_moved_answers", begun=moment))[0].removed


async def remove_moved_comparisons(runner: Runner, begun: str) -> int:
    """Leave out the earlier answers on two pictures that moved while the backup was made; return how many."""
    moment = DateTime.from_iso_format(begun)
    return (await runner.fetch(Removed, "remove_moved_comparisons", begun=moment))[0].removed
