"""How far voters and sources are believed: RELIABLE_IN, made by a fit, kept by key, thrown away at will.

What is believed of a pair reads it (`graph/beliefs.py`). Of a voter without figures the crowd's are read, which are
kept from the category with the empty name to itself.

What stands for all tags together is kept towards the category with the empty name, so that one question reads both. No
tag is in that category and no list of categories shows it; a tag that has none goes by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner
from graph.keys import reliability_key

Kind = Literal["voter", "source", "crowd"]
WHOLE = ""  # the category that stands for all tags together
PAGE = 5_000
BATCH = 250  # rows a transaction: larger ones hold votes up
DECIMALS = 4  # smaller changes are none


class VoterReliability(Record):
    """How far a voter is believed in a category, with the bounds of a 95 % interval."""

    voter: str
    name: str | None
    role: str
    category: str
    sensitivity: float
    low_sensitivity: float
    high_sensitivity: float
    specificity: float
    low_specificity: float
    high_specificity: float
    right: float
    answers: int
    fit: DateTime
    cursor: str


class SourceReliability(Record):
    """How many of a source's claims in a category are right, with the bounds of a 95 % interval."""

    source: str
    category: str
    precision: float
    low_precision: float
    high_precision: float
    claims: int
    fit: DateTime
    cursor: str


class OwnReliability(Record):
    """How far one voter is believed in a category."""

    category: str
    sensitivity: float
    specificity: float
    right: float
    answers: int
    fit: DateTime


class KeptReliability(Record):
    """What is kept, in one row."""

    kept: list[dict[str, Any]]


class RowCount(Record):
    """How many rows a write reached."""

    rows: int


@dataclass(frozen=True)
class Figures:
    """What a fit says of a voter or a source in a category, under the names of the properties that keep it.

    `trust` orders the lists: the mean of sensitivity and specificity, or the precision.
    """

    kind: Kind
    who: str
    category: str
    trust: float
    figures: dict[str, float | int]

    @property
    def key(self) -> str:
        """The key under which it is kept."""
        return reliability_key(self.kind, self.who, self.category)

    def list_properties(self) -> dict[str, Any]:
        """List all properties but the time of the fit; figures are rounded, so that a change too small is none."""
        figures = {n: round(v, DECIMALS) if isinstance(v, float) else v for n, v in self.figures.items()}
        order = f"{round((1 - self.trust) * 10**DECIMALS):05d}|{self.who}"
        return {"key": self.key, "kind": self.kind, "category": self.category, "order": order, **figures}


async def list_reliability(runner: Runner, after: str, limit: int) -> list[dict[str, Any]]:
    """List the properties of all that is kept, by key, from `after` on."""
    return (await runner.fetch(KeptReliability, "list_reliability", after=after, limit=limit))[0].kept


async def read_reliability(runner: Runner) -> dict[str, dict[str, Any]]:
    """Read all that is kept, by key, without the times of the fits."""
    kept: dict[str, dict[str, Any]] = {}
    after = ""
    while page := await list_reliability(runner, after, PAGE):
        after = page[-1]["key"]
        kept.update({row["key"]: {name: value for name, value in row.items() if name != "fit"} for row in page})
    return kept


async def write_reliability(graph: Graph, rows: Sequence[Figures]) -> int:
    """Keep these figures, of the crowd and of voters and sources that exist; return how many were kept.

    Of whom they are is marked: see `graph.weighing`.
    """
    voters = [row for row in rows if row.kind == "voter"]
    sources = [row for row in rows if row.kind == "source"]
    written = await write_voter_reliability(graph, voters) if voters else 0
    for row in rows:
        written += await write_crowd_reliability(graph, row) if row.kind == "crowd" else 0
    return written + (await write_source_reliability(graph, sources) if sources else 0)


async def write_voter_reliability(runner: Runner, rows: Sequence[Figures]) -> int:
    """Keep figures of voters; who joined an account is left out."""
    return (await runner.fetch(RowCount, "write_voter_reliability", batch=_make_batch(rows)))[0].rows


async def write_source_reliability(runner: Runner, rows: Sequence[Figures]) -> int:
    """Keep figures of sources."""
    return (await runner.fetch(RowCount, "write_source_reliability", batch=_make_batch(rows)))[0].rows


async def write_crowd_reliability(runner: Runner, row: Figures) -> int:
    """Keep figures of a voter of whom nothing is known."""
    return (await runner.fetch(RowCount, "write_crowd_reliability", properties=row.list_properties()))[0].rows


def _make_batch(rows: Sequence[Figures]) -> dict[str, object]:
    return {
        "rows": [{row.kind: row.who, "category": row.category, "properties": row.list_properties()} for row in rows]
    }


async def remove_reliability(runner: Runner, keys: Sequence[str]) -> int:
    """Remove what is kept under these keys."""
    return (await runner.fetch(RowCount, "remove_reliability", keys=list(keys)))[0].rows


async def remove_reliability_of_voter(runner: Runner, voter: str) -> int:
    """Remove what is kept of a voter."""
    return (await runner.fetch(RowCount, "remove_reliability_of_voter", voter=voter))[0].rows


async def list_reliable_voters(runner: Runner, category: str, after: str, limit: int) -> list[VoterReliability]:
    """List voters in a category, the most reliable first, from a cursor on."""
    return await runner.fetch(VoterReliability, "list_reliable_voters", category=category, after=after, limit=limit)


async def list_reliable_sources(runner: Runner, category: str, after: str, limit: int) -> list[SourceReliability]:
    """List sources in a category, the most reliable first, from a cursor on."""
    return await runner.fetch(SourceReliability, "list_reliable_sources", category=category, after=after, limit=limit)


async def list_reliability_of_voter(runner: Runner, voter: str, limit: int) -> list[OwnReliability]:
    """List how far a voter is believed: in all first, then by category."""
    return await runner.fetch(OwnReliability, "list_reliability_of_voter", voter=voter, limit=limit)
