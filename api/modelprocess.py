"""The process that looks at pictures that are tried and reads phrases: this one never loads torch.

It is started at the first question, answers one at a time (`model/answering.py`), ends by itself when nobody asks for a
while, and is killed where one question takes it too long.
"""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from api.childprocess import AskedProcess, SilentError
from taggy.errors import BusyError, MediaError, ModelError

COMMAND = [sys.executable, "-c", "from model.answering import main; main()"]
MOST = 4
PATIENCE = 60.0
MISSING = (
    "No answer came from the process that asks the model: the model's packages are not installed (`make -B setup`), "
    "or the memory is too small. The log says more."
)
Terms = Mapping[str, float | None]  # of each tag that a run speaks on, its threshold


class ModelProcess:
    """Asks the process, and starts it where it does not run; few may wait for it."""

    def __init__(self) -> None:
        self._process = AskedProcess(PATIENCE)
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def try_picture(self, run: str, checkpoint: str, terms: Terms, content: bytes) -> dict[str, Any]:
        """Return what the run says of a picture.

        Raises:
            BusyError: too many wait, or it takes too long.
            MediaError: the bytes are no picture that can be looked at.
            ModelError: the run cannot be used here.
        """
        return await self._ask({"run": run, "checkpoint": checkpoint, "terms": terms}, content)

    async def place_phrase(self, phrase: str) -> dict[str, Any]:
        """Return where a phrase lies: the vector, and the backbone whose pictures it can be compared with.

        Raises:
            BusyError: too many wait, or it takes too long.
            ModelError: the backbone knows no words, or cannot be had.
        """
        return await self._ask({"phrase": phrase}, b"")

    async def _ask(self, question: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        if self._waiting >= MOST:
            raise BusyError("Others are asking the model. Try again in a moment.")
        self._waiting += 1
        try:
            async with self._turn:
                says = await self._process.exchange(COMMAND, question, content)
        except SilentError as error:
            raise ModelError(MISSING) from error
        finally:
            self._waiting -= 1
        if "problem" in says:
            raise (MediaError if says["code"] == MediaError.code else ModelError)(says["problem"])
        return says

    async def stop(self) -> None:
        """End the process."""
        await self._process.stop()
