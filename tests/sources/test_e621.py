"""e621: both forms of a post read the same, hidden files have no address, and deleted posts are told."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import SecretStr

from sources.boorus import read_each, read_rows
from sources.e621 import E621, choose_login
from sources.relations import Relation
from sources.sites import Link, Medium, SitePost, SiteVocabulary
from taggy.errors import InputError, SiteError
from taggy.settings import Settings
from tests.sources.recordings import open_site, read_recording

POSTED = datetime(2024, 5, 1, 10, 0, 0, 177_000, tzinfo=timezone(timedelta(hours=-4)))
TAGS = ("solo", "fox_ears", "mary_ann_(artist)", "conditional_dnp", "bob", "fox", "hi_res")


async def test_a_page_of_the_nested_form_is_read(tmp_path: Path) -> None:
    async with open_site(tmp_path, E621) as (web, site, fetch):
        web.answer("/posts.json", read_recording("e621_posts.json"))
        page = await site.read_page(fetch, "fox -wolf", "64")
    assert page.posts == (
        SitePost(
            source=site.name,
            id="63",
            url=f"{web.address}/posts/63",
            media=(Medium("", "https://static.example/data/63.png", "png", 640, 480, 12345),),
            tags=TAGS,
            author="mary_ann_(artist), bob",
            score=4,
            faves=2,
            rating="rating:safe",
            posted_at=POSTED,
            links=("https://example.org/mary/1",),
        ),
        SitePost(
            source=site.name,
            id="62",
            url=f"{web.address}/posts/62",
            media=(Medium("", None, "webm", 640, 480, 5),),
            tags=("wolf",),
            score=4,
            faves=2,
            rating="rating:explicit",
            nsfw=True,
            posted_at=POSTED,
        ),
        SitePost(
            source=site.name,
            id="61",
            url=f"{web.address}/posts/61",
            media=(Medium("", "https://static.example/data/61.png", "png", 640, 480, 12345),),
            tags=TAGS,
            author="mary_ann_(artist), bob",
            faves=2,
            rating="rating:questionable",
            nsfw=True,
            posted_at=POSTED,
            links=("https://example.org/mary/1",),
            gone="removed",
        ),
    )
    assert [remark.path for remark in page.remarks] == ["60"]
    assert page.cursor == "60"
    assert [asked.params for asked in web.asked] == [{"tags": "fox -wolf", "limit": "320", "page": "b64"}]


async def test_the_newer_form_is_read_the_same(tmp_path: Path) -> None:
    async with open_site(tmp_path, E621) as (web, site, fetch):
        web.answer("/posts.json", read_recording("e621_posts_new.json"))
        one, other = (await site.read_page(fetch, "", None)).posts
    assert one == site.read_row(read_recording("e621_posts.json")["posts"][0])
    assert other == SitePost(
        source=site.name,
        id="62",
        url=f"{web.address}/posts/62",
        media=(Medium("", None, None, 1, 1),),
        tags=("fox", "solo"),
        posted_at=POSTED,
        links=("https://example.org/mary/1",),
    )


async def test_one_post_is_read_again_in_either_form(tmp_path: Path) -> None:
    async with open_site(tmp_path, E621) as (web, site, fetch):
        row, new = read_recording("e621_posts.json")["posts"][0], read_recording("e621_posts_new.json")[0]
        web.answer("/posts/63.json", {"post": row}, new, {"success": False})
        assert await site.read_post(fetch, site.name, "63") == await site.read_post(fetch, site.name, "63")
        with pytest.raises(SiteError, match="not its post 63"):
            await site.read_post(fetch, site.name, "63")
        gone = SitePost(site.name, "5", f"{web.address}/posts/5", (), gone="removed")
        assert await site.read_post(fetch, site.name, "5") == gone


async def test_pages_end_with_an_empty_one_and_other_orders_are_refused(tmp_path: Path) -> None:
    async with open_site(tmp_path, E621) as (web, site, fetch):
        web.answer("/posts.json", {"posts": []}, {"reason": "no"})
        assert (await site.read_page(fetch, "fox", "3")).cursor is None
        with pytest.raises(SiteError, match="a list was asked for"):
            await site.read_page(fetch, "fox", "3")
        with pytest.raises(InputError, match="the newest first"):
            await site.read_page(fetch, "order:random", None)


async def test_what_it_says_of_tags_is_read(tmp_path: Path) -> None:
    async with open_site(tmp_path, E621) as (web, site, fetch):
        alias = {"id": 1, "antecedent_name": "vulpine", "consequent_name": "fox"}
        web.answer("/tag_aliases.json", [alias], {"tag_aliases": []})
        web.answer("/tag_implications.json", [alias | {"antecedent_name": "fox", "consequent_name": "canine"}])
        web.answer("/tags.json", [{"id": 1, "name": "fox", "category": 5}, {"id": 2, "name": "x", "category": 8}])
        said = await site.read_vocabulary(fetch, ["fox", "x"])
    links = (Link("alias", "vulpine", "fox"), Link("implies", "fox", "canine"))
    assert said == SiteVocabulary(links, (("fox", "species"), ("x", "lore")))
    assert [name for name in web.asked[0].params if name.startswith("search")] == [
        "search[consequent_name]",
        "search[status]",
    ]


def test_the_login_is_e621_s_own() -> None:
    settings = Settings(e621_login="me", e621_key=SecretStr("k"))
    assert (
        choose_login(settings, "e621.net") == choose_login(settings, "e926.net") == {"Authorization": "Basic bWU6aw=="}
    )
    assert choose_login(settings, "e621.net.example.org") == {}
    assert E621(settings).name == "e621.net"


@pytest.mark.shared
def test_real_posts_of_both_forms_are_read(shared: Path) -> None:
    site = E621(Settings())
    folder = shared / "api-samples" / "e621"
    legacy, new, page = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("post_4842101_legacy.json", "post_4842101_v2.json", "posts_v2.json")
    )
    posts, remarks = read_each([legacy["post"], new, *page], "id", site.read_row)
    assert (len(posts), remarks) == (3, ())
    assert [(post.score, post.faves) for post in posts] == [(3772, 4526), (3774, 4527), (34, 36)]
    assert (posts[0].media, posts[0].tags, posts[0].links) == (posts[1].media, posts[1].tags, posts[1].links)
    assert (posts[0].id, posts[0].url, posts[0].author, posts[0].rating, posts[0].nsfw, posts[0].posted_at) == (
        "4842101",
        "https://e621.net/posts/4842101",
        "akeivi",
        "rating:safe",
        False,
        datetime(2024, 6, 10, 7, 52, 11, 177_000, tzinfo=UTC),
    )
    address = "https://static1.e621.net/data/16/10/1610e96ca2e0af6b7c5e06b03cda83c8.png"
    assert posts[0].media == (Medium("", address, "png", 380, 380, 113245),)
    alias = read_rows(Relation, json.loads((folder / "tag_aliases.json").read_text(encoding="utf-8")), site.name)
    names = [(row.antecedent_name, row.consequent_name) for row in alias]
    assert names == [("champion_(pokemon)", "pokémon_champion")]
    assert (posts[2].gone, posts[2].merged_into) == (None, None)  # it names itself as its parent
