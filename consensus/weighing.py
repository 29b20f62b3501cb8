"""Weighing again: pairs follow when it is found that a voter or a source is more or less reliable than was thought.

Whoever's figures moved is marked in the graph (`graph.weighing`). The pairs on which these spoke are read picture by
picture, without a lock, and compared with what is stored. Only those that moved (`graph.beliefs.is_moved`) are
computed anew, in batches that lock their pictures: so voting goes on, and what is written is what holds at that moment.
The others keep what they have, which is off by no more than `graph.beliefs.TOLERANCE`, and are compared with it the
next time too, so that nothing adds up. A work that was cut off leaves the marks and is done by the next one.

Others that change how a voter's answers weigh mark the voter likewise and call `weigh_again`.
"""

from collections.abc import Sequence

from graph.connection import Graph, Transaction
from graph.consensus import count_pictures, lock_pictures, recompute_pairs
from graph.weighing import list_moved_pairs, list_pairs_of_speakers, read_moved_speakers, settle_moved_speakers
from taggy.steps import Report

PAGE = 200  # pictures that are read at once
BATCH = 250  # pairs a transaction: larger ones hold votes up


async def weigh_again(graph: Graph, report: Report) -> int:
    """Let the pairs of all who are marked follow their figures; return how many pairs moved."""
    speakers = await read_moved_speakers(graph)
    if not speakers:
        return 0
    done, moved, total = 0, 0, await count_pictures(graph)
    after: str | None = ""
    await report("weighing", 0, total)
    while after is not None:
        page = await list_pairs_of_speakers(graph, speakers, after, PAGE)
        after = page.last
        for start in range(0, len(page.pairs), BATCH):
            moved += await _follow(graph, page.pairs[start : start + BATCH])
        done = min(done + PAGE, total)
        await report("weighing", done, total)
    for start in range(0, len(speakers), BATCH):
        await settle_moved_speakers(graph, speakers[start : start + BATCH])
    return moved


async def _follow(graph: Graph, pairs: Sequence[tuple[str, str]]) -> int:
    """Compute those of these pairs anew that moved, with those on which they are heard; return how many."""
    moved = await graph.read(lambda tx: list_moved_pairs(tx, pairs))
    if not moved:
        return 0

    async def work(tx: Transaction) -> int:
        await lock_pictures(tx, [image for image, _ in moved])
        return await recompute_pairs(tx, moved)

    await graph.write(work)
    return len(moved)
