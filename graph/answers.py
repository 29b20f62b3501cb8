"""What people answered, picture by picture, as a fit of reliability reads it: in pages, while voting goes on."""

from collections.abc import AsyncIterator, Sequence
from typing import Literal

from graph.connection import Record, Runner

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


async def list_answers(runner: Runner, page: int = PAGE) -> AsyncIterator[list[AnsweredPicture]]:
    """List every picture with an answer, by id, a page at a time.

    Yields:
        Pages of pictures; no one moment shows all of them.
    """
    after = ""
    while True:
        found = (await runner.fetch(AnsweredPictures, "list_answers", after=after, limit=page))[0].pictures
        yield found
        if len(found) < page:
            return
        after = found[-1].image


async def list_speakers(runner: Runner, voters: Sequence[str]) -> dict[str, str]:
    """Find who speaks for each of these voters: the account that one joined, the voter, or nobody if set aside."""
    return dict((await runner.fetch(Speakers, "list_speakers", batch={"voters": list(voters)}))[0].speakers)


async def list_categories_of_tags(runner: Runner, tags: Sequence[str]) -> list[tuple[str, str, str, bool]]:
    """List of each tag: its name, its canonical name, the category ('' for none), and whether it circulates."""
    return (await runner.fetch(TagCategories, "list_categories_of_tags", batch={"tags": list(tags)}))[0].tags
