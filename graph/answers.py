"""What people answered, picture by picture, as a fit of reliability reads it: in pages, while voting goes on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Literal

from graph.connection import Graph, Record, Runner

PAGE = 500
Drawn = Literal["control", "audit"]
# tag, voter, response (None for a pass), asked; where it was drawn at random, why and with what probability; when it
# was given (seconds since 1970), and how long it took (seconds, None where unknown)
AnswerRow = tuple[str, str, bool | None, bool, Drawn | None, float | None, float, float | None]


class AnsweredPicture(Record):
    """A shown picture: all answers and rulings on its class, the oldest first, and who proposes and claims what."""

    image: str
    votes: tuple[AnswerRow, ...]
    rulings: tuple[tuple[str, bool], ...] = ()
    proposed: tuple[str, ...] = ()
    claims: tuple[tuple[str, tuple[str, ...]], ...] = ()


class AnsweredPictures(Record):
    """A page of pictures, in one row."""

    pictures: list[AnsweredPicture]


class Speakers(Record):
    """Voters and who speaks for each, in one row."""

    speakers: list[tuple[str, str]]


class TagCategories(Record):
    """Tags with their canonical names, categories, and whether they circulate, in one row."""

    tags: list[tuple[str, str, str, bool]]


class AnswerCount(Record):
    """How many current answers there are."""

    answers: int


async def count_answers(runner: Runner) -> int:
    """Count the current answers, passes among them."""
    return (await runner.fetch(AnswerCount, "count_answers"))[0].answers


async def list_answers(graph: Graph, page: int = PAGE) -> AsyncIterator[list[AnsweredPicture]]:
    """List every picture with an answer, by id, a page at a time; the next is read while one is looked at.

    Yields:
        Pages of pictures; no one moment shows all of them.
    """
    coming = asyncio.create_task(list_answered_pictures(graph, "", page))
    try:
        while found := await coming:
            coming = asyncio.create_task(list_answered_pictures(graph, found[-1].image, page))
            yield found
    finally:
        coming.cancel()


async def list_answered_pictures(runner: Runner, after: str, limit: int) -> list[AnsweredPicture]:
    """List the next pictures with an answer, by id, from `after` on."""
    return (await runner.fetch(AnsweredPictures, "list_answered_pictures", after=after, limit=limit))[0].pictures


async def list_speakers(runner: Runner, voters: Sequence[str]) -> dict[str, str]:
    """Find who speaks for each of these voters: the account that one joined, the voter, or nobody if set aside."""
    return dict((await runner.fetch(Speakers, "list_speakers", batch={"voters": list(voters)}))[0].speakers)


async def list_categories_of_tags(runner: Runner, tags: Sequence[str]) -> list[tuple[str, str, str, bool]]:
    """List of each tag: its name, its canonical name, the category ('' for none), and whether it circulates."""
    return (await runner.fetch(TagCategories, "list_categories_of_tags", batch={"tags": list(tags)}))[0].tags
