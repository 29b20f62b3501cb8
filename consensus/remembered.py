"""Remembered: what is read from the graph once for a while, because every question wants it and it changes slowly."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
AGE = 10.0
SHARE = 0.01  # of the time at most goes into reading it


class Remembered(Generic[T]):
    """Something that is read anew when it is old; `value` is what was read last, `nothing` before that."""

    def __init__(self, read: Callable[[], Awaitable[T]], nothing: T) -> None:
        self.value = nothing
        self._read = read
        self._good_until = 0.0
        self._reading = asyncio.Lock()

    async def recall(self) -> T:
        """Return it; one reads, and the others go on with an older one that says anything."""
        if time.monotonic() < self._good_until or (self.value and self._reading.locked()):
            return self.value
        async with self._reading:
            began = time.monotonic()
            if began >= self._good_until:
                self.value = await self._read()
                ended = time.monotonic()
                self._good_until = ended + max(AGE, (ended - began) / SHARE)
            return self.value
