"""A link to Neo4j that can be slow, swallow what is sent, or be cut at the moment of a commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

COMMIT = b"\x00\x02\xb0\x12\x00\x00"  # Bolt's message, framed
CHUNK = 64 * 1024


class Link:
    """One connection: what comes from the client goes to the server, and back."""

    def __init__(self, proxy: "Proxy", client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.proxy = proxy
        self.client = client
        self.server = server
        self.swallows = False
        self.committing = False

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what one side sends to the other, as long as both are there."""
        with suppress(ConnectionError):
            while data := await reader.read(CHUNK):
                await asyncio.sleep(self.proxy.delay)
                if self._is_cut(data, to_server=writer is self.server):
                    self.proxy.cut = None
                    self.proxy.cuts += 1
                    break
                if not self.swallows:
                    writer.write(data)
                    await writer.drain()
        self.abort()

    def _is_cut(self, data: bytes, *, to_server: bool) -> bool:
        """Tell whether this is where to cut: a commit that is asked for, or the answer to one."""
        if not to_server:
            return self.committing
        commits = self.proxy.cut is not None and COMMIT in data
        self.committing = commits and self.proxy.cut == "after"
        return commits and self.proxy.cut == "before"

    def abort(self) -> None:
        """Cut it."""
        self.client.transport.abort()
        self.server.transport.abort()


class Proxy:
    """Passes connections on. `delay` holds every chunk back; `cut` ends the next commit before or after it happened."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.delay = 0.0
        self.cut: Literal["before", "after"] | None = None
        self.cuts = 0
        self.links: set[Link] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on until it ends."""
        server_reader, server_writer = await asyncio.open_connection(self.host, self.port)
        link = Link(self, writer, server_writer)
        self.links.add(link)
        await asyncio.gather(link.pass_on(reader, server_writer), link.pass_on(server_reader, writer))
        self.links.discard(link)

    def swallow(self) -> int:
        """Let every open connection swallow what is sent, and tell how many there were; new ones work."""
        for link in self.links:
            link.swallows = True
        return len(self.links)


@asynccontextmanager
async def open_proxy(host: str, port: int) -> AsyncIterator[tuple[Proxy, str]]:
    """Open a link to a server; yield it and its address."""
    proxy = Proxy(host, port)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    async with server:
        yield proxy, f"bolt://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for link in list(proxy.links):
            link.abort()
