"""Asking: a request in its turn, with its redirects and only the keys that are meant for whom it reaches."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self, TypeVar
from urllib.parse import quote, unquote

import httpx

from sources.addresses import describe_address, find_host, find_origin, read_address
from sources.politeness import LEAST, AgainError, Patience, Turns, read_rest, read_wait
from sources.sending import Answer, Sender
from sources.sites import Pace
from taggy import __version__
from taggy.errors import AddressError, FetchError, GoneError, SiteError
from taggy.settings import Settings

LOGS = logging.getLogger("taggy.asking")
ELSEWHERE = (Pace(4, 1.0),)  # how often a host is asked that only keeps a site's files
AT_ONCE = 4  # requests of a site that are under way
REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 5
GONE = {401, 403, 404, 410, 451}
LATER = {408, 425, 429}  # and all of the server's own errors
UNUSUAL = {304, 416}  # nothing newer, a range outside the file: what only a download asks for
SHOWN = "/:[]@!$&'()*+,;="  # signs that stand in a message as they are
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


class Asker:
    """Asks one site, and whoever keeps its files: see `Fetcher`."""

    def __init__(self, settings: Settings, address: str, paces: Sequence[Pace]) -> None:
        self._settings = settings
        self._paces = paces
        self._home = read_address(address) if address else None
        trusted = {find_origin(read_address(site)) for site in settings.trusted_sites}
        # a site of the public internet leads nobody to a server of the user's own
        self._trusted = trusted if not self._home or find_origin(self._home) in trusted else set[str]()
        self._lines = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(AT_ONCE))
        self._keys = _list_keys(settings)
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._agent = f"Taggy/{__version__}{contact}"

    async def __aenter__(self) -> Self:
        """Open what connections need."""
        async with AsyncExitStack() as stack:
            self._turns = stack.enter_context(Turns(self._settings.home))
            self._sender = await stack.enter_async_context(Sender(self._settings.answer_timeout))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._stack.aclose()

    async def persist(self, request: Request, attempt: Callable[[], Awaitable[T]], patience: Patience) -> T:
        """Make an attempt until it does not end in an `AgainError`; the site rests in between.

        Raises:
            FetchError: as the attempt, or the patience is at its end.
        """
        site = self._find_site(request.url, request.kind)
        while True:
            try:
                return await attempt()
            except AgainError as error:
                wait = patience.choose_wait(error)
                LOGS.info("%s does not answer as it should. Asking again in %.1f s.", site, wait)
                self._turns.let_rest(site, wait)

    @asynccontextmanager
    async def ask(self, request: Request) -> AsyncIterator[Answer]:
        """Ask in its turn, a few at once, and follow where it leads.

        Raises:
            AgainError: no answer, or none now.
            FetchError: it is not asked, not there, or no answer of a site.
        """
        async with self._lines[self._find_site(request.url, request.kind)], self._ask_on(request) as answer:
            yield answer

    @asynccontextmanager
    async def _ask_on(self, request: Request) -> AsyncIterator[Answer]:
        url, origin = request.url, find_origin(request.url)
        for _ in range(MOST_REDIRECTS + 1):
            headers, name = self._write_headers(url, request), self.describe(url)
            trusted = find_origin(url) == origin and origin in self._trusted
            await self._wait_turn(url, request.kind)
            async with self._sender.send(url, headers, name=name, seconds=request.seconds, trusted=trusted) as answer:
                if answer.status not in REDIRECTS or "Location" not in answer.headers:
                    self._judge(answer, request.kind)
                    yield answer
                    return
                url = _follow(answer)
        raise AddressError(f"{self.describe(request.url)} leads on and on: more than {MOST_REDIRECTS} redirects.")

    def describe(self, url: httpx.URL) -> str:
        """Describe an address for a message, without any key that it may hold."""
        name = unquote(describe_address(url))
        for key in self._keys:
            name = name.replace(key, "***")
        return quote(name, safe=SHOWN)

    async def _wait_turn(self, url: httpx.URL, kind: str | None) -> None:
        site = self._find_site(url, kind)
        paces = self._paces if not self._home or site == find_host(self._home) else ELSEWHERE
        while wait := self._turns.take(site, paces, kind or ""):
            if wait > self._settings.site_pause:
                raise FetchError(f"{site} is to be left alone for {wait:,.0f} s more. Do the same again after that.")
            if wait > LEAST:
                LOGS.info("%s is left alone for %.0f s.", site, wait)
            await asyncio.sleep(wait)

    def _find_site(self, url: httpx.URL, kind: str | None) -> str:
        """Find under which name turns are kept: the site's, but a file's host's own."""
        return find_host(url if self._home is None or kind is None else self._home)

    def _write_headers(self, url: httpx.URL, request: Request) -> dict[str, str]:
        """Write the headers; a caller's own go to the site only, and so does every key."""
        home = self._home is not None and find_origin(self._home) == find_origin(url)
        if not home and any(key in unquote(str(url)) for key in self._keys):
            raise AddressError(
                f"{self.describe(url)} is not asked: the address holds a key, which is for its site alone."
            )
        ours = {"Host": url.netloc.decode(), "User-Agent": self._agent, "Accept": "*/*", **request.headers}
        return {**ours, **request.private} if home else ours

    def _judge(self, answer: Answer, kind: str | None) -> None:
        """Tell what an answer's head means, and let the site rest where that asks for it."""
        status, rest, wait = answer.status, read_rest(answer.headers), None
        later = status in LATER or httpx.codes.is_server_error(status)
        if later:
            wait = read_wait(answer.headers)
        if rest or wait:
            self._turns.let_rest(self._find_site(answer.url, kind), max(rest, wait or 0.0))
        if later:
            raise AgainError(f"{answer.name} cannot answer now (status {status}).", wait=wait, least=LEAST)
        if status in GONE:
            raise GoneError(f"{answer.name} is not there, or not for us (status {status}).", status)
        if not httpx.codes.is_success(status) and status not in UNUSUAL:
            raise SiteError(f"{answer.name} does not answer the request (status {status}).")


def _follow(answer: Answer) -> httpx.URL:
    """Find where a redirect leads; it is not told, for it may hold a key.

    Raises:
        AddressError: to nothing that may be asked.
    """
    try:
        return read_address(str(answer.url.join(answer.headers["Location"])))
    except (AddressError, httpx.InvalidURL, ValueError):
        raise AddressError(f"{answer.name} leads on to what is no http or https address of a host.") from None


def _list_keys(settings: Settings) -> list[str]:
    values = (getattr(settings, name) for name in Settings.model_fields if name.endswith(("_key", "_token")))
    return [value.get_secret_value() for value in values if value and value.get_secret_value()]
