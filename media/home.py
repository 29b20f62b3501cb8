"""The files of a data folder that a backup carries: no server, thumbnail, or anything half done."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from media.archive import Member
from media.files import place_file
from taggy.errors import BackupError

LEFT_OUT = {"neo4j", "thumbnails", "fetching"}
REFERENCES = "media/references.db"
MARK = ".restore.json"
_CHUNK = 1 << 20


def list_files(home: Path) -> Iterator[Path]:
    """List the files that are carried, by name; links are not followed, hidden files are somebody's half of one."""
    for folder, folders, files in os.walk(home):
        here = Path(folder)
        if here == home:
            folders[:] = [name for name in folders if name not in LEFT_OUT]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = here / name
            own = str(path.relative_to(home)).startswith(REFERENCES)  # taken by SQLite's own backup, with its log
            if not (own or name.startswith(".") or path.is_symlink()) and path.is_file():
                yield path


def list_members(home: Path, stage: Path) -> Iterator[Member]:
    """List what a backup holds of a data folder: its files, and the references as they were copied into the stage."""
    for path in list_files(home):
        yield Member(f"home/{path.relative_to(home).as_posix()}", path, path.stat().st_size)
    for path, name in (
        (stage / "references.db", f"home/{REFERENCES}"),
        (stage / "references.ndjson", "references.ndjson"),
    ):
        if path.exists():
            yield Member(name, path, path.stat().st_size)


def copy_references(home: Path, stage: Path) -> int:
    """Copy the list of references into the stage, as it is and as lines to read; return how many there are."""
    source = home / REFERENCES
    if not source.exists():
        return 0
    copy, new = stage / "references.db", stage / "references.new"
    with closing(sqlite3.connect(source, timeout=30)) as there, closing(sqlite3.connect(new)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode = DELETE")
        rows = here.execute(
            "SELECT json_object('image', image, 'root', root, 'path', path, 'size', size, 'mtimeNs', mtime_ns)"
            " FROM reference ORDER BY root, path"
        )
        count = 0
        with (stage / "references.ndjson").open("w", encoding="utf-8") as lines:
            for (line,) in rows:
                lines.write(f"{line}\n")
                count += 1
    new.replace(copy)
    return count


def restore_file(home: Path, name: str, size: int, file: IO[bytes]) -> None:
    """Put a member in its place under the data folder, unless the same bytes lie there; only the owner may read it.

    Raises:
        BackupError: its name leads out of the folder.
    """
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/") or not parts:
        raise BackupError(f"The backup holds a file named {name!r}, which leads out of the data folder.")
    path = home.joinpath(*parts)
    if path.is_file() and path.stat().st_size == size and _is_same(path, file):
        return
    file.seek(0)
    with place_file(path) as copy:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)


def _is_same(path: Path, file: IO[bytes]) -> bool:
    with path.open("rb") as there:
        return _digest(there) == _digest(file)


def _digest(file: IO[bytes]) -> bytes:
    digest = sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.digest()


def move_references(home: Path, before: Path) -> int:
    """Let references into the data folder's old place lead into its new one; return how many did."""
    path = home / REFERENCES
    if before == home or not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=30)) as references, references:
        moved = references.execute(
            "UPDATE reference SET root = ? || substr(root, ?) WHERE root = ? OR substr(root, 1, ?) = ?",
            (str(home), len(str(before)) + 1, str(before), len(str(before)) + 1, f"{before}/"),
        )
    return moved.rowcount
