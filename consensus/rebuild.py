"""Rebuild everything derived from the evidence, picture by picture, in batches that can be stopped and resumed."""

from collections.abc import AsyncIterator

from graph.connection import Graph
from graph.consensus import list_pictures, recompute_images
from graph.hearings import list_moved_tags, settle_moved_tags
from graph.vocabulary import rebuild_hearings

BATCH = 50


async def rebuild_consensus(graph: Graph, after: str = "") -> AsyncIterator[tuple[str, int, int]]:
    """Make anew what follows from the vocabulary, then every pair of the library, pictures by id from `after` on.

    Each batch is a transaction of its own that locks its pictures, so voting goes on meanwhile, and a rebuild that
    was stopped goes on from the last id it gave.

    Yields:
        After each batch: the id of its last picture, its pictures, and their pairs.
    """
    moved = []
    if not after:
        await rebuild_hearings(graph)
        moved = await list_moved_tags(graph)
    while page := await list_pictures(graph, after, BATCH):
        ids = [picture.image for picture in page]
        pairs = await graph.write(lambda tx, ids=ids: recompute_images(tx, ids))  # type: ignore[misc]
        after = ids[-1]
        yield after, len(ids), pairs
    if moved:
        await settle_moved_tags(graph, moved[-1].moved_at.iso_format())
