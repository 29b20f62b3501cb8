"""Scratch files: small SQLite files that all processes of this machine share, and that may be lost.

So nothing waits for the disk, and a file that a power failure damaged is made anew. Their times are the machine's since
it was started (`time.monotonic`), which no change of the clock moves.
"""

import fcntl
import sqlite3
from pathlib import Path

BUSY = 5.0


def open_scratch(path: Path, *tables: str) -> sqlite3.Connection:
    """Open the file with its tables, and make it anew where it is damaged; one process at a time.

    Raises:
        sqlite3.Error, OSError: it cannot be read or written.
    """
    with path.with_suffix(".lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return _connect(path, tables)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            for part in path.parent.glob(f"{path.name}*"):
                part.unlink()
            return _connect(path, tables)


def _connect(path: Path, tables: tuple[str, ...]) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    try:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = OFF")
        if file.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("damaged")
        for table in tables:
            file.execute(table)
    except sqlite3.Error:
        file.close()
        raise
    return file
