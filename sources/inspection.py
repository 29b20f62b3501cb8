"""Inspection: pictures decoded in processes of their own, so that a hostile one takes nothing down with it."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Generic, Self, TypeVar

from media.decoding import Limits, Picture, inspect_picture
from media.files import open_beneath
from media.store import MediaStore
from taggy.errors import InputError, MediaError, MissingMediaError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A picture, with what its file was like when it was read."""

    picture: Picture
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """Where files are looked at, within which limits, and in which data folder copies are kept, if at all."""

    root: Path
    limits: Limits
    copies: Path | None

    def inspect(self, path: str) -> Inspected | str:
        """Inspect one file, and copy it if asked; return what it is, or why it is refused.

        Raises:
            InputError: the copy cannot be written, and the next one could not either.
        """
        try:
            with open_beneath(self.root, path) as file:
                before = os.fstat(file.fileno())
                picture = inspect_picture(file, self.limits)
                after = os.fstat(file.fileno())
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                return "It changed while it was read. Run again."
            if self.copies:
                self._copy(picture.sha256, path, self.copies)
        except (MediaError, MissingMediaError) as error:
            return str(error)
        except OSError as error:
            return f"It cannot be read ({error.strerror})."
        return Inspected(picture, before.st_size, before.st_mtime_ns)

    def _copy(self, image: str, path: str, home: Path) -> None:
        with open_beneath(self.root, path) as file, MediaStore(home) as store:
            try:
                store.add_copy(image, file)
            except OSError as error:
                raise InputError(
                    f"No copy of {path!r} can be kept in {home} ({error.strerror}). Make room and run again."
                ) from error


class Inspector(Generic[T]):
    """A pool of processes that look at one file each; started when the first comes, closed with the context.

    `look` takes the name of a file, and returns what it is or why it cannot be read.
    """

    def __init__(self, look: Callable[[str], T | str]) -> None:
        self._look = look
        self._pool = _open_pool()

    def __enter__(self) -> Self:
        """Hand itself out."""
        return self

    def __exit__(self, *_: object) -> None:
        """Drop what has not begun, and end the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def inspect_all(self, names: Sequence[str]) -> list[T | str]:
        """Look at files side by side, in order.

        Where a decoder takes its process down, those that waited beside it are each tried again alone.
        """
        results = await asyncio.gather(*map(self._inspect, names), return_exceptions=True)
        if any(isinstance(result, BrokenProcessPool) for result in results):
            self._pool = _open_pool()
        answers: list[T | str] = []
        for name, result in zip(names, results, strict=True):
            if isinstance(result, BrokenProcessPool):
                answers.append(await self._inspect_alone(name))
            elif isinstance(result, BaseException):
                raise result
            else:
                answers.append(result)
        return answers

    async def _inspect(self, name: str) -> T | str:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._look, name)

    async def _inspect_alone(self, name: str) -> T | str:
        try:
            return await self._inspect(name)
        except BrokenProcessPool:
            self._pool = _open_pool()
            return "It takes the decoder down. Do not open it."


def _open_pool() -> ProcessPoolExecutor:
    """Open a pool whose processes come from a clean one that has Pillow loaded."""
    clean = multiprocessing.get_context("forkserver")
    clean.set_forkserver_preload(["__main__", __name__])
    return ProcessPoolExecutor(os.cpu_count(), clean, _begin_process)


def _begin_process() -> None:
    """Leave Ctrl-C to the process that asks, and end when it is gone, however that came."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
