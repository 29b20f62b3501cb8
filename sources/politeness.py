"""Politeness: how often a site is asked, and how long it is left alone when it says so, by all processes together.

A request takes a turn. The turns that were taken, and until when a site rests, lie in a scratch file of the data
folder: two imports at once keep one pace, and one that is started again remembers it.
"""

import math
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self

import httpx

from sources.sites import Pace
from taggy.errors import FetchError, UnavailableError
from taggy.scratch import open_scratch
from taggy.settings import Settings, secure_folder

HOUR, DAY = 3_600.0, 86_400.0
LEAST = 5.0  # seconds of rest after an answer that asks for some and does not say how much (Philomena's, after a 501)
MOST_TRIES = 8  # of a site that says each time how long to wait, and then the same again
MOST = 60.0  # seconds between two tries of what does not answer
TURN = "CREATE TABLE IF NOT EXISTS turn (site TEXT, kind TEXT, at REAL, until REAL) STRICT"
PLACE = "CREATE INDEX IF NOT EXISTS place ON turn (site, at)"
REST = "CREATE TABLE IF NOT EXISTS rest (site TEXT PRIMARY KEY, at REAL, until REAL) STRICT, WITHOUT ROWID"
LATEST = """SELECT at FROM turn WHERE site = :site AND (:kind = '' OR kind = :kind)
ORDER BY at DESC LIMIT 1 OFFSET :requests - 1"""
LET_REST = """INSERT INTO rest (site, at, until) VALUES (:site, :now, :now + :seconds)
ON CONFLICT DO UPDATE SET until = max(until, excluded.until)"""


class AgainError(FetchError):
    """Nothing came now, and might if asked again: after `wait` seconds where the site says so, else after `least`."""

    def __init__(self, message: str, *, wait: float | None = None, least: float = 0.5) -> None:
        super().__init__(message)
        self.wait = wait
        self.least = least


class Turns:
    """Whose turn it is to ask a site; shared by all processes of a data folder."""

    def __init__(self, home: Path) -> None:
        self.path = secure_folder(home / "fetching") / "turns.sqlite"
        with self._translate_errors():
            self._file = open_scratch(self.path, TURN, PLACE, REST)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def take(self, site: str, paces: Sequence[Pace], kind: str = "") -> float:
        """Take a turn to ask a site now, and return 0; else return in how many seconds to try again."""
        longest = max((pace.seconds for pace in paces), default=0.0)
        with self._write() as now:
            # what lies ahead was written before the machine's last start
            self._file.execute("DELETE FROM turn WHERE site = ? AND (at > ? OR until <= ?)", (site, now, now))
            waits = [self._find_wait(site, pace, now) for pace in paces if pace.kind in ("", kind)]
            wait = max([self.find_rest(site), *waits])
            if wait <= 0:
                self._file.execute(
                    "INSERT INTO turn (site, kind, at, until) VALUES (?, ?, ?, ?)", (site, kind, now, now + longest)
                )
        return max(0.0, wait)

    def find_rest(self, site: str) -> float:
        """Find for how many seconds a site is still left alone."""
        with self._translate_errors():
            row = self._file.execute("SELECT at, until FROM rest WHERE site = ?", (site,)).fetchone()
        now = time.monotonic()
        return max(0.0, row[1] - now) if row and row[0] <= now else 0.0

    def let_rest(self, site: str, seconds: float) -> None:
        """Leave a site alone for so many seconds, a day at most; a longer rest that it has stays."""
        with self._write() as now:
            self._file.execute("DELETE FROM rest WHERE at > ?", (now,))
            self._file.execute(LET_REST, {"site": site, "now": now, "seconds": min(seconds, DAY)})

    @contextmanager
    def _write(self) -> Iterator[float]:
        """Write alone, at the time that is given: whatever was written before is not later."""
        with self._translate_errors(), self._file:
            self._file.execute("BEGIN IMMEDIATE")
            yield time.monotonic()

    def _find_wait(self, site: str, pace: Pace, now: float) -> float:
        row = self._file.execute(LATEST, {"site": site, "kind": pace.kind, "requests": pace.requests}).fetchone()
        return float(row[0]) + pace.seconds - now if row else 0.0

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Say what is wrong with the file.

        Raises:
            UnavailableError: it cannot be read or written.
        """
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise UnavailableError(
                f"The paces of sites in {self.path} cannot be kept ({error}). Free the disk."
            ) from error


class Patience:
    """How long one request goes on: a while with silence, and longer with a site that says how long to wait."""

    def __init__(self, settings: Settings) -> None:
        self._silence = settings.site_patience
        self._pause = settings.site_pause
        self.renew()

    def renew(self) -> None:
        """Begin anew: something came."""
        self._failures = 0
        self._since: float | None = None

    def choose_wait(self, error: AgainError) -> float:
        """Choose for how many seconds the site is left alone before the next try.

        Raises:
            FetchError: it has been long enough, or would be.
        """
        self._since = self._since or time.monotonic()
        spent = time.monotonic() - self._since
        if error.wait is None:
            wait, most = min(MOST, error.least * 2.0**self._failures), self._silence
        else:
            wait = max(error.wait, min(MOST, 2.0**self._failures - 1))
            most = self._pause if self._failures < MOST_TRIES else 0.0
        self._failures += 1
        if spent + wait > most:
            raise FetchError(
                f"{error} It was tried for {spent:.0f} s. The same can be done again later; it goes on then."
            )
        return wait


def read_wait(headers: httpx.Headers) -> float | None:
    """Read for how many seconds a site asks to be left alone (`Retry-After`, RFC 9110); None where it does not say.

    A date is compared with the site's own clock where it tells the time, so that ours may be wrong.
    """
    told = headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return min(float(told), DAY)
    until = _read_date(told)
    if until is None:
        return None
    now = _read_date(headers.get("Date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), DAY)


def read_rest(headers: httpx.Headers) -> float:
    """Read for how many seconds no request is left (Reddit's `x-ratelimit-remaining` and `-reset`); 0: ask on."""
    remaining, reset = (_read_number(headers.get(f"x-ratelimit-{name}", "")) for name in ("remaining", "reset"))
    return reset if remaining is not None and remaining < 1 and reset is not None and reset <= HOUR else 0.0


def _read_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _read_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
