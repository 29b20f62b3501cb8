"""What every route works with: the graph, the router, the media, and the keys; one a process."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import Depends, Request

from api.filterdesk import FilterDesk
from api.limits import Limits
from api.modelprocess import ModelProcess
from api.tokens import AskedComparison, AskedPair, TokenSigner
from consensus.pairing import Pairer
from consensus.routing import Router
from graph.ballotbox import BallotBox
from graph.connection import Graph
from graph.gathering import Gathering
from graph.similar import Likeness
from graph.voters import Session
from media.store import MediaStore
from taggy.settings import Settings


@dataclass
class Background:
    """Work that goes on when the request that began it has been answered."""

    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start work, and keep it until it ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """Cut off what still runs; whoever began it made sure that it can be begun again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@dataclass(frozen=True)
class Context:
    """Everything that is opened once, at the start."""

    settings: Settings
    graph: Graph
    router: Router
    store: MediaStore
    tokens: TokenSigner[AskedPair]
    pair_tokens: TokenSigner[AskedComparison]
    metrics_key: bytes
    limits: Limits
    ballots: BallotBox
    visits: Gathering[Session]
    likeness: Likeness
    pairer: Pairer
    filtering: FilterDesk
    background: Background = field(default_factory=Background)
    model: ModelProcess = field(default_factory=ModelProcess)
    renders: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))


def read_context(request: Request) -> Context:
    """Return what was opened at the start."""
    context: Context = request.app.state.context
    return context


async def get_context(request: Request) -> Context:
    """Give a route what was opened at the start; a plain function would be called in a thread, for every request."""
    return read_context(request)


Opened = Annotated[Context, Depends(get_context)]
