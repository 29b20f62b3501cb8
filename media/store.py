"""The media store: where the bytes of a picture are, as copies by content or as references to files."""

import os
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from media.files import open_beneath, place_file
from media.references import Reference, References
from taggy.errors import MissingMediaError

_CHUNK = 1 << 20
_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class OpenMedia:
    """The bytes of a picture, open for reading; close it, or use it as a context."""

    file: BinaryIO
    size: int

    def __enter__(self) -> Self:
        """Hand itself out."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.file.close()


class MediaStore:
    """Copies under `home/media` and references in `home/media/references.db`."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @cached_property
    def _references(self) -> References:
        return References(self.home / "media" / "references.db")

    def __enter__(self) -> Self:
        """Hand itself out."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what is open."""
        self.close()

    def close(self) -> None:
        """Close the references; the next use opens them again."""
        if references := self.__dict__.pop("_references", None):
            references.close()

    def add_reference(self, reference: Reference) -> None:
        """Remember that a file holds a picture, in place of what it held before."""
        self._references.keep(reference)

    def find_known(self, root: Path, path: str, size: int, mtime_ns: int) -> Reference | None:
        """Find what a file holds if it has not changed since it was last read."""
        known = self._references.find(root, path)
        return known if known and (known.size, known.mtime_ns) == (size, mtime_ns) else None

    def list_references(self, image: str) -> list[Reference]:
        """List the files that held a picture when they were last read."""
        return self._references.list_of_image(image)

    def has_copy(self, image: str) -> bool:
        """Tell whether the store keeps a copy of its own."""
        return self.locate_copy(image).is_file()

    def add_copy(self, image: str, file: BinaryIO) -> None:
        """Copy a file's bytes into the store, whole or not at all.

        Raises:
            MissingMediaError: the bytes are not that picture's.
        """
        if self.has_copy(image):
            return
        with place_file(self.locate_copy(image)) as copy:
            digest = sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            if digest.hexdigest() != image:
                raise MissingMediaError(f"The file of picture {image} changed while it was copied.")

    def open_media(self, image: str) -> OpenMedia:
        """Open the bytes of a picture: its copy, else the first file that is still as it was when read.

        Raises:
            MissingMediaError: there is none; the message says of each file why.
        """
        check_id(image)
        if self.has_copy(image):
            file = self.locate_copy(image).open("rb")
            return OpenMedia(file, os.fstat(file.fileno()).st_size)
        reasons = []
        for reference in self._references.list_of_image(image):
            try:
                return _open_reference(reference)
            except MissingMediaError as error:
                reasons.append(str(error))
        why = " ".join(reasons) or "No file of it was ever imported into this data folder."
        raise MissingMediaError(f"The picture {image} cannot be shown. {why} Import its folder again.")

    def locate_copy(self, image: str) -> Path:
        """Say where the store's own copy of a picture lies or would lie."""
        return self.home / "media" / image[:2] / image[2:4] / image


def check_id(image: str) -> None:
    """Refuse what is no id of a picture, before it becomes part of a path.

    Raises:
        MissingMediaError: it is not 64 lower-case hexadecimal digits.
    """
    if not _ID.fullmatch(image):
        raise MissingMediaError(f"{image[:80]!r} is no id of a picture: it has 64 hexadecimal digits.")


def _open_reference(reference: Reference) -> OpenMedia:
    file = open_beneath(reference.root, reference.path)
    facts = os.fstat(file.fileno())
    if (facts.st_size, facts.st_mtime_ns) != (reference.size, reference.mtime_ns):
        file.close()
        raise MissingMediaError(f"The file {reference.path!r} in {str(reference.root)!r} has changed since its import.")
    return OpenMedia(file, facts.st_size)
