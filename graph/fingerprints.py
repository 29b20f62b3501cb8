"""Fingerprints: what each picture shows as a digest and as prints, and which look-alike leads its family.

`media/fingerprints.py` says what they are, `media/families.py` what a family and its leader are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from graph.connection import Graph, Record, Runner
from graph.consensus import Picture


@dataclass(frozen=True, slots=True)
class ImageFingerprint:
    """What a picture shows: the digest of its pixels, and its prints as signed 64-bit integers."""

    image: str
    pixels: str
    prints: list[int]


class Leader(Record):
    """A picture that leads a family of look-alikes, with its prints."""

    image: str
    prints: list[int]


class Newcomer(Record):
    """A picture with a fingerprint and without a family."""

    image: str
    pixels: str
    prints: list[int]


class Twin(Record):
    """A picture of a family that shows certain pixels."""

    pixels: str
    image: str
    leader: str


class ImagePair(Record):
    """Two pictures."""

    one: str
    other: str


class ImageCount(Record):
    """How many pictures a write reached."""

    images: int


class Unscanned(Record):
    """How many pictures have no fingerprint yet, and how many no family."""

    unprinted: int
    unplaced: int


async def count_unscanned(runner: Runner) -> Unscanned:
    """Count the pictures that a scan has still to look at."""
    return (await runner.fetch(Unscanned, "count_unscanned"))[0]


async def list_images_to_print(runner: Runner, after: str, limit: int) -> list[str]:
    """List pictures without a fingerprint, by id, from `after` on."""
    return [row.image for row in await runner.fetch(Picture, "list_images_to_print", after=after, limit=limit)]


async def write_fingerprints(graph: Graph, fingerprints: Iterable[ImageFingerprint]) -> int:
    """Keep fingerprints; return of how many pictures. The same again changes nothing."""
    rows = sorted((asdict(one) for one in fingerprints), key=lambda row: row["image"])
    return (await graph.fetch(ImageCount, "write_fingerprints", fingerprints=rows))[0].images


async def list_leaders(runner: Runner, after: str, limit: int) -> list[Leader]:
    """List the leaders of families that have prints, by id, from `after` on."""
    return await runner.fetch(Leader, "list_leaders", after=after, limit=limit)


async def list_newcomers(runner: Runner, after: str, limit: int) -> list[Newcomer]:
    """List pictures with a fingerprint and without a family, by id, from `after` on."""
    return await runner.fetch(Newcomer, "list_newcomers", after=after, limit=limit)


async def list_twins(runner: Runner, pixels: Iterable[str]) -> list[Twin]:
    """List, for each digest of pixels, the first picture of a family that shows them."""
    return await runner.fetch(Twin, "list_twins", pixels=sorted(set(pixels)))


async def list_confirmed(runner: Runner, pairs: Iterable[tuple[str, str]], least: float) -> set[tuple[str, str]]:
    """List the pairs of pictures whose embeddings by the same backbone have at least this cosine."""
    rows = await runner.fetch(ImagePair, "list_confirmed", pairs=[list(pair) for pair in sorted(pairs)], least=least)
    return {(row.one, row.other) for row in rows}


async def write_leaders(graph: Graph, leaders: Mapping[str, str]) -> int:
    """Put pictures into families, each under its leader; return how many pictures."""
    rows: Sequence[dict[str, str]] = [{"image": image, "leader": leaders[image]} for image in sorted(leaders)]
    return (await graph.fetch(ImageCount, "write_leaders", places=rows))[0].images
