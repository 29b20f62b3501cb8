"""What is observed of voters and tags: signs of bad faith, influence, drift; OBSERVED, made anew by every fit.

It is kept by key, towards the category with the empty name, as what stands for all tags together; nothing that a pair
adds up to reads it. `suspect`, `sway` and `drift` are strings that sort first what staff should look at first.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner
from graph.keys import observation_key
from graph.reliability import DECIMALS, KeptReliability, RowCount

Kind = Literal["voter", "tag"]
PAGE = 5_000
BATCH = 250  # rows a transaction: larger ones hold votes up


class Suspect(Record):
    """A voter with signs of bad faith, and what each rests on; `aside` where staff set the voter aside."""

    voter: str
    name: str | None
    role: str
    signs: list[str]
    because: list[str]
    cluster: str | None
    aside: DateTime | None
    cursor: str


class Influence(Record):
    """On how many pairs a voter counts, how many would turn without, and how far the posterior of one moves."""

    voter: str
    name: str | None
    role: str
    pairs: int
    flips: int
    change: float
    fit: DateTime
    cursor: str


class TagDrift(Record):
    """How answers on a tag agree, month by month, and since when they do otherwise."""

    tag: str
    z: float | None
    since: str | None
    moved: bool
    months: list[str]
    answers: list[int]
    agreed: list[int]
    expected: list[float]
    fit: DateTime
    cursor: str


class VoterDrift(Record):
    """How a voter's answers agree with the others', month by month, since when otherwise, and with themselves."""

    voter: str
    name: str | None
    role: str
    z: float | None
    since: str | None
    moved: bool
    months: list[str]
    answers: list[int]
    agreed: list[int]
    expected: list[float]
    retests: int
    same: int
    fit: DateTime
    cursor: str


class Retests(Record):
    """A page of questions that were asked again: key of the earlier answer, voter, whether the answer is the same."""

    retests: list[tuple[str, str, bool]]
    last: str | None


@dataclass(frozen=True)
class Observation:
    """What is observed of a voter or a tag, under the names of the properties that keep it."""

    kind: Kind
    who: str
    figures: dict[str, Any]

    @property
    def key(self) -> str:
        """The key under which it is kept."""
        return observation_key(self.kind, self.who)

    def list_properties(self) -> dict[str, Any]:
        """List all properties but the time of the fit; figures are rounded, so that a change too small is none."""
        return {"key": self.key, "kind": self.kind} | {name: _round(value) for name, value in self.figures.items()}


def _round(value: Any) -> Any:
    if isinstance(value, list):
        return [_round(one) for one in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


async def list_observations(runner: Runner, after: str, limit: int) -> list[dict[str, Any]]:
    """List the properties of all that is kept, by key, from `after` on."""
    return (await runner.fetch(KeptReliability, "list_observations", after=after, limit=limit))[0].kept


async def read_observations(runner: Runner) -> dict[str, dict[str, Any]]:
    """Read all that is kept, by key, without the times of the fits."""
    kept: dict[str, dict[str, Any]] = {}
    after = ""
    while page := await list_observations(runner, after, PAGE):
        after = page[-1]["key"]
        kept.update({row["key"]: {name: value for name, value in row.items() if name != "fit"} for row in page})
    return kept


async def write_observations(graph: Graph, rows: Sequence[Observation]) -> int:
    """Keep what was observed of voters and tags that exist; return how many were kept."""
    voters = [row for row in rows if row.kind == "voter"]
    tags = [row for row in rows if row.kind == "tag"]
    written = await write_voter_observations(graph, voters) if voters else 0
    return written + (await write_tag_observations(graph, tags) if tags else 0)


async def write_voter_observations(runner: Runner, rows: Sequence[Observation]) -> int:
    """Keep what was observed of voters; who joined an account is left out."""
    return (await runner.fetch(RowCount, "write_voter_observations", batch=_make_batch(rows)))[0].rows


async def write_tag_observations(runner: Runner, rows: Sequence[Observation]) -> int:
    """Keep what was observed of tags."""
    return (await runner.fetch(RowCount, "write_tag_observations", batch=_make_batch(rows)))[0].rows


def _make_batch(rows: Sequence[Observation]) -> dict[str, object]:
    return {"rows": [{"who": row.who, "properties": row.list_properties()} for row in rows]}


async def remove_observations(runner: Runner, keys: Sequence[str]) -> int:
    """Remove what is kept under these keys."""
    return (await runner.fetch(RowCount, "remove_observations", keys=list(keys)))[0].rows


async def list_suspects(runner: Runner, after: str, limit: int) -> list[Suspect]:
    """List voters with signs of bad faith, those with most signs first, from a cursor on."""
    return await runner.fetch(Suspect, "list_suspects", after=after, limit=limit)


async def list_influential_voters(runner: Runner, after: str, limit: int) -> list[Influence]:
    """List voters by how many pairs would turn without them, from a cursor on."""
    return await runner.fetch(Influence, "list_influential_voters", after=after, limit=limit)


async def list_drift_of_voters(runner: Runner, after: str, limit: int) -> list[VoterDrift]:
    """List how voters agree over time, the strongest change first, from a cursor on."""
    return await runner.fetch(VoterDrift, "list_drift_of_voters", after=after, limit=limit)


async def list_drift_of_tags(runner: Runner, after: str, limit: int) -> list[TagDrift]:
    """List how answers on tags agree over time, the strongest change first, from a cursor on."""
    return await runner.fetch(TagDrift, "list_drift_of_tags", after=after, limit=limit)


async def list_retests(runner: Runner, after: str, limit: int) -> Retests:
    """List questions that were asked again, by the key of the earlier answer, from `after` on."""
    return (await runner.fetch(Retests, "list_retests", after=after, limit=limit))[0]


async def read_retests(runner: Runner) -> AsyncIterator[tuple[str, bool]]:
    """Read of every question that was asked again: who was asked, and whether the answer is the same."""
    after: str | None = ""
    while after is not None:
        page = await list_retests(runner, after, PAGE)
        for _, voter, same in page.retests:
            yield voter, same
        after = page.last
