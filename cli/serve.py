"""`taggy serve`: the voting page and the API."""

import asyncio
import socket
import webbrowser
from contextlib import suppress

import typer
import uvicorn

from graph.connection import open_graph
from graph.migrations import ensure_schema
from graph.server.home import locate_home
from graph.server.stop import stop_unused_server
from taggy.errors import InputError
from taggy.settings import Settings, load_settings

PATIENCE = 15


def serve(
    *,
    host: str | None = typer.Option(None, help="Address to listen on; TAGGY_HOST without it."),
    port: int | None = typer.Option(None, help="Port to listen on, 0 for a free one; TAGGY_PORT without it."),
    open_page: bool = typer.Option(False, "--open", help="Open the page in a browser."),
) -> None:
    """Serve the voting page and the API until Ctrl-C; requests that have begun are answered first.

    A local Neo4j that nobody else uses is stopped with it.
    """
    settings = load_settings()
    with _listen(settings.host if host is None else host, settings.port if port is None else port) as listener:
        asyncio.run(_prepare(settings))
        config = uvicorn.Config(
            "api.app:create_app",
            factory=True,
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=PATIENCE,
        )
        with suppress(KeyboardInterrupt):
            Server(config, settings.public_url or _name_address(listener), open_page=open_page).run([listener])
    if not settings.neo4j_uri:
        asyncio.run(stop_unused_server(locate_home(settings)))


class Server(uvicorn.Server):
    """A server that says where it is once it answers there."""

    def __init__(self, config: uvicorn.Config, address: str, *, open_page: bool) -> None:
        super().__init__(config)
        self.address = address
        self.open_page = open_page

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the application, and say so."""
        await super().startup(sockets)
        if self.started:
            typer.echo(f"Taggy is at {self.address} (Ctrl-C stops it)")
            if self.open_page:
                webbrowser.open(self.address)


async def _prepare(settings: Settings) -> None:
    """Bring the graph up before anybody is answered, so that what is wrong is said in one line."""
    async with open_graph(settings) as graph:
        await ensure_schema(graph)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise InputError(
            f"Taggy cannot listen on {host} port {port} ({error.strerror}). Choose another with --host or --port."
        ) from error


def _name_address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
