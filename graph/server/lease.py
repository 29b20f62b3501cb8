"""A lease on the local Neo4j: the server runs while anyone holds one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from taggy.errors import ServerError
from taggy.settings import Settings


@dataclass(frozen=True)
class LocalServer:
    """Where the local Neo4j listens, and its password."""

    uri: str
    password: str


@asynccontextmanager
async def lease_local_server(settings: Settings) -> AsyncIterator[LocalServer]:
    """Hold the local Neo4j."""
    raise ServerError(f"not built yet ({settings.home})")
    yield LocalServer("", "")
