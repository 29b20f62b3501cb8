"""The gallery: all that a backbone sees, in memory, and the pictures that are nearest to one or to a vector."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connection import Graph
from graph.embeddings import NearImage, list_vectors

PAGE = 1_000
Array = NDArray[np.float32]
Point = str | Array  # a picture by its id, or the vector of what nobody keeps


@dataclass(frozen=True)
class Gallery:
    """What a backbone sees in n pictures, by id: a row each, of length 1 (or of zeros)."""

    images: list[str]
    rows: Array
    place: dict[str, int]

    def rank(self, point: Point, limit: int) -> list[NearImage]:
        """Rank the nearest pictures, the one asked about left out; of equals the lower id stands first."""
        if isinstance(point, str):
            here = self.place.get(point)
            return [] if here is None else self._rank(self.rows[here], limit, here)
        row = point.copy()
        row /= np.linalg.norm(point) or 1
        return self._rank(row, limit, None) if self.images else []

    def _rank(self, row: Array, limit: int, left_out: int | None) -> list[NearImage]:
        cosine = self.rows @ row
        count = len(self.images)
        if left_out is not None:
            cosine[left_out], count = -np.inf, count - 1
        limit = min(limit, count)
        near = np.argpartition(-cosine, limit)[:limit] if limit < len(cosine) else np.arange(len(cosine))
        order = near[np.lexsort((near, -cosine[near]))]
        return [NearImage(image=self.images[n], cosine=float(cosine[n])) for n in order]


async def read_gallery(graph: Graph, backbone: str) -> Gallery:
    """Read all that a backbone sees."""
    pages = [page async for page in list_rows(graph, backbone)]
    images = [image for names, _ in pages for image in names]
    rows = np.concatenate([part for _, part in pages]) if pages else np.zeros((0, 0), np.float32)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(length > 0, length, 1)
    return Gallery(images, rows, {image: n for n, image in enumerate(images)})


async def list_rows(graph: Graph, backbone: str) -> AsyncIterator[tuple[list[str], Array]]:
    """List what a backbone sees, merged and withheld pictures among them, a page at a time: ids, and a row each."""
    after = ""
    while page := await list_vectors(graph, backbone, after, PAGE):
        after = page[-1].image
        packed = b"".join(row.vector.raw() for row in page)
        yield [row.image for row in page], np.frombuffer(packed, ">f4").astype(np.float32).reshape(len(page), -1)
