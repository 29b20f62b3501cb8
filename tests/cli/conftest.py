"""Fixtures for tests of commands that ask sites: a web server that they trust, and `taggy` in a process of its own."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from graph.connection import Graph
from taggy.settings import load_settings
from tests.conftest import Taggy
from tests.processes import Launch, open_launcher
from tests.sources.server import Web, open_web


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A web server that answers what the test tells it to, and that is asked without patience."""
    with open_web() as opened:
        monkeypatch.setenv("TAGGY_TRUSTED_SITES", json.dumps([opened.address]))
        monkeypatch.setenv("TAGGY_SITE_PATIENCE", "0.2")
        load_settings.cache_clear()
        yield opened


@pytest_asyncio.fixture
async def start(graph: Graph, taggy: Taggy) -> AsyncIterator[Launch]:
    """Start any command of `taggy` on the graph, with runners that lose a job soon."""
    assert graph
    assert callable(taggy)
    async with open_launcher(TAGGY_JOB_PATIENCE="3") as begin:
        yield begin
