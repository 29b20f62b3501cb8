"""Weighing again: pairs follow when it is found that a voter or a source is more or less reliable than was thought.

Whoever's figures moved is marked in the graph (`graph.weighing`). The pairs on which these spoke are read picture by
picture, without a lock, and compared with what is stored: those that are plain at once (`graph.plainpairs`), the others
one by one. Only those that moved (`graph.beliefs.is_moved`) are computed anew, in batches that lock their pictures: so
voting goes on, and what is written is what holds at that moment. While the graph reads the next pictures, what was said
of these is added up here. The pairs that did not move keep what they have, which is off by no more than
`graph.beliefs.TOLERANCE`, and are compared with it the next time too, so that nothing adds up. A work that was cut off
leaves the marks and is done by the next one.

Others that change how a voter's answers weigh mark the voter likewise and call `weigh_again`.
"""

import asyncio
from collections.abc import Sequence

from graph.connection import Graph, Transaction
from graph.consensus import count_pictures, lock_pictures, recompute_pairs
from graph.plainpairs import Ground, SpokenPicture, divide_spoken, read_ground
from graph.weighing import list_moved_pairs, list_spoken_pictures, read_moved_speakers, settle_moved_speakers
from taggy.steps import Report

PAGE = 200  # pictures that are read at once
BATCH = 250  # pairs a transaction: larger ones hold votes up

Pair = tuple[str, str]


async def weigh_again(graph: Graph, report: Report) -> int:
    """Let the pairs of all who are marked follow their figures; return how many pairs moved."""
    speakers = await read_moved_speakers(graph)
    if not speakers:
        return 0
    ground = await read_ground(graph)
    done, moved, total = 0, 0, await count_pictures(graph)
    await report("weighing", 0, total)
    async with asyncio.TaskGroup() as group:
        coming = group.create_task(list_spoken_pictures(graph, speakers, "", PAGE))
        while (page := await coming).last is not None:
            coming = group.create_task(list_spoken_pictures(graph, speakers, page.last, PAGE))
            moved += await _follow(graph, page.pictures, ground)
            done = min(done + PAGE, total)
            await report("weighing", done, total)
    for start in range(0, len(speakers), BATCH):
        await settle_moved_speakers(graph, speakers[start : start + BATCH])
    return moved


async def _follow(graph: Graph, pictures: Sequence[SpokenPicture], ground: Ground) -> int:
    """Compute those pairs of these pictures anew that moved, with those on which they are heard; return how many."""
    await ground.add_tags(graph, {tag for picture in pictures for tag in picture.spoken})
    moved: list[Pair] = []
    others: list[Pair] = []
    for picture in pictures:
        for found, pairs in zip(divide_spoken(picture, ground), (moved, others), strict=True):
            pairs += [(picture.image, tag) for tag in found]
    for start in range(0, len(others), BATCH):
        batch = others[start : start + BATCH]
        moved += await graph.read(lambda tx, batch=batch: list_moved_pairs(tx, batch))  # type: ignore[misc]  # of this turn
    for start in range(0, len(moved), BATCH):
        await _recompute(graph, moved[start : start + BATCH])
    return len(moved)


async def _recompute(graph: Graph, pairs: Sequence[Pair]) -> None:
    async def work(tx: Transaction) -> int:
        await lock_pictures(tx, [image for image, _ in pairs])
        return await recompute_pairs(tx, pairs)

    await graph.write(work)
