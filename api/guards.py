"""Guards before every route: headers that protect, addresses and bodies that are refused, and a time limit."""

import asyncio
import logging
import re
import time
from urllib.parse import quote, urlsplit
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limits import Limits
from api.problems import answer_defect, answer_error, answer_http_error
from taggy.errors import PermissionRefusedError, TaggyError, UnavailableError
from taggy.logs import REQUEST
from taggy.metrics import REQUESTS
from taggy.settings import Settings

READING = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PREFIX = "/api/v1"
TRIALS = f"{PREFIX}/trials"  # the one address that takes the bytes of a picture
BYTES = "application/octet-stream"
FILTER = f"{PREFIX}/filter"  # the one address that takes many pictures
PARTS = "multipart/form-data"
KINDS = {TRIALS: BYTES, FILTER: PARTS}
METHODS = READING | {"POST", "PUT", "PATCH", "DELETE"}
_REQUEST_ID = re.compile("[0-9a-f]{32}")
_log = logging.getLogger("taggy.api")
_requests = logging.getLogger("taggy.requests")


class Envelope:
    """Puts a request id and the protecting headers on every answer, and answers what nobody else caught."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _name_request(Headers(scope=scope))
        previous = REQUEST.set(request_id)
        begun, status, start = False, 0, time.perf_counter()

        async def send_sealed(message: Message) -> None:
            nonlocal begun, status
            if message["type"] == "http.response.start":
                begun, status = True, message["status"]
                _seal(MutableHeaders(scope=message), request_id, scope["path"])
            await send(message)

        try:
            await self.app(scope, receive, send_sealed)
        except Exception as error:
            if begun:
                raise
            await _answer(error)(scope, receive, send_sealed)
        finally:
            _record(scope, status, time.perf_counter() - start)
            REQUEST.reset(previous)


def _name_request(headers: Headers) -> str:
    """Take over the id that a proxy gave, where it is one; else make one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _record(scope: Scope, status: int, seconds: float) -> None:
    """Count a request and log a line of it: who asked, and what stands in the query or the body, is left out."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    route, path = _name_route(scope), quote(scope["path"])
    REQUESTS.labels(method, route, str(status)).observe(seconds)
    facts = {"method": method, "route": route, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
    _requests.info("%s %s %d in %.1f ms", method, path, status, seconds * 1000, extra=facts)


def _name_route(scope: Scope) -> str:
    """Name the route as its description does; one name stands for all addresses that do not exist."""
    if path := getattr(scope.get("route"), "path", None):
        inside = scope["path"].startswith(PREFIX) and not path.startswith(PREFIX)  # a router knows only its own part
        return f"{PREFIX}{path}" if inside else str(path)
    return "/static" if scope["path"].startswith("/static/") else "none"


def _seal(headers: MutableHeaders, request_id: str, path: str) -> None:
    headers["X-Request-Id"] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    elif path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-cache")  # asked again each time, and answered 304 while unchanged


def _answer(error: Exception) -> JSONResponse:
    if isinstance(error, TaggyError):
        return answer_error(error)
    if isinstance(error, HTTPException):
        return answer_http_error(error)
    _log.error("a request failed", exc_info=error)
    return answer_defect()


class Gate:
    """Refuses requests by their head alone: an unknown host, another site's write, a body that is no JSON."""

    def __init__(self, app: ASGIApp, settings: Settings, limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self.settings = settings
        self.public = urlsplit(settings.public_url) if settings.public_url else None
        public_host = [self.public.hostname] if self.public and self.public.hostname else []
        self.hosts = {host.strip("[]").lower() for host in [*settings.allowed_hosts, *public_host]}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            self.limits.count_request(scope["client"][0] if scope["client"] else "unknown")
            self._check_host(headers)
            length = headers.get("content-length", "0")
            if length.isdecimal() and int(length) > find_limit(self.settings, scope):
                raise HTTPException(413)
            if scope["method"] not in READING:
                self._check_origin(headers)
                _check_content(scope, headers)
        await self.app(scope, receive, send)

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _read_hostname(f"//{hosts[0]}") not in self.hosts:
            named = hosts[0] if hosts else ""
            raise HTTPException(
                400, f"This Taggy does not answer as {named[:100]!r}. Name the host in TAGGY_ALLOWED_HOSTS."
            )

    def _check_origin(self, headers: Headers) -> None:
        origin = headers.get("origin")
        own = {headers.get("host", "").lower(), self.public.netloc.lower() if self.public else ""} - {""}
        foreign = origin is not None and (origin == "null" or _read_netloc(origin) not in own)
        if foreign or headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise PermissionRefusedError("Another site may not write here. Open Taggy's own page.")


def _read_hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _read_netloc(url: str) -> str | None:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return None


def _check_content(scope: Scope, headers: Headers) -> None:
    """Take JSON alone, and pictures where they are asked for: another site's page can send the rest without asking."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    wanted = KINDS.get(scope["path"], "application/json")
    if kind != wanted and (has_body or scope["method"] != "DELETE"):
        raise HTTPException(415, f"The body is {kind[:100]!r}. Send it as {wanted}.")


def find_limit(settings: Settings, scope: Scope) -> int:
    """Find how many bytes a body may have: pictures may be larger than all else."""
    return {TRIALS: settings.max_trial, FILTER: settings.max_filter}.get(scope["path"], settings.max_body)


class BodyLimit:
    """Refuses bodies that turn out larger than they may be."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, up to so many bytes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await RequestBodyLimitMiddleware(self.app, find_limit(self.settings, scope))(scope, receive, send)


class Head:
    """Answers HEAD as GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, receive, send_head)
        finally:
            scope["route"] = asked.get("route")


class Deadline:
    """Answers 503 where no answer has begun in time: a database that hangs must not hang the page."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, for so long."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.settings.filter_timeout if scope["path"] == FILTER else self.settings.request_timeout
        try:
            async with asyncio.timeout(limit) as patience:

                async def send_begun(message: Message) -> None:
                    patience.reschedule(None)
                    await send(message)

                await self.app(scope, receive, send_begun)
        except TimeoutError as error:
            if not patience.expired():
                raise
            raise UnavailableError(f"No answer in {limit:g} seconds. Try again in a moment.") from error
