"""Examples: how many pictures a tag has, and which show best what it means and what it does not."""

from collections.abc import Sequence
from typing import Literal

from graph.connection import Record, Runner

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
