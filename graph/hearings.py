"""Hearings: the derived links by which each tag's pairs read the answers on other tags, and what moves with them.

`(Tag)-[:HEARS]->(Tag)` holds what follows from all accepted links (see `graph/closure.py`), so that whoever reads the
evidence of a pair takes one step. A tag that hears something else than before is marked with the time, until its pairs
are computed anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from neo4j.time import DateTime

from graph.closure import Closure, Hearing, Link, list_component
from graph.connection import Record, Runner, Transaction
from graph.keys import link_key

BATCH = 5_000
Pair = tuple[str, str]


class StoredHearing(Record):
    """What is kept of a tag that is heard on another."""

    hearing: str
    heard: str
    yes: bool | None
    no: bool | None
    direct: bool


class HearingCount(Record):
    """How many hearings a write reached."""

    hearings: int


class MovedTag(Record):
    """A tag that hears something else since its pairs were last computed."""

    tag: str
    moved_at: DateTime


class TagCount(Record):
    """How many tags a write reached."""

    tags: int


@dataclass(frozen=True)
class Moves:
    """What each (hearing, heard) pair of tags was before and is now, where it is not the same; None for nothing."""

    before: dict[Pair, Hearing]
    after: dict[Pair, Hearing]

    @property
    def tags(self) -> list[str]:
        """The tags whose pairs move."""
        return sorted({hearing for hearing, _ in self.before.keys() | self.after.keys()})

    def list_rows(self) -> list[dict[str, object]]:
        """List what is heard no more and what is heard now, as parameters."""
        return [_write_row(pair, hearing) for part in (self.before, self.after) for pair, hearing in part.items()]


def compare_hearings(before: dict[Pair, Hearing], after: dict[Pair, Hearing]) -> Moves:
    """Find what differs."""
    return Moves(
        {pair: hearing for pair, hearing in before.items() if after.get(pair) != hearing},
        {pair: hearing for pair, hearing in after.items() if before.get(pair) != hearing},
    )


def plan_moves(before: Sequence[Link], after: Sequence[Link]) -> Moves:
    """Find what moves when these links become those; only what hangs together with the difference is looked at."""
    changed = {name for link in set(before) ^ set(after) for name in (link.start, link.end)}
    old, new = Closure(list_component(before, changed)), Closure(list_component(after, changed))
    names = changed | old.names | new.names
    return compare_hearings(old.list_hearings(names), new.list_hearings(names))


async def write_moves(tx: Transaction, moves: Moves) -> None:
    """Write what tags hear now. The vocabulary's lock must be held."""
    await remove_hearings(tx, [pair for pair in moves.before if pair not in moves.after])
    await write_hearings(tx, moves.after)


async def list_hearings(runner: Runner) -> dict[Pair, Hearing]:
    """List all that is kept."""
    rows = await runner.fetch(StoredHearing, "list_hearings")
    return {(row.hearing, row.heard): Hearing(row.yes, row.no, row.direct) for row in rows}


async def write_hearings(tx: Transaction, hearings: dict[Pair, Hearing]) -> None:
    """Write what tags hear; that a tag hears itself goes without saying."""
    rows = [_write_row(pair, hearing) for pair, hearing in sorted(hearings.items()) if pair[0] != pair[1]]
    for place in range(0, len(rows), BATCH):
        await tx.fetch(HearingCount, "write_hearings", hearings=rows[place : place + BATCH])


def _write_row(pair: Pair, hearing: Hearing) -> dict[str, object]:
    return {"key": link_key(*pair), "hearing": pair[0], "heard": pair[1], **hearing._asdict()}


async def remove_hearings(tx: Transaction, pairs: Iterable[Pair]) -> None:
    """Remove what tags do not hear any more."""
    await tx.fetch(HearingCount, "remove_hearings", keys=[link_key(*pair) for pair in pairs])


async def mark_moved_tags(tx: Transaction, tags: Sequence[str]) -> int:
    """Mark tags whose pairs move; return how many."""
    return (await tx.fetch(TagCount, "mark_moved_tags", tags=tags))[0].tags


async def list_moved_tags(runner: Runner) -> list[MovedTag]:
    """List the tags some of whose pairs may be as they were before, the first moved first."""
    return await runner.fetch(MovedTag, "list_moved_tags")


async def settle_moved_tags(runner: Runner, until: str) -> int:
    """Take the mark from the tags that have not moved after a time, as ISO 8601 has it; return how many had one."""
    return (await runner.fetch(TagCount, "settle_moved_tags", until=until))[0].tags
