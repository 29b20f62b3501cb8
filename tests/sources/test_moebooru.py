"""Moebooru: every post is read or remarked, and pages go by number, for its own would shift."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.boorus import read_each
from sources.moebooru import Moebooru
from sources.sites import Medium, SitePost, SiteVocabulary
from taggy.settings import Settings
from tests.sources.recordings import open_site, read_recording


async def test_pages_are_read_post_by_post(tmp_path: Path) -> None:
    async with open_site(tmp_path, Moebooru) as (web, site, fetch):
        web.answer("/post.json", read_recording("moebooru_posts.json"), [])
        page = await site.read_page(fetch, "fox", None)
        assert (await site.read_page(fetch, "fox", page.cursor)).cursor is None
        assert (await site.read_page(fetch, "", "50")).posts == ()
        assert await site.read_vocabulary(fetch, ["fox"]) == SiteVocabulary()
    assert page.posts == (
        SitePost(
            source=site.name,
            id="52",
            url=f"{web.address}/post/show/52",
            media=(Medium("", "https://files.example/image/52/fox%20forest.png", "png", 640, 480, 12345),),
            tags=("fox", "forest"),
            score=4,
            rating="rating:safe",
            posted_at=datetime(2024, 5, 1, 10, tzinfo=UTC),
            links=("https://www.pixiv.net/artworks/9",),
        ),
        SitePost(
            source=site.name,
            id="51",
            url=f"{web.address}/post/show/51",
            media=(Medium("", None),),
            tags=("wolf",),
            score=0,
            rating="rating:explicit",
            nsfw=True,
            posted_at=datetime(2024, 5, 1, 9, 58, 20, tzinfo=UTC),
            gone="removed",
        ),
    )
    assert [remark.path for remark in page.remarks] == ["50"]
    asked = [{"tags": tags, "limit": "100"} for tags in ("fox", "fox id:<50", "id:<50")]
    assert [one.params for one in web.asked] == asked


async def test_one_post_is_found_by_its_number(tmp_path: Path) -> None:
    async with open_site(tmp_path, Moebooru) as (web, site, fetch):
        row = read_recording("moebooru_posts.json")[0]
        web.answer("/post.json", [row], [])
        assert await site.read_post(fetch, site.name, "52") == site.read_row(row)
        gone = SitePost(site.name, "52", f"{web.address}/post/show/52", (), gone="removed")
        assert await site.read_post(fetch, site.name, "52") == gone
    assert web.asked[0].params == {"tags": "id:52", "limit": "1"}


@pytest.mark.shared
def test_real_posts_are_read(shared: Path) -> None:
    site = Moebooru(Settings(), "https://konachan.com")
    rows = json.loads((shared / "api-samples" / "danbooru" / "moebooru_posts.json").read_text(encoding="utf-8"))
    posts, remarks = read_each(rows, "id", site.read_row)
    assert (len(posts), remarks) == (10, ())
    assert posts[0] == SitePost(
        source="konachan.com",
        id="354323",
        url="https://konachan.com/post/show/354323",
        media=(Medium("", rows[0]["file_url"], "png", 4096, 2317, 11053134),),
        tags=("building", "hakuurei_amano", "isekai_joucho", "kamitsubaki_studio", "long_hair", "scenic"),
        score=0,
        rating="rating:safe",
        posted_at=datetime(2023, 3, 17, 5, 9, 24, tzinfo=UTC),
        links=("https://www.pixiv.net/en/artworks/88159263",),
    )
