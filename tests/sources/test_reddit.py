"""Reddit: galleries, links that lead to pictures, crossposts, removals and cursors; a real server answers for it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sources.fetching import Fetcher
from sources.reddit import Reddit
from sources.redditposts import read_post
from sources.reports import Remark
from sources.sites import Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.errors import GoneError, InputError, SiteError
from taggy.settings import Settings
from tests.sources.server import FAST, Reply, Web

RECORDED = json.loads((Path(__file__).parent / "recorded" / "reddit.json").read_text(encoding="utf-8"))
NEW = "/r/Painting/new.json"
INFO = "/api/info.json"
GALLERY = SitePost(
    source="reddit:Painting",
    id="aaa01",
    url="https://www.reddit.com/r/Painting/comments/aaa01/four/",
    media=(
        Medium("two", "https://i.redd.it/two.gif", "gif", 12, 10),
        Medium("one", "https://i.redd.it/one.jpg", "jpg", 640, 480),
        Medium("broken", None),
        Medium("taken", None, "png", 1, 2),
        Medium("unknown", None),
    ),
    tags=("Oil & Gold",),
    author="mary",
    title="Four",
    score=7,
    posted_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
    links=("https://shop.example/?a=1&b=2",),
)
CROSSPOST = SitePost(
    source="reddit:Painting",
    id="aaa02",
    url="https://www.reddit.com/r/Painting/comments/aaa02/again/",
    media=(Medium("", "https://i.redd.it/zzz.jpeg", "jpg", 30, 20),),
    author="maker",
    title="Look",
    score=1,
    rating="rating:nsfw",
    nsfw=True,
    posted_at=datetime(2023, 11, 14, 22, 13, 21, tzinfo=UTC),
    links=("https://www.reddit.com/r/Drawing/comments/zzz/x/",),
)
REMOVED = SitePost(
    source="reddit:Painting",
    id="aaa03",
    url="https://www.reddit.com/r/Painting/comments/aaa03/gone/",
    media=(Medium("", "https://i.redd.it/gone.png", "png"),),
    title="[deleted by user]",
    score=0,
    posted_at=datetime(2023, 11, 14, 22, 13, 22, tzinfo=UTC),
    gone="removed",
)


async def read(settings: Settings, web: Web, query: str, cursor: str | None = None) -> SitePage:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        return await Reddit(settings, web.address).read_page(fetcher, query, cursor)


async def read_again(settings: Settings, web: Web, post: str) -> SitePost:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        return await Reddit(settings, web.address).read_post(fetcher, "reddit:Painting", post)


def list_posts(*posts: dict[str, Any], after: str | None = None, kind: str = "t3") -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": after, "children": [{"kind": kind, "data": post} for post in posts]}}


def post(name: str, **said: Any) -> dict[str, Any]:
    return {"id": name, "subreddit": "Painting", "permalink": f"/r/Painting/comments/{name}/x/"} | said


def show(**said: Any) -> tuple[Medium, ...]:
    """Show what a post that says this shows."""
    read = read_post({"kind": "t3", "data": post("p", **said)})
    assert isinstance(read, SitePost)
    return read.media


async def test_a_page_has_every_post_and_says_which_it_could_not_read(web: Web, settings: Settings) -> None:
    web.answer(NEW, RECORDED)
    page = await read(settings, web, "Painting")
    assert page == SitePage(
        (GALLERY, CROSSPOST, REMOVED),
        "t3_bbb02",
        (
            Remark("post", "aaa04", "Its permalink cannot be read: Field required, not "
                   "\"{'id': 'aaa04', 'subreddit': 'Painting', 'title': 'no permalink'}\"."),
            Remark("post", "", "Its post cannot be read: Input should be a valid dictionary or instance of Post, "
                   "not 'None'."),
        ),
    )  # fmt: skip
    assert web.asked[0].params == {"raw_json": "1", "limit": "100"}
    await read(settings, web, "Painting", page.cursor)
    assert web.asked[1].params == {"raw_json": "1", "limit": "100", "after": "t3_bbb02"}


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("Painting", "/r/Painting/new.json"),
        ("r/all", "/r/all/new.json"),
        (" /r/EarthPorn+SkyPorn/ ", "/r/EarthPorn+SkyPorn/new.json"),
        ("/user/some-body/m/pictures", "/user/some-body/m/pictures/new.json"),
        ("u/some-body/m/pictures/", "/user/some-body/m/pictures/new.json"),
    ],
)
async def test_a_query_names_subreddits_or_a_collection(web: Web, settings: Settings, query: str, path: str) -> None:
    web.answer(path, list_posts())
    assert await read(settings, web, query) == SitePage((), None)
    assert [asked.path for asked in web.asked] == [path]


@pytest.mark.parametrize("query", ["", "two words", "r/a/b", "https://www.reddit.com/r/a", "../api", "a+", "u/x"])
async def test_another_query_asks_nothing(web: Web, settings: Settings, query: str) -> None:
    with pytest.raises(InputError, match="names no subreddit"):
        await read(settings, web, query)
    assert web.asked == []


async def test_a_cursor_whose_post_vanished_begins_again_and_ends_the_second_time(web: Web, settings: Settings) -> None:
    def answer(asked: Any) -> dict[str, Any]:
        return list_posts() if "after" in asked.params else list_posts(post("new"), after="t3_old")

    web.answer(NEW, answer)
    page = await read(settings, web, "Painting", "t3_vanished")
    assert ([one.id for one in page.posts], page.cursor) == (["new"], "again:t3_old")
    assert await read(settings, web, "Painting", page.cursor) == SitePage((), None)
    assert [asked.params.get("after") for asked in web.asked] == ["t3_vanished", None, "t3_old"]


async def test_a_subreddit_that_is_not_there_is_told(web: Web, settings: Settings) -> None:
    web.answer(NEW, Reply(status=302, headers={"Location": "/subreddits/search.json?q=Painting"}))
    web.answer("/subreddits/search.json", list_posts({"display_name": "painting"}, kind="t5"))
    with pytest.raises(GoneError, match="Reddit has no 'Painting'"):
        await read(settings, web, "Painting")
    with pytest.raises(GoneError):
        await read(settings, web, "private")


@pytest.mark.parametrize("said", [[], {"message": "Forbidden", "error": 403}, {"data": {"children": None}}])
async def test_an_answer_that_is_no_listing_is_told(web: Web, settings: Settings, said: Any) -> None:
    web.answer(NEW, said)
    with pytest.raises(SiteError, match="Reddit"):
        await read(settings, web, "Painting")


async def test_a_token_is_sent_to_the_api_and_asks_faster(web: Web, settings: Settings) -> None:
    signed = settings.model_copy(update={"reddit_token": SecretStr("secret")})
    web.answer(NEW, list_posts())
    await read(signed, web, "Painting")
    assert web.asked[0].headers["authorization"] == "bearer secret"
    assert (Reddit(signed).address, Reddit(signed).paces) == ("https://oauth.reddit.com", (Pace(100, 60),))
    assert (Reddit(settings).address, Reddit(settings).paces) == ("https://www.reddit.com", (Pace(10, 60),))


async def test_one_post_is_read_again_or_is_gone(web: Web, settings: Settings) -> None:
    web.answer(INFO, {"kind": "Listing", "data": {"children": RECORDED["data"]["children"][:1]}}, list_posts())
    assert await read_again(settings, web, "aaa01") == GALLERY
    assert await read_again(settings, web, "t3_aaa01") == SitePost(
        "reddit:Painting", "aaa01", "https://www.reddit.com/comments/aaa01/", (), gone="removed"
    )
    assert [asked.params["id"] for asked in web.asked] == ["t3_aaa01"] * 2
    web.answer(INFO, {"kind": "Listing", "data": {"children": RECORDED["data"]["children"][3:]}})
    with pytest.raises(SiteError, match="Its permalink cannot be read"):
        await read_again(settings, web, "aaa04")
    with pytest.raises(InputError, match="no id of a post"):
        await read_again(settings, web, "../x")


async def test_reddit_says_nothing_of_tags(web: Web, settings: Settings) -> None:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        assert await Reddit(settings, web.address).read_vocabulary(fetcher, ["Oil"]) == SiteVocabulary()
    assert web.asked == []


@pytest.mark.parametrize(
    ("link", "url", "extension"),
    [
        ("https://i.redd.it/a.png", "https://i.redd.it/a.png", "png"),
        ("https://preview.redd.it/a.jpg?width=640&amp;s=1", "https://i.redd.it/a.jpg", "jpg"),
        ("http://imgur.com/dvuHnNU", "https://i.imgur.com/dvuHnNU.jpg", None),
        ("http://m.imgur.com/dvuHnNU", "https://i.imgur.com/dvuHnNU.jpg", None),
        ("https://imgur.com/r/cats/dvuHnNU", "https://i.imgur.com/dvuHnNU.jpg", None),
        ("http://i.imgur.com/G7K3xO4.gifv", "https://i.imgur.com/G7K3xO4.mp4", "mp4"),
        ("http://imgur.com/vGbFvkI.png?1", "https://i.imgur.com/vGbFvkI.png", "png"),
        ("https://c1.staticflickr.com/9/8/7_o.png", "https://c1.staticflickr.com/9/8/7_o.png", "png"),
        ("https://i.reddituploads.com/70?fit=max&amp;h=9", "https://i.reddituploads.com/70?fit=max&h=9", None),
        ("https://clips.example/a.webm", "https://clips.example/a.webm", "webm"),
    ],
)
def test_a_link_that_leads_to_a_picture_is_followed(link: str, url: str, extension: str | None) -> None:
    assert show(url=link) == (Medium("", url, extension),)


@pytest.mark.parametrize(
    "link", ["https://news.example/a", "https://youtu.be/a", "https://notimgur.com/dvuHnNU", "/r/x", "", None]
)
def test_a_link_that_leads_elsewhere_shows_nothing(link: str | None) -> None:
    preview = {"images": [{"source": {"url": "https://external-preview.redd.it/x.jpg", "width": 9, "height": 8}}]}
    assert show(url=link, preview=preview) == ()


def test_a_page_with_a_picture_is_shown_by_what_reddit_has_of_it() -> None:
    source = {"url": "https://external-preview.redd.it/x.jpg?auto=webp&amp;s=1", "width": 9, "height": 8}
    copy = Medium("", "https://external-preview.redd.it/x.jpg?auto=webp&s=1", "jpg", 9, 8)
    for link in ("https://www.flickr.com/photos/a/1/", "https://flic.kr/p/1", "http://imgur.com/gallery/ZW7TgjO"):
        assert show(url=link, preview={"images": [{"source": source}]}) == (copy,)
        assert show(url=link) == (Medium("", None),)
    cover = {"type": "imgur.com", "oembed": {"thumbnail_url": "http://i.imgur.com/gnjjaYv.jpg?fb"}}
    shown = show(url="http://m.imgur.com/a/3a3rJ", media=cover, preview={"images": [{"source": source}]})
    assert shown == (Medium("", "https://i.imgur.com/gnjjaYv.jpg", "jpg", 9, 8),)
    several = show(url="http://imgur.com/aaaaa,bbbbb")
    assert [(one.id, one.url) for one in several] == [
        ("aaaaa", "https://i.imgur.com/aaaaa.jpg"),
        ("bbbbb", "https://i.imgur.com/bbbbb.jpg"),
    ]


def test_a_video_of_reddit_is_shown_and_a_text_shows_only_pictures_in_it() -> None:
    video = {
        "reddit_video": {"fallback_url": "https://v.redd.it/a/CMAF_720.mp4?source=fallback", "width": 7, "height": 5}
    }
    media = (Medium("", "https://v.redd.it/a/CMAF_720.mp4?source=fallback", "mp4", 7, 5),)
    assert show(url="https://v.redd.it/a", media=video) == media
    assert show(url="https://v.redd.it/a", media=None) == ()
    files = {
        "emote|t5_1|2": {"status": "valid"},
        "pic": {"status": "valid", "s": {"u": "https://preview.redd.it/pic.png?s=1"}},
    }
    assert show(is_self=True, media_metadata=files) == (Medium("pic", "https://i.redd.it/pic.png", "png"),)
    assert show(is_self=True, url="https://i.redd.it/a.png") == ()


@pytest.mark.shared
def test_real_posts_are_read(shared: Path) -> None:
    read: dict[str, list[SitePost]] = {}
    for name in ("praw_2016_multi_new", "praw_popular_hot_galleries", "praw_removed_images", "praw_submit_gallery"):
        said = json.loads((shared / "api-samples" / "reddit" / f"{name}.json").read_text(encoding="utf-8"))
        listing = said[0] if isinstance(said, list) else said
        answers = [read_post(child) for child in listing["data"]["children"]]
        read[name] = [one for one in answers if isinstance(one, SitePost)]
        assert len(read[name]) == len(answers)
    old, new, removed, mine = read.values()
    assert (len(old), len(new), len(removed), len(mine)) == (100, 100, 38, 1)
    assert [len([one for one in some if not one.media]) for some in (old, new, removed, mine)] == [4, 12, 1, 0]
    assert {one.gone for one in removed} == {"removed"}
    assert {one.gone for one in old + new + mine} == {None}
    assert [one.id for one in old if one.nsfw] == ["4t9ho4", "4t97d8"]
    assert all(medium.url for one in old + new + mine for medium in one.media)
    assert mine[0].media == tuple(
        Medium(name, f"https://i.redd.it/{name}.{kind}", kind, 128, 128)
        for name, kind in (
            ("pb7qsvi6i3c51", "png"), ("14wmudl6i3c51", "jpg"), ("vkm62gm6i3c51", "gif"), ("wka18en6i3c51", "png")
        )
    )  # fmt: skip
    (album,) = (one for one in old if one.id == "4t8fw1")
    assert album == SitePost(
        source="reddit:ThingsCutInHalfPorn",
        id="4t8fw1",
        url=album.url,
        media=(Medium("", "https://i.imgur.com/gnjjaYv.jpg", "jpg", 3264, 2448),),
        author="user_0081",
        title=album.title,
        score=270,
        posted_at=datetime(2016, 7, 17, 5, 54, 20, tzinfo=UTC),
        links=("http://m.imgur.com/a/3a3rJ",),
    )
