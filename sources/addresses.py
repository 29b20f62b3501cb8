"""Addresses: which may be asked at all, and how they are named in messages."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import httpx

from taggy.errors import AddressError

PORTS = {"http": 80, "https": 443}
LAST_PORT = 65_535
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
        AddressError: it is too long, not http(s), has no host or no such port, or names a user.
    """
    try:
        url = httpx.URL(text)
        url = url.copy_merge_params(params) if params else url
    except (httpx.InvalidURL, UnicodeError, ValueError):
        shown = ascii(_shorten(text.rpartition("@")[2]))  # what stands before may be a password
        raise AddressError(f"{shown} is no address. Give one that begins with https://.") from None
    named = (
        url.scheme in PORTS and url.raw_host and not url.userinfo and (url.port is None or 0 < url.port <= LAST_PORT)
    )
    if not named or len(str(url)) > MOST:
        raise AddressError(
            f"{describe_address(url)} is not asked: it must be http or https, name a host and no user, and have at "
            f"most {MOST:,} characters."
        )
    return url.copy_with(fragment=None)


def describe_address(url: httpx.URL) -> str:
    """Describe an address for a message: without its query and user, which may hold a key, and not too long."""
    return _shorten(f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode()}")


def find_host(url: httpx.URL) -> str:
    """Find the host of an address, in ASCII."""
    return url.raw_host.decode()


def find_origin(url: httpx.URL) -> str:
    """Find the origin of an address: scheme, host and port."""
    return f"{url.scheme}://{find_host(url)}:{url.port or PORTS[url.scheme]}"


def _shorten(text: str) -> str:
    text = text.partition("?")[0]
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
