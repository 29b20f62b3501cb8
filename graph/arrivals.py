"""Arrivals: pictures as they come, how far the live run has looked at them, and what is known of them already.

A picture has its `createdAt` before the transaction that brings it ends, so of two pictures the later one may be seen
first. What a run has `attended` therefore stays at least `LAG` behind the clock, and what came since is listed again.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from neo4j.time import DateTime, Duration

from graph.connection import Record, Runner
from graph.keys import embedding_key
from graph.runs import RunName
from graph.server.flock import is_locked, try_lock

LAG = Duration(seconds=60)  # for so long the transaction that brings a picture may be under way
LOCK = "arrivals.lock"
Moment = DateTime  # as the server's clock tells it


class Attendance(Record):
    """How far the live run has looked at the pictures: up to those that came at `attended`, by the server's clock."""

    run: str
    checkpoint: str | None
    attended: Moment
    now: Moment


class Arrival(Record):
    """A picture and when it came."""

    image: str
    came: Moment


class KeptVector(Record):
    """An embedding by its key."""

    key: str
    vector: list[float]


class ArrivalCount(Record):
    """How many pictures wait to be looked at."""

    pictures: int


async def find_attendance(runner: Runner) -> Attendance | None:
    """Find how far the live run has looked; None where no run is live."""
    return next(iter(await runner.fetch(Attendance, "find_attendance")), None)


async def list_arrivals(runner: Runner, since: Moment, after: str, limit: int) -> list[Arrival]:
    """List the pictures that came since a moment, in that order; of that very moment those after an id."""
    return await runner.fetch(Arrival, "list_arrivals", since=since, after=after, limit=limit)


async def find_vectors(runner: Runner, backbone: str, images: Sequence[str]) -> Mapping[str, list[float]]:
    """List what a backbone (`name@revision`) saw in these pictures; those that it has not seen are left out."""
    keys = {embedding_key(backbone, image): image for image in images}
    return {keys[row.key]: row.vector for row in await runner.fetch(KeptVector, "find_vectors", keys=list(keys))}


async def save_attendance(runner: Runner, run: str, attended: Moment) -> None:
    """Keep how far a run has looked; it never goes back."""
    await runner.fetch(RunName, "save_attendance", run=run, attended=attended)


async def count_arrivals(runner: Runner) -> int | None:
    """Count the pictures that the live run has not looked at yet, up to 10,000; None where no run is live."""
    return next((row.pictures for row in await runner.fetch(ArrivalCount, "count_arrivals")), None)


def try_to_attend(home: Path) -> IO[str] | None:
    """Take the lock of whoever looks at new pictures with this data folder; None where another has it."""
    return try_lock(home / LOCK)


def is_attended(home: Path) -> bool:
    """Tell whether somebody looks at new pictures as they come."""
    return is_locked(home / LOCK)
