"""What sites say of tags: which ones a site was asked about, and the categories that it has them in.

A category that a site names is taken at once where a tag is in the general one and nobody chose: a tag that is written
with its namespace comes into its category so, too, and a category is no evidence. It is an event under the site's name,
so whatever people choose afterwards stands. The links that a site names are proposals (`graph/vocabulary.py`).
"""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from graph.connection import Graph, Record, Runner, Transaction
from graph.events import add_event
from graph.keys import link_key
from graph.tagnames import GENERAL

LASTS = 30  # days that what a site said of a tag holds


class UnaskedTag(Record):
    """A tag that a site is to be asked about."""

    name: str


class MarkedTags(Record):
    """How many tags were marked."""

    tags: int


class PlacedTag(Record):
    """A tag and the category that it was put into."""

    tag: str
    category: str


async def list_unasked_tags(runner: Runner, source: str, names: Sequence[str], limit: int) -> list[str]:
    """List those of these tags that a site was not asked about lately, the most claimed first."""
    rows = await runner.fetch(UnaskedTag, "list_unasked_tags", source=source, names=names, days=LASTS, limit=limit)
    return [row.name for row in rows]


async def mark_asked_tags(runner: Runner, source: str, names: Sequence[str]) -> int:
    """Keep that a site was asked about these tags now; return how many are there."""
    rows = [{"name": name, "key": link_key(source, name)} for name in sorted(names)]
    return (await runner.fetch(MarkedTags, "mark_asked_tags", source=source, tags=rows))[0].tags


async def place_tags(graph: Graph, source: str, categories: Mapping[str, str]) -> list[str]:
    """Put tags into the categories that a site has them in, where nobody chose; settle those that are returned.

    `graph.remarks.settle_tag` does that.
    """
    rows = [
        {"tag": tag, "category": category, "key": link_key(tag, category), "move": uuid4().hex}
        for tag, category in sorted(categories.items())
        if category != GENERAL
    ]

    async def work(tx: Transaction) -> list[str]:
        placed = await tx.fetch(PlacedTag, "place_tags", tags=rows)
        for row in placed:
            await add_event(tx, source, "category", row.tag, GENERAL, row.category, f"{source} has it there.")
        return [row.tag for row in placed]

    return await graph.write(work) if rows else []
