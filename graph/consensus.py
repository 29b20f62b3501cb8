"""CONSENSUS, the derived edge of every pair: lock the shown picture, read all its evidence, write what it means.

Nothing adds to a counter. Whatever changes a pair calls `lock_pictures`, writes, and then `recompute_pairs`, all in
one transaction; so votes, merges, claims and proposals that race each other end in the same numbers as a rebuild.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.beliefs import believe, is_moved
from graph.connection import Record, Runner, Transaction
from graph.evidence import Claim, Evidence
from graph.keys import pair_key


class LockedPictures(Record):
    """The shown pictures whose write locks this transaction holds, and each known picture with what is shown for it."""

    held: list[str]
    shown: list[tuple[str, str]]


class Pair(Record):
    """A picture and a tag."""

    image: str
    tag: str


class Picture(Record):
    """A picture of the library."""

    image: str


class StoredPair(Record):
    """A pair with all that is stored of its consensus."""

    image: str
    tag: str
    properties: dict[str, Any]


class PairCount(Record):
    """How many pairs a write reached."""

    pairs: int


class PictureCount(Record):
    """How many pictures there are."""

    pictures: int


class Untouched(Record):
    """Pictures and tags of which nothing was said yet that could bear on a claim, and what one is worth on each tag."""

    images: list[str]
    claims: list[tuple[str, Claim]]


class AllEvidence(Record):
    """What was said of many pairs, and the library's rules of settling, in one row."""

    evidence: list[Evidence]
    rules: str | None


async def lock_pictures(tx: Transaction, images: Iterable[str]) -> dict[str, str]:
    """Take the write locks of the pictures shown for these, and return which is shown for each known one.

    The class is read again under the lock: a merge that came between is followed until the locks held are the
    right ones.
    """
    wanted = sorted(set(images))
    held: set[str] = set()
    while True:
        locked = (await tx.fetch(LockedPictures, "lock_pictures", batch={"images": wanted}))[0]
        held.update(locked.held)
        shown = dict(locked.shown)
        if held.issuperset(shown.values()):
            return shown


async def find_untouched(tx: Transaction, source: str, images: Iterable[str], tags: Iterable[str]) -> Untouched:
    """Find the pictures, locks held, that nothing is linked to, and the circulating tags outside the vocabulary.

    On a pair of two such the claim of the source that comes next is all its evidence.
    """
    batch = {"source": source, "images": sorted(set(images)), "tags": sorted(set(tags))}
    return (await tx.fetch(Untouched, "find_untouched", batch=batch))[0]


async def list_evidence(runner: Runner, pairs: Sequence[tuple[str, str]]) -> list[Evidence]:
    """List all that was said of each pair, and of the pair that it stands for, with the rules that settle it."""
    wanted = [{"image": image, "tag": tag} for image, tag in pairs]
    found = (await runner.fetch(AllEvidence, "list_evidence", batch={"pairs": wanted}))[0]
    if found.rules is None:
        return found.evidence
    return [replace(said, rules=found.rules) for said in found.evidence]


async def recompute_pairs(tx: Transaction, pairs: Iterable[tuple[str, str]]) -> int:
    """Recompute the CONSENSUS of these (image, tag) pairs from their evidence; return how many exist now.

    The locks of the shown pictures must be held. A merged picture or an aliased tag stands for its pair.
    """
    return await write_beliefs(tx, await add_told(tx, await list_evidence(tx, sorted(set(pairs)))))


async def add_told(tx: Transaction, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Add what was said of the pairs on which these are heard through the vocabulary."""
    told = {(said.image, tag) for said in evidence if said.shown for tag in said.told}
    more = await list_evidence(tx, sorted(told - {(said.image, said.tag) for said in evidence})) if told else []
    return [*evidence, *more]


async def write_beliefs(tx: Transaction, evidence: Sequence[Evidence]) -> int:
    """Write what this evidence, read under the locks, adds up to; return how many pairs exist."""
    rows: list[dict[str, object]] = [
        {"image": said.image, "tag": said.tag, "key": pair_key(said.image, said.tag), "properties": believe(said)}
        for said in evidence
        if said.exists
    ]
    gone = [pair_key(said.image, said.tag) for said in evidence if not said.exists]
    if gone:
        await remove_pairs(tx, gone)
    return await write_pairs(tx, rows)


async def write_pairs(tx: Transaction, rows: Sequence[dict[str, object]]) -> int:
    """Write computed pairs."""
    return (await tx.fetch(PairCount, "write_pairs", batch={"pairs": rows}))[0].pairs


async def remove_pairs(tx: Transaction, keys: Sequence[str]) -> int:
    """Remove the CONSENSUS of these pairs, by key."""
    return (await tx.fetch(PairCount, "remove_pairs", keys=keys))[0].pairs


async def list_pairs_of_images(runner: Runner, images: Sequence[str]) -> list[Pair]:
    """List all pairs that these shown pictures have or could have."""
    return await runner.fetch(Pair, "list_pairs_of_images", images=images)


async def recompute_images(tx: Transaction, images: Iterable[str]) -> int:
    """Lock these pictures and recompute every pair of theirs; return how many exist now."""
    wanted = sorted(set(images))
    shown = await lock_pictures(tx, wanted)
    pairs = await list_pairs_of_images(tx, sorted(set(shown.values()).union(shown)))
    return await recompute_pairs(tx, [(pair.image, pair.tag) for pair in pairs])


async def list_pictures(runner: Runner, after: str, limit: int) -> list[Picture]:
    """List the pictures of the library by id, from `after` on."""
    return await runner.fetch(Picture, "list_pictures", after=after, limit=limit)


async def count_pictures(runner: Runner) -> int:
    """Count the pictures of the library."""
    return (await runner.fetch(PictureCount, "count_pictures"))[0].pictures


async def list_stored_pairs(runner: Runner, images: Sequence[str]) -> list[StoredPair]:
    """List what is stored for the pairs of these pictures."""
    return await runner.fetch(StoredPair, "list_stored_pairs", images=images)


async def list_wrong_pairs(tx: Transaction, images: Sequence[str]) -> list[Pair]:
    """List the pairs of these pictures whose CONSENSUS is not what their evidence adds up to; nothing is changed.

    What a fit of reliability leaves as it was (`graph.beliefs.is_moved`) is not wrong.
    """
    stored = await list_stored_pairs(tx, images)
    pairs = [(pair.image, pair.tag) for pair in await list_pairs_of_images(tx, images)]
    evidence = [said for said in await list_evidence(tx, pairs) if said.exists and said.image in images]
    right = {(said.image, said.tag): believe(said) for said in evidence}
    found = {(pair.image, pair.tag): pair.properties for pair in stored}
    wrong = {pair for pair in right.keys() | found.keys() if is_moved(found.get(pair, {}), right.get(pair, {}))}
    return [Pair(image=image, tag=tag) for image, tag in sorted(wrong)]
