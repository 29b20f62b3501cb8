"""The process that looks at pictures that are tried and reads phrases: this one never loads torch.

It is started at the first question, answers one at a time (`model/answering.py`), ends by itself when nobody asks for a
while, and is killed where one question takes it too long.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from typing import Any

from graph.server.java import end_with_parent
from taggy.errors import BusyError, MediaError, ModelError

COMMAND = [sys.executable, "-c", "from model.answering import main; main()"]
LONGEST = 16 * 1024 * 1024  # of an answer, in bytes
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
        self._process: Process | None = None
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
                says = await self._exchange(question, content)
        finally:
            self._waiting -= 1
        if "problem" in says:
            raise (MediaError if says["code"] == MediaError.code else ModelError)(says["problem"])
        return says

    async def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process and process.returncode is None:
            process.kill()
            await process.wait()

    async def _exchange(self, asked: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        """Ask and hear; a process that ended by itself meanwhile is started again, once."""
        question = json.dumps({**asked, "size": len(content)}).encode() + b"\n"
        try:
            async with asyncio.timeout(PATIENCE):
                line = await self._send(question + content) or await self._send(question + content)
        except BaseException as error:  # half a question or an answer to nobody may be in the pipes
            await self.stop()
            if isinstance(error, TimeoutError):
                raise BusyError(f"The model took longer than {PATIENCE:.0f} seconds. Try a smaller picture.") from error
            raise
        if not line:
            raise ModelError(MISSING)
        says: dict[str, Any] = json.loads(line)
        return says

    async def _send(self, question: bytes) -> bytes:
        """Send a question and return the answer's line; nothing where the process is gone."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND,
                stdin=PIPE,
                stdout=PIPE,
                limit=LONGEST,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )
        asked, answers = self._process.stdin, self._process.stdout
        assert asked  # noqa: S101 - both are pipes
        assert answers  # noqa: S101
        try:
            asked.write(question)
            await asked.drain()
            line = await answers.readline()
        except ConnectionError:
            line = b""
        if not line:
            await self.stop()
        return line
