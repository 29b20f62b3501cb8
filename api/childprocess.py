"""A process that is asked and answers: started at the first question, again where it ended, killed where too slow."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from typing import Any

from graph.server.java import end_with_parent
from taggy.errors import BusyError

LONGEST = 16 * 1024 * 1024  # of an answer, in bytes


class SilentError(Exception):
    """The process ended without an answer, twice."""


class AskedProcess:
    """Asks one question after another; who asks sees to it that nobody else does meanwhile."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._process: Process | None = None

    async def exchange(self, command: Sequence[str], asked: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        """Ask and hear; a process that ended by itself meanwhile is started again, once.

        Raises:
            BusyError: it takes too long.
            SilentError: there is no answer.
        """
        question = json.dumps({**asked, "size": len(content)}).encode() + b"\n"
        try:
            async with asyncio.timeout(self._patience):
                line = await self._send(command, question, content) or await self._send(command, question, content)
        except BaseException as error:  # half a question or an answer to nobody may be in the pipes
            await self.stop()
            if isinstance(error, TimeoutError):
                raise BusyError(
                    f"The model took longer than {self._patience:.0f} seconds. Try a smaller picture."
                ) from error
            raise
        if not line:
            raise SilentError
        says: dict[str, Any] = json.loads(line)
        return says

    async def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process and process.returncode is None:
            process.kill()
            await process.wait()

    async def _send(self, command: Sequence[str], question: bytes, content: bytes) -> bytes:
        """Send a question and return the answer's line; nothing where the process is gone."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *command,
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
            asked.write(content)
            await asked.drain()
            line = await answers.readline()
        except ConnectionError:
            line = b""
        if not line:
            await self.stop()
        return line
