"""Weighing again: pairs follow when it is found that a voter or a source is more or less reliable than was thought.

Whoever's figures moved is marked in the graph (`graph.weighing`). The pairs on which these spoke are read picture by
picture, without a lock, and compared with what is stored: those that are plain at once (`graph.plainpairs`), the others
one by one. Only those that moved (`graph.beliefs.is_moved`) are written, in batches that lock their pictures: so voting
goes on, and what is written is what holds at that moment. A plain pair is written as it was found where nobody locked
its picture since, else computed anew. While the graph writes some pictures and reads the next, what was said of others
is added up here. The pairs that did not move keep what they have, which is off by no more than
`graph.beliefs.TOLERANCE`, and are compared with it the next time too, so that nothing adds up. A work that was cut off
leaves the marks and is done by the next one.

Others that change how a voter's answers weigh mark the voter likewise and call `weigh_again`.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from graph.connection import Graph, Transaction
from graph.consensus import count_pictures, lock_pictures, recompute_pairs
from graph.plainpairs import Ground, Moved, SpokenPicture, divide_spoken, read_ground, write_plain
from graph.weighing import list_moved_pairs, list_spoken_pictures, read_moved_speakers, settle_moved_speakers
from taggy.steps import Report

PAGE = 200  # pictures that are read at once
BATCH = 250  # pairs a transaction: larger ones hold votes up
PICTURES = 100  # a transaction, of each of which a few pairs moved
WRITERS = 2  # pages that are written at once

Pair = tuple[str, str]
Divided = tuple[SpokenPicture, Moved, list[str]]  # and the tags on which must be asked for one by one


async def weigh_again(graph: Graph, report: Report) -> int:
    """Let the pairs of all who are marked follow their figures; return how many pairs moved."""
    speakers = await read_moved_speakers(graph)
    if not speakers:
        return 0
    ground = await read_ground(graph)
    done, total = 0, await count_pictures(graph)
    await report("weighing", 0, total)
    writing: list[asyncio.Task[int]] = []
    room = asyncio.Semaphore(WRITERS)
    async with asyncio.TaskGroup() as group:
        coming = group.create_task(list_spoken_pictures(graph, speakers, "", PAGE))
        while (page := await coming).last is not None:
            coming = group.create_task(list_spoken_pictures(graph, speakers, page.last, PAGE))
            await ground.add_tags(graph, {tag for picture in page.pictures for tag in picture.spoken})
            divided = await _divide(page.pictures, ground)
            await room.acquire()
            writing.append(group.create_task(_follow(graph, divided, ground)))
            writing[-1].add_done_callback(lambda _: room.release())
            done = min(done + PAGE, total)
            await report("weighing", done, total)
    for start in range(0, len(speakers), BATCH):
        await settle_moved_speakers(graph, speakers[start : start + BATCH])
    return sum(task.result() for task in writing)


async def _divide(pictures: Sequence[SpokenPicture], ground: Ground) -> list[Divided]:
    """Divide the tags of these pictures; what the graph said meanwhile is heard in between."""
    divided: list[Divided] = []
    for picture in pictures:
        divided.append((picture, *divide_spoken(picture, ground)))
        await asyncio.sleep(0)
    return divided


async def _follow(graph: Graph, divided: Sequence[Divided], ground: Ground) -> int:
    """Write those pairs of these pictures that moved, with those on which they are heard; return how many."""
    plain = [(picture, moved) for picture, moved, _ in divided if moved]
    changed: set[str] = set()
    for start in range(0, len(plain), PICTURES):
        batch = plain[start : start + PICTURES]
        changed.update(await graph.write(partial(write_plain, found=batch, ground=ground)))
    others = [(picture.image, tag) for picture, _, tags in divided for tag in tags]
    found: list[Pair] = []
    for start in range(0, len(others), BATCH):
        asked = others[start : start + BATCH]
        found += await graph.read(lambda tx, asked=asked: list_moved_pairs(tx, asked))  # type: ignore[misc]  # of this turn
    anew = [*found, *((picture.image, tag) for picture, moved in plain if picture.image in changed for tag in moved)]
    for start in range(0, len(anew), BATCH):
        await _recompute(graph, anew[start : start + BATCH])
    return len(found) + sum(len(moved) for _, moved in plain)


async def _recompute(graph: Graph, pairs: Sequence[Pair]) -> None:
    async def work(tx: Transaction) -> int:
        await lock_pictures(tx, [image for image, _ in pairs])
        return await recompute_pairs(tx, pairs)

    await graph.write(work)
