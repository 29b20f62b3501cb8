"""Whose figures moved: voters and sources that carry a mark until their pairs have followed.

A mark (`moved`) is set in the transaction that writes or removes figures, so that a work that was cut off is found
again, and taken away only where it is still the same: figures that moved meanwhile keep theirs.
"""

from collections.abc import Sequence
from typing import Any, Literal

from graph.beliefs import believe, is_moved
from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import add_told, list_evidence
from graph.keys import pair_key
from graph.plainpairs import SpokenPicture

PAGE = 1_000
BATCH = 250  # voters marked a transaction


class MovedSpeaker(Record):
    """A voter or a source whose figures moved, the names under which it spoke, and its mark."""

    kind: Literal["voter", "source"]
    names: tuple[str, ...]
    mark: str


class SpokenPictures(Record):
    """Pictures on which somebody spoke, and the last one that was looked at."""

    last: str | None
    pictures: list[SpokenPicture]


class StoredPairs(Record):
    """What is stored of pairs, in one row."""

    pairs: list[dict[str, Any]]


class LastVoter(Record):
    """The last voter that was looked at."""

    last: str | None


class SpeakerCount(Record):
    """How many speakers lost their mark."""

    speakers: int


async def list_moved_speakers(runner: Runner, after: str, limit: int) -> list[MovedSpeaker]:
    """List who is marked, by mark, from `after` on."""
    return await runner.fetch(MovedSpeaker, "list_moved_speakers", after=after, limit=limit)


async def read_moved_speakers(runner: Runner) -> list[MovedSpeaker]:
    """Read all who are marked."""
    moved: list[MovedSpeaker] = []
    while page := await list_moved_speakers(runner, moved[-1].mark if moved else "", PAGE):
        moved += page
    return moved


async def list_spoken_pictures(
    runner: Runner, speakers: Sequence[MovedSpeaker], after: str, limit: int
) -> SpokenPictures:
    """List those of the `limit` pictures from `after` on on which these spoke."""
    voters, sources = (
        {name: True for speaker in speakers if speaker.kind == kind for name in speaker.names}
        for kind in ("voter", "source")
    )
    batch = {"voters": voters, "sources": sources}
    return (await runner.fetch(SpokenPictures, "list_spoken_pictures", after=after, limit=limit, batch=batch))[0]


async def list_moved_pairs(tx: Transaction, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """List those of these pairs, and of those on which they are heard, that are not what is stored any more."""
    evidence = await add_told(tx, await list_evidence(tx, pairs))
    new = {pair_key(said.image, said.tag): believe(said) for said in evidence if said.exists}
    old = await find_stored_pairs(tx, [pair_key(said.image, said.tag) for said in evidence])
    return [
        (said.image, said.tag)
        for said in evidence
        if is_moved(old.get(key := pair_key(said.image, said.tag), {}), new.get(key, {}))
    ]


async def find_stored_pairs(runner: Runner, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Find what is stored of pairs, by key."""
    stored = await runner.fetch(StoredPairs, "find_stored_pairs", batch={"keys": keys})
    return {pair["key"]: pair for pair in stored[0].pairs}


async def settle_moved_speakers(runner: Runner, speakers: Sequence[MovedSpeaker]) -> int:
    """Take these marks away, where they are the last; return how many were."""
    batch = {"marks": [speaker.mark for speaker in speakers]}
    return (await runner.fetch(SpeakerCount, "settle_moved_speakers", batch=batch))[0].speakers


async def mark_voters(graph: Graph) -> None:
    """Mark every voter who answered something and of whom no figures are known: the crowd's are theirs."""
    after: str | None = ""
    while after is not None:
        after = await mark_unmeasured_voters(graph, after, BATCH)


async def mark_unmeasured_voters(runner: Runner, after: str, limit: int) -> str | None:
    """Mark those without figures among the `limit` voters from `after` on; return the last that was looked at."""
    return (await runner.fetch(LastVoter, "mark_unmeasured_voters", after=after, limit=limit))[0].last
