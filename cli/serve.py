"""`taggy serve`: the voting page and the API."""

import asyncio
import multiprocessing.connection
import os
import signal
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from cli.child import keep_helpers
from graph.connection import open_graph
from graph.migrations import ensure_schema
from graph.server.home import locate_home
from graph.server.stop import stop_unused_server
from taggy.errors import InputError
from taggy.logs import describe_logs
from taggy.metrics import SHARED, empty_shared_folder
from taggy.settings import Settings, load_settings, secure_folder

if TYPE_CHECKING:
    from fastapi import FastAPI

PATIENCE = 15
START_TIME = 120.0
HANG_TIME = 30


def serve(
    *,
    host: str | None = typer.Option(None, help="Address to listen on; TAGGY_HOST without it."),
    port: int | None = typer.Option(None, help="Port to listen on, 0 for a free one; TAGGY_PORT without it."),
    workers: int | None = typer.Option(None, min=1, help="Processes that answer; TAGGY_WORKERS without it."),
    open_page: bool = typer.Option(False, "--open", help="Open the page in a browser."),
) -> None:
    """Serve the voting page and the API until Ctrl-C; requests that have begun are answered first.

    A runner of long work is started beside it, and one that looks at pictures as they come. A local Neo4j that nobody
    else uses is stopped with it.
    """
    settings = load_settings()
    secure_folder(settings.home)  # whatever fails for want of it later, fails in many lines
    with _listen(settings.host if host is None else host, settings.port if port is None else port) as listener:
        asyncio.run(_prepare(settings))
        config = uvicorn.Config(
            "cli.serve:create_worker",
            factory=True,
            workers=settings.workers if workers is None else workers,
            timeout_worker_healthcheck=HANG_TIME,
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_config=describe_logs(settings),
            log_level="warning",
            timeout_graceful_shutdown=PATIENCE,
        )
        address = settings.public_url or _name_address(listener)
        kind = Server if config.workers == 1 else Workers
        if config.workers > 1:
            os.environ[SHARED] = str(empty_shared_folder(settings.home))
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # after the last answer the rest is closed in order
        with keep_helpers(), suppress(KeyboardInterrupt):
            kind(config, listener, lambda: _announce(address, open_page=open_page)).run()
    if not settings.neo4j_uri:
        asyncio.run(stop_unused_server(locate_home(settings)))


def create_worker() -> "FastAPI":
    """Make the application of a process that answers; a worker stops when the process that started it is gone."""
    from api.app import create_app  # noqa: PLC0415 - heavy

    parent = multiprocessing.parent_process()
    if parent:
        Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()
    return create_app()


def _follow(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


class Server(uvicorn.Server):
    """A server in this process, which tells once it answers."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.listener = listener
        self.announce = announce

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until it is stopped."""
        super().run(sockets or [self.listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the application, and tell."""
        await super().startup(sockets)
        if self.started:
            self.announce()


class Workers(Multiprocess):
    """Several processes that share the listening socket, which tells once all of them answer.

    One that dies is replaced; each is asked to stop with this one, and answers first what it has begun.
    """

    def __init__(self, config: uvicorn.Config, listener: socket.socket, announce: Callable[[], None]) -> None:
        super().__init__(config, [listener])
        self.announce = announce

    def init_processes(self) -> None:
        """Start the workers, and tell."""
        super().init_processes()
        if all(worker.wait_until_ready(START_TIME, self.should_exit) for worker in self.processes):
            self.announce()

    def terminate_all(self) -> None:
        """Close the door, so that whoever comes now is refused instead of waiting, and ask the workers to stop."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


def _announce(address: str, *, open_page: bool) -> None:
    typer.echo(f"Taggy is at {address} (Ctrl-C stops it)")
    if open_page:
        webbrowser.open(address)


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
