"""Grids: many pictures of one tag at once, of which one only says which are exceptions.

The pairs are those of which an answer tells most, as far as they lean to one side: all of them are expected Yes, or all
No. So most can be left as they are. An answer that was left to stand is *implicit*: one may have overlooked the
picture, so it weighs less than one that was given (`graph.beliefs`).
"""

from dataclasses import dataclass
from typing import Literal

from consensus.asking import Asker, Question, count_needed, list_free
from consensus.leases import Leases, Pair
from graph.connection import Graph
from graph.questions import OpenPair, describe_pairs, list_open_pairs, list_safe_open_pairs

Expected = Literal["yes", "no"]
PICTURES = 24
LEAN = 0.6  # of the posterior: one claim, or one answer, is enough
PAGES = (64, 256, 1024)


@dataclass(frozen=True)
class Grid:
    """Questions of one tag that are all expected to be answered alike; None where there are none."""

    tag: str
    expected: Expected | None
    questions: list[Question]


async def draw_grid(graph: Graph, leases: Leases, asker: Asker, tag: str) -> Grid:
    """Draw up to `PICTURES` questions of a tag, of the side that has more of them; Yes where both have as many."""
    sides = await _list_sides(graph, leases, asker, tag)
    expected: Expected = "yes" if len(sides["yes"]) >= len(sides["no"]) else "no"
    pairs: list[Pair] = []
    for row in sides[expected]:
        pair = (row.image, row.tag)
        if len(pairs) < PICTURES and leases.take(pair, asker.voter, count_needed(row.answers)):
            pairs.append(pair)
    cards = await describe_pairs(graph, pairs) if pairs else []
    return Grid(tag, expected if cards else None, [Question(card, "grid", 1.0) for card in cards])


async def _list_sides(graph: Graph, leases: Leases, asker: Asker, tag: str) -> dict[Expected, list[OpenPair]]:
    """List the pairs that lean to either side, the best first, until one side has enough; pages grow.

    Only where there are no others are those listed that this voter holds already: a grid that was lost.
    """
    list_pairs = list_open_pairs if asker.nsfw else list_safe_open_pairs
    sides: dict[Expected, list[OpenPair]] = {"yes": [], "no": []}
    held: dict[Expected, list[OpenPair]] = {"yes": [], "no": []}
    after = ""
    for size in PAGES:
        page = await list_pairs(graph, tag, after, asker.ids, None, size)
        rows = [row for row in page.pairs if row.free and abs(row.posterior - 1 / 2) >= LEAN - 1 / 2]
        fresh = {pair for pair, _ in list_free(leases, rows, asker)}
        free = {pair for pair, _ in list_free(leases, rows, asker, again=True)}
        for row in rows:
            pair = (row.image, row.tag)
            if pair in free:
                kept = sides if pair in fresh else held
                kept["yes" if row.posterior > 1 / 2 else "no"].append(row)
        if len(page.pairs) < size or max(map(len, sides.values())) >= PICTURES:
            break
        after = page.pairs[-1].ask
    return sides if any(sides.values()) else held
