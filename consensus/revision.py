"""Revise the consensus where the vocabulary changed: the pairs of the tags that moved, picture by picture."""

from collections.abc import AsyncIterator, Collection, Sequence

from graph.connection import Graph, Transaction
from graph.consensus import list_pairs_of_images, list_pictures, lock_pictures, recompute_pairs
from graph.hearings import list_moved_tags, settle_moved_tags

BATCH = 50


async def revise_consensus(graph: Graph, cursor: str = "") -> AsyncIterator[tuple[str, int, int]]:
    """Recompute every pair of the tags that moved, and take their marks away, until no tag has one.

    Every picture is locked once, whether anything is known there of these tags or not: so a vote that was under way
    when the vocabulary changed, and read the old one, is waited for and recomputed. Tags that move meanwhile have a
    later mark than the round began with, and get a round of their own. Each batch is a transaction of its own.

    Args:
        graph: the graph.
        cursor: what an earlier run gave last, to go on after; '' to begin.

    Yields:
        After each batch: the cursor, its pictures, and the pairs that were recomputed.
    """
    until, _, after = cursor.partition("|")
    while moved := await list_moved_tags(graph):
        until = until or moved[-1].moved_at.iso_format()
        tags = {row.tag for row in moved if row.moved_at.iso_format() <= until}
        while tags and (page := await list_pictures(graph, after, BATCH)):
            ids = [picture.image for picture in page]
            pairs = await graph.write(lambda tx, ids=ids, tags=tags: _recompute(tx, ids, tags))  # type: ignore[misc]
            after = ids[-1]
            yield f"{until}|{after}", len(ids), pairs
        await settle_moved_tags(graph, until)
        until = after = ""


async def _recompute(tx: Transaction, images: Sequence[str], tags: Collection[str]) -> int:
    """Lock these pictures and recompute their pairs of these tags; return how many exist now."""
    shown = await lock_pictures(tx, images)
    pairs = await list_pairs_of_images(tx, sorted(set(shown.values()).union(shown)))
    return await recompute_pairs(tx, [(pair.image, pair.tag) for pair in pairs if pair.tag in tags])
