"""Asking: one request in its turn, with its redirects, to public addresses only; what fails is told in our errors."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self, TypeVar
from urllib.parse import unquote

import httpcore
import httpx

from sources.addresses import PublicNetwork, describe_address, find_origin, read_address
from sources.politeness import LEAST, AgainError, Patience, Turns, read_rest, read_wait
from sources.sites import Pace
from taggy import __version__
from taggy.errors import AddressError, FetchError, GoneError, SiteError
from taggy.settings import Settings

LOGS = logging.getLogger("taggy.asking")
ELSEWHERE = (Pace(4, 1.0),)  # how often a host is asked that only keeps a site's files
REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 5
GONE = {401, 403, 404, 410, 451}
UNUSUAL = {304, 416}  # nothing newer, a range outside the file: what only a download asks for
LATER = {408, 425, 429}  # and all from 500 on
TIMEOUTS = {"connect": 10.0, "read": 30.0, "write": 30.0}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: of a `kind` of request to the site, `None` for a file; its body comes in `seconds`, or not at all.

    `private` headers, which may hold a key, go to the site's own origin only.
    """

    url: httpx.URL
    seconds: float
    kind: str | None
    headers: Mapping[str, str]
    private: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and its body as it is sent; `url` is what gave it, after redirects."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    chunks: AsyncIterator[bytes]


class Asker:
    """Asks one site, and whoever keeps its files; an async context manager.

    `address` is the site's. What a caller's headers hold, such as a key, goes to its origin only. Where it is empty no
    site is asked, but addresses that the user has given: each host has the paces for itself.
    """

    def __init__(self, settings: Settings, address: str, paces: Sequence[Pace]) -> None:
        self.settings = settings
        self._paces = paces
        self._home = read_address(address) if address else None
        trusted = {find_origin(read_address(site)) for site in settings.trusted_sites}
        # a site of the public internet leads nobody to a server of the user's own
        self._trusted = trusted if not self._home or find_origin(self._home) in trusted else frozenset[str]()
        self._secrets = _list_secrets(settings)
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._agent = f"Taggy/{__version__}{contact}"

    async def __aenter__(self) -> Self:
        """Open what connections need."""
        self._stack = AsyncExitStack()
        context = httpx.create_ssl_context(trust_env=False)
        network = PublicNetwork()
        self._public = httpcore.AsyncConnectionPool(
            ssl_context=context, network_backend=network, max_connections=8, keepalive_expiry=15
        )
        self._own = httpcore.AsyncConnectionPool(ssl_context=context, max_connections=8, keepalive_expiry=15)
        self._turns = self._stack.enter_context(Turns(self.settings.home))
        await self._stack.enter_async_context(self._public)
        await self._stack.enter_async_context(self._own)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._stack.aclose()

    async def persist(self, request: Request, attempt: Callable[[], Awaitable[T]], patience: Patience) -> T:
        """Make an attempt until it does not end in an `AgainError`; the site rests in between.

        Raises:
            FetchError: as the attempt, or the patience is at its end.
        """
        while True:
            try:
                return await attempt()
            except AgainError as error:
                wait = patience.choose_wait(error)
                LOGS.info("%s Asking again in %.0f s.", error, wait)
                self._turns.let_rest(self._find_site(request.url, request.kind), wait)

    @asynccontextmanager
    async def ask(self, request: Request) -> AsyncIterator[Answer]:
        """Ask in its turn, and follow where it leads.

        Raises:
            AgainError: no answer, or none now.
            FetchError: it is not asked, not there, or no answer of a site.
        """
        url, origin = request.url, find_origin(request.url)
        for _ in range(MOST_REDIRECTS + 1):
            trusted = find_origin(url) == origin and origin in self._trusted
            await self._wait_turn(url, request.kind)
            async with self._send(url, request, self._own if trusted else self._public) as answer:
                if answer.status not in REDIRECTS:
                    self._judge(answer, request.kind)
                    yield answer
                    return
                url = _follow(answer)
        raise AddressError(f"{describe_address(request.url)} leads on and on: more than {MOST_REDIRECTS} redirects.")

    async def _wait_turn(self, url: httpx.URL, kind: str | None) -> None:
        site = self._find_site(url, kind)
        paces = self._paces if not self._home or site == self._home.host else ELSEWHERE
        while wait := self._turns.take(site, paces, kind or ""):
            rest = self._turns.find_rest(site)
            if rest > self.settings.site_pause:
                raise FetchError(f"{site} asks to be left alone for {rest:.0f} s more. Do the same again after that.")
            await asyncio.sleep(wait)

    def _find_site(self, url: httpx.URL, kind: str | None) -> str:
        """Find under which name turns are kept: the site's, but a file's host's own."""
        return url.host if self._home is None or kind is None else self._home.host

    @asynccontextmanager
    async def _send(
        self, url: httpx.URL, request: Request, pool: httpcore.AsyncConnectionPool
    ) -> AsyncIterator[Answer]:
        """Send it and yield the answer; what is wrong with that or its body becomes one of our errors."""
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = self._write_headers(url, request)
        name = describe_address(url)
        try:
            async with (
                asyncio.timeout(self.settings.answer_timeout) as limit,
                pool.stream("GET", target, headers=sent, extensions={"timeout": TIMEOUTS}) as response,
            ):
                limit.reschedule(asyncio.get_running_loop().time() + request.seconds)
                yield Answer(url, response.status, httpx.Headers(response.headers), response.aiter_stream())
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise AgainError(f"{name} does not answer in time.") from error
        except httpcore.NetworkError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise AddressError(f"{name} does not prove who it is ({error}).") from error
            raise AgainError(f"{name} does not answer ({error}).") from error
        except httpcore.RemoteProtocolError as error:
            raise AgainError(f"{name} breaks off, or sends what is no HTTP.") from error
        except httpcore.LocalProtocolError:
            raise FetchError(f"{name} cannot be asked: a header or key holds what no header may.") from None

    def _write_headers(self, url: httpx.URL, request: Request) -> list[tuple[str, str]]:
        """Write the headers; a caller's own go to the site only, and so does every key."""
        home = self._home is not None and find_origin(self._home) == find_origin(url)
        if not home and any(secret in text for secret in self._secrets for text in (str(url), unquote(str(url)))):
            raise AddressError(f"{describe_address(url)} is not asked: the address holds a key of another site.")
        basics = {"Host": url.netloc.decode(), "User-Agent": self._agent, "Accept": "*/*"}
        return list({**basics, **request.headers, **(request.private if home else {})}.items())

    def _judge(self, answer: Answer, kind: str | None) -> None:
        """Tell what an answer's status means."""
        name, status = describe_address(answer.url), answer.status
        if rest := read_rest(answer.headers):
            self._turns.let_rest(self._find_site(answer.url, kind), rest)
        if status in GONE:
            raise GoneError(f"{name} is not there, or not for us (status {status}).", status)
        if status in LATER or httpx.codes.is_server_error(status):
            raise AgainError(
                f"{name} cannot answer now (status {status}).", wait=read_wait(answer.headers), least=LEAST
            )
        if not httpx.codes.is_success(status) and status not in UNUSUAL:
            raise SiteError(f"{name} does not answer the request (status {status}).")


def _follow(answer: Answer) -> httpx.URL:
    """Find where a redirect leads."""
    try:
        return read_address(str(answer.url.join(answer.headers["Location"])))
    except (KeyError, httpx.InvalidURL):
        raise SiteError(f"{describe_address(answer.url)} leads on to no address.") from None


def _list_secrets(settings: Settings) -> list[str]:
    values = (getattr(settings, name) for name in Settings.model_fields if name.endswith(("_key", "_token")))
    return [value.get_secret_value() for value in values if value and value.get_secret_value()]
