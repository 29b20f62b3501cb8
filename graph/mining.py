"""What mining reads: the tags that are known on pictures, page by page, and what was decided of links before."""

from collections.abc import AsyncIterator

from graph.connection import Record, Runner

PICTURES_A_PAGE = 500
TAGS_A_PAGE = 5000


class UsedTags(Record):
    """A picture: who made it, the tags known on it, and what people answered."""

    image: str
    author: str | None
    tags: list[str]
    yes: list[str]
    no: list[str]


class FreeTag(Record):
    """A tag that circulates and is no alias."""

    name: str


class DecidedLink(Record):
    """A link that staff accepted or rejected."""

    type: str
    start: str
    end: str
    accepted: bool


async def list_uses(runner: Runner, limit: int) -> AsyncIterator[list[UsedTags]]:
    """List the first pictures by id, a page at a time; ids are hashes, so these are drawn at random.

    Yields:
        Pages of pictures, the last one short or empty.
    """
    after = ""
    while limit > 0:
        page = await runner.fetch(UsedTags, "list_uses", after=after, limit=min(limit, PICTURES_A_PAGE))
        yield page
        if len(page) < PICTURES_A_PAGE:
            return
        after, limit = page[-1].image, limit - len(page)


async def list_free_tags(runner: Runner) -> list[str]:
    """List all tags that circulate and are no alias, by name."""
    names: list[str] = []
    while page := await runner.fetch(FreeTag, "list_free_tags", after=names[-1] if names else "", limit=TAGS_A_PAGE):
        names += [tag.name for tag in page]
    return names


async def list_decided_links(runner: Runner) -> list[DecidedLink]:
    """List what staff decided of links."""
    return await runner.fetch(DecidedLink, "list_decided_links")
