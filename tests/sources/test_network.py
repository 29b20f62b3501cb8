"""The network: what is connected to is the very address that was judged."""

import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import pytest

from sources.network import PublicNetwork, find_public
from taggy.errors import AddressError, FetchError

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"


class Wire(httpcore.AsyncNetworkBackend):
    """Connects to nothing, and remembers to what it should have."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse the connection."""
        assert (port, timeout, local_address, socket_options) == (443, 5.0, None, None)
        self.tried.append(host)
        raise httpcore.ConnectError("refused")


class Names:
    """A name server that gives one answer after another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[list[str] | OSError] = []
        monkeypatch.setattr(socket, "getaddrinfo", self.answer)

    def answer(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        """Answer as the system does."""
        assert host == "example.test"
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


async def test_a_name_that_changes_its_address_is_judged_by_what_is_connected_to(names: Names) -> None:
    names.answers = [[PUBLIC], ["127.0.0.1"]]
    wire = Wire()
    with pytest.raises(httpcore.ConnectError, match="refused"):
        await PublicNetwork(wire).connect_tcp("example.test", 443, 5.0)
    assert (wire.tried, len(names.answers)) == ([PUBLIC], 1), "the name is asked for once"
    with pytest.raises(AddressError, match=r"example\.test is 127\.0\.0\.1, which is not public"):
        await PublicNetwork(wire).connect_tcp("example.test", 443, 5.0)
    assert wire.tried == [PUBLIC]


async def test_only_public_addresses_of_a_name_are_tried_each_once(names: Names) -> None:
    names.answers = [["10.0.0.1", PUBLIC, "fe80::1%2", PUBLIC, OTHER, "::ffff:127.0.0.1"]]
    wire = Wire()
    with pytest.raises(httpcore.ConnectError):
        await PublicNetwork(wire).connect_tcp("example.test", 443, 5.0)
    assert wire.tried == [PUBLIC, OTHER]


async def test_an_unknown_name_is_told_from_a_name_server_that_is_away(names: Names) -> None:
    names.answers = [socket.gaierror(socket.EAI_NONAME, "unknown"), socket.gaierror(socket.EAI_AGAIN, "away")]
    with pytest.raises(FetchError, match=r"The host example\.test is not known"):
        await find_public("example.test", 443)
    with pytest.raises(httpcore.ConnectError, match="nobody can say now"):
        await find_public("example.test", 443)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::1", "0"])
async def test_the_loopback_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(AddressError, match="not public"):
        await find_public(host, 80)
