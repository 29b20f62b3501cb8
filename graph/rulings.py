"""Rulings: staff's last word on a pair, Yes or No, and how it is taken back.

A ruling is kept as DECIDED on the picture and the tag that it was given to, and is heard like every other evidence:
over the picture's class and the tag's names, the latest first. It settles the pair and takes it off every board;
people's answers stay and count beside it (`graph.beliefs`). An Event remembers each that was given, changed or taken
back.
"""

from typing import Literal

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import lock_pictures, recompute_pairs
from graph.events import add_event
from graph.keys import pair_key, ruling_key
from taggy.errors import NotFoundError

Answer = Literal["yes", "no"]


class Ruling(Record):
    """A reviewer's ruling, and the picture and tag that it was given to."""

    key: str
    image: str
    tag: str
    answer: Answer


class RuledPair(Record):
    """A shown picture and a canonical tag, and all that was ruled on them directly, the latest first."""

    image: str
    tag: str
    rulings: list[Ruling]

    @property
    def answer(self) -> Answer | None:
        """The ruling that counts; None where there is none."""
        return self.rulings[0].answer if self.rulings else None


class RulingKey(Record):
    """The key of a ruling."""

    key: str


class RulingCount(Record):
    """How many rulings there were."""

    rulings: int


class Ruled(Record):
    """What is ruled on a pair now, and what was ruled before; None is nothing."""

    image: str
    tag: str
    before: Answer | None
    ruling: Answer | None


async def find_ruled_pair(runner: Runner, image: str, tag: str) -> RuledPair:
    """Find what was ruled on the pair that a picture and a tag stand for.

    Raises:
        NotFoundError: there is no such picture, or no such tag.
    """
    found = await runner.fetch(RuledPair, "find_ruled_pair", image=image, tag=tag)
    if not found:
        raise NotFoundError(f"There is no picture {image!r} or no tag {tag!r}.")
    return found[0]


async def rule_pair(graph: Graph, image: str, tag: str, answer: Answer, who: str, why: str | None = None) -> Ruled:
    """Rule on a pair, for ever or until another ruling. The same ruling again changes nothing.

    Raises:
        NotFoundError: there is no such picture, or no such tag.
    """

    async def work(tx: Transaction) -> Ruled:
        await lock_pictures(tx, [image])
        pair = await find_ruled_pair(tx, image, tag)
        if pair.answer != answer:
            await write_ruling(tx, image, tag, answer, who, why)
            await add_event(tx, who, "ruling", pair_key(image, tag), pair.answer, answer, why)
            await recompute_pairs(tx, [(image, tag)])
        return Ruled(image=pair.image, tag=pair.tag, before=pair.answer, ruling=answer)

    return await graph.write(work)


async def withdraw_ruling(graph: Graph, image: str, tag: str, who: str, why: str | None = None) -> Ruled:
    """Take back all that was ruled on a pair, under whichever name and on whichever copy; an event keeps each.

    Raises:
        NotFoundError: there is no such picture, or no such tag.
    """

    async def work(tx: Transaction) -> Ruled:
        await lock_pictures(tx, [image])
        pair = await find_ruled_pair(tx, image, tag)
        if pair.rulings:
            await remove_rulings(tx, [ruling.key for ruling in pair.rulings])
            for ruling in pair.rulings:
                await add_event(tx, who, "ruling", pair_key(ruling.image, ruling.tag), ruling.answer, None, why)
            await recompute_pairs(tx, [(ruling.image, ruling.tag) for ruling in pair.rulings])
        return Ruled(image=pair.image, tag=pair.tag, before=pair.answer, ruling=None)

    return await graph.write(work)


async def write_ruling(tx: Transaction, image: str, tag: str, answer: Answer, who: str, why: str | None) -> str:
    """Keep a ruling in the place of an earlier one there; the shown picture's lock is held."""
    key = ruling_key(image, tag)
    response = answer == "yes"
    rows = await tx.fetch(
        RulingKey, "write_ruling", key=key, image=image, tag=tag, response=response, who=who, reason=why
    )
    return rows[0].key


async def remove_rulings(tx: Transaction, keys: list[str]) -> int:
    """Take rulings back, by key; the shown pictures' locks are held."""
    return (await tx.fetch(RulingCount, "remove_rulings", keys=keys))[0].rulings
