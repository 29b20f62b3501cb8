"""Sidecars: the tags of pictures as text files and metadata files beside them give them."""

import codecs
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from media.files import open_beneath
from sources.reports import Remark
from taggy.errors import InputError, TaggyError

MAX_SIDECAR = 1_000_000
MAX_METADATA = 200_000_000
MAX_CREDIT = 1000
_BY_HASH = re.compile(r"[0-9a-f]{64}\.[a-z0-9]+\.txt")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a picture; a tag may be anything that JSON can hold, `urls` are where it came from."""

    tags: tuple[object, ...] = ()
    author: str | None = None
    title: str | None = None
    urls: tuple[str, ...] = ()

    def join(self, other: "Described") -> "Described":
        """Put two descriptions of one picture together; the first to name an author or title is believed."""
        urls = tuple(dict.fromkeys(self.urls + other.urls))
        return Described(self.tags + other.tags, self.author or other.author, self.title or other.title, urls)


@dataclass(slots=True)
class Metadata:
    """All metadata files of a folder; of a broken one only its folder is known."""

    said: dict[str, Described] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def is_broken_for(self, path: str) -> bool:
        """Tell whether a metadata file that may speak of this picture could not be read."""
        folders = {str(folder) for folder in PurePosixPath(path).parents}
        return any(str(PurePosixPath(broken).parent) in folders for broken in self.broken)


def load_metadata(root: Path, files: Sequence[str], pictures: set[str]) -> tuple[Metadata, list[Remark]]:
    """Read all metadata files of a folder, and remark each line that cannot be used and why."""
    metadata, remarks = Metadata(), []
    for path in files:
        try:
            described, refused = read_metadata(root, path, pictures)
        except TaggyError as error:
            metadata.broken.append(path)
            remarks.append(Remark("file", path, str(error)))
            continue
        remarks += refused
        for name, said in described:
            metadata.said[name] = metadata.said.get(name, Described()).join(said)
    return metadata, remarks


def read_sidecar(root: Path, path: str) -> tuple[list[str], list[Remark]]:
    """Read the tags of a text file, one a line, as written.

    Beside a picture that is called by its hash, as Hydrus exports them, a single line is a list with commas.
    UTF-8 with or without a mark; what is not is read as Latin-1, with a note.

    Raises:
        TaggyError: it cannot be opened, is too large, or is no text.
    """
    content = read_text(root, path, MAX_SIDECAR)
    try:
        text, remarks = content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = content.decode("latin-1")
        remarks = [Remark("note", path, "It is no valid UTF-8 and was read as Latin-1.")]
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if len(lines) == 1 and _BY_HASH.fullmatch(PurePosixPath(path).name):
        lines = lines[0].split(",")
    return [line.strip() for line in lines if line.strip()], remarks


def read_metadata(root: Path, path: str, pictures: set[str]) -> tuple[list[tuple[str, Described]], list[Remark]]:
    """Read a metadata file: one JSON object a line with `file_name` and `tags`, and maybe `creator` and `title`.

    `file_name` counts from the folder of the file. A line that cannot be used is refused alone.

    Raises:
        TaggyError: it cannot be opened, is too large, or is no text.
    """
    described, remarks = [], []
    lines = read_text(root, path, MAX_METADATA).removeprefix(codecs.BOM_UTF8).split(b"\n")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                described.append(_read_line(PurePosixPath(path).parent, line, pictures))
            except (InputError, ValueError, RecursionError) as error:
                remarks.append(Remark("line", f"{path}:{number}", f"The line is left out: {error}."))
    return described, remarks


def read_text(root: Path, path: str, limit: int) -> bytes:
    """Read a file of text as it is.

    Raises:
        TaggyError: it cannot be opened, is too large, or is no text.
    """
    with open_beneath(root, path) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise InputError(f"It has more than {limit} bytes, too many for a file of tags.")
    if b"\0" in content:
        raise InputError("It is no text: it has zero bytes in it. Save it as UTF-8.")
    return content


def _read_line(folder: PurePosixPath, line: bytes, pictures: set[str]) -> tuple[str, Described]:
    fields = json.loads(line.decode(), object_pairs_hook=refuse_doubles)
    if not isinstance(fields, dict):
        raise InputError("it is no JSON object")
    name, tags = fields.get("file_name"), fields.get("tags")
    if not isinstance(name, str) or not name:
        raise InputError("it has no file_name")
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise InputError(f"its file_name {name[:_SHOWN]!r} leads out of the folder")
    if str(folder / name) not in pictures:
        raise InputError(f"there is no picture {name[:_SHOWN]!r} beside it")
    if not isinstance(tags, list | None):
        raise InputError("its tags are no list")
    said = Described(tuple(tags or []), _read_credit(fields, "creator"), _read_credit(fields, "title"))
    return str(folder / name), said


def _read_credit(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        return None
    value.encode()  # half a character raises here, and the line is refused
    if len(value) > MAX_CREDIT:
        raise InputError(f"its {name} has {len(value)} characters; at most {MAX_CREDIT} are kept")
    return value


def refuse_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of JSON whose keys are all different.

    Raises:
        InputError: one stands twice.
    """
    fields = dict(pairs)
    if len(fields) < len(pairs):
        doubled = next(key for key in fields if sum(key == other for other, _ in pairs) > 1)
        raise InputError(f"the key {doubled[:_SHOWN]!r} stands twice in one object")
    return fields
