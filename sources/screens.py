"""Screens: what judges pictures before they enter the library."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from graph.filters import Verdict


class Screen(Protocol):
    """A filter as an import asks it: `name` is its own, `key` the hash of all that it judges by."""

    name: str
    key: str

    async def judge(self, pictures: Sequence[tuple[str, Path]]) -> list[Verdict | None]:
        """Judge pictures (id and file), in order; None where one took too long.

        Raises:
            InputError, ModelError: the filter cannot be used.
            UnavailableError: it is not to be had now.
        """
