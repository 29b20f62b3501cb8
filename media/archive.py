"""Archives: a backup in one tar file, a manifest first that names each member with its size and SHA-256.

The manifest is lines of JSON: what the backup is, then a member a line in the file's order. Its place is kept free
while the members are written and filled at the end, so that every byte is read once. What is written is noted beside
the file; a run that was stopped goes on behind the last whole member.
"""

import json
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO, Any

from taggy.errors import BackupError

MANIFEST = "manifest.ndjson"
FORMAT = "taggy-backup-1"
_CHUNK = 1 << 20
_BLOCK = tarfile.BLOCKSIZE
_UNKNOWN = "0" * 64
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Member:
    """A file that goes into the archive."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the manifest names it."""

    name: str
    size: int
    sha256: str


def plan_archive(stage: Path, facts: dict[str, Any], members: Iterable[Member]) -> None:
    """Write down what goes into the archive, unless an earlier run did."""
    plan = stage / "plan.ndjson"
    if plan.exists():
        return
    new = stage / "plan.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(json.dumps(facts | {"format": FORMAT}) + "\n")
        for member in members:
            file.write(json.dumps([member.name, str(member.path), member.size]) + "\n")
    new.replace(plan)


def list_planned(stage: Path) -> Iterator[Member]:
    """List what is planned to go into the archive, in its order."""
    with (stage / "plan.ndjson").open(encoding="utf-8") as file:
        next(file)
        for line in file:
            name, path, size = json.loads(line)
            yield Member(name, Path(path), size)


def write_archive(stage: Path, progress: Progress) -> Path:
    """Write the archive that is planned in the stage and return where it lies; `progress` is told of bytes.

    Raises:
        BackupError: a file is gone or became shorter since it was planned; the next run plans anew.
    """
    path, notes = stage / "archive.tar", stage / "written.ndjson"
    with (stage / "plan.ndjson").open(encoding="utf-8") as plan:
        facts = plan.readline()
    head = len(facts.encode()) + sum(len(_line(Entry(m.name, m.size, _UNKNOWN))) for m in list_planned(stage))
    written = _read_notes(notes, path)
    with path.open("r+b" if written else "wb") as file, notes.open("a", encoding="utf-8") as noted:
        if written:
            file.truncate(written[-1][1])
            file.seek(0, os.SEEK_END)
        else:
            file.write(_header(MANIFEST, head) + b"\0" * _round_up(head))
        for number, member in enumerate(list_planned(stage)):
            if number >= len(written):
                try:
                    digest = _copy(file, member)
                except OSError as error:
                    if error.filename:  # of the member; without one it is the archive that cannot be written
                        (stage / "plan.ndjson").unlink()
                        notes.unlink()
                    raise
                file.flush()
                written.append((digest, file.tell()))
                noted.write(json.dumps(written[-1]) + "\n")
                noted.flush()
            progress(member.size)
        file.write(b"\0" * (2 * _BLOCK))
        file.seek(_BLOCK)
        file.write(facts.encode())
        for member, (digest, _) in zip(list_planned(stage), written, strict=True):
            file.write(_line(Entry(member.name, member.size, digest)))
        file.flush()
        os.fsync(file.fileno())
    return path


def _read_notes(notes: Path, archive: Path) -> list[tuple[str, int]]:
    """Read what was written whole: SHA-256 of each member, and where it ends in the archive."""
    if not (notes.exists() and archive.exists()):
        notes.unlink(missing_ok=True)
        return []
    lines = notes.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = [json.loads(line) for line in lines if line.endswith("\n")]
    size = archive.stat().st_size
    found = [(digest, end) for digest, end in whole if end <= size]
    notes.write_text("".join(json.dumps(note) + "\n" for note in found), encoding="utf-8")
    return found


def _copy(file: IO[bytes], member: Member) -> str:
    digest, left = sha256(), member.size
    with member.path.open("rb") as source:
        file.write(_header(member.name, member.size))
        while chunk := source.read(min(_CHUNK, left)):
            digest.update(chunk)
            file.write(chunk)
            left -= len(chunk)
    if left:
        raise OSError(0, "became shorter", str(member.path))
    file.write(b"\0" * (_round_up(member.size) - member.size))
    return digest.hexdigest()


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def _round_up(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


def _line(entry: Entry) -> bytes:
    return (json.dumps([entry.name, entry.size, entry.sha256]) + "\n").encode()


@contextmanager
def _open_archive(
    path: Path,
) -> Iterator[tuple[IO[bytes], dict[str, Any], Iterator[tuple[tarfile.TarInfo, IO[bytes]]]]]:
    """Open an archive: its manifest behind the first line, its facts, and its members in order."""
    try:
        with tarfile.open(path, "r:") as tar:
            first = tar.next()
            manifest = tar.extractfile(first) if first and first.name == MANIFEST else None
            if manifest is None:
                raise BackupError(f"{path} is no backup of Taggy: no manifest stands first in it.")
            facts = json.loads(manifest.readline() or b"{}")
            if facts.get("format") != FORMAT:
                raise BackupError(f"{path} has the format {facts.get('format')!r}; this Taggy reads {FORMAT}.")
            yield manifest, facts, _walk(tar)
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise BackupError(f"{path} is no whole backup ({error}). Use another copy.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror or error}).") from error


def _walk(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    while info := tar.next():
        file = tar.extractfile(info) if info.isreg() else None
        if file is None:
            raise BackupError(f"{info.name!r} in the backup is no regular file.")
        yield info, file
        vars(tar)["members"] = []  # of a million pictures, none is asked for again


def read_facts(path: Path) -> dict[str, Any]:
    """Read what a backup says of itself.

    Raises:
        BackupError: it is none, or of a format that this program does not know.
    """
    with _open_archive(path) as (_, facts, _members):
        return facts


def verify_archive(path: Path, progress: Progress) -> str:
    """Check every member against the manifest and return the manifest's SHA-256, which names the backup.

    Raises:
        BackupError: a member is missing, damaged or one too many.
    """
    with _open_archive(path) as (manifest, facts, members):
        digest = sha256(json.dumps(facts).encode())
        for line, found in zip(chain(manifest, [None]), chain(members, [None]), strict=False):
            if line is None and found is None:
                return digest.hexdigest()
            if line is None or found is None:
                break
            digest.update(line)
            entry, (info, file) = Entry(*json.loads(line)), found
            if (info.name, info.size, _digest(file)) != (entry.name, entry.size, entry.sha256):
                raise BackupError(f"{entry.name!r} in {path} is damaged. Nothing was restored; use another copy.")
            progress(info.size)
    raise BackupError(f"{path} does not hold what its manifest names. Nothing was restored; use another copy.")


def _digest(file: IO[bytes]) -> str:
    digest = sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def read_members(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Read the members in order: name, size, and the open file, which is good until the next one.

    Raises:
        BackupError: the archive cannot be read.
    """
    with _open_archive(path) as (_, _facts, members):
        for info, file in members:
            yield info.name, info.size, file
