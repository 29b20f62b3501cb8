"""Locks on files: the kernel gives them back when their holder ends, however it ends."""

import asyncio
import fcntl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from taggy.errors import ServerError

PAUSE = 0.1


def try_lock(path: Path, *, shared: bool = False) -> IO[str] | None:
    """Take a lock now, or return None where somebody else has it. Closing the file gives it back.

    Raises:
        ServerError: the file cannot be opened, or its file system has no locks.
    """
    file = None
    try:
        file = path.open("a", encoding="utf-8")
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        if file:
            file.close()
        return None
    except OSError as error:
        if file:
            file.close()
        raise ServerError(
            f"The file {path} cannot be locked ({error.strerror}). Set TAGGY_HOME to a local disk."
        ) from error
    return file


@asynccontextmanager
async def hold_lock(path: Path, *, shared: bool = False, wait: float, busy: str) -> AsyncIterator[None]:
    """Hold a lock, waiting for it at most so many seconds.

    Raises:
        ServerError: it was not to be had; `busy` says why and what to do.
    """
    deadline = time.monotonic() + wait
    while (file := try_lock(path, shared=shared)) is None:
        if time.monotonic() >= deadline:
            raise ServerError(busy)
        await asyncio.sleep(PAUSE)
    with file:
        yield


def is_locked(path: Path) -> bool:
    """Tell whether somebody holds the lock exclusively, without creating the file."""
    if not path.exists():
        return False
    file = try_lock(path, shared=True)
    if file is None:
        return True
    file.close()
    return False
