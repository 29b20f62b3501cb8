"""Ratings: how good pictures are by a criterion, RATED: made by a fit, kept by key, thrown away at will."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from neo4j.time import DateTime

from graph.connection import Record, Runner
from graph.keys import bound_keys, rating_key

Side = Literal["yes", "no"]
PAGE = 5_000
BATCH = 250  # rows a transaction: larger ones hold votes up
DECIMALS = 4  # smaller changes are none
HIGHEST = 500.0  # log-odds beyond which all stand together in the order


class Rating(Record):
    """How good a picture is by its comparisons (log-odds), and by what it looks like; None where nothing says so."""

    image: str
    score: float | None
    low: float | None
    high: float | None
    comparisons: int
    part: int | None
    guess: float | None
    variance: float | None
    fit: DateTime
    cursor: str


class KeptRatings(Record):
    """What is kept, in one row."""

    kept: list[dict[str, Any]]


class RowCount(Record):
    """How many rows a write reached."""

    rows: int


class Decided(Record):
    """Pictures that people settled on a tag, in one row."""

    images: list[str]


@dataclass(frozen=True)
class Figures:
    """What a fit says of a picture by a criterion."""

    criterion: str
    image: str
    score: float | None
    low: float | None
    high: float | None
    comparisons: int
    part: int | None
    guess: float | None
    variance: float | None

    @property
    def key(self) -> str:
        """The key under which it is kept."""
        return rating_key(self.criterion, self.image)

    @property
    def worth(self) -> float:
        """What it is listed by: the score, else the guess. Both count in log-odds around what is usual."""
        return self.score if self.score is not None else self.guess or 0.0

    def list_properties(self) -> dict[str, Any]:
        """List all properties but the time of the fit, rounded, absent ones left out."""
        place = round((HIGHEST - min(max(self.worth, -HIGHEST), HIGHEST)) * 10**DECIMALS)
        figures = {
            "score": self.score,
            "low": self.low,
            "high": self.high,
            "comparisons": self.comparisons,
            "part": self.part,
            "guess": self.guess,
            "variance": self.variance,
        }
        rounded = {n: round(v, DECIMALS) if isinstance(v, float) else v for n, v in figures.items() if v is not None}
        return {"key": self.key, "criterion": self.criterion, "order": f"{place:08d}|{self.image}", **rounded}


async def list_kept_ratings(runner: Runner, after: str, before: str, limit: int) -> list[dict[str, Any]]:
    """List the properties of what is kept between two keys, by key."""
    rows = await runner.fetch(KeptRatings, "list_kept_ratings", after=after, before=before, limit=limit)
    return rows[0].kept


async def read_ratings(runner: Runner, criterion: str) -> dict[str, dict[str, Any]]:
    """Read all that is kept by a criterion, by key, without the times of the fits."""
    kept: dict[str, dict[str, Any]] = {}
    after, before = bound_keys(criterion)
    while page := await list_kept_ratings(runner, after, before, PAGE):
        after = page[-1]["key"]
        kept.update({row["key"]: {name: value for name, value in row.items() if name != "fit"} for row in page})
    return kept


async def write_ratings(runner: Runner, criterion: str, rows: Sequence[Figures]) -> int:
    """Keep figures of pictures that exist; return how many were kept."""
    batch = {"rows": [{"image": row.image, "properties": row.list_properties()} for row in rows]}
    return (await runner.fetch(RowCount, "write_ratings", criterion=criterion, batch=batch))[0].rows


async def remove_ratings(runner: Runner, keys: Sequence[str]) -> int:
    """Remove what is kept under these keys."""
    return (await runner.fetch(RowCount, "remove_ratings", keys=list(keys)))[0].rows


async def list_ratings(runner: Runner, criterion: str, after: str, limit: int) -> list[Rating]:
    """List pictures by a criterion, the best first, from a cursor on, whether or not they may be shown."""
    return await runner.fetch(Rating, "list_ratings", criterion=criterion, after=after, limit=limit)


async def list_decisions(runner: Runner, tag: str, settled: Side, after: str, limit: int) -> list[str]:
    """List the pictures that people settled so on a tag, by id, from `after` on."""
    params = {"tag": tag, "settled": settled, "after": after, "limit": limit}
    return (await runner.fetch(Decided, "list_decisions", **params))[0].images


async def read_decisions(runner: Runner, tag: str) -> dict[str, bool]:
    """Read which pictures people keep, by Yes to a tag, and which they drop, by No."""
    kept: dict[str, bool] = {}
    sides: tuple[Side, ...] = ("yes", "no")
    for settled in sides:
        after = ""
        while page := await list_decisions(runner, tag, settled, after, PAGE):
            kept |= dict.fromkeys(page, settled == "yes")
            after = page[-1]
    return kept
