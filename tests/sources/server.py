"""A web server of the tests' own: gives what it was told to, remembers what it was asked, and can misbehave.

It runs in threads, so that a command can be run beside it: `with open_web() as web: web.answer("/a.json", {"a": 1})`.
Its address is a loopback's, which Taggy asks only where `TAGGY_TRUSTED_SITES` names it: `trust(settings, web)`.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sources.sites import Pace
from taggy.settings import Settings

PATIENT = 120
FAST = (Pace(1000, 1.0),)  # no test waits for its turn


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; the names of its headers are lower case."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. A `body` that is no bytes is sent chunk by chunk, unframed, and the connection closed after it.

    `length` is what Content-Length says, where that is a lie; after `cut` bytes of the body the connection is broken;
    and nothing is sent before `gate` is set.
    """

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    cut: int | None = None
    gate: threading.Event | None = None


Answer = Reply | bytes | dict[str, Any] | list[Any] | Callable[[Asked], "Answer"]


class Web:
    """The server: where it is, what it was asked, and what it gives; all else is 404.

    `close` cuts all its connections and frees its port, as a network that goes away does.
    """

    def __init__(self, port: int, close: Callable[[], None]) -> None:
        self.close = close
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answer]] = {}

    def answer(self, path: str, *answers: Answer) -> str:
        """Answer a path with these in turn, then with the last for good; return its address.

        A dict or list is sent as JSON, bytes as a file, of which parts can be asked for where they have an ETag; a
        function is given the request.
        """
        self._answers[path] = list(answers)
        return f"{self.address}{path}"

    def count(self, path: str) -> int:
        """Count the requests for a path."""
        return sum(asked.path == path for asked in self.asked)

    def choose(self, asked: Asked) -> Reply:
        """Choose what is sent to a request."""
        self.asked.append(asked)
        left = self._answers.get(asked.path)
        if not left:
            return Reply(b'{"error": "not found"}', 404, {"Content-Type": "application/json"})
        return _write_reply(left.pop(0) if len(left) > 1 else left[0], asked)


def _write_reply(answer: Answer, asked: Asked) -> Reply:
    if isinstance(answer, Reply):
        return _choose_part(answer, asked)
    if isinstance(answer, bytes):
        return _choose_part(Reply(answer, headers={"Content-Type": "application/octet-stream"}), asked)
    if callable(answer):
        return _write_reply(answer(asked), asked)
    return Reply(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})


def _choose_part(reply: Reply, asked: Asked) -> Reply:
    """Give the part that was asked for, or nothing new, as a server does that knows its files by ETag."""
    tag = reply.headers.get("ETag")
    if not tag or reply.status != 200 or not isinstance(reply.body, bytes):
        return reply
    if asked.headers.get("if-none-match") == tag:
        return Reply(status=304, headers=reply.headers)
    if "range" not in asked.headers or asked.headers.get("if-range", tag) != tag:
        return reply
    start, size = int(asked.headers["range"].removeprefix("bytes=").partition("-")[0]), len(reply.body)
    if start >= size:
        return Reply(status=416, headers={**reply.headers, "Content-Range": f"bytes */{size}"})
    part = {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
    return Reply(reply.body[start:], 206, {**reply.headers, **part}, cut=reply.cut, gate=reply.gate)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.web = Web(self.server_address[1], self.close)
        self._open: set[Any] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close it and all its connections."""
        self.shutdown()
        self._thread.join()
        self.server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, *_: Any) -> None:
        """Say nothing of whoever hung up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Answer one request."""
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.web.choose(Asked(parts.path, dict(parse_qsl(parts.query, True)), headers))
        if reply.gate:
            reply.gate.wait(PATIENT)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = reply.cut is not None or reply.length is not None
            return
        self.send_header("Connection", "close")
        self.end_headers()
        for chunk in reply.body:
            self.wfile.write(chunk)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def open_web(port: int = 0) -> Iterator[Web]:
    """Open a server on a port of the loopback, a free one unless it is said."""
    server = _Server(port)
    try:
        yield server.web
    finally:
        server.close()


def trust(settings: Settings, *webs: Web) -> Settings:
    """Set that these servers may be asked, although they are on the loopback."""
    return settings.model_copy(update={"trusted_sites": [web.address for web in webs]})
