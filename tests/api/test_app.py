"""The application: starts without torch, goes on with joins that were cut off, and outlives its database's absence."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from graph.connection import Graph
from graph.server.home import locate_home, read_password
from graph.voters import add_voter
from taggy.errors import UnavailableError
from taggy.settings import Settings
from tests.api.conftest import A, problem
from tests.seeds import run

Start = Callable[[Settings], Awaitable[FastAPI]]


def test_neither_the_app_nor_the_commands_import_torch() -> None:
    heavy = ("torch", "timm", "onnxruntime", "ray", "open_clip", "matplotlib")
    code = f"import api.app, cli.main, sys; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"


async def test_a_join_that_was_cut_off_is_finished_at_the_start(
    start: Start, settings: Settings, library: Graph
) -> None:
    anonymous = await add_voter(library, None, "anonymous")
    account = await add_voter(library, "Ada", "voter")
    await run(
        library,
        """MATCH (a:Voter {id: $a}), (b:Voter {id: $b}), (i:Image {id: $i}), (t:Tag {name: 'sunset'})
           CREATE (a)-[:IS {key: $a + '|' + $b, at: datetime()}]->(b)
           CREATE (i)-[:SORT {key: 'k', voter: $a, answer: 'yes', response: true, at: datetime()}]->(t)""",
        a=anonymous.id,
        b=account.id,
        i=A,
    )
    app = await start(settings)
    async with asyncio.timeout(60):
        done: list[dict[str, object]] = []
        while done != [{"done": True}]:
            await asyncio.sleep(0.05)
            done = await run(library, "MATCH ()-[is:IS]->() RETURN is.doneAt IS NOT NULL AS done")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        [tag] = (await client.get(f"/api/v1/images/{A}")).json()["tags"]
    assert (tag["name"], tag["yes"]) == ("sunset", 1)


class Wire:
    """A wire to the real server that can be cut, held without a word, and mended."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.held = False
        self.server: asyncio.Server | None = None
        self.port = 0
        self.writers: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        """Listen, on the same port as before."""
        if self.held:
            self.held = False
            for writer in self.writers.copy():
                writer.close()
            return
        self.server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Close the port and every connection."""
        assert self.server
        self.server.close()
        for writer in self.writers.copy():
            writer.close()

    async def hold(self) -> None:
        """Drop every connection; accept new ones and say nothing."""
        self.held = True
        for writer in self.writers.copy():
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        try:
            if self.held:
                await reader.read()
                return
            there, back = await asyncio.open_connection(*self.target)
            self.writers.add(back)
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        except OSError:
            pass
        finally:
            writer.close()
            self.writers.discard(writer)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while chunk := await source.read(65536):
                sink.write(chunk)
                await sink.drain()
        finally:
            sink.close()
            self.writers.discard(sink)


@asynccontextmanager
async def lay_wire(graph: Graph) -> AsyncIterator[Wire]:
    info = await graph.driver.get_server_info()
    address = urlsplit(f"//{info.address.host}:{info.address.port}")
    wire = Wire(str(address.hostname), address.port or 0)
    await wire.mend()
    yield wire
    await wire.cut()


ROUTES = [
    ("GET", "/api/v1/session", None),
    ("POST", "/api/v1/session", {}),
    ("GET", "/api/v1/questions", None),
    ("POST", "/api/v1/votes", {"image": A, "tag": "sunset", "answer": "yes"}),
    ("POST", "/api/v1/panics", {"image": A}),
    ("GET", f"/api/v1/images/{A}", None),
    ("GET", "/api/v1/tags", None),
    ("GET", f"/media/{A}", None),
]


@pytest.mark.parametrize("how", ["cut", "hold"])
async def test_every_route_is_unavailable_while_the_database_is_and_recovers(
    how: str, start: Start, settings: Settings, server_settings: Settings, library: Graph
) -> None:
    password = server_settings.neo4j_password or SecretStr(read_password(locate_home(server_settings)))
    async with lay_wire(library) as wire:
        app = await start(
            settings.model_copy(
                update={
                    "neo4j_uri": f"bolt://127.0.0.1:{wire.port}",
                    "neo4j_password": password,
                    "request_timeout": 6.0,
                }
            )
        )
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client:
            assert (await client.post("/api/v1/session", json={})).status_code == 200
            await (wire.cut() if how == "cut" else wire.hold())
            async with asyncio.timeout(30):
                answers = await asyncio.gather(
                    *(client.request(method, path, json=body) for method, path, body in ROUTES)
                )
                health = await client.get("/api/v1/health")
            for answer in answers:
                assert answer.headers["retry-after"] == "2"
                detail = problem(answer, 503, "unavailable")
                assert detail == "The database does not answer now. Try again in a moment."
            assert (health.status_code, health.json()) == (503, {"status": "down"})
            assert (await client.get("/")).status_code == 200
            await wire.mend()
            async with asyncio.timeout(60):
                while health.status_code != 200:
                    await asyncio.sleep(0.1)
                    health = await client.get("/api/v1/health")
            vote = await client.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "yes"})
            assert vote.json()["outcome"] == "new"


async def test_a_database_that_never_was_there_is_named_at_the_start(settings: Settings, unused_tcp_port: int) -> None:
    app = create_app(settings.model_copy(update={"neo4j_uri": f"bolt://127.0.0.1:{unused_tcp_port}"}))
    with pytest.raises(UnavailableError, match="Neo4j does not answer now"):
        async with app.router.lifespan_context(app):
            pass
