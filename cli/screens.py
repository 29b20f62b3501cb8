"""Screens: a filter that judges what an import brings, in a process of its own, without torch."""

import asyncio
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from api.filterdesk import FilterDesk, Row
from graph.filters import Verdict
from model.filterplans import Plan, read_plan
from taggy.errors import BusyError, ModelError
from taggy.settings import Settings

LINE = 10_000  # pictures of all sources that may wait: each brings a few at a time
Picture = tuple[str, Path]


class FilterScreen:
    """The filter of a file; its process starts with the first picture, and ends when none comes for a while."""

    def __init__(self, settings: Settings, file: Path) -> None:
        """Read the file.

        Raises:
            InputError: it cannot be used.
        """
        plan = read_plan(file)
        self.name = plan.name
        self.key = digest_filter(plan, file)
        self._most = settings.max_filter
        self._desk = FilterDesk(settings.model_copy(update={"filter": file, "filter_queue": LINE}))

    async def check(self) -> None:
        """Open all that the filter names.

        Raises:
            InputError, ModelError: it cannot be used.
        """
        await self._desk.check()

    async def judge(self, pictures: Sequence[Picture]) -> list[Verdict | None]:
        """Judge pictures (id and file), in order; None where one took too long."""
        verdicts: list[Verdict | None] = []
        for part in split_by_size(pictures, self._most):
            verdicts += await self._judge(part)
        return verdicts

    async def stop(self) -> None:
        """End the process."""
        await self._desk.stop()

    async def _judge(self, part: Sequence[Picture]) -> list[Verdict | None]:
        """Judge pictures together; where that takes too long, each alone.

        Raises:
            ModelError: there is no answer that can be read: the desk's work ended, and with it the wait for it.
        """
        try:
            rows = await self._desk.judge([path.read_bytes() for _, path in part])
        except BusyError:
            if len(part) == 1:
                return [None]
            return [verdict for one in part for verdict in await self._judge([one])]
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            raise ModelError(f"The filter {self.name!r} gave no answer that can be read; the log says more.") from None
        return [make_verdict(image, row) for (image, _), row in zip(part, rows, strict=True)]


def digest_filter(plan: Plan, file: Path) -> str:
    """Digest a filter's file and all that its tables name beside it."""
    named = [file.parent / name for name in plan.files]
    digests = [sha256(path.read_bytes()).hexdigest() for path in (file, *named) if path.is_file()]
    return sha256(" ".join(digests).encode()).hexdigest()[:16]


def split_by_size(pictures: Sequence[Picture], most: int) -> Iterator[list[Picture]]:
    """Split pictures, in order, into parts of at most so many bytes, or of one picture."""
    part: list[Picture] = []
    held = 0
    for picture in pictures:
        size = picture[1].stat().st_size
        if part and held + size > most:
            yield part
            part, held = [], 0
        part.append(picture)
        held += size
    if part:
        yield part


def make_verdict(image: str, row: Row) -> Verdict:
    """Make a verdict on a picture of what the process answers."""
    said = ("verdict", "stage", "score", "percentile", "reason", "past")
    return Verdict(image, **{name: row[name] for name in said})
