"""Copies of one picture: what is known of each, which of them is the better one, and why."""

from collections.abc import Callable, Sequence

from neo4j.time import DateTime

from graph.connection import Record, Runner
from graph.images import Image

LOSSLESS = frozenset({"image/png", "image/gif", "image/bmp", "image/tiff"})


class CopySource(Record):
    """A post that shows a copy."""

    name: str
    url: str | None
    author: str | None


class Copy(Image):
    """A picture as one of several copies. `chosen_at` is when a person last chose it to be shown."""

    byte_size: int
    created_at: DateTime
    chosen_at: DateTime | None
    sources: list[CopySource]
    tags: int
    votes: int


def _measure_origin(copy: Copy) -> float:
    """Where it comes from: 2 for a post that names an author, 1 for one with an address, 0 for a file alone."""
    return max((2 if source.author else 1 if source.url else 0 for source in copy.sources), default=0)


# What makes a copy better, the weightiest first: the reason, and a measure that is higher for the better one.
CRITERIA: tuple[tuple[str, Callable[[Copy], float]], ...] = (
    ("chosen by a person", lambda copy: _read_seconds(copy.chosen_at)),
    ("larger", lambda copy: copy.width * copy.height),
    ("more frames", lambda copy: copy.frames),
    ("original source", _measure_origin),
    ("not re-encoded", lambda copy: copy.mime in LOSSLESS),
    ("less compressed", lambda copy: 0 if copy.mime in LOSSLESS else copy.byte_size),
    ("here first", lambda copy: -_read_seconds(copy.created_at)),
)


def _read_seconds(at: DateTime | None) -> float:
    return at.to_native().timestamp() if at else 0.0


def choose_best(copies: Sequence[Copy]) -> Copy:
    """Choose the copy to show: the first criterion on which they differ decides, at last the lower id."""
    return min(copies, key=lambda copy: ([-measure(copy) for _, measure in CRITERIA], copy.id))


def list_reasons(better: Copy, other: Copy) -> list[str]:
    """List all that speaks for a copy against another one, the weightiest first."""
    return [reason for reason, measure in CRITERIA if measure(better) > measure(other)]


async def describe_copies(runner: Runner, images: Sequence[str]) -> dict[str, Copy]:
    """Read what is known of these copies, by id; one that does not exist is left out."""
    return {copy.id: copy for copy in await runner.fetch(Copy, "describe_copies", images=images)}
