"""Leases: which voters hold an open question on which pair.

A question is leased to its voter for a while, so that two are not asked for the same last answer. It stays open for
longer: as long as its token may be answered. Until then the voter is not shown what others say of the pair.

They lie in a scratch file that all processes of this machine share. It may be lost: then a question is asked twice.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from taggy.errors import UnavailableError
from taggy.scratch import open_scratch
from taggy.settings import secure_folder

Pair = tuple[str, str]
TABLE = """CREATE TABLE IF NOT EXISTS question (
  tag TEXT, image TEXT, voter TEXT, until REAL, closes REAL, PRIMARY KEY (tag, image, voter)
) STRICT, WITHOUT ROWID"""
TAKE = """INSERT INTO question (tag, image, voter, until, closes)
SELECT :tag, :image, :voter, now() + :duration, now() + :age
WHERE :most > (
  SELECT count(*) FROM question
  WHERE tag = :tag AND image = :image AND voter <> :voter AND until > now() AND until <= now() + :duration
)
ON CONFLICT DO UPDATE SET until = excluded.until, closes = excluded.closes"""
HELD = "SELECT image, voter FROM question WHERE tag = ? AND until > now() AND until <= now() + ?"
OPEN = "SELECT 1 FROM question WHERE tag = ? AND image = ? AND voter = ? AND closes > now() AND closes <= now() + ?"
FORGET = "DELETE FROM question WHERE closes <= now() OR closes > now() + ?"


class Leases:
    """Which voters hold a question on which pair: leased for `duration` seconds, open for `age`.

    The time is the machine's since it was started, which no change of the clock moves. What claims to be held for
    longer than that was written before the machine's last start, and is not held. So a statement reads the time when
    it has the file, not before it waits for it: what another process wrote in between is not from the future.
    """

    def __init__(self, home: Path, duration: float, age: float) -> None:
        self.duration = duration
        self.age = age
        self.path = secure_folder(home) / "leases.sqlite"
        with _translate_errors(self.path):
            self._file = open_scratch(self.path, TABLE)
            self._file.create_function("now", 0, lambda: time.monotonic())  # noqa: PLW0108 - read anew at each call
        self._swept = time.monotonic()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def __len__(self) -> int:
        """Count the questions that are remembered."""
        with _translate_errors(self.path):
            return int(self._file.execute("SELECT count(*) FROM question").fetchone()[0])

    def list_holders(self, pairs: Iterable[Pair]) -> dict[Pair, set[str]]:
        """List which voters hold a question on these pairs now; pairs that nobody holds are left out."""
        wanted = set(pairs)
        holders: dict[Pair, set[str]] = {}
        with _translate_errors(self.path):
            for tag in {tag for _, tag in wanted}:
                for image, voter in self._file.execute(HELD, (tag, self.duration)):
                    if (image, tag) in wanted:
                        holders.setdefault((image, tag), set()).add(voter)
        return holders

    def list_open(self, pairs: Iterable[Pair], voter: str) -> set[Pair]:
        """List those of these pairs on which this voter still has a question to answer, leased or not."""
        with _translate_errors(self.path):
            return {
                (image, tag)
                for image, tag in set(pairs)
                if self._file.execute(OPEN, (tag, image, voter, self.age)).fetchone()
            }

    def take(self, pair: Pair, voter: str, most: int) -> bool:
        """Lease a question on this pair to this voter, unless `most` other voters hold one; tell whether it was."""
        self._forget_expired()
        image, tag = pair
        row = {"tag": tag, "image": image, "voter": voter, "most": most}
        with _translate_errors(self.path):
            return self._file.execute(TAKE, row | {"duration": self.duration, "age": self.age}).rowcount == 1

    def drop(self, pair: Pair, voter: str) -> None:
        """Close this voter's question: it was answered. One that cannot be closed now closes by itself."""
        image, tag = pair
        with suppress(sqlite3.Error):
            self._file.execute("DELETE FROM question WHERE tag = ? AND image = ? AND voter = ?", (tag, image, voter))

    def _forget_expired(self) -> None:
        """Forget, once a lease's duration, what cannot be answered any more: visitors leave without answering."""
        now = time.monotonic()
        if now - self._swept >= self.duration:
            with _translate_errors(self.path):
                self._file.execute(FORGET, (self.age,))
            self._swept = now


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    """Say what is wrong with the file.

    Raises:
        UnavailableError: it cannot be read or written.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise UnavailableError(f"The leases of questions in {path} cannot be kept ({error}). Free the disk.") from error
