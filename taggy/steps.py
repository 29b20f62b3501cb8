"""Steps of long work: what is awaited after each, so that it can be shown, kept and stopped."""

from typing import Protocol


class Report(Protocol):
    """Told what is being done, how much of it is done, and how much there is; what it raises ends the work.

    `cursor` is where the work can go on after; empty, it goes on after the last one that was given.
    """

    async def __call__(self, step: str, done: int, total: int, cursor: str = "") -> None:
        """Hear of a step."""


async def pass_over(step: str, done: int, total: int, cursor: str = "") -> None:
    """Hear of a step where nobody wants to."""
