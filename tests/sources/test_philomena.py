"""Philomena: every image is read or remarked, pages do not shift, and what was removed or merged is told."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sources.boorus import read_each
from sources.philomena import Philomena, choose_key, read_slug, write_search
from sources.reports import Remark
from sources.sites import Link, Medium, SitePost, SiteVocabulary
from taggy.errors import GoneError, InputError, SiteError
from taggy.settings import Settings
from tests.sources.recordings import open_site, read_recording
from tests.sources.server import Reply

IMAGES = "/api/v1/json/search/images"
TAGS = "/api/v1/json/search/tags"


async def test_a_page_is_read_image_by_image(tmp_path: Path) -> None:
    async with open_site(tmp_path, Philomena) as (web, site, fetch):
        web.answer(IMAGES, read_recording("philomena_images.json"))
        page = await site.read_page(fetch, "fox || wolf", None)
    host = site.name
    assert host == f"127.0.0.1:{web.port}"
    assert page.posts == (
        SitePost(
            source=host,
            id="31",
            url=f"{web.address}/images/31",
            media=(Medium("", "https://cdn.example/img/view/2024/5/1/31__safe_fox.png", "png", 640, 480, 12345),),
            tags=("safe", "artist:mary ann", "artist:bob", "fox", "forest"),
            author="mary ann, bob",
            score=12,
            faves=5,
            rating="rating:safe",
            posted_at=datetime(2024, 5, 1, 10, tzinfo=UTC),
            links=("https://example.org/mary/1", "https://example.net/fox"),
        ),
        SitePost(
            source=host,
            id="30",
            url=f"{web.address}/images/30",
            media=(Medium("", f"{web.address}/img/view/30.webm", "webm", 640, 480, 12345),),
            tags=("explicit", "suggestive", "grimdark", "wolf"),
            rating="rating:explicit",
            nsfw=True,
            posted_at=datetime(2024, 5, 1, 10, tzinfo=UTC),
        ),
        SitePost(
            source=host,
            id="27",
            url=f"{web.address}/images/27",
            media=(Medium("", None, "png", 640, 480, 12345),),
            tags=("wolf", "grotesque"),
            score=12,
            faves=5,
            nsfw=True,
            posted_at=datetime(2024, 5, 1, 10, tzinfo=UTC),
        ),
    )
    assert [(one.kind, one.path, one.reason.partition(",")[0]) for one in page.remarks] == [
        ("post", "29", "Its post cannot be read: Value error")
    ]
    assert page.cursor is None


async def test_the_next_page_begins_below_the_last_image(tmp_path: Path) -> None:
    async with open_site(tmp_path, Philomena) as (web, site, fetch):
        first = read_recording("philomena_images.json") | {"total": 5}
        web.answer(IMAGES, first, {"images": [{"id": 3, "tags": ["fox"]}], "total": 1})
        assert (await site.read_page(fetch, " fox ", None)).cursor == "27"
        last = await site.read_page(fetch, "fox", "27")
        assert ([post.id for post in last.posts], last.cursor) == (["3"], None)
        web.answer(IMAGES, {"images": [], "total": 0})
        assert (await site.read_page(fetch, "", "3")).posts == ()
    common = {"sf": "id", "sd": "desc", "per_page": "50"}
    assert [asked.params for asked in web.asked] == [
        {"q": "fox"} | common,
        {"q": "(fox), id.lt:27"} | common,
        {"q": "(*), id.lt:3"} | common,
    ]


async def test_a_site_that_gives_the_same_page_for_ever_is_refused(tmp_path: Path) -> None:
    async with open_site(tmp_path, Philomena) as (web, site, fetch):
        web.answer(IMAGES, read_recording("philomena_images.json") | {"total": 100})
        with pytest.raises(SiteError, match="no post that comes after 27"):
            await site.read_page(fetch, "fox", "27")


@pytest.mark.parametrize("answer", [[], {"images": None}, {"images": {"id": 1}}, {"images": [5, None]}])
async def test_what_is_no_page_is_told(tmp_path: Path, answer: Any) -> None:
    async with open_site(tmp_path, Philomena) as (web, site, fetch):
        web.answer(IMAGES, answer)
        with pytest.raises(SiteError):
            await site.read_page(fetch, "fox", None)


async def test_a_cursor_of_another_site_is_refused(tmp_path: Path) -> None:
    async with open_site(tmp_path, Philomena) as (web, site, fetch):
        for cursor in ("t3_x", "-5", "٣", "9" * 17, ""):
            with pytest.raises(InputError, match=f"cursor '{cursor}' is none"):
                await site.read_page(fetch, "fox", cursor)
    assert web.asked == []


async def test_one_image_is_read_again(tmp_path: Path) -> None:
    async with open_site(tmp_path, Philomena) as (web, site, fetch):
        image = read_recording("philomena_images.json")["images"][0]
        gone = {"id": 5, "created_at": "2024-05-01T10:00:00", "hidden_from_users": True, "deletion_reason": "rule"}
        web.answer("/api/v1/json/images/31", {"image": image, "interactions": []})
        web.answer("/api/v1/json/images/5", {"image": gone | {"duplicate_of": None}})
        web.answer("/api/v1/json/images/6", {"image": gone | {"id": 6, "deletion_reason": None, "duplicate_of": 31}})
        web.answer("/api/v1/json/images/7", Reply(b"no", 403))
        web.answer("/api/v1/json/images/8", {"images": []})
        read = [await site.read_post(fetch, site.name, post) for post in ("31", "5", "6", "4")]
        for post, error in (("7", GoneError), ("8", SiteError)):
            with pytest.raises(error):
                await site.read_post(fetch, site.name, post)
    assert read[0] == site.read_row(image)
    assert [(post.id, post.gone, post.merged_into, post.media) for post in read[1:]] == [
        ("5", "removed", None, ()),
        ("6", "merged", "31", ()),
        ("4", "removed", None, ()),
    ]
    assert read[1].posted_at == datetime(2024, 5, 1, 10, tzinfo=UTC)


async def test_what_a_site_says_of_tags_is_read_fifty_at_a_time(tmp_path: Path) -> None:
    async with open_site(tmp_path, Philomena) as (web, site, fetch):
        web.answer(TAGS, read_recording("philomena_tags.json"), {"tags": [], "total": 0})
        tags = ["fox", "artist:mary ann", "woods", "gallus (griffon)", ":(", "a*", *map(str, range(47))]
        said = await site.read_vocabulary(fetch, tags)
    assert said == SiteVocabulary(
        (
            Link("alias", "vulpine", "fox"),
            Link("alias", "fox-girl", "fox"),
            Link("implies", "fox", "canine"),
            Link("alias", "woods", "forest"),
        ),
        (("fox", "species"), ("artist:mary ann", "origin")),
    )
    assert [asked.params["q"][:76] for asked in web.asked] == [
        "name:fox || name:artist:mary ann || name:woods || name:gallus (griffon) || n",
        "name:46",
    ]


def test_slugs_are_names() -> None:
    slugs = ["artist-colon-mary+ann", "fox-dash-girl", "a-plus-b-dot-c-fwslash-d-bwslash-e", "caf%C3%A9", "%3C3"]
    assert [read_slug(slug) for slug in slugs] == ["artist:mary ann", "fox-girl", "a+b.c/d\\e", "café", "<3"]


def test_the_key_and_the_filter_are_derpibooru_s_own() -> None:
    settings = Settings(philomena_key=SecretStr("k"))
    assert choose_key(settings, "derpibooru.org") == {"key": "k"}
    assert choose_key(settings, "furbooru.org") == {}
    assert choose_key(Settings(), "derpibooru.org") == {}
    assert write_search("derpibooru.org", "fox", None)["filter_id"] == "56027"
    assert (Philomena(settings).address, Philomena(settings).name) == ("https://derpibooru.org", "derpibooru.org")
    assert Philomena(settings, "https://Furbooru.org/").name == "furbooru.org"
    for address in ("derpibooru.org", "ftp://derpibooru.org", "https://", "https://a/?q=1"):
        with pytest.raises(InputError, match="no address of a site"):
            Philomena(settings, address)


@pytest.mark.shared
def test_real_images_are_read(shared: Path) -> None:
    site = Philomena(Settings())
    folder = shared / "api-samples" / "philomena"
    rows = json.loads((folder / "search_images.json").read_text(encoding="utf-8"))["images"]
    posts, remarks = read_each(rows, "id", site.read_row)
    assert (len(posts), remarks) == (10, ())
    assert all(post.media[0].url and post.rating == "rating:safe" and not post.nsfw for post in posts)
    (one,), none = read_each(
        [json.loads((folder / "image_1.json").read_text(encoding="utf-8"))["image"]], "id", site.read_row
    )
    assert (none, len(one.tags)) == ((), 40)
    address = (
        "https://derpicdn.net/img/view/2012/1/2/1__dead+source_safe_artist-colon-speccysy_fluttershy_pegasus_pony_"
    )
    assert (one.media[0].url or "").startswith(address)
    assert (one.id, one.url, one.author, one.score, one.faves, one.links, one.posted_at) == (
        "1",
        "https://derpibooru.org/images/1",
        "speccysy",
        2473,
        1726,
        ("https://www.deviantart.com/speccysy/art/Afternoon-Flight-215193985",),
        datetime(2012, 1, 2, 3, 12, 33, tzinfo=UTC),
    )


def test_a_row_without_a_number_is_remarked_by_its_place() -> None:
    posts, remarks = read_each([{"tags": []}, "x"], "id", Philomena(Settings()).read_row)
    assert posts == ()
    assert [(remark.kind, remark.path) for remark in remarks] == [("post", "row 1"), ("post", "row 2")]
    assert remarks[0] == Remark("post", "row 1", "Its id cannot be read: Field required, not \"{'tags': []}\".")
