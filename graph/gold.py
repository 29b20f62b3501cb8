"""Gold: answers that staff know to be true, kept beside what people say; given, taken back and listed.

Gold has a purpose. A *test* is asked of voters among their other questions, and a fit takes it as the truth; an *audit*
is read by no fit and judges what people and the model say. A pair is one or the other: a fit that was told what is true
of a pair would be judged there by what it was told. Gold is no evidence of a pair, so none changes by it; the pair's
lock is held all the same, because who is one with whom is read.

Kept as DECIDED on the picture and the tag that it was given to, and read through the picture's class and the tag's
names. An Event remembers each that was given, changed or taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import lock_pictures
from graph.events import add_event
from graph.keys import bound_keys, gold_key, pair_key
from graph.rulings import Answer
from taggy.errors import ConflictError, NotFoundError

Purpose = Literal["test", "audit"]
PURPOSES: tuple[Purpose, ...] = ("test", "audit")
BATCH = 200  # answers that are given in one transaction


@dataclass(frozen=True)
class GoldAnswer:
    """What is true of a picture and a tag, and what that is known for."""

    image: str
    tag: str
    answer: Answer
    purpose: Purpose


class KeptGold(Record):
    """A gold answer that is kept, and the picture and tag that it was given to."""

    key: str
    image: str
    tag: str
    answer: Answer
    purpose: Purpose


class GoldPair(Record):
    """A picture and a tag, the pair that they stand for, and all gold on it, the latest first."""

    image: str
    tag: str
    shown: str
    stands: str
    gold: list[KeptGold]


class GoldKey(Record):
    """The key of a gold answer."""

    key: str


class GoldCount(Record):
    """How many gold answers there were."""

    gold: int


class Gold(Record):
    """The gold on a pair now, and what was there before; None is nothing. The pair is of the shown picture."""

    image: str
    tag: str
    purpose: Purpose | None
    before: Answer | None
    answer: Answer | None


class ListedGold(Record):
    """A gold answer, who gave it, how people answered when they were asked, and how often it has judged."""

    image: str
    tag: str
    purpose: Purpose
    answer: Answer
    who: str
    name: str | None
    reason: str | None
    at: DateTime
    answered: int
    right: int
    uses: int
    cursor: str


async def find_gold_pairs(runner: Runner, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], GoldPair]:
    """Find the gold on the pairs that these pictures and tags stand for; what does not exist is left out."""
    batch = {"pairs": [{"image": image, "tag": tag} for image, tag in pairs]}
    return {(pair.image, pair.tag): pair for pair in await runner.fetch(GoldPair, "find_gold_pairs", batch=batch)}


async def set_gold(graph: Graph, given: GoldAnswer, who: str, why: str | None = None) -> Gold:
    """Give a gold answer, for ever or until another one. The same again changes nothing.

    Raises:
        NotFoundError: there is no such picture, or no such tag.
        ConflictError: the pair is gold for the other purpose.
    """
    return (await set_all_gold(graph, [given], who, why))[0]


async def set_all_gold(graph: Graph, given: Sequence[GoldAnswer], who: str, why: str | None = None) -> list[Gold]:
    """Give gold answers, in batches; of those on one pair the last one counts. The same again changes nothing.

    Raises:
        NotFoundError: there is no such picture, or no such tag; of its batch nothing is kept.
        ConflictError: a pair is gold for the other purpose; of its batch nothing is kept.
    """
    done: list[Gold] = []
    for start in range(0, len(given), BATCH):
        batch = given[start : start + BATCH]

        async def work(tx: Transaction, batch: Sequence[GoldAnswer] = batch) -> list[Gold]:
            await lock_pictures(tx, [one.image for one in batch])
            return [await _set_one(tx, one, who, why) for one in batch]

        done += await graph.write(work)
    return done


async def _set_one(tx: Transaction, given: GoldAnswer, who: str, why: str | None) -> Gold:
    """Give one, its picture's lock is held; on a pair there is one, which takes the place of all before it."""
    pair = await _find_pair(tx, given.image, given.tag)
    check_purpose(pair, given.purpose)
    before = pair.gold[0].answer if pair.gold else None
    if before != given.answer:
        key = gold_key(given.purpose, given.image, given.tag)
        await remove_gold(tx, [kept.key for kept in pair.gold if kept.key != key])
        await write_gold(tx, given, who, why)
        subject = pair_key(given.image, given.tag)
        said = before and f"{given.purpose} {before}"
        await add_event(tx, who, "gold", subject, said, f"{given.purpose} {given.answer}", why)
    return Gold(image=pair.shown, tag=pair.stands, purpose=given.purpose, before=before, answer=given.answer)


def check_purpose(pair: GoldPair, purpose: Purpose) -> None:
    """Check that a pair may be gold for this purpose.

    Raises:
        ConflictError: it is gold for the other one.
    """
    other = next((kept for kept in pair.gold if kept.purpose != purpose), None)
    if other:
        raise ConflictError(
            f"{pair.stands!r} on {pair.shown} is {other.purpose} gold already ({other.answer}), and cannot be "
            f"{purpose} gold as well: what voters are tested on judges nothing fairly. Take that back first."
        )


async def withdraw_gold(graph: Graph, image: str, tag: str, who: str, why: str | None = None) -> Gold:
    """Take back all gold on a pair, under whichever name and on whichever copy; an event keeps each.

    Raises:
        NotFoundError: there is no such picture, or no such tag.
    """

    async def work(tx: Transaction) -> Gold:
        await lock_pictures(tx, [image])
        pair = await _find_pair(tx, image, tag)
        await remove_gold(tx, [kept.key for kept in pair.gold])
        for kept in pair.gold:
            subject = pair_key(kept.image, kept.tag)
            await add_event(tx, who, "gold", subject, f"{kept.purpose} {kept.answer}", None, why)
        last = pair.gold[0] if pair.gold else None
        purpose, before = (last.purpose, last.answer) if last else (None, None)
        return Gold(image=pair.shown, tag=pair.stands, purpose=purpose, before=before, answer=None)

    return await graph.write(work)


async def _find_pair(tx: Transaction, image: str, tag: str) -> GoldPair:
    found = await find_gold_pairs(tx, [(image, tag)])
    if not found:
        raise NotFoundError(f"There is no picture {image!r} or no tag {tag!r}.")
    return found[image, tag]


async def write_gold(tx: Transaction, given: GoldAnswer, who: str, why: str | None) -> str:
    """Keep a gold answer; the shown picture's lock is held."""
    params = {"image": given.image, "tag": given.tag, "purpose": given.purpose, "response": given.answer == "yes"}
    key = gold_key(given.purpose, given.image, given.tag)
    return (await tx.fetch(GoldKey, "write_gold", key=key, who=who, reason=why, **params))[0].key


async def remove_gold(tx: Transaction, keys: list[str]) -> int:
    """Take gold answers back, by key; the shown pictures' locks are held."""
    return (await tx.fetch(GoldCount, "remove_gold", keys=keys))[0].gold


async def list_gold(runner: Runner, purpose: Purpose, after: str, limit: int) -> list[ListedGold]:
    """List the gold answers for a purpose, by key, from `after` on."""
    first, last = bound_keys(purpose)
    return await runner.fetch(ListedGold, "list_gold", first=first, last=last, after=after, limit=limit)
