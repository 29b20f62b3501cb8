"""Addresses: which may be asked at all, judged by the very address that is connected to."""

import asyncio
import socket
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore
import httpx

from taggy.errors import AddressError

MOST = 8_000  # characters
GLOBAL = IPv6Network("2000::/3")  # what is given out for the public internet (RFC 4291)
TRANSLATED = IPv6Network("64:ff9b::/96")  # an IPv4 address behind a translator (RFC 6052)
SHOWN = 200  # characters of an address in a message


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one host's of the public internet.

    An address that stands for another one (IPv4-mapped, translated) is judged by that; tunnels (6to4, Teredo), which
    hide where they end, are not public.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    if address in TRANSLATED:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in GLOBAL and address.is_global and not (address.sixtofour or address.teredo)


def read_address(text: str, params: Mapping[str, str] | None = None) -> httpx.URL:
    """Read an address that may be asked, and add parameters to it.

    Raises:
        AddressError: it is too long, no http(s), has no host, or names a user.
    """
    try:
        url = httpx.URL(text)
        url = url.copy_merge_params(params) if params else url
        asked = url.scheme in ("http", "https") and url.host and not url.userinfo
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise AddressError(f"{_shorten(text)} is no address. Give one that begins with https://.") from None
    if not asked or len(str(url)) > MOST:
        raise AddressError(
            f"{describe_address(url)} is not asked: it must be http or https, name a host and no user, and have at "
            f"most {MOST} characters."
        )
    return url.copy_with(fragment=None)


def describe_address(url: httpx.URL) -> str:
    """Describe an address for a message: without its query and user, which may hold a key, and not too long."""
    return _shorten(f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode().partition('?')[0]}")


def _shorten(text: str) -> str:
    text = text.partition("?")[0]
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def find_origin(url: httpx.URL) -> str:
    """Find an address's origin: scheme, host, and the port where it is not the scheme's own."""
    return f"{url.scheme}://{url.netloc.decode()}"


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only: it asks for the name once, and connects to what it has judged."""

    def __init__(self) -> None:
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first public address of the host that answers.

        Raises:
            AddressError: the host is unknown, or has no public address.
        """
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        try:
            async with asyncio.timeout(timeout):
                addresses = await find_public(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"nobody said in time where {host} is") from error
        for address in addresses:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)


async def find_public(host: str, port: int) -> list[str]:
    """Find the public addresses of a host, in the system's order.

    Raises:
        AddressError: the host is unknown, or has none.
        httpcore.ConnectError: nobody can say now.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise httpcore.ConnectError(f"nobody can say now where {host} is") from error
        raise AddressError(f"The host {host} is not known. Look at its name.") from error
    addresses = [str(address[0]) for *_, address in found]
    public = [address for address in dict.fromkeys(addresses) if is_public(ip_address(address))]
    if not public:
        raise AddressError(
            f"{host} is {', '.join(dict.fromkeys(addresses))}, which is not public, and is not asked. If it is a "
            f"server of your own, name it in TAGGY_TRUSTED_SITES."
        )
    return public
