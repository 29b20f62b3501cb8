"""Similar pictures: those whose embeddings by one backbone point the same way.

Definition. How similar two pictures are is the cosine of their embeddings: x·y / (‖x‖ ‖y‖), from -1 to 1.

A process keeps all embeddings of the backbone that it was last asked for, as rows of length 1, and multiplies: exact,
and a few milliseconds for tens of thousands. What would take more than `MEMORY` bytes is left to the vector index in
Neo4j, which finds most of the nearest ones (HNSW: Y. Malkov, D. Yashunin, "Efficient and robust approximate nearest
neighbor search using hierarchical navigable small world graphs", 2018). The answer says which of the two it was.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.connection import Graph
from graph.embeddings import (
    CLASSES,
    BackboneCount,
    NearImage,
    list_backbones,
    list_nearest,
    list_nearest_to,
    list_vectors,
)
from graph.examples import list_sides
from graph.gallery import Gallery, Point, read_gallery
from graph.images import list_images, may_show

MEMORY = 256 * 2**20
FRESH = 60.0  # seconds until it is looked whether a backbone has seen more
PAGE = 1_000
FIRST = 100  # pictures looked at first; four times as many where too many of them are hidden
DEEPEST = 10_000  # nearest pictures among which examples of a tag are looked for
BYTES = 4

Way = Literal["memory", "index"]


@dataclass(frozen=True)
class Similar:
    """The nearest pictures that may be shown, nearest first, by which backbone, and how they were searched."""

    backbone: str | None
    way: Way | None
    images: list[NearImage]


@dataclass(frozen=True)
class NearestExamples:
    """Of a picture and a tag: the nearest pictures that people say Yes to, and No."""

    backbone: str | None
    way: Way | None
    yes: list[NearImage]
    no: list[NearImage]


@dataclass
class Sight:
    """The backbone that pictures are compared by, and what it sees; None where that is too much for the memory."""

    backbone: BackboneCount
    reading: "asyncio.Task[Gallery] | None"


async def choose_backbone(graph: Graph, preferred: str | None = None) -> BackboneCount | None:
    """Choose whose embeddings to compare: of the preferred name, else the live run's, else who has seen most.

    What class networks say of pictures tells nothing of their likeness.
    """
    counts = [c for c in await list_backbones(graph) if not c.backbone.startswith(CLASSES)]
    wanted = [c for c in counts if preferred and c.backbone.startswith(f"{preferred}@")]
    wanted += [c for c in counts if c.live]
    return next(iter([*wanted, *counts]), None)


class Likeness:
    """Finds similar pictures; keeps what one backbone sees, and looks once a minute whether it has seen more."""

    def __init__(self, graph: Graph, preferred: str | None = None) -> None:
        self._graph = graph
        self._preferred = preferred
        self._lock = asyncio.Lock()
        self._looked = -FRESH
        self._sight: Sight | None = None

    async def list_similar(self, image: str, *, nsfw: bool, limit: int) -> Similar:
        """List the nearest pictures that may be shown; none where no backbone has seen the picture."""
        sight = await self._look()
        return Similar(*name_way(sight), await self._list_shown(sight, image, nsfw=nsfw, limit=limit))

    async def list_near_to(self, backbone: str, vector: Sequence[float], *, nsfw: bool, limit: int) -> Similar:
        """List the pictures that may be shown and lie nearest to a vector of a backbone, which nobody keeps."""
        sight, point = await self.look_by(backbone), np.array(vector, np.float32)
        return Similar(*name_way(sight), await self._list_shown(sight, point, nsfw=nsfw, limit=limit))

    async def _list_shown(self, sight: Sight | None, point: Point, *, nsfw: bool, limit: int) -> list[NearImage]:
        found: list[NearImage] = []
        async for page in self.list_near(sight, point, FIRST):
            found = await keep_shown(self._graph, page, nsfw=nsfw)
            if len(found) >= limit:
                break
        return found[:limit]

    async def list_nearest_examples(
        self, image: str, tag: str, voters: Sequence[str] | None, *, nsfw: bool, limit: int
    ) -> NearestExamples:
        """List the nearest pictures that people say Yes and No to, among the `DEEPEST` nearest.

        None at all where `voters` could still be asked about the pair itself, and never a pair that they could still be
        asked about: so that their answer stays their own.
        """
        sight = await self._look()
        sides: dict[str | None, list[NearImage]] = {"yes": [], "no": []}
        own = await list_sides(self._graph, [image], tag, voters, nsfw=nsfw)
        if any(pair.open for pair in own):
            return NearestExamples(*name_way(sight), [], [])
        looked = 0
        async for page in self.list_near(sight, image, PAGE):
            new, looked = page[looked:DEEPEST], len(page)
            said = await list_sides(self._graph, [near.image for near in new], tag, voters, nsfw=nsfw)
            side = {pair.image: pair.side for pair in said if not pair.open}
            for near in await keep_shown(self._graph, [near for near in new if side.get(near.image)], nsfw=nsfw):
                sides[side[near.image]].append(near)
            if looked >= DEEPEST or min(map(len, sides.values())) >= limit:
                break
        return NearestExamples(*name_way(sight), sides["yes"][:limit], sides["no"][:limit])

    async def list_near(self, sight: Sight | None, point: Point, first: int) -> AsyncIterator[list[NearImage]]:
        """List ever more of the nearest pictures, nearest first, itself left out; each list holds the one before."""
        if sight is None:
            return
        # Whoever gives up waiting does not stop the reading: it is further when the next one asks.
        gallery = await asyncio.shield(sight.reading) if sight.reading else None
        limit, more = first, True
        while more:
            if gallery:
                near = gallery.rank(point, limit)
            elif isinstance(point, str):
                found = await list_nearest(self._graph, sight.backbone.backbone, point, limit + 1)
                near = [row for row in found if row.image != point][:limit]
            else:
                near = await list_nearest_to(self._graph, sight.backbone.backbone, point.tolist(), limit)
            yield near
            more, limit = limit <= len(near) < DEEPEST, 4 * limit

    async def look_by(self, backbone: str) -> Sight | None:
        """Look by this backbone: in memory where pictures are compared by it anyway, else by the index."""
        sight = await self._look()
        if sight and sight.backbone.backbone == backbone:
            return sight
        counts = await list_backbones(self._graph)
        return next((Sight(count, None) for count in counts if count.backbone == backbone), None)

    async def _look(self) -> Sight | None:
        """Look which backbone to compare by, and begin to read what it sees where that is new."""
        async with self._lock:
            failed = self._sight and self._sight.reading and has_failed(self._sight.reading)
            if time.monotonic() - self._looked < FRESH and self._sight and not failed:
                return self._sight
            chosen = await choose_backbone(self._graph, self._preferred)
            if chosen is None:
                self._sight = None
            elif self._sight is None or failed or chosen != self._sight.backbone:
                self._sight = Sight(chosen, await self._begin_reading(chosen))
            self._looked = time.monotonic()
            return self._sight

    async def _begin_reading(self, chosen: BackboneCount) -> "asyncio.Task[Gallery] | None":
        first = await list_vectors(self._graph, chosen.backbone, "", 1)
        if first and chosen.pictures * len(first[0].vector) * BYTES > MEMORY:
            return None
        return asyncio.create_task(read_gallery(self._graph, chosen.backbone))

    async def close(self) -> None:
        """Stop reading."""
        if self._sight and self._sight.reading:
            self._sight.reading.cancel()
            await asyncio.gather(self._sight.reading, return_exceptions=True)


async def keep_shown(graph: Graph, near: Sequence[NearImage], *, nsfw: bool) -> list[NearImage]:
    """Keep the pictures that may be shown, and are: not those that were merged into another."""
    found = await list_images(graph, [row.image for row in near])
    shown = {image.id for image in found if may_show(image, nsfw=nsfw) and image.shown == image.id}
    return [row for row in near if row.image in shown]


def has_failed(task: "asyncio.Task[Gallery]") -> bool:
    """Tell whether a reading ended without a gallery."""
    return task.done() and (task.cancelled() or task.exception() is not None)


def name_way(sight: Sight | None) -> tuple[str | None, Way | None]:
    """Name the backbone that pictures are compared by, and how they are searched."""
    if sight is None:
        return None, None
    return sight.backbone.backbone, "memory" if sight.reading else "index"
