"""The scan for duplicates: fingerprint what is new, look it up among all, and hand on what was found.

A picture is looked at once. It gets a fingerprint, then a place in a family of look-alikes; what was found of it is
recorded before its place is written, so a scan that was cut off goes on where it was and finds the same again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.comparisons import Method
from graph.connection import Graph
from graph.duplicates import Comparison, record_comparisons
from graph.fingerprints import (
    ImageFingerprint,
    Newcomer,
    count_unscanned,
    list_confirmed,
    list_images_to_print,
    list_leaders,
    list_newcomers,
    list_twins,
    write_fingerprints,
    write_leaders,
)
from media import families
from media.families import Families, Place
from media.fingerprints import Fingerprint, take_fingerprint
from media.pictures import open_picture
from media.prints import read_prints
from media.store import MediaStore
from sources.inspection import Inspector
from taggy.errors import MediaError, MissingMediaError
from taggy.steps import Report

PAGE = 200
LEADERS = 2000
CONFIRMED = 0.95  # the least cosine of embeddings that confirms prints which are not near enough by themselves


@dataclass(slots=True)
class Scanned:
    """What a scan did: counts of pictures and of pairs of them, and each picture that could not be read, with why."""

    fingerprinted: int = 0
    compared: int = 0
    same_pixels: int = 0
    look_alikes: int = 0
    mirrored: int = 0
    merged: int = 0
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Printing:
    """Takes fingerprints of the pictures of a data folder."""

    home: Path

    def take(self, image: str) -> Fingerprint | str:
        """Take the fingerprint of a picture, or say why it cannot be read."""
        try:
            with MediaStore(self.home) as store, open_picture(store, image) as picture:
                return take_fingerprint(picture)
        except (MediaError, MissingMediaError) as error:
            return str(error)


async def scan_duplicates(graph: Graph, home: Path, report: Report) -> Scanned:
    """Look for duplicates of every picture that no scan has looked at; stopped, the next one goes on there.

    Pictures that cannot be read are named, and tried again by the next scan.
    """
    scanned = Scanned()
    await _fingerprint_all(graph, home, scanned, report)
    await _place_all(graph, scanned, report)
    return scanned


async def _fingerprint_all(graph: Graph, home: Path, scanned: Scanned, report: Report) -> None:
    """Fingerprint page after page; while one is written, the next is already being decoded."""
    total = (await count_unscanned(graph)).unprinted
    done = 0
    with Inspector(Printing(home).take) as inspector:

        async def look(after: str) -> tuple[list[str], list[Fingerprint | str]]:
            images = await list_images_to_print(graph, after, PAGE)
            return images, await inspector.inspect_all(images)

        ahead = asyncio.create_task(look(""))
        try:
            while (seen := await ahead)[0]:
                images, answers = seen
                ahead = asyncio.create_task(look(images[-1]))
                await _keep(graph, images, answers, scanned)
                done += len(images)
                await report("taking fingerprints", done, max(done, total))
        finally:
            ahead.cancel()


async def _keep(graph: Graph, images: Sequence[str], answers: Sequence[Fingerprint | str], scanned: Scanned) -> None:
    taken = []
    for image, answer in zip(images, answers, strict=True):
        if isinstance(answer, str):
            scanned.skipped[image] = answer
        else:
            taken.append(ImageFingerprint(image, answer.pixels, answer.prints))
    scanned.fingerprinted += await write_fingerprints(graph, taken)


async def _place_all(graph: Graph, scanned: Scanned, report: Report) -> None:
    """Look up page after page of newcomers among the leaders of all families."""
    total = (await count_unscanned(graph)).unplaced - len(scanned.skipped)
    if not total:
        return
    known = await _read_families(graph)
    after = ""
    while page := await list_newcomers(graph, after, PAGE):
        leaders, found = await _place_page(graph, known, page)
        recorded = await record_comparisons(graph, found)
        await write_leaders(graph, leaders)
        after = page[-1].image
        scanned.compared += len(page)
        scanned.merged += recorded.merged
        scanned.same_pixels += sum(pair.method == "pixels" for pair in found)
        scanned.mirrored += sum(pair.mirrored for pair in found)
        scanned.look_alikes += sum(pair.method != "pixels" and not pair.mirrored for pair in found)
        await report("looking for look-alikes", scanned.compared, max(scanned.compared, total))


async def _read_families(graph: Graph) -> Families:
    known, after = Families(), ""
    while page := await list_leaders(graph, after, LEADERS):
        for leader in page:
            known.add_leader(families.Newcomer(leader.image, read_prints(leader.prints)))
        after = page[-1].image
    return known


async def _place_page(
    graph: Graph, known: Families, page: Sequence[Newcomer]
) -> tuple[dict[str, str], list[Comparison]]:
    """Find the leader of each newcomer, and what it was found to be like: the same pixels first, else a look-alike."""
    twins = {twin.pixels: (twin.image, twin.leader) for twin in await list_twins(graph, (one.pixels for one in page))}
    first: dict[str, str] = {}
    for one in page:
        if one.pixels not in twins:
            first.setdefault(one.pixels, one.image)
    fresh = [
        families.Newcomer(one.image, read_prints(one.prints)) for one in page if first.get(one.pixels) == one.image
    ]
    confirmed = await list_confirmed(graph, known.list_candidates(fresh), CONFIRMED)
    places = known.place_all(fresh, lambda image, leader: (image, leader) in confirmed)
    leaders = {place.image: place.leader for place in places}
    found = [_compare(place, place.like) for place in places if place.like]
    for one in page:
        if one.image not in leaders:
            twin, leader = twins.get(one.pixels) or (first[one.pixels], leaders[first[one.pixels]])
            leaders[one.image] = leader
            found.append(Comparison(one.image, twin, "pixels", 0.0, certain=True))
    return leaders, found


def _compare(place: Place, like: str) -> Comparison:
    method: Method = "embedding" if place.confirmed else "print"
    return Comparison(place.image, like, method, place.distance, mirrored=place.mirrored)
