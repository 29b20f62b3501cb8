"""The network: hosts with public addresses, each judged by the very address that is connected to."""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import ip_address

import httpcore

from sources.addresses import is_public
from taggy.errors import AddressError, FetchError


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only: it asks for the name once, and connects to what it has judged."""

    def __init__(self, network: httpcore.AsyncNetworkBackend) -> None:
        self._network = network

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
            AddressError: the host has no public address.
            FetchError: it is unknown.
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
        AddressError: it has none.
        FetchError: it is unknown.
        httpcore.ConnectError: nobody can say now.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise httpcore.ConnectError(f"nobody can say now where {host} is") from error
        raise FetchError(f"The host {host} is not known. Look at its name, or whether the network is there.") from error
    addresses = [str(address[0]) for *_, address in found]
    public = [address for address in dict.fromkeys(addresses) if is_public(ip_address(address))]
    if not public:
        raise AddressError(
            f"{host} is {', '.join(dict.fromkeys(addresses))}, which is not public, and is not asked. If it is a "
            f"server of your own, name it in TAGGY_TRUSTED_SITES."
        )
    return public
