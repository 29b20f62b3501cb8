"""The filter's desk: pictures of all requests stand in one line, and a process of its own judges them in batches.

The line and the bytes that are held have a bound; what is beyond it is refused at once, to be sent again. A request
that is given up takes its pictures out of the line. A picture that ends the process fails alone.
"""

import asyncio
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api.childprocess import AskedProcess, SilentError
from taggy.errors import BusyError, InputError, ModelError, TaggyError
from taggy.metrics import PICTURES_WAITING
from taggy.settings import Settings

COMMAND = [sys.executable, "-c", "from model.screening import main; main()"]
LARGEST = 64
BODIES = 2  # of the largest that may be, so many bytes are held at most
MISSING = (
    "No answer came from the process that judges pictures: the model's packages are not installed (`make -B setup`), "
    "or the memory is too small. The log says more."
)
FATAL = "It ended the process that looked at it. Leave it out."
Row = dict[str, Any]


@dataclass(eq=False)
class Entry:
    """A picture that waits, and who is told what became of it."""

    content: bytes
    told: "asyncio.Future[Row]"


class FilterDesk:
    """Judges pictures together; one a process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process = AskedProcess(settings.filter_timeout)
        self._line: deque[Entry] = deque()
        self._batch: list[Entry] = []  # with the process
        self._held = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many pictures have no verdict yet."""
        return len(self._line) + len(self._batch)

    @contextmanager
    def hold(self, size: int) -> Iterator[None]:
        """Hold a body of so many bytes.

        Raises:
            BusyError: too many are held already.
        """
        if self._held and self._held + size > BODIES * self._settings.max_filter:
            raise BusyError("Others are sending pictures. Try again in a moment.")
        self._held += size
        try:
            yield
        finally:
            self._held -= size

    async def judge(self, contents: Sequence[bytes]) -> list[Row]:
        """Return the verdict on each picture, in order; cancelled, its pictures leave the line.

        Raises:
            InputError: no filter is set, or its file cannot be used.
            BusyError: too many wait, or it takes too long.
            ModelError: a network of the filter cannot be used.
        """
        if self._settings.filter is None:
            raise InputError("No filter is set. Write one (docs/filters.md) and set TAGGY_FILTER to its file.")
        if self.waiting and self.waiting + len(contents) > self._settings.filter_queue:
            raise BusyError(
                f"More than {self._settings.filter_queue} pictures wait for a verdict. Try again in a moment."
            )
        entries = [Entry(content, asyncio.get_running_loop().create_future()) for content in contents]
        self._line.extend(entries)
        self._count()
        if self._task is None:
            self._task = asyncio.create_task(self._serve())
        try:
            return [{**row, "index": index} for index, row in enumerate(await _gather(entries))]
        finally:
            gone = {id(entry) for entry in entries}
            self._line = deque(entry for entry in self._line if id(entry) not in gone)
            self._count()

    async def check(self) -> None:
        """Open the filter before the first picture comes.

        Raises:
            InputError: its file cannot be used.
            ModelError: a network of it cannot be used.
        """
        try:
            await self._ask([])
        except SilentError as error:
            raise ModelError(MISSING) from error

    async def stop(self) -> None:
        """End the process; who still waits is told so."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._process.stop()

    async def _serve(self) -> None:
        """Judge what stands in the line, until it is empty."""
        try:
            while self._line:
                self._batch = [self._line.popleft() for _ in range(min(LARGEST, len(self._line)))]
                await self._judge(self._batch)
                self._batch = []
                self._count()
        finally:
            for entry in (*self._batch, *self._line):
                entry.told.cancel()
            self._task, self._batch = None, []

    async def _judge(self, batch: list[Entry]) -> None:
        """Judge a batch and tell each; one that ends the process is halved until the bad one stands alone."""
        try:
            rows = await self._ask([entry.content for entry in batch])
        except SilentError:
            await self._part(batch)
        except TaggyError as error:
            for entry in batch:
                if not entry.told.done():
                    entry.told.set_exception(error)
        else:
            for entry, row in zip(batch, rows, strict=True):
                if not entry.told.done():
                    entry.told.set_result(row)

    async def _part(self, batch: list[Entry]) -> None:
        """Find which of a batch ended the process; where it ends without any picture too, all are told."""
        try:
            await self._ask([])
        except SilentError:
            for entry in batch:
                if not entry.told.done():
                    entry.told.set_exception(ModelError(MISSING))
            return
        except TaggyError:
            pass  # each is told so by its own question
        if len(batch) == 1:
            verdict = {"verdict": "refused", "stage": "decoding", "reason": FATAL, "past": 1}
            fatal = {**verdict, "score": None, "percentile": None}
            if not batch[0].told.done():
                batch[0].told.set_result(fatal)
            return
        half = len(batch) // 2
        await self._judge(batch[:half])
        await self._judge(batch[half:])

    async def _ask(self, contents: Sequence[bytes]) -> list[Row]:
        asked = {"filter": str(self._settings.filter), "sizes": [len(content) for content in contents]}
        says = await self._process.exchange(COMMAND, asked, b"".join(contents))
        if "problem" in says:
            raise (InputError if says["code"] == InputError.code else ModelError)(says["problem"])
        rows: list[Row] = says["rows"]
        return rows

    def _count(self) -> None:
        PICTURES_WAITING.set(self.waiting)


async def _gather(entries: Sequence[Entry]) -> list[Row]:
    return await asyncio.gather(*(entry.told for entry in entries))
