"""The vocabulary: links between tags, proposed by a source, staff or mining, and decided by staff.

A link is an alias, an implication or an exclusion, and `proposed`, `accepted` or `rejected`. Only accepted ones count.
Whoever writes links holds the vocabulary's lock, so each is checked against all others. A decision writes at once what
tags hear from each other (`graph/hearings.py`), which votes read from then on, marks the tags whose pairs move, and
asks for the job that computes these anew, all in one transaction.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from neo4j.time import DateTime

from graph.closure import Closure, Link, LinkKind, check_link
from graph.connection import Graph, Record, Runner, Transaction
from graph.events import add_event
from graph.hearings import Moves, compare_hearings, list_hearings, mark_moved_tags, plan_moves, write_moves
from graph.jobs import VOCABULARY
from graph.keys import link_key
from graph.transitions import ask_job
from taggy.errors import NotFoundError

State = Literal["proposed", "accepted", "rejected"]
TYPES: dict[LinkKind, str] = {"alias": "ALIAS_OF", "implies": "IMPLIES", "excludes": "EXCLUDES"}
KINDS: dict[str, LinkKind] = {relationship: kind for kind, relationship in TYPES.items()}
STAFF = "staff"
BATCH = 500


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that is proposed; `evidence` is plain JSON, `score` from 0 to 1 how sure its source is, for the order."""

    kind: LinkKind
    start: str
    end: str
    source: str
    reason: str | None = None
    evidence: Mapping[str, Any] | None = None
    score: float | None = None
    who: str | None = None

    def as_row(self) -> dict[str, object]:
        """Return the parameters of `propose_links`."""
        link = make_link(self.kind, self.start, self.end)
        evidence = None if self.evidence is None else json.dumps(self.evidence, ensure_ascii=False, sort_keys=True)
        return asdict(self) | _describe(link) | {"evidence": evidence}


class KeptLink(Record):
    """A link with all that is known of it."""

    kind: LinkKind
    start: str
    end: str
    source: str
    who: str | None
    state: State
    reason: str | None
    evidence: str | None
    score: float | None
    at: DateTime
    cursor: str

    @property
    def link(self) -> Link:
        """The link alone."""
        return Link(self.kind, self.start, self.end)


class Standing(Record):
    """What is known of a link between two tags; no state where there is no such link."""

    source: str | None
    state: State | None
    reason: str | None
    evidence: str | None
    score: float | None


class AcceptedLink(Record):
    """An accepted link."""

    type: str
    start: str
    end: str


class LinkName(Record):
    """The key of a link."""

    key: str


class LockName(Record):
    """The name of the node that is the vocabulary's lock."""

    name: str


class PairCount(Record):
    """How many pairs move."""

    pairs: int


def make_link(kind: LinkKind, start: str, end: str) -> Link:
    """Make a link of two names as they are kept; of two that exclude each other the lower comes first."""
    return Link(kind, *sorted((start, end))) if kind == "excludes" else Link(kind, start, end)


def name_link(link: Link) -> str:
    """Name the unique key of a link."""
    return link_key(TYPES[link.kind], link.start, link.end)


def _describe(link: Link) -> dict[str, object]:
    return {"key": name_link(link), "type": TYPES[link.kind], "start": link.start, "end": link.end}


async def lock_vocabulary(tx: Transaction) -> None:
    """Take the vocabulary's write lock."""
    await tx.fetch(LockName, "lock_vocabulary")


async def propose_links(graph: Graph, links: Sequence[NewLink]) -> int:
    """Propose links between tags that are there, and return how many are new; the same again changes nothing.

    What was accepted or rejected stays so. An alias stands in either direction: where it is there, it is not proposed
    the other way round.
    """
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    for link in links:
        row = link.as_row()
        ends = sorted((link.start, link.end)) if link.kind == "alias" else [str(row["start"]), str(row["end"])]
        if link.start != link.end:
            rows.setdefault((link.kind, *ends), row)
    wanted = list(rows.values())

    async def work(tx: Transaction, batch: Sequence[dict[str, object]]) -> int:
        await lock_vocabulary(tx)
        return len(await tx.fetch(LinkName, "propose_links", links=batch))

    added = 0
    for place in range(0, len(wanted), BATCH):
        added += await graph.write(lambda tx, at=place: work(tx, wanted[at : at + BATCH]))  # type: ignore[misc]
    return added


async def list_links(
    runner: Runner,
    kind: LinkKind | None = None,
    state: State | None = None,
    tag: str | None = None,
    source: str | None = None,
    after: str = "",
    limit: int = 50,
) -> list[KeptLink]:
    """List links, the surest first."""
    return await runner.fetch(
        KeptLink, "list_links", kind=kind, state=state, tag=tag, source=source, after=after, limit=limit
    )


async def list_accepted_links(runner: Runner) -> list[Link]:
    """List the links that count."""
    rows = await runner.fetch(AcceptedLink, "list_accepted_links")
    return [Link(KINDS[row.type], row.start, row.end) for row in rows]


async def find_link(runner: Runner, link: Link) -> Standing:
    """Find what is known of a link.

    Raises:
        NotFoundError: one of the tags is not there.
    """
    found = await runner.fetch(Standing, "find_link", key=name_link(link), start=link.start, end=link.end)
    if not found:
        raise NotFoundError(
            f"There is no tag {link.start!r}, or none {link.end!r}. Only tags that are there are linked."
        )
    return found[0]


async def count_moved_pairs(runner: Runner, link: Link, *, accepted: bool = True) -> int:
    """Count the pairs that move if a link comes to count, or counts no more.

    Raises:
        InputError: it joins a tag to itself.
        NotFoundError: one of the tags is not there.
        ConflictError: it may not be accepted, see `check_link`.
    """
    await find_link(runner, link)
    moves = await _plan(runner, link, accepted=accepted)
    return (await runner.fetch(PairCount, "count_moved_pairs", moves=moves.list_rows()))[0].pairs


async def _plan(runner: Runner, link: Link, *, accepted: bool) -> Moves:
    before = await list_accepted_links(runner)
    others = [other for other in before if other != link]
    if accepted and link not in before:
        check_link(others, link)
    return plan_moves(before, [*others, link] if accepted else others)


async def accept_link(graph: Graph, link: Link, who: str, reason: str | None = None) -> list[str]:
    """Accept a link, proposed or not, and return the tags whose pairs move; an alias that stood otherwise is turned.

    Raises:
        InputError: it joins a tag to itself.
        NotFoundError: one of the tags is not there.
        ConflictError: it may not be accepted, see `check_link`.
    """
    return await graph.write(lambda tx: _decide(tx, link, "accepted", who, reason))


async def reject_link(graph: Graph, link: Link, who: str, reason: str | None = None) -> list[str]:
    """Reject a link, so that nobody proposes it again, and return the tags whose pairs move.

    Raises:
        NotFoundError: there is no such link.
    """
    return await graph.write(lambda tx: _decide(tx, link, "rejected", who, reason))


async def withdraw_link(graph: Graph, link: Link, who: str, reason: str | None = None) -> list[str]:
    """Take the decision on a link back, so that it is a proposal again, and return the tags whose pairs move.

    Raises:
        NotFoundError: there is no such link.
    """
    return await graph.write(lambda tx: _decide(tx, link, "proposed", who, reason))


async def _decide(tx: Transaction, link: Link, state: State, who: str, reason: str | None) -> list[str]:
    await lock_vocabulary(tx)
    known = await find_link(tx, link)
    if known.state == state:
        return []
    if known.state is None and state != "accepted":
        raise NotFoundError(f"Nobody has said that {link}. `taggy vocabulary list` shows what was said.")
    moves = await _plan(tx, link, accepted=state == "accepted")
    if known.state is None and link.kind == "alias":
        known = await _turn(tx, link, known)
    await decide_link(tx, link, known, state, who, reason)
    await add_event(tx, who, link.kind, f"{link.start} → {link.end}", known.state, state, reason)
    await write_moves(tx, moves)
    if moves.tags:
        await mark_moved_tags(tx, moves.tags)
        await ask_job(tx, VOCABULARY, by=None)
    return moves.tags


async def _turn(tx: Transaction, link: Link, known: Standing) -> Standing:
    """Take what was known of the alias that stands the other way round, which goes."""
    turned = Link(link.kind, link.end, link.start)
    other = await find_link(tx, turned)
    if other.state is None:
        return known
    await remove_link(tx, turned)
    return other


async def decide_link(tx: Transaction, link: Link, known: Standing, state: State, who: str, reason: str | None) -> None:
    """Write what was decided of a link; one that nobody proposed is staff's."""
    row = known.model_dump() | _describe(link)
    decided = {"state": state, "who": who, "reason": reason or known.reason, "source": known.source or STAFF}
    await tx.fetch(LinkName, "decide_link", link=row | decided)


async def remove_link(tx: Transaction, link: Link) -> None:
    """Remove a link that was turned round."""
    await tx.fetch(LinkName, "remove_link", key=name_link(link), start=link.start, end=link.end)


async def rebuild_hearings(graph: Graph) -> None:
    """Make what tags hear from each other anew from the accepted links. All pairs have to be recomputed after it."""

    async def work(tx: Transaction) -> None:
        await lock_vocabulary(tx)
        closure = Closure(await list_accepted_links(tx))
        wanted = {pair: said for pair, said in closure.list_hearings(closure.names).items() if pair[0] != pair[1]}
        await write_moves(tx, compare_hearings(await list_hearings(tx), wanted))

    await graph.write(work)
