"""Slices of the collection: pictures with a tag, in a collection, or of a source."""

from graph.connection import Record, Runner


class SliceImage(Record):
    """The id of a picture."""

    image: str


class SettledImage(Record):
    """A picture that people settled Yes for a tag."""

    image: str
    mime: str


async def list_images_with_tag(runner: Runner, name: str, after: str, limit: int) -> list[str]:
    """List pictures that people or sources say a tag matches, by id, from `after` on."""
    return [
        row.image for row in await runner.fetch(SliceImage, "list_images_with_tag", name=name, after=after, limit=limit)
    ]


async def list_images_in_collection(runner: Runner, name: str, after: str, limit: int) -> list[str]:
    """List the pictures of a collection, by id, from `after` on."""
    rows = await runner.fetch(SliceImage, "list_images_in_collection", name=name, after=after, limit=limit)
    return [row.image for row in rows]


async def list_images_of_source(runner: Runner, name: str, after: str, limit: int) -> list[str]:
    """List the pictures that a source has shown, by id, from `after` on."""
    rows = await runner.fetch(SliceImage, "list_images_of_source", name=name, after=after, limit=limit)
    return [row.image for row in rows]


async def list_settled_images(runner: Runner, tag: str, after: str, limit: int) -> list[SettledImage]:
    """List the pictures that people settled Yes for a tag, by id, from `after` on."""
    return await runner.fetch(SettledImage, "list_settled_images", tag=tag, after=after, limit=limit)
