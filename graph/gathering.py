"""Gathered reads: lookups that arrive together are read together.

While one read runs, the next gathers. So a lookup never waits for a timer, is never answered by what was read before
it was asked, and a hundred at once cost two reads.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

from taggy.errors import UnavailableError

READ_TIME = 10.0
LARGEST = 500
V = TypeVar("V")


class Gathering(Generic[V]):
    """Reads what belongs to a key, many keys at a time, by a function that leaves the unknown ones out."""

    def __init__(self, read: Callable[[Sequence[str]], Awaitable[dict[str, V]]]) -> None:
        self._read = read
        self._waiting: dict[str, asyncio.Future[V | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def find(self, key: str) -> V | None:
        """Find what belongs to a key; None where nothing is known of it.

        Raises:
            UnavailableError: the graph did not answer.
        """
        answer = self._waiting.get(key)
        if answer is None:
            answer = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._task is None:
            self._task = asyncio.create_task(self._read_waiting())
        return await asyncio.shield(answer)

    async def _read_waiting(self) -> None:
        while self._waiting:
            keys = list(self._waiting)[:LARGEST]
            batch = {key: self._waiting.pop(key) for key in keys}
            try:
                async with asyncio.timeout(READ_TIME):
                    found = await self._read(keys)
            except Exception as error:  # noqa: BLE001 - whoever waits is told
                _fail(batch.values(), error)
            else:
                for key, answer in batch.items():
                    answer.set_result(found.get(key))
        self._task = None


def _fail(answers: Iterable[asyncio.Future[V | None]], error: Exception) -> None:
    if isinstance(error, TimeoutError):
        error = UnavailableError(f"Neo4j did not read within {READ_TIME:g} seconds. Try again.")
    for answer in answers:
        answer.set_exception(error)
        answer.exception()  # nobody may wait any more
