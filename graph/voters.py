"""Voters and who is calling: accounts, anonymous voters, and the links and visits that open them."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC
from typing import Literal
from uuid import uuid4

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import lock_pictures, recompute_pairs
from graph.keys import link_key, observation_key
from graph.observations import remove_observations
from graph.reliability import remove_reliability_of_voter
from taggy.errors import ConflictError, InputError, NotFoundError

Role = Literal["anonymous", "voter", "analyst", "staff"]
Kind = Literal["visit", "link"]
DAY = 24 * 3600
LIFETIMES: dict[Kind, int] = {"visit": 90 * DAY, "link": 30 * DAY}
LONGEST_NAME = 100
LONG_AGO = DateTime(2000, 1, 1, tzinfo=UTC)
PAGE = 200
KEPT = 30  # days that an expired link or visit is kept, so that its cookie is told what became of it


class Voter(Record):
    """A voter; anonymous ones have no name."""

    id: str
    name: str | None
    role: Role


class Account(Record):
    """A named voter, and how many links and visits of theirs are open."""

    id: str
    name: str
    role: Role
    joined_at: DateTime
    links: int
    visits: int


class Session(Record):
    """A visit or a link, and the voter that it opens."""

    hash: str
    voter: str
    name: str | None
    role: Role
    nsfw: bool
    aliases: list[str]
    revoked: bool
    expired: bool
    stale: bool


class Sessions(Record):
    """Many sessions, in one row."""

    sessions: list[Session]


class SessionHash(Record):
    """The hash by which a session is kept."""

    hash: str


class Revoked(Record):
    """How many open links and visits were ended."""

    links: int
    visits: int


class RemovedSessions(Record):
    """How many links and visits were removed."""

    sessions: int


class Join(Record):
    """An anonymous voter and the account that it is."""

    anonymous: str
    account: str
    done: bool


class AnsweredPair(Record):
    """A pair that a voter answered, and the place of the answer among the voter's."""

    image: str
    tag: str
    at: DateTime
    key: str


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a secret, which is all that the graph keeps of it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


async def add_voter(runner: Runner, name: str | None, role: Role) -> Voter:
    """Add a voter under a random id.

    Raises:
        InputError: the name is empty, too long or not printable.
        ConflictError: another voter has that name.
    """
    if name is not None and (not name.strip() or len(name) > LONGEST_NAME or not name.isprintable()):
        raise InputError(f"{name[:LONGEST_NAME]!r} is no name. Give 1 to {LONGEST_NAME} printable characters.")
    added = await runner.fetch(Voter, "add_voter", id=uuid4().hex, name=name, role=role)
    if not added:
        raise ConflictError(f"There is a voter named {name!r} already. Choose another name, or make a new link.")
    return added[0]


async def find_voter(runner: Runner, name: str) -> Voter:
    """Find a voter by name.

    Raises:
        NotFoundError: nobody has that name.
    """
    found = await runner.fetch(Voter, "find_voter", name=name)
    if not found:
        raise NotFoundError(f"There is no voter named {name!r}. `taggy voter list` shows them all.")
    return found[0]


async def list_voters(runner: Runner, limit: int) -> list[Account]:
    """List named voters, by name."""
    return await runner.fetch(Account, "list_voters", limit=limit)


async def add_session(runner: Runner, kind: Kind, voter: str) -> str:
    """Make a link or a visit that opens this voter, and return its secret: the only time that anybody sees it.

    Raises:
        NotFoundError: there is no such voter.
    """
    secret = secrets.token_urlsafe(32)
    digest = hash_secret(secret)
    added = await runner.fetch(
        SessionHash,
        "add_session",
        hash=digest,
        kind=kind,
        voter=voter,
        key=link_key(digest, voter),
        seconds=LIFETIMES[kind],
    )
    if not added:
        raise NotFoundError(f"There is no voter {voter!r}.")
    return secret


async def find_session(runner: Runner, secret: str, kind: Kind) -> Session | None:
    """Find the visit or link of a secret, open or not."""
    digest = hash_secret(secret)
    return (await list_sessions(runner, [digest], kind)).get(digest)


async def list_sessions(runner: Runner, digests: Sequence[str], kind: Kind) -> dict[str, Session]:
    """List the visits or links of these hashes, open or not, by hash."""
    found = (await runner.fetch(Sessions, "list_sessions", hashes=digests, kind=kind))[0]
    return {session.hash: session for session in found.sessions}


async def touch_session(runner: Runner, digest: str) -> None:
    """Note that a visit is in use, so that it lives on."""
    await runner.fetch(SessionHash, "touch_session", hash=digest, seconds=LIFETIMES["visit"])


async def set_session_nsfw(runner: Runner, digest: str, *, nsfw: bool) -> None:
    """Opt a visit in to NSFW pictures, or out."""
    await runner.fetch(SessionHash, "set_session_nsfw", hash=digest, nsfw=nsfw)


async def revoke_session(runner: Runner, digest: str) -> None:
    """End a visit."""
    await runner.fetch(SessionHash, "revoke_session", hash=digest)


async def revoke_sessions(runner: Runner, voter: str) -> Revoked:
    """End every open link and visit of a voter."""
    return (await runner.fetch(Revoked, "revoke_sessions", voter=voter))[0]


async def remove_old_sessions(graph: Graph, batch: int = 1_000) -> int:
    """Remove the links and visits that expired more than `KEPT` days ago, in batches; return how many."""
    removed = 0
    while some := await remove_sessions(graph, KEPT, batch):
        removed += some
    return removed


async def remove_sessions(runner: Runner, days: int, limit: int) -> int:
    """Remove links and visits that expired so many days ago, the oldest first."""
    return (await runner.fetch(RemovedSessions, "remove_sessions", days=days, limit=limit))[0].sessions


async def join_voter(graph: Graph, anonymous: str, account: str) -> int:
    """Say that an anonymous voter is this account and bring the pairs it answered up to date; return how many.

    Nothing happens where it is another account's already. A join that was cut off may be made again. How far the
    anonymous one was believed, and what was observed of it, is forgotten: the next fit counts its answers as the
    account's.
    """
    key = link_key(anonymous, account)
    joins = await graph.fetch(Join, "join_voter", anonymous=anonymous, account=account, key=key)
    if not joins or joins[0].done:
        return 0
    reached, at, last = 0, LONG_AGO, ""
    while page := await list_pairs_of_voter(graph, anonymous, at, last, PAGE):
        await graph.write(lambda tx, page=page: recompute_answered(tx, page))  # type: ignore[misc]  # page is of this turn
        reached, at, last = reached + len(page), page[-1].at, page[-1].key
    await remove_reliability_of_voter(graph, anonymous)
    await remove_observations(graph, [observation_key("voter", anonymous)])
    await finish_join(graph, key)
    return reached


async def recompute_answered(tx: Transaction, page: Sequence[AnsweredPair]) -> None:
    """Lock the pictures of these answers and recompute their pairs."""
    await lock_pictures(tx, [pair.image for pair in page])
    await recompute_pairs(tx, [(pair.image, pair.tag) for pair in page])


async def list_pairs_of_voter(runner: Runner, voter: str, at: DateTime, key: str, limit: int) -> list[AnsweredPair]:
    """List the pairs that a voter answered, oldest answer first, from a place on."""
    return await runner.fetch(AnsweredPair, "list_pairs_of_voter", voter=voter, at=at, key=key, limit=limit)


async def finish_join(runner: Runner, key: str) -> None:
    """Note that a join is complete."""
    await runner.fetch(Join, "finish_join", key=key)


async def list_open_joins(runner: Runner, limit: int) -> list[Join]:
    """List the joins that were cut off."""
    return await runner.fetch(Join, "list_open_joins", limit=limit)
