"""Rebuild everything derived from the evidence, picture by picture, in batches that can be stopped and resumed."""

from collections.abc import AsyncIterator

from graph.classes import rebuild_images
from graph.connection import Graph
from graph.consensus import list_pictures

BATCH = 50


async def rebuild_consensus(graph: Graph, after: str = "") -> AsyncIterator[tuple[str, int, int]]:
    """Derive the classes of duplicates and every pair of the library anew, pictures by id from `after` on.

    Each batch is a transaction of its own that locks its pictures, so voting goes on meanwhile, and a rebuild that
    was stopped goes on from the last id it gave.

    Yields:
        After each batch: the id of its last picture, its pictures, and their pairs.
    """
    while page := await list_pictures(graph, after, BATCH):
        ids = [picture.image for picture in page]
        pairs = await graph.write(lambda tx, ids=ids: rebuild_images(tx, ids))  # type: ignore[misc]
        after = ids[-1]
        yield after, len(ids), pairs
