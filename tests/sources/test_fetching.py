"""Fetching: what is asked of a site, how its answers are read, and what is refused of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.fetching import Fetcher
from sources.sites import Pace
from taggy.errors import AddressError, GoneError, SiteError
from taggy.settings import Settings
from tests.sources.server import Reply, Web, open_web, trust

FAST = (Pace(1000, 1.0),)


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as web:
        yield web


@pytest.fixture
def settings(tmp_path: Path, web: Web) -> Settings:
    return trust(Settings(home=tmp_path), web)


async def test_json_is_asked_for_by_name_and_decoded(web: Web, settings: Settings) -> None:
    url = web.answer("/posts.json", [{"id": 1}])
    async with Fetcher(settings, web.address, FAST) as fetcher:
        assert await fetcher.read_json(url, {"tags": "a b"}) == [{"id": 1}]
    assert [(asked.params, asked.headers["user-agent"]) for asked in web.asked] == [({"tags": "a b"}, "Taggy/0.1.0")]


async def test_a_file_is_downloaded(web: Web, settings: Settings) -> None:
    url = web.answer("/a.png", Reply(b"bytes", headers={"ETag": '"1"'}))
    async with Fetcher(settings, web.address, FAST) as fetcher:
        got = await fetcher.download(url)
    assert (got.path.read_bytes(), got.etag, got.size) == (b"bytes", '"1"', 5)


async def test_what_is_not_there_or_no_json_is_told(web: Web, settings: Settings) -> None:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        with pytest.raises(GoneError) as gone:
            await fetcher.read_json(f"{web.address}/none.json")
        assert gone.value.status == 404
        with pytest.raises(SiteError, match="a page for people"):
            await fetcher.read_json(web.answer("/page", Reply(b"<html>")))


async def test_the_loopback_is_not_asked(web: Web, tmp_path: Path) -> None:
    async with Fetcher(Settings(home=tmp_path), web.address, FAST) as fetcher:
        with pytest.raises(AddressError, match="not public"):
            await fetcher.read_json(web.address)
    assert web.asked == []
