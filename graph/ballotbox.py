"""The ballot box: votes that arrive together are written in one transaction, each caller answered after the commit.

While one transaction runs, the next batch gathers: an idle box writes at once, a busy one writes hundreds at a time.
Votes are written in the order in which they came, and no batch has two of one voter on one pair: each caller is told
what became of its own. A vote that was put in is written even where its caller has gone away.

What goes wrong with one vote is its own: a batch that is refused is halved until the bad one stands alone. A picture
that other work holds gets a line of its own: its votes wait, or fail, without the others.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.connection import Graph
from graph.keys import sort_key
from graph.votes import Ballot, KeptVote, PictureHeldError, cast_votes, withdraw_votes
from taggy.errors import BusyError, UnavailableError
from taggy.metrics import VOTE_BATCHES, VOTES_WAITING

LARGEST = 256
SHARED_LOCK_TIME = 2.0
OWN_LOCK_TIME = 8.0
OWN_LINES = 16


@dataclass(frozen=True)
class Withdrawal:
    """A person's answer on a pair, under any of their ids, to be taken back."""

    voters: tuple[str, ...]
    image: str
    tag: str


@dataclass(eq=False)
class Entry:
    """A ballot or a withdrawal that waits, and who is told what became of it."""

    paper: Ballot | Withdrawal
    told: asyncio.Future[Any]
    done: bool = False

    @property
    def keys(self) -> set[str]:
        """The keys of the answers that it touches."""
        if isinstance(self.paper, Ballot):
            return {self.paper.key}
        return {sort_key(voter, self.paper.image, self.paper.tag) for voter in self.paper.voters}


class BallotBox:
    """Writes votes together. `capacity` is how many may wait; beyond it they are refused at once."""

    def __init__(self, graph: Graph, capacity: int) -> None:
        self.graph = graph
        self.capacity = capacity
        self._closed = False
        self._waiting = 0
        self._lines: dict[str | None, deque[Entry]] = {None: deque()}  # the shared one, and those of held pictures
        self._tasks: dict[str | None, asyncio.Task[None]] = {}
        self._own = asyncio.Semaphore(OWN_LINES)

    async def cast(self, ballot: Ballot) -> KeptVote:
        """Keep an answer, as `cast_votes` does.

        Raises:
            NotFoundError: the picture, tag or voter does not exist.
            BusyError: too many votes wait, other work holds the picture, or the box is closed.
            UnavailableError: the graph did not answer. Casting the same ballot again is safe.
        """
        kept: KeptVote = await self._put(ballot)
        return kept

    async def withdraw(self, withdrawal: Withdrawal) -> bool:
        """Take an answer back, and tell whether there was one.

        Raises:
            BusyError: too many votes wait, other work holds the picture, or the box is closed.
            UnavailableError: the graph did not answer. Withdrawing again is safe.
        """
        withdrawn: bool = await self._put(withdrawal)
        return withdrawn

    async def close(self) -> None:
        """Refuse new votes, and write and answer those that wait."""
        self._closed = True
        while self._tasks:
            await asyncio.gather(*self._tasks.values())

    async def _put(self, paper: Ballot | Withdrawal) -> Any:
        if self._closed:
            raise BusyError("Taggy is being stopped and takes no votes now. Try again in a moment.")
        if self._waiting >= self.capacity:
            raise BusyError(f"More than {self.capacity} votes wait to be written. Try again in a moment.")
        entry = Entry(paper, asyncio.get_running_loop().create_future())
        self._waiting += 1
        VOTES_WAITING.inc()
        self._join(entry, paper.image if paper.image in self._lines else None)
        return await entry.told

    def _join(self, entry: Entry, line: str | None) -> None:
        self._lines.setdefault(line, deque()).append(entry)
        if line not in self._tasks:
            self._tasks[line] = asyncio.create_task(self._serve_shared() if line is None else self._serve_own(line))

    async def _serve_shared(self) -> None:
        """Write what stands in the shared line; where a picture is held, those of the batch get lines of their own."""
        line = self._lines[None]
        while line:
            batch = _draw(line)
            try:
                await self._write(batch, SHARED_LOCK_TIME)
            except PictureHeldError:
                left = [entry for entry in batch if not entry.done]
                apart = {entry.paper.image for entry in left}
                left += [entry for entry in line if entry.paper.image in apart]
                for entry in left:
                    if entry in line:
                        line.remove(entry)
                    self._join(entry, entry.paper.image)
        del self._tasks[None]

    async def _serve_own(self, picture: str) -> None:
        """Write the votes on one picture; once that works it goes back to the shared line."""
        line = self._lines[picture]
        while line:
            batch = _draw(line)
            try:
                async with self._own:
                    await self._write(batch, OWN_LOCK_TIME)
            except PictureHeldError as error:
                self._fail([*batch, *line], error)
                line.clear()
                break
        else:
            del self._lines[picture]
        del self._tasks[picture]

    async def _write(self, batch: Sequence[Entry], lock_time: float) -> None:
        """Write a batch and tell each; one that is refused is halved until the bad one stands alone.

        Raises:
            PictureHeldError: a picture is held; who was not told anything yet was not written.
        """
        VOTE_BATCHES.observe(len(batch))
        try:
            results = await self._commit([entry.paper for entry in batch], lock_time)
        except PictureHeldError:
            raise
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            if len(batch) == 1 or isinstance(error, UnavailableError):
                self._fail(batch, error)
                return
            half = len(batch) // 2
            await self._write(batch[:half], lock_time)
            await self._write(batch[half:], lock_time)
        else:
            for entry, result in zip(batch, results, strict=True):
                if self._finish(entry):
                    entry.told.set_result(result)

    async def _commit(self, papers: Sequence[Ballot | Withdrawal], lock_time: float) -> Sequence[Any]:
        ballots = [paper for paper in papers if isinstance(paper, Ballot)]
        if ballots:
            return await cast_votes(self.graph, ballots, lock_time)
        return [await self._withdraw(paper, lock_time) for paper in papers if isinstance(paper, Withdrawal)]

    async def _withdraw(self, paper: Withdrawal, lock_time: float) -> bool:
        pairs = [(paper.image, paper.tag)]
        gone = [await withdraw_votes(self.graph, voter, pairs, "withdrawn", lock_time) for voter in paper.voters]
        return any(gone)

    def _fail(self, entries: Iterable[Entry], error: Exception) -> None:
        for entry in entries:
            if self._finish(entry):
                entry.told.set_exception(error)

    def _finish(self, entry: Entry) -> bool:
        """Note that an entry waits no more, and tell whether its caller still does."""
        if not entry.done:
            self._waiting -= 1
            VOTES_WAITING.dec()
        entry.done = True
        return not entry.told.done()


def _draw(line: deque[Entry]) -> list[Entry]:
    """Take the next batch from a line: ballots of different keys, or one withdrawal; the others keep their places."""
    batch: list[Entry] = []
    later: list[Entry] = []
    taken: set[str] = set()
    while line and len(batch) < LARGEST:
        if batch and isinstance(line[0].paper, Withdrawal):
            break
        entry = line.popleft()
        (later if taken & entry.keys else batch).append(entry)
        taken |= entry.keys
        if isinstance(entry.paper, Withdrawal):
            break
    line.extendleft(reversed(later))
    return batch
