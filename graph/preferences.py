"""Preferences: which of two pictures a person finds better by a criterion, cast, changed, withdrawn and read."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from neo4j.exceptions import IncompleteCommit
from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.criteria import DEFAULT, add_criterion
from graph.keys import preference_key
from graph.votes import FAR_FUTURE
from taggy.errors import InputError, NotFoundError, UnavailableError

Choice = Literal["left", "right", "tie", "pass"]
Strength = Literal[1, 2]
Outcome = Literal["new", "same", "changed"]
PAGE = 5_000
# key, voter, the pictures shown for those on the left and the right, answer, strength, held, milliseconds since 1970
GivenRow = tuple[str, str, str, str, Choice, Strength | None, bool, int]


@dataclass(frozen=True)
class Choosing:
    """An answer to be kept: of two pictures, by a criterion; `strength` 2 is *much* better, None for a tie or a pass.

    `held` where it was drawn to judge by, and nothing may learn from it.
    """

    voter: str
    criterion: str
    left: str
    right: str
    answer: Choice
    strength: Strength | None
    why: str
    held: bool
    took_ms: int | None = None

    @property
    def key(self) -> str:
        """The unique key of this voter's answer on these two pictures."""
        return preference_key(self.voter, self.criterion, self.left, self.right)

    def as_row(self) -> dict[str, object]:
        """Return the parameters of `cast_preference`."""
        lower, higher = sorted((self.left, self.right))
        better = {"left": self.left, "right": self.right}.get(self.answer)
        return {
            "key": self.key,
            "voter": self.voter,
            "criterion": self.criterion,
            "lower": lower,
            "higher": higher,
            "answer": self.answer if better is None else ("lower" if better == lower else "higher"),
            "strength": self.strength,
            "left": self.left,
            "why": self.why,
            "held": self.held,
            "tookMs": self.took_ms,
        }


class Kept(Record):
    """What became of an answer, and when the current one was given."""

    outcome: Outcome
    at: DateTime


class Preference(Record):
    """A voter's current answer on two pictures, as they stood."""

    criterion: str
    left: str
    right: str
    answer: Choice
    strength: Strength | None
    why: str
    held: bool
    at: DateTime


class GivenKey(Record):
    """The key of an answer."""

    key: str


class GivenKeys(Record):
    """The keys of answers that are there, in one row."""

    keys: list[str]


class GivenPage(Record):
    """A page of answers, in one row."""

    given: list[GivenRow]


class PersonPage(Record):
    """Whom voters count as, in one row."""

    persons: list[tuple[str, str]]


class ImageIds(Record):
    """Pictures, in one row."""

    images: list[str]


class GivenCount(Record):
    """How many answers there are."""

    answers: int


async def keep_preference(graph: Graph, choosing: Choosing) -> Kept:
    """Keep an answer in one transaction; the same again changes nothing, and a retry tells what the first one did.

    Raises:
        InputError: the pictures are one, or the strength does not fit the answer.
        NotFoundError: a picture, the criterion or the voter does not exist.
        UnavailableError: the graph did not answer. Casting the same again is safe.
    """
    if choosing.left == choosing.right:
        raise InputError(f"The picture {choosing.left!r} is compared with itself. Send two pictures.")
    if (choosing.strength is None) != (choosing.answer in ("tie", "pass")):
        raise InputError("A better side has the strength 1 or 2; a tie and a pass have none.")
    begun: list[Kept] = []

    async def work(tx: Transaction) -> Kept:
        if choosing.criterion == DEFAULT.name:
            await add_criterion(tx, DEFAULT)
        kept = await cast_preference(tx, choosing)
        if not begun or begun[0].at != kept.at:
            begun[:] = [kept]
        return begun[0]

    for again in (True, False):
        try:
            return await graph.write(work)
        except UnavailableError as error:
            if not (again and isinstance(error.__cause__, IncompleteCommit)):
                raise
    raise AssertionError("the second attempt returned or raised")


async def cast_preference(tx: Transaction, choosing: Choosing) -> Kept:
    """Keep an answer, inside a transaction.

    Raises:
        NotFoundError: a picture, the criterion or the voter does not exist.
    """
    kept = await tx.fetch(Kept, "cast_preference", given=choosing.as_row())
    if not kept:
        raise NotFoundError(
            f"No such picture, criterion or voter: pictures {choosing.left!r} and {choosing.right!r}, criterion "
            f"{choosing.criterion!r}, voter {choosing.voter!r}. Ask for two pictures again."
        )
    return kept[0]


async def withdraw_preferences(runner: Runner, voters: Sequence[str], criterion: str, one: str, other: str) -> bool:
    """Take a person's answer on two pictures back, under any of their ids; tell whether there was one."""
    keys = [preference_key(voter, criterion, one, other) for voter in sorted(voters)]
    return bool(await runner.fetch(GivenKey, "withdraw_preferences", keys=keys))


async def list_given_keys(runner: Runner, keys: Sequence[str]) -> set[str]:
    """List those of these keys under which there is an answer."""
    return set((await runner.fetch(GivenKeys, "list_given_keys", batch={"keys": list(keys)}))[0].keys)


async def count_preferences(runner: Runner, criterion: str) -> int:
    """Count the current answers by a criterion, passes among them."""
    return (await runner.fetch(GivenCount, "count_preferences", criterion=criterion))[0].answers


async def list_preferences(runner: Runner, criterion: str, page: int = PAGE) -> AsyncIterator[list[GivenRow]]:
    """List all answers by a criterion, by key, a page at a time.

    Yields:
        Pages of answers; no one moment shows all of them.
    """
    after = ""
    while True:
        rows = await runner.fetch(GivenPage, "list_preferences", criterion=criterion, after=after, limit=page)
        found = rows[0].given
        yield found
        if len(found) < page:
            return
        after = found[-1][0]


async def list_preferences_of_voter(
    runner: Runner, voter: str, before: datetime | None, limit: int
) -> list[Preference]:
    """List a voter's answers on two pictures, newest first, from `before` on."""
    before = before or FAR_FUTURE
    return await runner.fetch(Preference, "list_preferences_of_voter", voter=voter, before=before, limit=limit)


async def list_persons(runner: Runner, voters: Sequence[str]) -> dict[str, str]:
    """Find whom each of these voters counts as; who was set aside is left out, and all anonymous ones are one."""
    return dict((await runner.fetch(PersonPage, "list_persons", batch={"voters": list(voters)}))[0].persons)


async def draw_images(runner: Runner, points: Sequence[str], limit: int) -> list[str]:
    """List the pictures that follow these random points, each once, whether or not they may be shown."""
    return (await runner.fetch(ImageIds, "draw_images", batch={"points": list(points)}, limit=limit))[0].images
