"""Short work on the graph of the settings, as a command does it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from taggy.settings import load_settings

T = TypeVar("T")


def work_on_graph(work: Callable[[Graph], Awaitable[T]]) -> T:
    """Open the graph, bring its schema up, do the work and return what comes of it."""

    async def run() -> T:
        async with open_graph(load_settings()) as graph:
            await ensure_schema(graph)
            return await work(graph)

    return asyncio.run(run())
