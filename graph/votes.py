"""Votes: a person's current answer on a picture and a tag, cast, changed or withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import Pair, lock_pictures, recompute_pairs
from graph.keys import sort_key
from taggy.errors import NotFoundError

Answer = Literal["yes", "no", "pass"]
PassReason = Literal["cannot-tell", "unknown-tag", "bad-picture"]
RESPONSES: dict[Answer, bool | None] = {"yes": True, "no": False, "pass": None}
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
    """An answer to be kept. Without `asked` it was volunteered, and counts for no settling."""

    voter: str
    image: str
    tag: str
    answer: Answer
    pass_reason: PassReason | None = None
    asked: Asked | None = None

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
        }
        if self.asked:
            asked = self.asked
            row |= {"asked": True, "why": asked.why, "probability": asked.probability}
            row |= {"shown": asked.shown, "tookMs": asked.took_ms}
        return row


class CastVote(Record):
    """What became of a ballot: new, the same as before, or changed; `at` is when the current answer was given."""

    key: str
    outcome: Literal["new", "same", "changed"]
    at: DateTime


class Vote(Record):
    """A voter's current answer."""

    image: str
    tag: str
    answer: Answer
    pass_reason: PassReason | None
    at: DateTime


class VoteCount(Record):
    """How many current answers a voter has given."""

    votes: int


async def cast_votes(graph: Graph, ballots: Sequence[Ballot]) -> list[CastVote]:
    """Keep all these answers, or none, and bring their pairs up to date in the same transaction.

    Of several ballots with one key the last one counts.

    Returns:
        One outcome a ballot, in their order.

    Raises:
        NotFoundError: a picture, tag or voter does not exist; the message names it. Nothing was kept.
        UnavailableError: the graph did not answer. Cast the same ballots again: it is safe.
    """
    rows = {ballot.key: ballot.as_row() for ballot in ballots}

    async def work(tx: Transaction) -> dict[str, CastVote]:
        await lock_pictures(tx, [ballot.image for ballot in ballots])
        cast = await tx.fetch(CastVote, "cast_votes", votes=sorted(rows.values(), key=lambda r: str(r["key"])))
        outcomes = {vote.key: vote for vote in cast}
        for ballot in ballots:
            if ballot.key not in outcomes:
                raise NotFoundError(
                    f"No such picture, tag or voter: picture {ballot.image!r}, tag {ballot.tag!r}, "
                    f"voter {ballot.voter!r}. Ask for a question again."
                )
        changed = [ballot for ballot in ballots if outcomes[ballot.key].outcome != "same"]
        await recompute_pairs(tx, [(ballot.image, ballot.tag) for ballot in changed])
        return outcomes

    outcomes = await graph.write(work)
    return [outcomes[ballot.key] for ballot in ballots]


async def withdraw_votes(graph: Graph, voter: str, pairs: Sequence[tuple[str, str]], reason: str) -> list[Pair]:
    """Take a voter's answers on these (image, tag) pairs back; return those that were there.

    Raises:
        UnavailableError: the graph did not answer. Withdrawing again is safe.
    """

    async def work(tx: Transaction) -> list[Pair]:
        await lock_pictures(tx, [image for image, _ in pairs])
        keys = sorted(sort_key(voter, image, tag) for image, tag in pairs)
        withdrawn = await tx.fetch(Pair, "withdraw_votes", keys=keys, reason=reason)
        await recompute_pairs(tx, [(pair.image, pair.tag) for pair in withdrawn])
        return withdrawn

    return await graph.write(work)


async def list_votes_of_voter(runner: Runner, voter: str, before: datetime | None, limit: int) -> list[Vote]:
    """List a voter's answers, newest first, from `before` on."""
    return await runner.fetch(Vote, "list_votes_of_voter", voter=voter, before=before or FAR_FUTURE, limit=limit)


async def count_votes_of_voter(runner: Runner, voter: str) -> int:
    """Count a voter's current answers."""
    return (await runner.fetch(VoteCount, "count_votes_of_voter", voter=voter))[0].votes
