"""Danbooru: every post is read or remarked, hidden files have no address, and its vocabulary is asked in batches."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sources.boorus import read_each
from sources.danbooru import Danbooru, choose_login
from sources.sites import Link, Medium, SitePost, SiteVocabulary
from taggy.errors import GoneError, InputError, SiteError
from taggy.settings import Settings
from tests.sources.recordings import open_site, read_recording
from tests.sources.server import Asked, Reply

POSTED = datetime(2024, 5, 1, 10, 0, 0, 500_000, tzinfo=timezone(timedelta(hours=-4)))


async def test_a_page_is_read_post_by_post(tmp_path: Path) -> None:
    async with open_site(tmp_path, Danbooru) as (web, site, fetch):
        web.answer("/posts.json", read_recording("danbooru_posts.json"))
        page = await site.read_page(fetch, " fox  rating:g ", None)
    said: dict[str, Any] = {
        "source": site.name,
        "tags": ("1girl", "fox", "mary_ann_(artist)", "original"),
        "score": 3,
        "faves": 2,
    }
    artist: dict[str, Any] = {
        "author": "mary_ann_(artist)",
        "links": ("https://example.org/mary/1",),
        "posted_at": POSTED,
    }
    assert page.posts == (
        SitePost(
            id="42",
            url=f"{web.address}/posts/42",
            media=(Medium("", "https://cdn.example/original/42.jpg", "jpg", 640, 480, 12345),),
            rating="rating:general",
            **said,
            **artist,
        ),
        SitePost(
            id="41",
            url=f"{web.address}/posts/41",
            media=(Medium("", "https://cdn.example/sample/41.webm", "webm", 640, 480),),
            rating="rating:questionable",
            nsfw=True,
            **said,
            **artist | {"links": ()},
        ),
        SitePost(
            id="40",
            url=f"{web.address}/posts/40",
            media=(Medium("", None, "jpg", 640, 480, 12345),),
            rating="rating:explicit",
            nsfw=True,
            gone="removed",
            **said,
            **artist
            | {"author": "bob", "links": ("https://www.pixiv.net/artworks/123", "https://i.pximg.net/123_p0.png")},
        ),
        SitePost(
            id="38",
            url=f"{web.address}/posts/38",
            media=(Medium("", "https://cdn.example/original/38.jpg", "jpg", 640, 480, 12345),),
            gone="removed",
            **said,
            **artist | {"author": None, "posted_at": None},
        ),
    )
    assert [(one.kind, one.path, one.reason) for one in page.remarks] == [
        ("post", "39", "Its tag_string cannot be read: Input should be a valid string, not 'None'.")
    ]
    assert page.cursor == "38"
    assert [asked.params for asked in web.asked] == [{"tags": "fox rating:g", "limit": "200"}]


async def test_pages_follow_until_one_is_empty(tmp_path: Path) -> None:
    async with open_site(tmp_path, Danbooru) as (web, site, fetch):
        web.answer("/posts.json", [{"id": 3, "tag_string": ""}], [])
        page = await site.read_page(fetch, "", "38")
        assert ([post.id for post in page.posts], page.cursor) == (["3"], "3")
        assert await site.read_page(fetch, "", page.cursor) == type(page)((), None)
    assert [asked.params["page"] for asked in web.asked] == ["b38", "b3"]


@pytest.mark.parametrize("query", ["fox order:score", "ORDER:rank", "limit:5"])
async def test_another_order_is_refused(tmp_path: Path, query: str) -> None:
    async with open_site(tmp_path, Danbooru) as (web, site, fetch):
        with pytest.raises(InputError, match="the newest first"):
            await site.read_page(fetch, query, None)
    assert web.asked == []


@pytest.mark.parametrize("answer", [{"success": False, "message": "too many tags"}, [{"id": 38}], ["x"]])
async def test_what_is_no_page_is_told(tmp_path: Path, answer: Any) -> None:
    async with open_site(tmp_path, Danbooru) as (web, site, fetch):
        web.answer("/posts.json", answer)
        with pytest.raises(SiteError):
            await site.read_page(fetch, "fox", "38")


async def test_one_post_is_read_again(tmp_path: Path) -> None:
    async with open_site(tmp_path, Danbooru) as (web, site, fetch):
        row = read_recording("danbooru_posts.json")[0]
        web.answer("/posts/42.json", row)
        web.answer("/posts/43.json", Reply(b"", 410))
        web.answer("/posts/44.json", Reply(b"", 401))
        assert await site.read_post(fetch, site.name, "42") == site.read_row(row)
        gone = await site.read_post(fetch, site.name, "43")
        assert gone == SitePost(site.name, "43", f"{web.address}/posts/43", (), gone="removed")
        with pytest.raises(GoneError):
            await site.read_post(fetch, site.name, "44")
        with pytest.raises(InputError):
            await site.read_post(fetch, site.name, "../44")


async def test_what_it_says_of_tags_is_asked_in_batches(tmp_path: Path) -> None:
    def relate(asked: Asked) -> list[dict[str, Any]]:
        rows: dict[str, list[tuple[int, str | None, str]]] = {
            "search[consequent_name_comma]": [(1, "vulpine", "fox"), (2, "foxes", "fox")],
            "search[antecedent_name_comma]": [(3, "wood", "forest"), (4, None, "x")],
        }
        found = next(rows[name] for name in rows if name in asked.params)
        return [
            {"id": number, "antecedent_name": one, "consequent_name": of, "status": "active"}
            for number, one, of in found
        ]

    async with open_site(tmp_path, Danbooru) as (web, site, fetch):
        web.answer("/tag_aliases.json", relate, relate, [])
        web.answer("/tag_implications.json", [{"id": 9, "antecedent_name": "fox", "consequent_name": "canine"}], [])
        web.answer(
            "/tags.json",
            [
                {"id": 1, "name": "fox", "category": 0},
                {"id": 2, "name": "mary", "category": 1},
                {"id": 3, "name": "odd", "category": 77},
            ],
            [],
        )
        said = await site.read_vocabulary(fetch, ["fox", "mary", "a,b", "a b", "", *map(str, range(39))])
    assert said == SiteVocabulary(
        (
            Link("alias", "vulpine", "fox"),
            Link("alias", "foxes", "fox"),
            Link("alias", "wood", "forest"),
            Link("implies", "fox", "canine"),
        ),
        (("fox", "general"), ("mary", "artist")),
    )
    names = ",".join(["fox", "mary", *map(str, range(38))])
    assert [(asked.path, asked.params) for asked in web.asked[:4]] == [
        ("/tag_aliases.json", {"search[consequent_name_comma]": names, "search[status]": "active", "limit": "320"}),
        ("/tag_aliases.json", {"search[antecedent_name_comma]": names, "search[status]": "active", "limit": "320"}),
        (
            "/tag_implications.json",
            {"search[antecedent_name_comma]": names, "search[status]": "active", "limit": "320"},
        ),
        ("/tags.json", {"search[name_comma]": names, "search[hide_empty]": "no", "limit": "320"}),
    ]
    assert [asked.params.get("search[name_comma]") for asked in web.asked[4:]] == [None, None, None, "38"]


async def test_a_long_list_of_aliases_is_read_page_by_page_and_not_for_ever(tmp_path: Path) -> None:
    full = [{"id": number, "antecedent_name": f"a{number}", "consequent_name": "fox"} for number in range(900, 580, -1)]
    async with open_site(tmp_path, Danbooru) as (web, site, fetch):
        web.answer("/tag_aliases.json", full, [full[0] | {"id": 7, "antecedent_name": "last"}], full)
        web.answer("/tag_implications.json", [])
        web.answer("/tags.json", [])
        said = await site.read_vocabulary(fetch, ["fox"])
    assert (len(said.links), said.links[-1]) == (321, Link("alias", "last", "fox"))
    pages = [asked.params.get("page") for asked in web.asked if asked.path == "/tag_aliases.json"]
    assert pages == [None, "b581", None, "b581", "b581", "b581", "b581"]


def test_the_login_is_danbooru_s_own() -> None:
    settings = Settings(danbooru_login="me", danbooru_key=SecretStr("k"))
    assert choose_login(settings, "danbooru.donmai.us") == {"Authorization": "Basic bWU6aw=="}
    assert choose_login(settings, "donmai.us.example.org") == {}
    assert choose_login(Settings(danbooru_login="me"), "danbooru.donmai.us") == {}
    assert Danbooru(settings).name == "danbooru.donmai.us"


@pytest.mark.shared
def test_real_posts_are_read(shared: Path) -> None:
    site = Danbooru(Settings())
    folder = shared / "api-samples" / "danbooru"
    rows = json.loads((folder / "posts.json").read_text(encoding="utf-8"))
    posts, remarks = read_each(rows, "id", site.read_row)
    assert (len(posts), remarks) == (7, ())
    assert all(post.media[0].url and post.tags and post.author and not post.nsfw for post in posts)
    one = site.read_row(json.loads((folder / "post_id.json").read_text(encoding="utf-8")))
    assert one == posts[0]
    assert one == SitePost(
        source="danbooru.donmai.us",
        id="6148688",
        url="https://danbooru.donmai.us/posts/6148688",
        media=(
            Medium(
                "",
                "https://cdn.donmai.us/original/dc/12/dc123eec97d06c3aa9cd53d65a2c7abf.jpg",
                "jpg",
                1500,
                2500,
                294721,
            ),
        ),
        tags=tuple(rows[0]["tag_string"].split()),
        author="ekz_(robotekz)",
        score=0,
        faves=0,
        rating="rating:general",
        posted_at=datetime(2023, 3, 17, 7, 50, 48, 762_000, tzinfo=UTC),
        links=("https://twitter.com/ROBOTEKZ_/status/1616064514683985925",),
    )
