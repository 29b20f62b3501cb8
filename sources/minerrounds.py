"""Rounds: when each source of the miner was last asked, and how often in a row that failed, over restarts.

It lies in a scratch file of the data folder, by the machine's time since its start, which no change of the clock moves.
Where the file is lost, or cannot be written, all sources are due.
"""

import logging
import sqlite3
from pathlib import Path
from time import monotonic
from typing import Self

from sources.watching import choose_pause
from taggy.scratch import open_scratch
from taggy.settings import secure_folder

_log = logging.getLogger("taggy.miner")
ROUND = "CREATE TABLE IF NOT EXISTS round (source TEXT PRIMARY KEY, at REAL, faults INTEGER) STRICT, WITHOUT ROWID"
KEEP = "INSERT OR REPLACE INTO round (source, at, faults) VALUES (?, ?, ?)"


class Rounds:
    """The last round of each source; one process has them."""

    def __init__(self, home: Path) -> None:
        self._path = secure_folder(home / "fetching") / "rounds.sqlite"
        self._file: sqlite3.Connection | None = None
        self._known: dict[str, tuple[float, int]] = {}

    def __enter__(self) -> Self:
        """Read what is known."""
        try:
            self._file = open_scratch(self._path, ROUND)
            for source, at, faults in self._file.execute("SELECT source, at, faults FROM round"):
                self._known[source] = (at, faults)
        except (sqlite3.Error, OSError) as error:
            _log.warning("the rounds in %s cannot be read: %s", self._path, error)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        if self._file:
            self._file.close()

    def find_wait(self, source: str, every: float) -> float:
        """Find in how many seconds a source is due, which is asked every so many; 0 where it is."""
        now = monotonic()
        at, faults = self._known.get(source, (now, 0))
        if source not in self._known or at > now:  # what lies ahead was written before the machine's last start
            return 0.0
        return max(0.0, at + choose_pause(every, faults) - now)

    def end_round(self, source: str, *, failed: bool) -> None:
        """Remember that a round ended now, and how."""
        _, faults = self._known.get(source, (0.0, 0))
        self._known[source] = kept = (monotonic(), faults + 1 if failed else 0)
        try:
            if self._file:
                self._file.execute(KEEP, (source, *kept))
        except sqlite3.Error as error:
            _log.warning("the rounds in %s cannot be kept: %s", self._path, error)
