"""Conduct: who is set aside, who answers as one, and the pairs that must follow.

Staff set a voter aside, and no answer of theirs counts any more; a fit finds who copies whom, and they weigh as one
(`graph.beliefs`). Nothing is deleted, and both can be undone. The voter is marked in the transaction that changes it;
then the voter's pairs are recomputed, a batch at a time, and the mark goes once all have followed
(`consensus.following`). A vote that comes between reads the voter as it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.events import add_event
from graph.jobs import ASIDE
from graph.reliability import RowCount
from graph.transitions import ask_job
from graph.voters import LONG_AGO, Role
from taggy.errors import NotFoundError

PAGE = 5_000
BATCH = 250


class Speaker(Record):
    """A voter, all ids under which they answered, and whether and since when they are set aside."""

    voter: str
    name: str | None
    role: Role
    ids: list[str]
    aside: DateTime | None
    cluster: str | None


class AsideVoter(Record):
    """A voter who is set aside, since when, by whom and why; `moving` while some pairs have not followed."""

    voter: str
    name: str | None
    role: Role
    aside: DateTime
    why: str | None
    by: str | None
    moving: bool


class MovingVoter(Record):
    """A voter whose pairs have not all followed the change that `moving` names."""

    voter: str
    moving: str
    ids: list[str]


@dataclass(frozen=True)
class Place:
    """Up to where the answers of a voter were gone through: under which id, when, and under which key."""

    moving: str = ""
    id: str = ""
    at: DateTime = LONG_AGO
    key: str = ""

    def write(self) -> str:
        """Write it as the cursor of a job."""
        return json.dumps([self.moving, self.id, self.at.iso_format(), self.key])

    @staticmethod
    def read(cursor: str) -> "Place":
        """Read what `write` wrote."""
        moving, voter, at, key = json.loads(cursor)
        return Place(moving, voter, DateTime.from_iso_format(at), key)


class VoterId(Record):
    """The id of a voter."""

    voter: str


class Members(Record):
    """Voters with the first voter of their cluster, in one row."""

    members: list[tuple[str, str]]


async def find_speaker(runner: Runner, who: str) -> Speaker:
    """Find a voter by id or name; who joined an account is the account.

    Raises:
        NotFoundError: there is nobody of that id or name.
    """
    found = await runner.fetch(Speaker, "find_speaker", who=who)
    if not found:
        raise NotFoundError(f"There is no voter {who!r}. `taggy voter list` shows the named ones.")
    return found[0]


async def set_voter_aside(graph: Graph, voter: str, who: str, why: str | None) -> bool:
    """Set a voter aside, with an event, and order that the pairs follow. False where the voter is aside already.

    Raises:
        NotFoundError: there is no such voter.
    """
    return await _change(graph, voter, who, why, aside=True)


async def bring_voter_back(graph: Graph, voter: str, who: str, why: str | None) -> bool:
    """Let a voter count again, with an event, and order that the pairs follow. False where the voter counts already.

    Raises:
        NotFoundError: there is no such voter.
    """
    return await _change(graph, voter, who, why, aside=False)


async def _change(graph: Graph, voter: str, who: str, why: str | None, *, aside: bool) -> bool:
    async def work(tx: Transaction) -> bool:
        speaker = await find_speaker(tx, voter)
        changed = await set_aside(tx, speaker.voter, aside=aside)
        if changed:
            before, after = ("counts", "aside") if aside else ("aside", "counts")
            await add_event(tx, who, "aside", speaker.voter, before, after, why)
            await ask_job(tx, ASIDE, by=None)
        return changed

    return await graph.write(work)


async def set_aside(tx: Transaction, voter: str, *, aside: bool) -> bool:
    """Mark a voter as set aside or as counting; False where it is so already."""
    return bool(await tx.fetch(VoterId, "set_aside", voter=voter, aside=aside, moving=uuid4().hex))


async def list_aside_voters(runner: Runner, limit: int) -> list[AsideVoter]:
    """List the voters who are set aside, the latest first."""
    return await runner.fetch(AsideVoter, "list_aside_voters", limit=limit)


async def list_clusters(runner: Runner, after: str, limit: int) -> list[tuple[str, str]]:
    """List voters who answer as one with others, by id from `after` on, with the first voter of each cluster."""
    return (await runner.fetch(Members, "list_clusters", after=after, limit=limit))[0].members


async def read_clusters(runner: Runner) -> dict[str, str]:
    """Read the first voter of the cluster of every voter who is in one."""
    members: dict[str, str] = {}
    after = ""
    while page := await list_clusters(runner, after, PAGE):
        members.update(page)
        after = page[-1][0]
    return members


async def write_clusters(graph: Graph, clusters: Mapping[str, str]) -> int:
    """Keep these clusters and no others, a batch at a time; return of how many voters it changed."""
    kept = await read_clusters(graph)
    moved = sorted(voter for voter in kept.keys() | clusters.keys() if kept.get(voter) != clusters.get(voter))
    rows = [{"voter": voter, "cluster": clusters.get(voter), "moving": uuid4().hex} for voter in moved]
    return sum([await set_clusters(graph, rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)])


async def set_clusters(runner: Runner, rows: Sequence[dict[str, str | None]]) -> int:
    """Write with whom voters answer as one; return of how many it changed."""
    return (await runner.fetch(RowCount, "set_clusters", batch={"rows": rows}))[0].rows


async def list_moving_voters(runner: Runner, limit: int) -> list[MovingVoter]:
    """List voters whose pairs have not all followed, by id."""
    return await runner.fetch(MovingVoter, "list_moving_voters", limit=limit)


async def finish_following(runner: Runner, voter: str, moving: str) -> None:
    """Say that all pairs of a voter have followed this change; a later one stands."""
    await runner.fetch(VoterId, "finish_following", voter=voter, moving=moving)
