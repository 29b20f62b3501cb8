"""Witnesses: of several tags at once, the nearest pictures that people or sources said Yes to, and No."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from graph.connection import Graph
from graph.examples import Word, list_words
from graph.similar import Likeness, Way, keep_shown, name_way

FIRST = 100
DEEPEST = 1_000  # nearest pictures among which witnesses are looked for
MOST_PAIRS = 50_000  # that are looked at in all, however many the tags
PAIRS = 10_000  # of one question


@dataclass(frozen=True)
class Witness:
    """A picture of which something was said, by whom, and how near it is."""

    image: str
    cosine: float
    by: Literal["people", "sources"]


@dataclass(frozen=True)
class Sides:
    """Of a tag: the nearest pictures that it was said to match, and not to match; nearest first."""

    yes: list[Witness] = field(default_factory=list)
    no: list[Witness] = field(default_factory=list)

    def lack(self, limit: int) -> bool:
        """Tell whether there are fewer than so many on a side."""
        return min(len(self.yes), len(self.no)) < limit


@dataclass(frozen=True)
class Witnesses:
    """The witnesses of each tag, and how they were searched; `way` is None where the backbone has seen nothing."""

    way: Way | None
    sides: Mapping[str, Sides]


async def find_witnesses(
    graph: Graph,
    likeness: Likeness,
    backbone: str,
    vector: Sequence[float],
    tags: Sequence[str],
    *,
    without: str,
    nsfw: bool,
    limit: int,
) -> Witnesses:
    """Find the nearest witnesses of each tag, `limit` a side, to a picture that nobody keeps; `without` is its own id.

    Looked at are its `DEEPEST` nearest pictures, and fewer where the tags are many: `MOST_PAIRS` pairs in all.
    """
    found = {tag: Sides() for tag in tags}
    sight = await likeness.look_by(backbone)
    looked, left = 0, MOST_PAIRS
    async for page in likeness.list_near(sight, np.array(vector, np.float32), FIRST):
        lacking = [tag for tag, sides in found.items() if sides.lack(limit)]
        new = page[looked : min(DEEPEST, looked + left // len(lacking))] if lacking else []
        if not new:
            break
        shown = await keep_shown(graph, [near for near in new if near.image != without], nsfw=nsfw)
        words = await _read_words(graph, [near.image for near in shown], lacking, nsfw=nsfw)
        for near in shown:
            for word in words.get(near.image, ()):
                sides = found[word.tag]
                side = sides.yes if word.says == "yes" else sides.no
                side.append(Witness(near.image, near.cosine, word.by))
        looked, left = looked + len(new), left - len(new) * len(lacking)
    return Witnesses(name_way(sight)[1], {tag: Sides(s.yes[:limit], s.no[:limit]) for tag, s in found.items()})


async def _read_words(graph: Graph, images: Sequence[str], tags: Sequence[str], *, nsfw: bool) -> dict[str, list[Word]]:
    """Read what was said, some pictures at a time, by picture."""
    words: dict[str, list[Word]] = {}
    size = max(1, PAIRS // len(tags))
    for start in range(0, len(images), size):
        for word in await list_words(graph, images[start : start + size], tags, nsfw=nsfw):
            words.setdefault(word.image, []).append(word)
    return words
