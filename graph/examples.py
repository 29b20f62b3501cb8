"""Examples: how many pictures a tag has, and which show best what it means and what it does not."""

from collections.abc import Sequence
from typing import Literal

from graph.connection import Record, Runner
from graph.keys import pair_key

MOST = 10_000


class PairsOfTag(Record):
    """How many pictures of a tag are settled Yes, likely, or still asked about; `more` for at least so many."""

    kind: Literal["asked", "likely", "settled"]
    pairs: int
    more: bool


class Example(Record):
    """A picture that people settled, or all but settled."""

    image: str
    settled: bool


class Side(Record):
    """What people say of a pair, and whether who is looking could still be asked about it."""

    image: str
    side: Literal["yes", "no"] | None
    open: bool


class Word(Record):
    """What was said of a pair, and by whom."""

    image: str
    tag: str
    says: Literal["yes", "no"]
    by: Literal["people", "sources"]


async def count_pairs_of_tag(runner: Runner, tag: str, *, nsfw: bool = False, most: int = MOST) -> list[PairsOfTag]:
    """Count the pictures of a tag by kind, looking at no more than `most` of each."""
    return await runner.fetch(PairsOfTag, "count_pairs_of_tag", tag=tag, nsfw=nsfw, most=most)


async def list_yes_examples(
    runner: Runner, tag: str, voters: Sequence[str] | None, *, nsfw: bool = False, limit: int = 6
) -> list[Example]:
    """List pictures that people settled Yes or say Yes to, without those that `voters` could still be asked about."""
    return await runner.fetch(Example, "list_yes_examples", tag=tag, voters=voters, nsfw=nsfw, limit=limit)


async def list_no_examples(
    runner: Runner, tag: str, voters: Sequence[str] | None, *, nsfw: bool = False, limit: int = 6
) -> list[Example]:
    """List pictures that people settled No or say No to, without those that `voters` could still be asked about."""
    return await runner.fetch(Example, "list_no_examples", tag=tag, voters=voters, nsfw=nsfw, limit=limit)


async def list_sides(
    runner: Runner, images: Sequence[str], tag: str, voters: Sequence[str] | None, *, nsfw: bool = False
) -> list[Side]:
    """List what people say of a tag on some pictures, and whether `voters` could still be asked about it."""
    batch = {"pairs": [pair_key(image, tag) for image in images]}
    return await runner.fetch(Side, "list_sides", batch=batch, voters=voters, nsfw=nsfw)


async def list_words(runner: Runner, images: Sequence[str], tags: Sequence[str], *, nsfw: bool) -> list[Word]:
    """List what people, or else sources, said of these tags on these pictures."""
    return await runner.fetch(Word, "list_words", batch={"images": images, "tags": tags}, nsfw=nsfw)
