"""Pictures: what is known of them, and the one rule of whether one may be shown."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from graph.connection import Record, Runner
from taggy.errors import NotFoundError

Nsfw = Literal["unknown", "suspected", "confirmed", "cleared"]
HARMLESS: frozenset[Nsfw] = frozenset({"unknown", "cleared"})
FILTERED = "filtered"  # withheld because a filter refused it


class Image(Record):
    """A picture of the library. `shown` is the picture shown for it: its own id, unless it was merged away.

    `nsfw` and `withheld` are those of its duplicate class: it is hidden where any member is.
    """

    id: str
    mime: str
    width: int
    height: int
    frames: int
    nsfw: Nsfw
    withheld: list[str]
    shown: str


class ImageTag(Record):
    """What people, sources and the live run say of one tag of a picture."""

    name: str
    yes: int
    no: int
    pass_: int = Field(alias="pass")
    claims: int
    people: float | None
    evidence: float | None
    posterior: float
    run: float | None
    settled: Literal["yes", "no"] | None


class ImageSource(Record):
    """A post that shows a picture."""

    source: str | None
    url: str | None
    author: str | None
    posted_at: str | None
    links: list[str]


class KnownImage(Record):
    """A picture that is in the library."""

    image: str


class ImageNsfw(Record):
    """Whether a picture is NSFW."""

    nsfw: Nsfw


def may_show(image: Image, *, nsfw: bool, filtered: bool = False) -> bool:
    """Tell whether a picture may be shown at all, and to someone who did or did not opt in to NSFW.

    `filtered`: to someone who looks after what filters refused.
    """
    withheld = set(image.withheld) - ({FILTERED} if filtered else set())
    return not withheld and (nsfw or image.nsfw in HARMLESS)


async def find_image(runner: Runner, image: str) -> Image | None:
    """Find a picture, whether or not it may be shown."""
    found = await runner.fetch(Image, "find_image", image=image)
    return found[0] if found else None


async def find_shown_image(runner: Runner, image: str, *, nsfw: bool, filtered: bool = False) -> Image:
    """Find a picture that may be shown.

    Raises:
        NotFoundError: there is none, or it is hidden; which of the two is not told.
    """
    found = await find_image(runner, image)
    if found is None or not may_show(found, nsfw=nsfw, filtered=filtered):
        raise NotFoundError(f"There is no picture {image!r} that may be shown here.")
    return found


async def list_images(runner: Runner, images: Sequence[str]) -> list[Image]:
    """List pictures by id, whether or not they may be shown."""
    return await runner.fetch(Image, "list_images", images=images)


async def list_known_images(runner: Runner, images: Sequence[str]) -> set[str]:
    """List those of these pictures that are in the library."""
    return {row.image for row in await runner.fetch(KnownImage, "list_known_images", images=images)}


async def list_tags_of_image(runner: Runner, image: str, limit: int) -> list[ImageTag]:
    """List the tags of a picture, the likeliest first."""
    return await runner.fetch(ImageTag, "list_tags_of_image", image=image, limit=limit)


async def list_sources_of_image(runner: Runner, image: str, limit: int) -> list[ImageSource]:
    """List the posts that show a picture."""
    return await runner.fetch(ImageSource, "list_sources_of_image", image=image, limit=limit)


async def find_own_nsfw(runner: Runner, image: str) -> Nsfw:
    """Find whether a picture itself is NSFW, whatever its copies are.

    Raises:
        NotFoundError: there is no such picture.
    """
    found = await runner.fetch(ImageNsfw, "find_own_nsfw", image=image)
    if not found:
        raise NotFoundError(f"There is no picture {image!r}.")
    return found[0].nsfw


async def set_image_nsfw(runner: Runner, image: str, nsfw: Nsfw) -> Nsfw:
    """Say whether a picture is NSFW; its lock is held, and its pairs are recomputed after.

    Raises:
        NotFoundError: there is no such picture.
    """
    changed = await runner.fetch(ImageNsfw, "set_image_nsfw", image=image, nsfw=nsfw)
    if not changed:
        raise NotFoundError(f"There is no picture {image!r}.")
    return changed[0].nsfw
