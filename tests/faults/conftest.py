"""A link to the run's Neo4j that tests can disturb."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from pydantic import SecretStr

from graph.connection import Graph
from graph.server.home import locate_home, read_password
from taggy.settings import Settings
from tests.faults.checks import check_derived
from tests.faults.proxy import Proxy, open_proxy


@pytest_asyncio.fixture
async def link(graph: Graph, server_settings: Settings, tmp_path: Path) -> AsyncIterator[tuple[Proxy, Settings]]:
    """A link to the run's Neo4j, and settings that go by it; afterwards every pair is what a rebuild gives."""
    host, port = (await graph.driver.get_server_info()).address[:2]
    password = server_settings.neo4j_password or SecretStr(read_password(locate_home(server_settings)))
    async with open_proxy(str(host), int(port)) as (proxy, uri):
        by_link = {"neo4j_uri": uri, "neo4j_password": password, "home": tmp_path, "request_timeout": 4.0}
        yield proxy, server_settings.model_copy(update=by_link)
    await check_derived(graph)
