"""Long work in steps, in a thread of its own: meanwhile Ctrl-C is heard and the connection to the graph lives on."""

import asyncio
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from taggy.steps import Report

T = TypeVar("T")
PAUSE = 0.5
Steps = Generator[int, None, T]


@dataclass(frozen=True)
class _End(Generic[T]):
    """What the generator returned."""

    result: T


async def take_steps(what: str, total: int, steps: Steps[T], report: Report) -> T:
    """Run a generator to its end and return what it returns; each number it yields is how much is done.

    Steps may be shorter than telling of them takes: it is told twice a second, and at the last one. They all run in one
    thread, because some of what is set of torch is set for a thread.
    """
    await report(what, 0, total)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="steps") as thread:
        try:
            while not isinstance(found := await loop.run_in_executor(thread, _advance, steps, total), _End):
                await report(what, found, total)
        finally:
            thread.submit(steps.close).result()
    return found.result


def _advance(steps: Steps[T], total: int) -> int | _End[T]:
    """Take steps until it is time to tell of them, or to the end."""
    began = time.monotonic()
    try:
        while (done := next(steps)) < total and time.monotonic() - began < PAUSE:
            pass
    except StopIteration as end:
        return _End(end.value)
    return done


def finish_steps(what: str, total: int, steps: Steps[T], report: Report) -> T:
    """Run a generator to its end outside of a loop, as `take_steps` does within one."""
    return asyncio.run(take_steps(what, total, steps, report))
