"""What may be asked: open pairs of a tag, a control sample, and what a question shows."""

from collections.abc import Sequence
from datetime import timedelta

from graph.connection import Record, Runner
from graph.keys import bound_keys


class OpenPair(Record):
    """A pair that may be asked, its rank, and what is believed of it; `free` where this voter has not answered."""

    image: str
    tag: str
    ask: str
    posterior: float
    answers: int
    free: bool


class OpenPage(Record):
    """The next pairs of a tag, best first, and how far the voter is believed there; None before a fit has said so."""

    pairs: list[OpenPair]
    sensitivity: float | None
    specificity: float | None


class DrawnPair(Record):
    """A pair that was drawn at random."""

    image: str
    tag: str
    answers: int


class OpenTag(Record):
    """A circulating tag and the number of its pairs."""

    tag: str
    pairs: int


class GoldTests(Record):
    """How many gold answers there are that voters are tested on."""

    tests: int


class QuestionCard(Record):
    """What a question shows: no votes, no posterior. `url` and `links` are as given: they may be no addresses."""

    image: str
    mime: str
    width: int
    height: int
    frames: int
    nsfw: str
    tag: str
    description: str | None
    category: str | None
    source: str | None
    author: str | None
    url: str | None
    links: list[str]


async def list_open_pairs(
    runner: Runner, tag: str, after: str, voters: Sequence[str], collection: str | None, limit: int
) -> OpenPage:
    """List the next pairs of a tag to ask about, NSFW pictures among them; `voters` are the ids of one person."""
    params = {"tag": tag, "after": after, "voters": voters, "collection": collection, "limit": limit}
    return (await runner.fetch(OpenPage, "list_open_pairs", **params))[0]


async def list_safe_open_pairs(
    runner: Runner, tag: str, after: str, voters: Sequence[str], collection: str | None, limit: int
) -> OpenPage:
    """List the next pairs of a tag to ask about, without pictures that are or may be NSFW."""
    params = {"tag": tag, "after": after, "voters": voters, "collection": collection, "limit": limit}
    return (await runner.fetch(OpenPage, "list_safe_open_pairs", **params))[0]


async def list_open_tags(runner: Runner, category: str | None) -> list[OpenTag]:
    """List circulating tags with the number of their pairs."""
    return await runner.fetch(OpenTag, "list_open_tags", category=category)


async def draw_pairs(runner: Runner, point: str, voters: Sequence[str], *, nsfw: bool, limit: int) -> list[DrawnPair]:
    """List the open pairs that follow a random point."""
    return await runner.fetch(DrawnPair, "draw_pairs", point=point, voters=voters, nsfw=nsfw, limit=limit)


async def draw_retests(
    runner: Runner, voter: str, point: float, age: timedelta, *, nsfw: bool, limit: int
) -> list[DrawnPair]:
    """List a voter's own answers to ask again, older than `age`, from a point between their first and last on."""
    seconds = int(age.total_seconds())
    return await runner.fetch(DrawnPair, "draw_retests", voter=voter, point=point, age=seconds, nsfw=nsfw, limit=limit)


async def draw_tests(
    runner: Runner, point: str, voters: Sequence[str], *, nsfw: bool, looked: int, limit: int
) -> list[DrawnPair]:
    """List the pairs whose answer staff know that follow a random point, and that this voter has not answered."""
    after = bound_keys("test")[0] + point
    params = {"point": after, "voters": voters, "nsfw": nsfw, "looked": looked, "limit": limit}
    return await runner.fetch(DrawnPair, "draw_tests", **params)


async def count_tests(runner: Runner) -> int:
    """Count the gold answers that voters are tested on."""
    first, last = bound_keys("test")
    return (await runner.fetch(GoldTests, "count_tests", first=first, last=last))[0].tests


async def describe_pairs(runner: Runner, pairs: Sequence[tuple[str, str]]) -> list[QuestionCard]:
    """Read what the questions on these pairs show, in their order; a pair that is gone is left out."""
    rows = [{"image": image, "tag": tag} for image, tag in pairs]
    cards = {(c.image, c.tag): c for c in await runner.fetch(QuestionCard, "describe_pairs", pairs=rows)}
    return [cards[pair] for pair in pairs if pair in cards]
