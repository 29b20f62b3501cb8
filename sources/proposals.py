"""Proposals of sites: what a site says of the tags that an import brought, written down for staff to decide.

Aliases and implications become proposals of the site. Categories are taken where nobody chose one
(`graph/sitetags.py`). A site is asked in small batches, at most so much a run, and about each tag once in a while.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from graph.closure import LinkKind
from graph.connection import Graph
from graph.remarks import settle_tag
from graph.sitetags import list_unasked_tags, mark_asked_tags, place_tags
from graph.tagnames import normalise_tag
from graph.vocabulary import NewLink, propose_links
from sources.sites import Fetch, Link, Site, SiteVocabulary
from taggy.errors import FetchError, TagNameError

MOST = 500  # tags that a site is asked about in one run
BATCH = 40
SCORE = 0.9  # people of the site decided so, for their own pictures
REASONS: dict[LinkKind, str] = {
    "alias": "{site} takes {start!r} for another name of {end!r}.",
    "implies": "{site} gives {end!r} to whatever has {start!r}.",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many tags a site was asked about, the new proposals and new categories; `problem`: why it ended early."""

    asked: int = 0
    links: int = 0
    categories: int = 0
    problem: str | None = None


async def propose_vocabulary(graph: Graph, fetch: Fetch, site: Site, tags: Collection[str]) -> Proposed:
    """Ask a site about those of its tags, as written, that it was not asked about lately; write down what it says.

    Each batch is written before the next is asked: cut off, the next call goes on. A site that does not answer ends it.
    """
    written = {name: tag for tag in tags if (name := _read_name(tag))}
    names = await list_unasked_tags(graph, site.name, sorted(written), MOST)
    done = Proposed()
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        try:
            said = await site.read_vocabulary(fetch, [written[name] for name in batch])
        except FetchError as error:
            return Proposed(done.asked, done.links, done.categories, str(error))
        links = await propose_links(graph, list(list_proposals(site.name, said.links)))
        placed = await take_categories(graph, site.name, said)
        await mark_asked_tags(graph, site.name, batch)
        done = Proposed(done.asked + len(batch), done.links + links, done.categories + placed)
    return done


def list_proposals(site: str, links: Sequence[Link]) -> Iterator[NewLink]:
    """List what a site says as proposals, with names as they are kept; a link of a tag to itself says nothing."""
    for link in links:
        start, end = _read_name(link.tag), _read_name(link.of)
        if start and end and start != end:
            reason = REASONS[link.kind].format(site=site, start=start, end=end)
            yield NewLink(link.kind, start, end, site, reason, score=SCORE)


async def take_categories(graph: Graph, site: str, said: SiteVocabulary) -> int:
    """Take the categories that nobody chose otherwise, let the tags' pairs follow, and return how many there were."""
    named = ((_read_name(tag), _read_name(category)) for tag, category in said.categories)
    placed = await place_tags(graph, site, {tag: category for tag, category in named if tag and category})
    for tag in placed:
        await settle_tag(graph, tag)
    return len(placed)


def _read_name(written: str) -> str | None:
    try:
        return normalise_tag(written)
    except TagNameError:
        return None
