"""Checking the store: whether each picture still has its bytes, and which files no picture has."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal

from media.store import MediaStore
from taggy.errors import MissingMediaError

_CHUNK = 1 << 20
What = Literal["missing", "changed", "stray"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A picture without its bytes, or a file without a picture."""

    what: What
    image: str
    file: str
    says: str


def check_picture(store: MediaStore, image: str, *, deep: bool) -> Fault | None:
    """Check that a picture has its bytes: its copy by content, else one of its references.

    A reference is checked by size and time, which is quick; `deep` reads its content too.
    """
    if store.has_copy(image):
        with store.open_media(image) as media:
            if _holds(media.file, image):
                return None
        return Fault("changed", image, str(store.locate_copy(image)), "The copy has other content. Restore a backup.")
    try:
        with store.open_media(image) as media:
            if not deep or _holds(media.file, image):
                return None
    except MissingMediaError as error:
        changed = "has changed since" in str(error)
        references = store.list_references(image)
        first = str(references[0].root / references[0].path) if references else ""
        return Fault("changed" if changed else "missing", image, first, str(error))
    reference = store.list_references(image)[0]
    says = "The file has other content, though its size and time are the same. Import its folder again."
    return Fault("changed", image, str(reference.root / reference.path), says)


def _holds(file: BinaryIO, image: str) -> bool:
    digest = sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest() == image


def list_copies(home: Path) -> Iterator[Path]:
    """List what lies in the store, by name, so that the copies come in the order of their ids."""
    for folder, folders, files in os.walk(home / "media"):
        folders.sort()
        for name in sorted(files):
            if not name.startswith("references.db"):
                yield Path(folder) / name


def find_stray(path: Path) -> Fault:
    """Say that no picture has this file."""
    return Fault("stray", "", str(path), "No picture of the graph has this file. It may be deleted.")
