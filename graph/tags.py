"""Tags: found by name, beginning or words; their categories, and the collections that images are in."""

from collections.abc import Mapping
from uuid import uuid4

from graph.connection import Graph, Record, Runner, Transaction
from graph.events import add_event
from graph.keys import link_key
from taggy.errors import NotFoundError


class TagCard(Record):
    """What is known of a tag; `canonical` is the tag that it is an alias of, `pairs` how many pairs it has."""

    name: str
    description: str | None
    category: str | None
    state: str
    canonical: str | None
    pairs: int


class WholeTag(TagCard):
    """A tag with why it is in its state, and the tags that it hangs together with by accepted links."""

    why: str | None
    aliases: list[str]
    implies: list[str]
    implied_by: list[str]
    excludes: list[str]


class LockedTag(Record):
    """A tag whose write lock this transaction holds, and what it means."""

    name: str
    description: str | None


class DescribedTags(Record):
    """How many tags were described."""

    tags: int


class CategoryCard(Record):
    """A category and how many tags are in it."""

    name: str
    tags: int


class CollectionCard(Record):
    """A collection and how many images are in it, hidden ones among them."""

    name: str
    images: int


class CategoryBefore(Record):
    """The category that a tag was in."""

    before: str | None


async def find_tag(runner: Runner, name: str) -> TagCard | None:
    """Find a tag by its name, in the form that names are kept in."""
    found = await runner.fetch(TagCard, "find_tag", name=name)
    return found[0] if found else None


async def find_whole_tag(runner: Runner, name: str) -> WholeTag | None:
    """Find a tag by its name, with the tags that it hangs together with."""
    found = await runner.fetch(WholeTag, "find_whole_tag", name=name)
    return found[0] if found else None


async def lock_tag(tx: Transaction, name: str) -> LockedTag:
    """Take the write lock of a tag, and read what it means.

    Raises:
        NotFoundError: there is no such tag.
    """
    found = await tx.fetch(LockedTag, "lock_tag", name=name)
    if not found:
        raise NotFoundError(f"There is no tag {name!r}.")
    return found[0]


async def describe_tags(runner: Runner, descriptions: Mapping[str, str | None]) -> int:
    """Say of each tag what it means, None for nothing; names that are no tags are passed over."""
    rows = [{"name": name, "description": text} for name, text in sorted(descriptions.items())]
    return (await runner.fetch(DescribedTags, "describe_tags", tags=rows))[0].tags


async def search_tags_by_prefix(
    runner: Runner, prefix: str, *, hidden: bool = False, after: str = "", limit: int = 50
) -> list[TagCard]:
    """List the tags that begin so, by name; `hidden` adds remarks and deprecated tags."""
    return await runner.fetch(TagCard, "search_tags_by_prefix", prefix=prefix, hidden=hidden, after=after, limit=limit)


async def search_tags_by_words(runner: Runner, words: str, *, hidden: bool = False, limit: int = 50) -> list[TagCard]:
    """List the tags with all these words in name or description, the best match first."""
    return await runner.fetch(TagCard, "search_tags_by_words", words=words, hidden=hidden, limit=limit)


async def list_categories(runner: Runner, after: str = "", limit: int = 100) -> list[CategoryCard]:
    """List the categories by name."""
    return await runner.fetch(CategoryCard, "list_categories", after=after, limit=limit)


async def list_collections(runner: Runner, after: str = "", limit: int = 100) -> list[CollectionCard]:
    """List the collections by name."""
    return await runner.fetch(CollectionCard, "list_collections", after=after, limit=limit)


async def set_category(graph: Graph, tag: str, category: str, who: str, reason: str | None = None) -> None:
    """Put a tag into a category, and into no other; settle the tag afterwards (`graph.remarks.settle_tag`).

    Raises:
        NotFoundError: there is no such tag.
    """

    async def work(tx: Transaction) -> None:
        key = link_key(tag, category)
        found = await tx.fetch(CategoryBefore, "set_category", tag=tag, category=category, key=key, move=uuid4().hex)
        if not found:
            raise NotFoundError(f"There is no tag {tag!r}.")
        if found[0].before != category:
            await add_event(tx, who, "category", tag, found[0].before, category, reason)

    await graph.write(work)
