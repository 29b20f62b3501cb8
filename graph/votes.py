"""Votes: a person's current answer on a picture and a tag, cast, changed or withdrawn."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeVar

from neo4j.exceptions import IncompleteCommit
from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import Pair, add_told, list_evidence, lock_pictures, recompute_pairs, write_beliefs
from graph.evidence import Evidence
from graph.keys import sort_key
from taggy.errors import BusyError, NotFoundError, UnavailableError

Answer = Literal["yes", "no", "pass"]
Outcome = Literal["new", "same", "changed", "retested"]
PassReason = Literal["cannot-tell", "unknown-tag", "bad-picture"]
RESPONSES: dict[Answer, bool | None] = {"yes": True, "no": False, "pass": None}
WRITE_TIME = 30.0
T = TypeVar("T")
FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What the question's token says: why it was asked, with what probability, and how long the answer took (ms)."""

    why: str
    probability: float
    shown: str
    took_ms: int | None = None


@dataclass(frozen=True)
class Ballot:
    """An answer to be kept. Without `asked` it was volunteered, and counts for no settling.

    `implicit` where it was not said but left to stand, as the pictures of a grid are that nobody clicked.
    """

    voter: str
    image: str
    tag: str
    answer: Answer
    pass_reason: PassReason | None = None
    asked: Asked | None = None
    implicit: bool = False

    @property
    def key(self) -> str:
        """The unique key of this voter's answer on this picture and tag."""
        return sort_key(self.voter, self.image, self.tag)

    def as_row(self) -> dict[str, object]:
        """Return the parameters of `cast_votes`."""
        row: dict[str, object] = {
            "key": self.key,
            "voter": self.voter,
            "image": self.image,
            "tag": self.tag,
            "answer": self.answer,
            "response": RESPONSES[self.answer],
            "passReason": self.pass_reason if self.answer == "pass" else None,
            "implicit": self.implicit or None,
        }
        if self.asked:
            asked = self.asked
            row |= {"asked": True, "why": asked.why, "probability": asked.probability}
            row |= {"shown": asked.shown, "tookMs": asked.took_ms}
        return row


class CastVote(Record):
    """What became of a ballot: new, same as before, changed, or given anew in a retest.

    `at` is when the current answer was given.
    """

    key: str
    outcome: Outcome
    at: DateTime


class CastVotes(Record):
    """What became of many ballots, in one row."""

    cast: list[CastVote]


class Vote(Record):
    """A voter's current answer."""

    image: str
    tag: str
    answer: Answer
    pass_reason: PassReason | None
    at: DateTime


class VoteCount(Record):
    """How many current answers a voter has given."""

    voter: str
    votes: int


@dataclass(frozen=True)
class KeptVote:
    """What became of a ballot, as CastVote says it, and how many people answered what on its pair since."""

    key: str
    outcome: Outcome
    at: DateTime
    yes: int
    no: int
    passes: int


class PictureHeldError(BusyError):
    """Other work holds a picture's lock for longer than one wanted to wait."""


async def cast_votes(graph: Graph, ballots: Sequence[Ballot], lock_time: float | None = None) -> list[KeptVote]:
    """Keep all these answers, or none, and bring their pairs up to date in the same transaction.

    Of several ballots with one key the last one counts. Where the connection is lost while the server commits, they
    are cast once more, and what is told is what the commit did: `new` stays new.

    Returns:
        One outcome a ballot, in their order.

    Raises:
        NotFoundError: a picture, tag or voter does not exist; the message names it. Nothing was kept.
        PictureHeldError: a picture was not to be had within `lock_time` seconds, where so many are given.
        UnavailableError: the graph did not answer. Cast the same ballots again: it is safe.
    """
    rows = sorted((ballot.as_row() for ballot in {b.key: b for b in ballots}.values()), key=lambda row: str(row["key"]))
    begun: dict[str, CastVote] = {}

    async def work(tx: Transaction) -> list[KeptVote]:
        cast = {vote.key: vote for vote in (await tx.fetch(CastVotes, "cast_votes", batch={"votes": rows}))[0].cast}
        begun.update({key: vote for key, vote in cast.items() if key not in begun or begun[key].at != vote.at})
        for ballot in ballots:
            if ballot.key not in cast:
                raise NotFoundError(
                    f"No such picture, tag or voter: picture {ballot.image!r}, tag {ballot.tag!r}, "
                    f"voter {ballot.voter!r}. Ask for a question again."
                )
        evidence = await list_evidence(tx, sorted({(ballot.image, ballot.tag) for ballot in ballots}))
        changed = {(ballot.image, ballot.tag) for ballot in ballots if cast[ballot.key].outcome != "same"}
        await write_beliefs(tx, await add_told(tx, [said for said in evidence if changed.intersection(said.named)]))
        pairs = {pair: said for said in evidence if said.shown for pair in said.named}
        return [_tell(begun[ballot.key], pairs.get((ballot.image, ballot.tag))) for ballot in ballots]

    return await _write(graph, [ballot.image for ballot in ballots], work, lock_time)


def _tell(cast: CastVote, said: Evidence | None) -> KeptVote:
    counts = (said.yes, said.no, said.passes) if said else (0, 0, 0)
    return KeptVote(cast.key, cast.outcome, cast.at, *counts)


async def withdraw_votes(
    graph: Graph, voter: str, pairs: Sequence[tuple[str, str]], reason: str, lock_time: float | None = None
) -> list[Pair]:
    """Take a voter's answers on these (image, tag) pairs back; return those that were there.

    Raises:
        PictureHeldError: a picture was not to be had within `lock_time` seconds, where so many are given.
        UnavailableError: the graph did not answer. Withdrawing again is safe.
    """
    keys = sorted(sort_key(voter, image, tag) for image, tag in pairs)
    begun: set[Pair] = set()

    async def work(tx: Transaction) -> list[Pair]:
        withdrawn = await tx.fetch(Pair, "withdraw_votes", keys=keys, reason=reason)
        await recompute_pairs(tx, [(pair.image, pair.tag) for pair in withdrawn])
        begun.update(withdrawn)
        return sorted(begun, key=lambda pair: (pair.image, pair.tag))

    return await _write(graph, [image for image, _ in pairs], work, lock_time)


async def _write(
    graph: Graph, images: Sequence[str], work: Callable[[Transaction], Awaitable[T]], lock_time: float | None
) -> T:
    """Lock these pictures and do the work, in one transaction; in bounded time where a time for the locks is given.

    A commit whose answer was lost may have happened: the work, which is done by key, is done once more.
    """
    write_time = None if lock_time is None else WRITE_TIME
    locking = False

    async def work_locked(tx: Transaction) -> T:
        nonlocal locking
        locking = True
        limit.reschedule(_in_seconds(lock_time))
        try:
            await lock_pictures(tx, images)
        finally:
            if not limit.expired():
                locking = False
                limit.reschedule(_in_seconds(write_time))
        return await work(tx)

    for again in (True, False):
        try:
            async with asyncio.timeout(write_time) as limit:
                return await graph.write(work_locked)
        except TimeoutError as error:
            if locking:
                raise PictureHeldError("Other work holds this picture. Try again in a moment.") from error
            raise UnavailableError(f"Neo4j did not write within {WRITE_TIME:g} seconds. Try again.") from error
        except UnavailableError as error:
            if not (again and isinstance(error.__cause__, IncompleteCommit)):
                raise
    raise AssertionError("the second attempt returned or raised")


def _in_seconds(seconds: float | None) -> float | None:
    return None if seconds is None else asyncio.get_running_loop().time() + seconds


async def list_votes_of_voter(runner: Runner, voter: str, before: datetime | None, limit: int) -> list[Vote]:
    """List a voter's answers, newest first, from `before` on."""
    return await runner.fetch(Vote, "list_votes_of_voter", voter=voter, before=before or FAR_FUTURE, limit=limit)


async def count_votes_of_voters(runner: Runner, voters: Sequence[str]) -> dict[str, int]:
    """Count each voter's current answers."""
    counts = await runner.fetch(VoteCount, "count_votes_of_voters", voters=voters)
    return {count.voter: count.votes for count in counts}
