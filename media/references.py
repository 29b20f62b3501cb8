"""Which files hold which picture: a small SQLite file beside the graph, for pictures left where they are."""

import json
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from media.embedded import Embedded
from taggy.errors import DiskError
from taggy.settings import secure_folder

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS reference (
  root TEXT NOT NULL, path TEXT NOT NULL, image TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reference_image ON reference (image, root, path);
"""
_SELECT = "SELECT image, root, path, size, mtime_ns, inside FROM reference"


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that held a picture when it was last read.

    `inside` is what the picture says of itself; None where it was read before that was looked at.
    """

    image: str
    root: Path
    path: str
    size: int
    mtime_ns: int
    inside: Embedded | None = None


class References:
    """The references of one data folder; safe to share between threads and processes."""

    def __init__(self, file: Path) -> None:
        secure_folder(file.parent)
        self._file = file
        self._connection = sqlite3.connect(file, timeout=30, check_same_thread=False)
        self._lock = Lock()
        with self._lock, self._connection:
            self._connection.executescript(_SCHEMA)
            if "inside" not in {column[1] for column in self._connection.execute("PRAGMA table_info (reference)")}:
                self._connection.execute("ALTER TABLE reference ADD COLUMN inside TEXT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def keep(self, reference: Reference) -> None:
        """Keep a reference in place of what the same file held before."""
        self._run(
            "INSERT OR REPLACE INTO reference (image, root, path, size, mtime_ns, inside) VALUES (?, ?, ?, ?, ?, ?)",
            reference.image,
            str(reference.root),
            reference.path,
            reference.size,
            reference.mtime_ns,
            json.dumps(asdict(reference.inside)) if reference.inside else None,
        )

    def find(self, root: Path, path: str) -> Reference | None:
        """Find what a file held when it was last read."""
        rows = self._run(f"{_SELECT} WHERE root = ? AND path = ?", str(root), path)
        return _read(rows[0]) if rows else None

    def list_of_image(self, image: str) -> list[Reference]:
        """List the files that hold a picture, by folder and path."""
        rows = self._run(f"{_SELECT} WHERE image = ? ORDER BY root, path", image)
        return [_read(row) for row in rows]

    def _run(self, statement: str, *values: str | int | None) -> list[Any]:
        try:
            with self._lock, self._connection:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _FULL:
                raise
            raise DiskError(
                f"The list of references {self._file} cannot be written ({error}). Make room; then do the same again: "
                f"what was done stays."
            ) from error


def _read(row: tuple[str, str, str, int, int, str | None]) -> Reference:
    image, root, path, size, mtime_ns, inside = row
    return Reference(image, Path(root), path, size, mtime_ns, _read_inside(inside) if inside else None)


def _read_inside(text: str) -> Embedded:
    said = json.loads(text)
    return Embedded(tuple(said["keywords"]), said["creator"], said["title"], tuple(said["troubles"]))
