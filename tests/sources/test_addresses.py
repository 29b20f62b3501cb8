"""Addresses: which are public, compared with what Python knows of the registries, and which may be asked."""

from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.addresses import describe_address, find_origin, is_public, read_address
from taggy.errors import AddressError

# of IANA's registries of special addresses, and what RFC 1112 and 4291 keep for other ends
NOT_PUBLIC: list[IPv4Network | IPv6Network] = [
    *(
        IPv4Network(text)
        for text in (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/29", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
        )
    ),
    *(
        IPv6Network(text)
        for text in (
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:2::/48", "2001:db8::/32", "2002::/16", "fc00::/7",
            "fe80::/10", "fec0::/10", "ff00::/8",
        )
    ),
]  # fmt: skip
FOURS = st.integers(0, 2**32 - 1).map(IPv4Address)
SIXES = st.integers(0, 2**128 - 1).map(IPv6Address) | st.integers(2 << 124, (4 << 124) - 1).map(IPv6Address)


@given(st.sampled_from(NOT_PUBLIC).flatmap(lambda net: st.integers(0, net.num_addresses - 1).map(net.__getitem__)))
def test_no_special_address_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(address)


@given(FOURS | SIXES)
def test_what_is_public_is_one_hosts_of_the_internet(address: IPv4Address | IPv6Address) -> None:
    special = address.is_private or address.is_loopback or address.is_link_local or address.is_unspecified
    if is_public(address):
        assert (address.is_global, special, address.is_multicast, address.is_reserved) == (True, False, False, False)
    elif isinstance(address, IPv4Address):
        assert not address.is_global or address.is_multicast or address.is_reserved


@given(FOURS)
def test_what_stands_for_another_address_is_judged_by_that(address: IPv4Address) -> None:
    assert is_public(IPv6Address(f"::ffff:{address}")) == is_public(address)
    assert is_public(IPv6Address(f"64:ff9b::{address}")) == is_public(address)
    assert not is_public(IPv6Address(f"::{address}"))
    assert not is_public(IPv6Address((0x2002 << 112) | (int(address) << 80)))
    assert not is_public(IPv6Address((0x20010000 << 96) | (int(address) ^ 0xFFFFFFFF)))


def test_addresses_of_sites_are_public() -> None:
    assert all(map(is_public, map(IPv4Address, ("1.1.1.1", "93.184.216.34", "172.15.0.1", "223.255.255.254"))))
    assert all(map(is_public, map(IPv6Address, ("2606:4700::1111", "2a00:1450::1", "64:ff9b::101:101"))))


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/a", "file:///etc/passwd", "javascript:alert(1)", "data:image/png;base64,", "//example.org/a",
        "/a.png", "", "http:///a.png", "http://:80/", "https://mary:secret@example.org/", "http://example.org:0/",
        "http://example.org:99999/", "http://exa\nmple.org/", "http://①②⑦.⓪.⓪.①/", "http://[::1/",
        "http://127.0.0.1\\@example.org/", f"http://example.org/{'a' * 8_000}",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_site_is_refused_and_no_password_told(text: str) -> None:
    with pytest.raises(AddressError) as refused:
        read_address(text)
    assert "secret" not in str(refused.value)
    assert len(str(refused.value)) < 500


@given(st.text() | st.text(st.characters(codec="ascii")).map("http://{}".format))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with suppress(AddressError):
        url = read_address(text, {"a": text})
        assert url.scheme in ("http", "https")
        assert url.raw_host
        assert find_origin(url).isascii()
        assert describe_address(url).isascii()


def test_an_address_is_read_with_its_parameters() -> None:
    url = read_address("HTTPS://Example.org/a b.json?page=1#top", {"tags": "cat & dog", "page": "2"})
    assert str(url) == "https://example.org/a%20b.json?page=2&tags=cat+%26+dog"
    assert str(read_address("http://xn--.example.org/")) == "http://xn--.example.org/", (
        "whether it is known, names tell"
    )
    assert describe_address(url) == "https://example.org/a%20b.json"
    assert {find_origin(read_address(text)) for text in ("https://example.org", "HTTPS://EXAMPLE.org:443/a")} == {
        "https://example.org:443"
    }
