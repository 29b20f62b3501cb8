"""Long work in short steps: between two of them Ctrl-C is heard and the connection to the graph lives on."""

import asyncio
from collections.abc import Generator
from typing import TypeVar

from taggy.steps import Report

T = TypeVar("T")
Steps = Generator[int, None, T]


async def take_steps(what: str, total: int, steps: Steps[T], report: Report) -> T:
    """Run a generator to its end and return what it returns; each number it yields is how much is done."""
    await report(what, 0, total)
    try:
        while True:
            await report(what, next(steps), total)
            await asyncio.sleep(0)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        steps.close()
