"""Audits: pairs drawn at random of what a run would propose, and what people answered on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.connection import Graph, Record, Runner
from graph.consensus import PairCount
from graph.keys import link_key, run_key
from graph.questions import DrawnPair

PAGE = 1000


@dataclass(frozen=True)
class Draw:
    """A pair drawn to be audited: `place` orders it among all, `probability` is with which it was drawn."""

    image: str
    tag: str
    confidence: float
    place: str
    probability: float


class DrawnAudit(Record):
    """A pair that was drawn, and what people say of it; `closed` where nobody can be asked."""

    image: str
    tag: str
    confidence: float
    probability: float
    people: float | None
    closed: bool
    cursor: str


class WaitingAudit(Record):
    """A pair that waits to be asked."""

    image: str
    tag: str
    probability: float


async def add_audits(runner: Runner, run: str, pairs: Sequence[dict[str, object]]) -> int:
    """Keep a page of drawn pairs."""
    return (await runner.fetch(PairCount, "add_audits", run=run, pairs=pairs))[0].pairs


async def record_draws(graph: Graph, run: str, draws: Iterable[Draw]) -> int:
    """Keep the pairs that were drawn for a run, page by page; again changes nothing. Return how many are kept."""
    kept, rest = 0, iter(draws)
    while page := list(islice(rest, PAGE)):
        rows: list[dict[str, object]] = [{"key": run_key(run, draw.image, draw.tag), **vars(draw)} for draw in page]
        kept += await graph.write(lambda tx, rows=rows: add_audits(tx, run, rows))  # type: ignore[misc]  # rows of now
    return kept


async def list_audits(runner: Runner, run: str, after: str, limit: int) -> list[DrawnAudit]:
    """List the pairs that were drawn for a run, by key, from `after` on."""
    prefix = link_key(run, "")
    return await runner.fetch(DrawnAudit, "list_audits", prefix=prefix, after=after, limit=limit)


async def list_waiting_audits(runner: Runner, limit: int) -> list[WaitingAudit]:
    """List the audits of the live run and the newest candidate that wait for an answer, in their order."""
    return await runner.fetch(WaitingAudit, "list_waiting_audits", limit=limit)


async def list_free_audits(
    runner: Runner, pairs: Sequence[tuple[str, str]], voters: Sequence[str], *, nsfw: bool
) -> list[DrawnPair]:
    """List those of the pairs that this voter may be asked."""
    batch = {"pairs": [{"image": image, "tag": tag} for image, tag in pairs]}
    return await runner.fetch(DrawnPair, "list_free_audits", batch=batch, voters=voters, nsfw=nsfw)
