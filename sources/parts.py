"""Parts: files that are half here, each with what is known of its version, so that the rest alone can be asked for.

`NAME.part` grows, `NAME.json` says of which version it is, and `NAME` is the whole file. A part outlives its process;
one process at a time holds it.
"""

import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

KEPT = 30 * 86_400  # seconds
ROOM = 1_000_000_000  # bytes of all parts
LONGEST = 500  # characters of what a server calls a version


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


def read_version(headers: httpx.Headers) -> Version:
    """Read what a server calls the version that it sends; what cannot be sent back is left out."""
    told = (headers.get(name) for name in ("ETag", "Last-Modified"))
    return Version(*(text if text and text.isascii() and len(text) <= LONGEST else None for text in told))


class Part:
    """One file on its way to being whole, at `whole`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.whole = folder / name
        self._part = folder / f"{name}.part"
        self._known = folder / f"{name}.json"
        self._file = -1

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return os.fstat(self._file).st_size

    def hold(self) -> bool:
        """Hold it alone; false while somebody else does."""
        file = os.open(self._part, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with suppress(BlockingIOError, FileNotFoundError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file), self._part.stat()):  # it may have become whole meanwhile
                self._file = file
                return True
        os.close(file)
        return False

    def release(self) -> None:
        """Let others hold it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def read_version(self) -> Version:
        """Read of which version the part, else the whole file is."""
        try:
            return Version(**json.loads(self._known.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return Version()

    def begin(self, version: Version) -> None:
        """Begin anew, with another version: what was here goes."""
        self.empty()
        self.whole.unlink(missing_ok=True)
        self._known.write_text(json.dumps(asdict(version)), encoding="utf-8")

    def empty(self) -> None:
        """Throw away what came of it."""
        os.ftruncate(self._file, 0)

    def write(self, chunk: bytes) -> None:
        """Write behind what is here; where the disk fills up, what fits stays."""
        rest = memoryview(chunk)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def finish(self) -> None:
        """Make it whole, on the disk."""
        os.fsync(self._file)
        self._part.rename(self.whole)


def sweep_parts(folder: Path) -> None:
    """Delete what nobody has gone on with or taken away for a month, and the oldest parts beyond what all may have."""
    ages = {}
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            ages[path] = time.time() - path.stat().st_mtime
    total = 0
    for path in sorted(ages, key=ages.__getitem__):
        with suppress(BlockingIOError, FileNotFoundError), path.open("rb") as file:
            total += os.fstat(file.fileno()).st_size if path.suffix == ".part" else 0
            if ages[path] > KEPT or (total > ROOM and path.suffix == ".part"):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unless somebody holds it
                path.unlink()
