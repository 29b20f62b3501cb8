"""Downloads: files that sites keep, brought here whole or in parts that the next call goes on with.

A part and what is known of it (`PART.json`: ETag and Last-Modified) lie in the data folder under a name made from the
address. It goes on only where the server says that the file is still the same one.
"""

import asyncio
import fcntl
import json
import os
import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Self

from media.files import translate_full_disk
from sources.addresses import describe_address
from sources.asking import Answer, Asker, Request
from sources.politeness import AgainError, Patience
from taggy.errors import SiteError, TooLargeError

WHOLE, PARTIAL, UNCHANGED, OUTSIDE = 200, 206, 304, 416  # statuses
KEPT = 30 * 86_400  # seconds that a part is kept for
MOST_BREAKS = 20  # in one call
MOST_STALLS = 3  # breaks in a row that brought nothing new
RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A whole file, and what its server says of it; `size` is in bytes."""

    path: Path
    etag: str | None
    last_modified: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Version:
    """By what a server tells one version of a file from another."""

    etag: str | None = None
    last_modified: str | None = None

    def ask_rest(self, size: int) -> dict[str, str]:
        """Ask for what follows, if it is still the same file; for all of it where that cannot be told."""
        strong = self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified
        return {"Range": f"bytes={size}-", "If-Range": strong} if strong and size else {}

    def ask_newer(self) -> dict[str, str]:
        """Ask for another version only."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


class Download:
    """One file on its way; a context manager, which others who want the same file wait for."""

    def __init__(self, folder: Path, asker: Asker, request: Request, most: int) -> None:
        name = sha256(str(request.url).encode()).hexdigest()[:40]
        self._whole, self._part = folder / name, folder / f"{name}.part"
        self._known = folder / f"{name}.json"
        self._asker = asker
        self._request = request
        self._most = most
        self._left = request.seconds
        self._name = describe_address(request.url)
        self._file = -1
        self._breaks = self._stalls = self._furthest = 0

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let others have the part."""
        if self._file >= 0:
            os.close(self._file)

    async def run(self, patience: Patience) -> Downloaded:
        """Bring it here.

        Raises:
            FetchError, TooLargeError, DiskError: see `Fetcher.download`.
        """
        with translate_full_disk(self._part):
            while not self._hold_part():  # noqa: ASYNC110 - it may be another process that has it
                await asyncio.sleep(0.2)
            return await self._asker.persist(self._request, lambda: self._attempt(patience), patience)

    def _hold_part(self) -> bool:
        """Open the part for ourselves alone; false while somebody else has it."""
        file = os.open(self._part, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with suppress(BlockingIOError, FileNotFoundError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file), self._part.stat()):  # it may have become whole meanwhile
                self._file = file
                return True
        os.close(file)
        return False

    async def _attempt(self, patience: Patience) -> Downloaded:
        """Ask for what is missing, and take it."""
        size, version = os.fstat(self._file).st_size, self._read_version()
        asked = version.ask_rest(size) if size or not self._whole.exists() else version.ask_newer()
        request = replace(self._request, seconds=self._left, headers={**self._request.headers, **asked})
        begun = 0.0
        try:
            async with self._asker.ask(request) as answer:
                begun = time.monotonic()
                if answer.status == UNCHANGED and not size and self._whole.exists():
                    return self._describe(version)
                await self._take(answer, size, patience)
        except AgainError:
            if begun:
                self._count_break(time.monotonic() - begun)
            raise
        return await self._finish()

    async def _take(self, answer: Answer, size: int, patience: Patience) -> None:
        """Write what comes behind what is there, or in its place."""
        size = self._begin(answer, size)
        announced = answer.headers.get("Content-Length", "0")
        if size + (int(announced) if announced.isdigit() else 0) > self._most:
            self._refuse_size()
        async for chunk in answer.chunks:
            size += len(chunk)
            if size > self._most:
                self._refuse_size()
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            if size > self._furthest:
                self._furthest, self._stalls = size, 0
                patience.renew()

    def _begin(self, answer: Answer, size: int) -> int:
        """Look at the head of an answer: return how much of the part stays."""
        headers = answer.headers
        version = Version(headers.get("ETag"), headers.get("Last-Modified"))
        if headers.get("Content-Encoding", "identity").lower() != "identity":
            raise SiteError(f"{self._name} is packed, which was not asked for.")
        if answer.status == PARTIAL:
            found = RANGE.fullmatch(headers.get("Content-Range", ""))
            if found and int(found[1]) == size and version.etag in (None, self._read_version().etag):
                return size
        os.ftruncate(self._file, 0)
        if answer.status in (PARTIAL, OUTSIDE):
            raise AgainError(f"{self._name} gives another part than the one that is missing.")
        if answer.status != WHOLE:
            raise SiteError(f"{self._name} gives no file (status {answer.status}).")
        self._whole.unlink(missing_ok=True)
        self._known.write_text(json.dumps(asdict(version)), encoding="utf-8")
        return 0

    def _read_version(self) -> Version:
        try:
            return Version(**json.loads(self._known.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return Version()

    def _count_break(self, seconds: float) -> None:
        """Give up what comes too slowly, or not on.

        Raises:
            SiteError: it has been tried often, or for long enough.
        """
        self._left -= seconds
        self._breaks += 1
        self._stalls += 1
        if self._left <= 0:
            raise SiteError(f"{self._name} is not whole after {self._request.seconds:.0f} s (TAGGY_DOWNLOAD_TIMEOUT).")
        if self._breaks > MOST_BREAKS or self._stalls > MOST_STALLS:
            raise SiteError(f"{self._name} is cut short each time it is asked for.")

    def _refuse_size(self) -> None:
        """Refuse it, and keep nothing of it.

        Raises:
            TooLargeError: always.
        """
        os.ftruncate(self._file, 0)
        raise TooLargeError(f"{self._name} has more than {self._most:,} bytes (TAGGY_MAX_MEDIA_BYTES).")

    async def _finish(self) -> Downloaded:
        await asyncio.to_thread(os.fsync, self._file)
        self._part.rename(self._whole)
        return self._describe(self._read_version())

    def _describe(self, version: Version) -> Downloaded:
        return Downloaded(self._whole, version.etag, version.last_modified, self._whole.stat().st_size)


def sweep_parts(folder: Path) -> None:
    """Delete the parts that nobody has gone on with for a month, and whole files that nobody took away."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > KEPT:
                path.unlink()
