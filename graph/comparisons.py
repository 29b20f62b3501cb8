"""Comparisons: what was found or judged of two pictures, one a pair, kept for ever as COMPARED."""

from collections.abc import Mapping, Sequence
from typing import Literal

from neo4j.time import DateTime

from graph.connection import Record, Runner, Transaction
from graph.keys import compared_key

Verdict = Literal["duplicate", "alternate", "unrelated"]
Method = Literal["pixels", "print", "embedding", "site", "person"]


class Compared(Record):
    """What was found or judged of two pictures, the lower id first. `who` is None for the machine."""

    key: str
    one: str
    other: str
    verdict: Verdict | None
    method: Method
    distance: float | None
    mirrored: bool
    who: str | None
    at: DateTime
    order: str | None


class WrittenCount(Record):
    """How many comparisons were written."""

    comparisons: int


class OrderCount(Record):
    """How many comparisons got another place on the board."""

    orders: int


def rank_comparison(distance: float | None, key: str) -> str:
    """Rank a comparison on the board: the nearest pictures first."""
    return f"{round((distance or 0.0) * 1_000_000):07d}|{key}"


def make_row(one: str, other: str, properties: dict[str, object]) -> dict[str, object]:
    """Make a row of `write_comparisons`: what is known of two pictures, the lower id first."""
    lower, higher = sorted((one, other))
    key = compared_key(one, other)
    return {"key": key, "one": lower, "other": higher, "properties": {**properties, "key": key}}


async def list_comparisons(runner: Runner, images: Sequence[str]) -> list[Compared]:
    """List the comparisons of these pictures with each other."""
    return await runner.fetch(Compared, "list_comparisons", images=images)


async def write_comparisons(tx: Transaction, rows: Sequence[dict[str, object]]) -> int:
    """Keep comparisons in the place of what was known; the locks of their pictures must be held."""
    return (await tx.fetch(WrittenCount, "write_comparisons", comparisons=rows))[0].comparisons


async def set_orders(tx: Transaction, places: Mapping[str, str | None]) -> int:
    """Give comparisons, by key, their places on the board, or take them off it."""
    orders = [{"key": key, "order": order} for key, order in sorted(places.items())]
    return (await tx.fetch(OrderCount, "set_orders", orders=orders))[0].orders
