"""Hydrus: files come with what is current in every service, page by page from one search, and only its key opens it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from sources.boorus import read_each
from sources.hydrus import Hydrus, read_tags
from sources.sites import Medium, SitePost, SiteVocabulary
from taggy.errors import GoneError, InputError, SiteError
from taggy.settings import Settings
from tests.sources.recordings import open_site, read_recording
from tests.sources.server import Reply

SEARCH, METADATA = "/get_files/search_files", "/get_files/file_metadata"
KEY = SecretStr("s3cret")


async def test_a_page_is_read_file_by_file(tmp_path: Path) -> None:
    async with open_site(tmp_path, Hydrus, hydrus_key=KEY) as (web, site, fetch):
        web.answer(SEARCH, {"file_ids": [9, 8, 7, 6]})
        web.answer(METADATA, read_recording("hydrus_metadata.json"))
        page = await site.read_page(fetch, "fox, -system:archive", None)
        assert await site.read_vocabulary(fetch, ["fox"]) == SiteVocabulary()
    file = f"{web.address}/get_files/file?hash="
    assert site.name == f"hydrus:127.0.0.1:{web.port}"
    assert page.posts == (
        SitePost(
            source=site.name,
            id="a" * 64,
            url="https://example.org/mary/1",
            media=(Medium("", file + "a" * 64, "png", 640, 480, 12345),),
            tags=("creator:mary ann", "title:A Fox", "fox_ears", "fox", "rating:explicit"),
            author="mary ann",
            title="A Fox",
            score=4,
            faves=1,
            rating="rating:explicit",
            nsfw=True,
            posted_at=datetime(2024, 5, 1, 10, tzinfo=UTC),
            links=("https://example.org/mary/1",),
        ),
        SitePost(source=site.name, id="b" * 64, url=file + "b" * 64, media=(Medium("", None),), faves=0),
        SitePost(
            source=site.name,
            id="c" * 64,
            url=file + "c" * 64,
            media=(Medium("", file + "c" * 64, "webm"),),
            faves=0,
            gone="removed",
        ),
    )
    assert [(remark.kind, remark.path) for remark in page.remarks] == [("post", "8")]
    assert page.cursor is None
    assert [asked.params for asked in web.asked] == [
        {"tags": '["fox", "-system:archive"]', "file_sort_type": "2", "file_sort_asc": "false"},
        {"file_ids": "[9, 8, 7, 6]"},
    ]
    assert {asked.headers["hydrus-client-api-access-key"] for asked in web.asked} == {"s3cret"}


async def test_pages_come_from_one_search_and_a_cursor_that_vanished_begins_anew(tmp_path: Path) -> None:
    async with open_site(tmp_path, Hydrus, hydrus_key=KEY) as (web, site, fetch):
        numbers = list(range(600, 0, -1))
        web.answer(SEARCH, {"file_ids": numbers}, {"file_ids": numbers[:300]}, {"file_ids": []})
        web.answer(METADATA, {"metadata": []})
        cursors = [None, "345", "89"]
        assert [(await site.read_page(fetch, "", cursor)).cursor for cursor in cursors] == ["345", "89", None]
        later = Hydrus(Settings(hydrus_key=KEY), web.address)
        assert (await later.read_page(fetch, "", "89")).cursor == "345"
        assert (await later.read_page(fetch, "", "345")).cursor is None
        assert (await later.read_page(fetch, "", None)).posts == ()
        with pytest.raises(InputError, match="cursor"):
            await later.read_page(fetch, "", "x")
    asked = [json.loads(one.params["file_ids"]) for one in web.asked if one.path == METADATA]
    assert [(ids[0], len(ids)) for ids in asked] == [(600, 256), (344, 256), (88, 88), (600, 256), (344, 44)]
    assert web.count(SEARCH) == 3


async def test_one_file_is_read_again(tmp_path: Path) -> None:
    async with open_site(tmp_path, Hydrus, hydrus_key=KEY) as (web, site, fetch):
        rows = read_recording("hydrus_metadata.json")["metadata"]
        unknown = {"file_id": None, "hash": "d" * 64}
        web.answer(METADATA, {"metadata": [rows[0]]}, {"metadata": [unknown]}, {"metadata": rows[1:2]}, Reply(b"", 403))
        assert await site.read_post(fetch, site.name, "a" * 64) == site.read_row(rows[0])
        gone = await site.read_post(fetch, site.name, "d" * 64)
        assert (gone.id, gone.media, gone.gone) == ("d" * 64, (), "removed")
        with pytest.raises(SiteError, match="Its hash cannot be read"):
            await site.read_post(fetch, site.name, "e" * 64)
        with pytest.raises(GoneError):
            await site.read_post(fetch, site.name, "e" * 64)
    assert web.asked[0].params == {"hashes": json.dumps(["a" * 64])}


async def test_a_file_is_fetched_with_the_key(tmp_path: Path) -> None:
    async with open_site(tmp_path, Hydrus, hydrus_key=KEY) as (web, site, _):
        assert site.list_headers(f"{web.address}/get_files/file?hash=x") == {"Hydrus-Client-API-Access-Key": "s3cret"}
        assert site.list_headers("https://example.org/1") == site.list_headers(f"{web.address}0/get_files") == {}


async def test_without_a_key_nothing_is_asked(tmp_path: Path) -> None:
    async with open_site(tmp_path, Hydrus) as (web, site, fetch):
        with pytest.raises(InputError, match="TAGGY_HYDRUS_KEY"):
            await site.read_page(fetch, "fox", None)
    assert web.asked == []
    assert (Hydrus(Settings()).address, Hydrus(Settings()).name) == ("http://127.0.0.1:45869", "hydrus:127.0.0.1:45869")


def test_a_query_is_tags_or_a_list() -> None:
    assert read_tags(" fox ears , ,-cat") == '["fox ears", "-cat"]'
    assert read_tags(" ") == '["system:everything"]'
    assert read_tags('["fox", ["cat", "dog"]]') == '["fox", ["cat", "dog"]]'
    with pytest.raises(InputError, match="no JSON list"):
        read_tags('["fox"')


@pytest.mark.shared
def test_real_metadata_is_read(shared: Path) -> None:
    rows = json.loads((shared / "api-samples" / "hydrus" / "docs_file_metadata.json").read_text(encoding="utf-8"))
    posts, remarks = read_each(rows["metadata"], "file_id", Hydrus(Settings()).read_row)
    assert remarks == ()
    assert [(post.media[0].url is None, post.tags, post.score, post.faves) for post in posts] == [
        (True, (), 0, 0),
        (False, ("space bounty hunter favourites", "blonde_hair", "blue_eyes", "looking_at_viewer"), None, 1),
    ]
    assert posts[1].links == tuple(rows["metadata"][1]["known_urls"])
    assert posts[1].media[0].extension == "webm"
