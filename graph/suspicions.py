"""Suspicions: pictures of which a class network is sure enough, marked `suspected` until a person has looked.

What people said stays: a picture of a class that staff confirmed or cleared in any copy is not suspected again. What
made it suspected, how likely and why, is kept on `JUDGED`, also once a person has looked. A picture that is suspected
stays so whatever a network says later; only people take it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import lock_pictures, recompute_images
from graph.images import Image
from graph.keys import judged_key, write_order

BATCH = 200


@dataclass(frozen=True)
class Suspicion:
    """A picture that is suspected: how likely it is of the classes that are, from 0 to 1, and why."""

    image: str
    score: float
    reason: str


class SuspicionsWritten(Record):
    """How many pictures wait, and of which of them nobody had said anything before."""

    waiting: int
    images: list[str]


class SuspicionCount(Record):
    """How many suspicions waited."""

    waiting: int


class SuspectedImage(Image):
    """A picture that a class network suspects, and why."""

    filter: str
    score: float
    reason: str
    at: DateTime
    cursor: str


async def record_suspicions(graph: Graph, name: str, suspicions: Sequence[Suspicion]) -> tuple[int, int]:
    """Suspect pictures, each batch in a transaction; the same again changes nothing.

    Pictures that are not in the library, and those that a person has looked at, are left out.

    Returns:
        How many wait for a person, and how many of them are suspected since.
    """
    waiting = changed = 0
    for start in range(0, len(suspicions), BATCH):
        batch = sorted(suspicions[start : start + BATCH], key=lambda suspicion: suspicion.image)

        async def work(tx: Transaction, batch: list[Suspicion] = batch) -> SuspicionsWritten:
            await lock_pictures(tx, [suspicion.image for suspicion in batch])
            written = await write_suspicions(tx, name, batch)
            if written.images:
                await recompute_images(tx, written.images)
            return written

        written = await graph.write(work)
        waiting, changed = waiting + written.waiting, changed + len(written.images)
    return waiting, changed


async def write_suspicions(runner: Runner, name: str, suspicions: Sequence[Suspicion]) -> SuspicionsWritten:
    """Write suspicions of one class network; the locks of the shown pictures are held."""
    rows = [
        {
            "key": judged_key(name, said.image),
            "image": said.image,
            "score": said.score,
            "reason": said.reason,
            "suspect": f"{write_order(1 - said.score)}|{judged_key(name, said.image)}",
        }
        for said in suspicions
    ]
    batch = {"suspicions": rows}
    return (await runner.fetch(SuspicionsWritten, "write_suspicions", filter=name, batch=batch))[0]


async def settle_suspicions(runner: Runner, image: str) -> int:
    """Let nothing wait that is suspected of a picture, because a person has looked; return how much did."""
    return (await runner.fetch(SuspicionCount, "settle_suspicions", image=image))[0].waiting


async def list_suspicions(runner: Runner, after: str, limit: int) -> list[SuspectedImage]:
    """List what class networks suspect and no person has looked at, the surest first."""
    return await runner.fetch(SuspectedImage, "list_suspicions", after=after, limit=limit)
