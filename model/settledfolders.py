"""Settled folders: copies of the pictures that people settled Yes for just one of some tags, a sub-folder a tag."""

import mimetypes
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.connection import Graph
from graph.slices import SettledImage, list_settled_images
from graph.tagnames import normalise_tag
from media.files import place_file
from media.store import MediaStore
from taggy.errors import InputError, MissingMediaError
from taggy.steps import Report

PAGE = 500


@dataclass(frozen=True)
class Gathered:
    """How many pictures lie in each tag's folder now, how many had several of the tags, and what could not be read."""

    written: dict[str, int]
    several: int
    skipped: dict[str, str]


async def gather_classes(
    graph: Graph, store: MediaStore, tags: Sequence[str], folder: Path, report: Report
) -> Gathered:
    """Copy pictures into a folder; those that lie there already are passed over.

    Raises:
        InputError: fewer than two tags, or one whose name cannot be a folder's.
    """
    names = list(dict.fromkeys(normalise_tag(tag) for tag in tags))
    if len(names) < 2:  # noqa: PLR2004 - one of two, at least
        raise InputError(f"{len(names)} tag makes no classes. Name two at least.")
    if wrong := next((name for name in names if "/" in name or name.startswith(".")), None):
        raise InputError(f"The tag {wrong!r} cannot name a folder. Leave it out.")
    found = {name: await _list_settled(graph, name) for name in names}
    counts = Counter(picture.image for pictures in found.values() for picture in pictures)
    wanted = [(name, p) for name in names for p in found[name] if counts[p.image] == 1]
    written, skipped = dict.fromkeys(names, 0), {}
    for done, (name, picture) in enumerate(wanted, start=1):
        try:
            _copy(store, picture, folder / name)
            written[name] += 1
        except MissingMediaError as error:
            skipped[picture.image] = str(error)
        await report("copying the pictures", done, len(wanted))
    return Gathered(written, len(counts) - len(wanted), skipped)


async def _list_settled(graph: Graph, tag: str) -> list[SettledImage]:
    found: list[SettledImage] = []
    while page := await list_settled_images(graph, tag, found[-1].image if found else "", PAGE):
        found += page
    return found


def _copy(store: MediaStore, picture: SettledImage, folder: Path) -> None:
    path = folder / f"{picture.image}{mimetypes.guess_extension(picture.mime) or ''}"
    if path.exists():
        return
    with store.open_media(picture.image) as media, place_file(path) as file:
        shutil.copyfileobj(media.file, file)
