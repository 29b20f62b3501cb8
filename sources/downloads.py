"""Downloads: files that sites keep, brought here whole, going on where an earlier one was cut off.

It goes on only where the server says that the file is still the same one, and gives up what is too large, too slow, or
cut short each time.
"""

import asyncio
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path

from media.files import translate_full_disk
from sources.asking import Asker, Request
from sources.parts import Part, Version, read_version
from sources.politeness import AgainError, Patience
from sources.sending import Answer
from taggy.errors import SiteError, TooLargeError

WHOLE, PARTIAL, UNCHANGED, OUTSIDE = 200, 206, 304, 416  # statuses
MOST_BREAKS = 20  # in one call
MOST_STALLS = 2  # breaks in a row that brought nothing new
TURN = 0.2  # seconds between two looks at a part that somebody else holds
RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A whole file, and what its server says of it; `size` is in bytes."""

    path: Path
    etag: str | None
    last_modified: str | None
    size: int


class Download:
    """One file on its way: `most` bytes at most, and those who want the same one wait for each other."""

    def __init__(self, asker: Asker, request: Request, part: Part, most: int, patience: Patience) -> None:
        self._asker = asker
        self._request = request
        self._part = part
        self._most = most
        self._patience = patience
        self._name = asker.describe(request.url)
        self._left = request.seconds
        self._total: int | None = None
        self._breaks = self._stalls = self._furthest = 0

    async def run(self) -> Downloaded:
        """Bring it here.

        Raises:
            FetchError, TooLargeError, DiskError: see `Fetcher.download`.
        """
        with translate_full_disk(self._part.whole):
            while not self._part.hold():  # noqa: ASYNC110 - another process may hold it
                await asyncio.sleep(TURN)
            try:
                return await self._asker.persist(self._request, self._attempt, self._patience)
            finally:
                self._part.release()

    async def _attempt(self) -> Downloaded:
        """Ask for what is missing, and take it."""
        size, version = self._part.size, self._part.read_version()
        kept = not size and self._part.whole.exists()  # of an earlier call, and not taken away
        asked = version.ask_newer() if kept else version.ask_rest(size)
        request = replace(self._request, seconds=self._left, headers={**self._request.headers, **asked})
        begun: float | None = None
        try:
            async with self._asker.ask(request) as answer:
                begun = time.monotonic()
                if answer.status == UNCHANGED and kept:
                    return self._describe_kept(version)
                await self._take(answer, self._begin(answer, size, version))
        except AgainError:
            if begun is not None:
                self._count_break(time.monotonic() - begun)
            raise
        await asyncio.to_thread(self._part.finish)
        return self._describe(self._part.read_version())

    def _begin(self, answer: Answer, size: int, known: Version) -> int:
        """Look at the head of an answer: return how much of the part stays."""
        version = read_version(answer.headers)
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise SiteError(f"{self._name} is packed, which was not asked for.")
        if answer.status == PARTIAL:
            found = RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if found and size and int(found[1]) == size and version.etag in (None, known.etag):
                self._total = None if found[2] == "*" else int(found[2])
                return size
        if answer.status in (PARTIAL, OUTSIDE):
            self._part.empty()
            raise AgainError(f"{self._name} gives another part than the one that is missing.", wait=0.0)
        if answer.status != WHOLE:
            raise SiteError(f"{self._name} gives no file (status {answer.status}).")
        self._part.begin(version)
        self._total = None
        return 0

    async def _take(self, answer: Answer, size: int) -> None:
        """Write what comes behind what is there."""
        announced = answer.headers.get("Content-Length", "")
        self._check_size(size + (int(announced) if announced.isdecimal() else 0))
        async for chunk in answer.chunks:
            size += len(chunk)
            self._check_size(size)
            self._part.write(chunk)
            if size > self._furthest:
                self._furthest, self._stalls = size, 0
                self._patience.renew()
        if self._total not in (None, size):
            raise AgainError(f"{self._name} gives another part than the one that is missing.", wait=0.0)

    def _check_size(self, size: int) -> None:
        """Refuse what is too large, and keep nothing of it.

        Raises:
            TooLargeError: it is.
        """
        if size > self._most:
            self._part.empty()
            raise TooLargeError(f"{self._name} has more than {self._most:,} bytes (TAGGY_MAX_MEDIA_BYTES).")

    def _count_break(self, seconds: float) -> None:
        """Give up what comes too slowly, or not on.

        Raises:
            SiteError: it was tried often, or for long enough.
        """
        self._left -= seconds
        self._breaks += 1
        self._stalls += 1
        if self._left <= 0:
            raise SiteError(f"{self._name} is not whole after {self._request.seconds:.0f} s (TAGGY_DOWNLOAD_TIMEOUT).")
        if self._breaks > MOST_BREAKS or self._stalls > MOST_STALLS:
            self._part.empty()
            raise SiteError(f"{self._name} is cut short each time it is asked for.")

    def _describe_kept(self, version: Version) -> Downloaded:
        try:
            return self._describe(version)
        except FileNotFoundError:
            raise AgainError(f"{self._name} was taken away meanwhile.", wait=0.0) from None

    def _describe(self, version: Version) -> Downloaded:
        whole = self._part.whole
        return Downloaded(whole, version.etag, version.last_modified, whole.stat().st_size)
