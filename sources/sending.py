"""Sending: one request on its way, and what may go wrong with it on the wire, told in our errors."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self

import httpcore
import httpx

from sources.addresses import find_host
from sources.network import PublicNetwork
from sources.politeness import AgainError
from taggy.errors import FetchError, SiteError

TIMEOUTS = {"connect": 10.0, "read": 30.0, "write": 30.0}  # seconds without anything
KEPT = 15.0  # seconds that a connection is kept for the next request


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and its body as it is sent; `name` says in messages what gave it."""

    url: httpx.URL
    name: str
    status: int
    headers: httpx.Headers
    chunks: AsyncIterator[bytes]


class Sender:
    """Sends requests, to public addresses unless a host is trusted; an async context manager."""

    def __init__(self, patience: float) -> None:
        self._patience = patience

    async def __aenter__(self) -> Self:
        """Open the pools of connections; what is set in the environment, such as a proxy, is not used."""
        self._stack = AsyncExitStack()
        context, anywhere = httpx.create_ssl_context(trust_env=False), httpcore.AnyIOBackend()
        self._public = await self._open_pool(context, PublicNetwork(anywhere))
        self._trusted = await self._open_pool(context, anywhere)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._stack.aclose()

    async def _open_pool(
        self, context: ssl.SSLContext, network: httpcore.AsyncNetworkBackend
    ) -> httpcore.AsyncConnectionPool:
        pool = httpcore.AsyncConnectionPool(context, keepalive_expiry=KEPT, network_backend=network)
        return await self._stack.enter_async_context(pool)

    @asynccontextmanager
    async def send(
        self, url: httpx.URL, headers: Mapping[str, str], *, name: str, seconds: float, trusted: bool
    ) -> AsyncIterator[Answer]:
        """Send a request and yield the answer, whose body comes within `seconds`.

        Raises:
            AgainError: no answer, or no whole one.
            AddressError: the host is not public.
            SiteError: it is another one.
        """
        pool = self._trusted if trusted else self._public
        try:
            async with asyncio.timeout(self._patience) as limit, _open_stream(pool, url, headers) as response:
                limit.reschedule(asyncio.get_running_loop().time() + seconds)
                yield Answer(url, name, response.status, httpx.Headers(response.headers), response.aiter_stream())
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise AgainError(f"{name} does not answer in time.") from error
        except (httpcore.NetworkError, ssl.SSLError) as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise SiteError(f"{name} does not prove who it is ({error}).") from error
            raise AgainError(f"{name} does not answer ({error}).") from error
        except httpcore.RemoteProtocolError as error:
            raise AgainError(f"{name} breaks off, or sends what is no HTTP.") from error


@asynccontextmanager
async def _open_stream(
    pool: httpcore.AsyncConnectionPool, url: httpx.URL, headers: Mapping[str, str]
) -> AsyncIterator[httpcore.Response]:
    """Open the stream of an answer.

    Raises:
        FetchError: a header holds what none may; it is not named, for it may be a key.
    """
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    refusal = FetchError(f"{find_host(url)} cannot be asked: a key or another header holds what none may.")
    try:
        sent = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    except UnicodeEncodeError:
        raise refusal from None
    try:
        async with pool.stream("GET", target, headers=sent, extensions={"timeout": TIMEOUTS}) as response:
            yield response
    except httpcore.LocalProtocolError:
        raise refusal from None
