"""Panics: voters say that a picture is NSFW, staff has the last word, and lists follow at once."""

from typing import Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import lock_pictures, recompute_images
from graph.events import add_event
from graph.images import Image, Nsfw, find_own_nsfw, set_image_nsfw
from graph.keys import flag_key
from graph.suspicions import settle_suspicions
from graph.voters import Role
from taggy.errors import NotFoundError

Verdict = Literal["confirmed", "cleared"]
NAMED_TO_CONFIRM = 2


class Flag(Record):
    """What became of a panic; `named` counts the accounts whose panic on the picture stands."""

    added: bool
    named: int


class SettledFlags(Record):
    """How many flags were settled."""

    flags: int


class Panic(Image):
    """A picture that waits for staff: how many voters flagged it, and since when."""

    panics: int
    at: DateTime


async def record_panic(graph: Graph, voter: str, role: Role, image: str) -> Nsfw:
    """Keep a voter's panic on a picture, and return what the picture is now.

    One panic makes it suspected; staff's, or those of two accounts, make it confirmed. What staff cleared stays
    cleared until staff says otherwise. The same panic again changes nothing.

    Raises:
        NotFoundError: there is no such picture.
    """

    async def work(tx: Transaction) -> Nsfw:
        before = await _lock_image(tx, image)
        if role == "staff":
            await add_flag(tx, voter, image, "open")
            return await _settle(tx, voter, image, before, "confirmed", "panic of staff")
        flag = await add_flag(tx, voter, image, "cleared" if before == "cleared" else "open")
        if before in ("confirmed", "cleared") or not flag.added:
            return before
        after: Nsfw = "confirmed" if flag.named >= NAMED_TO_CONFIRM else "suspected"
        if after == "confirmed":
            await settle_suspicions(tx, image)
        return await _change_nsfw(tx, voter, image, before, after, "panic")

    return await graph.write(work)


async def settle_panics(graph: Graph, staff: str, image: str, verdict: Verdict, reason: str | None) -> Nsfw:
    """Give staff's verdict on a picture, and settle every panic on it.

    Raises:
        NotFoundError: there is no such picture.
    """

    async def work(tx: Transaction) -> Nsfw:
        before = await _lock_image(tx, image)
        return await _settle(tx, staff, image, before, verdict, reason or "verdict")

    return await graph.write(work)


async def _lock_image(tx: Transaction, image: str) -> Nsfw:
    await lock_pictures(tx, [image])
    return await find_own_nsfw(tx, image)


async def _settle(tx: Transaction, staff: str, image: str, before: Nsfw, verdict: Verdict, why: str) -> Nsfw:
    await settle_flags(tx, image, verdict, staff)
    await settle_suspicions(tx, image)
    return await _change_nsfw(tx, staff, image, before, verdict, why)


async def _change_nsfw(tx: Transaction, who: str, image: str, before: Nsfw, after: Nsfw, why: str) -> Nsfw:
    """Change what a picture is, with an event, and bring its pairs and their ranks up to date."""
    if before != after:
        await set_image_nsfw(tx, image, after)
        await add_event(tx, who, "nsfw", image, before, after, why)
        await recompute_images(tx, [image])
    return after


async def add_flag(runner: Runner, voter: str, image: str, state: Literal["open", "cleared"]) -> Flag:
    """Keep a flag, once a voter and picture.

    Raises:
        NotFoundError: the voter or the picture does not exist.
    """
    flags = await runner.fetch(Flag, "add_flag", key=flag_key(voter, image), voter=voter, image=image, state=state)
    if not flags:
        raise NotFoundError(f"There is no voter {voter!r} or no picture {image!r}.")
    return flags[0]


async def settle_flags(runner: Runner, image: str, state: Verdict, who: str) -> int:
    """Settle every flag on a picture."""
    return (await runner.fetch(SettledFlags, "settle_flags", image=image, state=state, who=who))[0].flags


async def list_panics(runner: Runner, limit: int) -> list[Panic]:
    """List the pictures that wait for a verdict, the longest waiting first."""
    return await runner.fetch(Panic, "list_panics", limit=limit)
