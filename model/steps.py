"""Long work in short steps: between two of them Ctrl-C is heard and the connection to the graph lives on."""

import asyncio
import time
from collections.abc import Generator
from typing import TypeVar

from taggy.steps import Report

T = TypeVar("T")
PAUSE = 0.5
Steps = Generator[int, None, T]


async def take_steps(what: str, total: int, steps: Steps[T], report: Report) -> T:
    """Run a generator to its end and return what it returns; each number it yields is how much is done.

    Steps may be shorter than telling of them takes: it is told twice a second, and at the last one.
    """
    await report(what, 0, total)
    told = time.monotonic()
    try:
        while True:
            done = next(steps)
            if done >= total or time.monotonic() - told >= PAUSE:
                await report(what, done, total)
                told = time.monotonic()
            await asyncio.sleep(0)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        steps.close()
