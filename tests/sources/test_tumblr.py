"""Tumblr: both formats, reblogs, cursors, and what is there no more; a real server answers as the API does."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sources.fetching import Fetcher
from sources.reports import Remark
from sources.sites import Medium, SitePage, SitePost, SiteVocabulary
from sources.tumblr import Tumblr
from sources.tumblrposts import read_post
from taggy.errors import GoneError, InputError, SiteError
from taggy.settings import Settings
from tests.sources.server import FAST, Reply, Web, trust

RECORDED = json.loads((Path(__file__).parent / "recorded" / "tumblr.json").read_text(encoding="utf-8"))
POSTS = "/v2/blog/tinyblog/posts"
REBLOG = SitePost(
    source="tumblr:tinyblog",
    id="700000000000000004",
    url="https://tinyblog.tumblr.com/post/700000000000000004/two&more",
    media=(
        Medium("aa11:bb22-0c", "https://64.media.tumblr.com/aa11/bb22-0c/s2048x3072/large.png", "png", 1600, 1200),
        Medium("tumblr_abcDEF1", "https://64.media.tumblr.com/cc33/tumblr_abcDEF1_500.gif?a=1&b=2", "gif", 500, 400),
        Medium("tumblr_vid9", "https://va.media.tumblr.com/tumblr_vid9_720.mp4", "mp4", 480, 640),
    ),
    tags=("Black Cat", "not my art", "#hash", "Black Cat "),
    author="painter",
    title="A reblog",
    score=12,
    posted_at=datetime(2023, 11, 14, 22, 13, 24, tzinfo=UTC),
    links=("https://paintings.example/cat?a=1&b=2", "https://painter.tumblr.com/post/1/cat"),
)
PHOTOSET = SitePost(
    source="tumblr:tinyblog",
    id="3",
    url="http://tinyblog.tumblr.com/post/3",
    media=(
        Medium("tumblr_set1o1", "http://66.media.tumblr.com/dd44/tumblr_set1o1_1280.jpg", "jpg", 1280, 900),
        Medium("tumblr_set1o2", "https://66.media.tumblr.com/tumblr_set1o2_500.jpg", "jpg", 500, 400),
    ),
    author="tinyblog",
    score=0,
    posted_at=datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC),
)
SUBMITTED = SitePost(
    source="tumblr:tinyblog",
    id="2",
    url="https://tinyblog.tumblr.com/post/2",
    media=(Medium("tumblr_q", "https://64.media.tumblr.com/ee55/tumblr_q_1280.png", "png", 9, 9),),
    author="sender",
    rating="rating:nsfw",
    nsfw=True,
    posted_at=datetime(2017, 7, 14, 2, 40, tzinfo=UTC),
)
TEXT = SitePost(
    source="tumblr:tinyblog",
    id="1",
    url="https://tinyblog.tumblr.com/post/1",
    media=(Medium("tumblr_inline_z9", "https://64.media.tumblr.com/tumblr_inline_z9_540.jpg", "jpg"),),
    tags=("words",),
    author="tinyblog",
)
REFUSED = Remark("post", "99", "Its tags cannot be read: Input should be a valid tuple, not 'cats'.")


@pytest.fixture
def settings(tmp_path: Path, web: Web) -> Settings:
    return trust(Settings(home=tmp_path, tumblr_key=SecretStr("secret")), web)


async def read(settings: Settings, web: Web, query: str, cursor: str | None = None) -> SitePage:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        return await Tumblr(settings, web.address).read_page(fetcher, query, cursor)


async def read_again(settings: Settings, web: Web, post: str) -> SitePost:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        return await Tumblr(settings, web.address).read_post(fetcher, "tumblr:tinyblog", post)


def answer(*posts: Any, **beside: Any) -> dict[str, Any]:
    return {"meta": {"status": 200, "msg": "OK"}, "response": {"posts": list(posts), **beside}}


async def test_a_page_has_every_post_in_either_format_and_says_which_it_could_not_read(
    web: Web, settings: Settings
) -> None:
    web.answer(POSTS, RECORDED)
    page = await read(settings, web, " tinyblog#cats ")
    assert page == SitePage((REBLOG, PHOTOSET, SUBMITTED, TEXT), "page_number=abc%3D", (REFUSED,))
    common = {"npf": "true", "reblog_info": "true", "limit": "20", "tag": "cats", "api_key": "secret"}
    assert [asked.params for asked in web.asked] == [common]
    await read(settings, web, "tinyblog#cats", page.cursor)
    assert web.asked[1].params == common | {"page_number": "abc="}


async def test_pages_are_counted_on_where_the_api_names_no_next_one(web: Web, settings: Settings) -> None:
    posts = [{"id": number} for number in range(5)]
    web.answer(POSTS, lambda asked: answer(*posts[int(asked.params.get("offset", 0)) :][:2], total_posts=5))
    cursor, seen = None, []
    while True:
        page = await read(settings, web, "tinyblog", cursor)
        seen += [post.id for post in page.posts]
        if (cursor := page.cursor) is None:
            break
    assert seen == ["0", "1", "2", "3", "4"]
    assert [asked.params.get("offset") for asked in web.asked] == [None, "2", "4"]


async def test_a_page_that_the_api_named_and_names_none_after_it_is_the_last(web: Web, settings: Settings) -> None:
    web.answer(POSTS, answer({"id": 1}, total_posts=100))
    assert (await read(settings, web, "tinyblog", "page_number=abc")).cursor is None


async def test_the_next_page_may_be_named_by_its_address_alone(web: Web, settings: Settings) -> None:
    following = {"next": {"href": "/v2/blog/tinyblog/posts?npf=true&before_id=17&api_key=secret"}}
    web.answer(POSTS, answer({"id": 1}, _links=following))
    assert (await read(settings, web, "tinyblog")).cursor == "before_id=17"


async def test_an_empty_page_is_the_end(web: Web, settings: Settings) -> None:
    web.answer(POSTS, answer(_links={"next": {"query_params": {"page_number": "2"}}}))
    assert await read(settings, web, "tinyblog") == SitePage((), None)


async def test_a_blog_that_is_not_there_is_told(web: Web, settings: Settings) -> None:
    with pytest.raises(GoneError, match="Tumblr has no blog 'nobody'") as caught:
        await read(settings, web, "nobody")
    assert caught.value.status == 404
    web.answer(POSTS, {"meta": {"status": 404, "msg": "Not Found"}, "response": []})
    with pytest.raises(GoneError, match="Tumblr has no blog 'tinyblog'"):
        await read(settings, web, "tinyblog")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "Tumblr answered with '\\[\\]' where a page of posts was asked for"),
        ({"meta": {"status": 429, "msg": "Limit Exceeded"}, "response": []}, "429: Limit Exceeded"),
        ({"meta": {"status": 200}, "response": {"blog": {}}}, "has no list of posts"),
    ],
)
async def test_an_answer_that_is_no_page_is_told(web: Web, settings: Settings, said: Any, why: str) -> None:
    web.answer(POSTS, said)
    with pytest.raises(SiteError, match=why):
        await read(settings, web, "tinyblog")


@pytest.mark.parametrize("query", ["", "#cats", "two words", "https://staff.tumblr.com/", "../../v1", "a/b"])
async def test_a_query_that_names_no_blog_asks_nothing(web: Web, settings: Settings, query: str) -> None:
    with pytest.raises(InputError, match="names no blog of Tumblr"):
        await read(settings, web, query)
    assert web.asked == []


async def test_without_a_key_tumblr_itself_is_not_asked(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, tumblr_key=None)
    site = Tumblr(settings)
    async with Fetcher(settings, site.address, site.paces) as fetcher:
        with pytest.raises(InputError, match="TAGGY_TUMBLR_KEY"):
            await site.read_page(fetcher, "staff", None)


async def test_one_post_is_read_again(web: Web, settings: Settings) -> None:
    web.answer(POSTS, answer(RECORDED["response"]["posts"][1]))
    assert await read_again(settings, web, "3") == PHOTOSET
    assert web.asked[0].params["id"] == "3"


async def test_a_deleted_post_is_gone_and_a_refusal_says_nothing_of_it(web: Web, settings: Settings) -> None:
    gone = SitePost("tumblr:tinyblog", "3", "https://tinyblog.tumblr.com/post/3", (), gone="removed")
    assert await read_again(settings, web, "3") == gone
    web.answer(POSTS, answer())
    assert await read_again(settings, web, "3") == gone
    web.answer(POSTS, Reply(b"{}", 401))
    with pytest.raises(GoneError) as caught:
        await read_again(settings, web, "3")
    assert caught.value.status == 401


async def test_a_post_that_cannot_be_read_again_is_told(web: Web, settings: Settings) -> None:
    web.answer(POSTS, answer(RECORDED["response"]["posts"][4]))
    with pytest.raises(SiteError, match="Its tags cannot be read"):
        await read_again(settings, web, "99")


async def test_tumblr_says_nothing_of_tags(web: Web, settings: Settings) -> None:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        assert await Tumblr(settings, web.address).read_vocabulary(fetcher, ["cats"]) == SiteVocabulary()
    assert web.asked == []


def test_who_made_a_picture_is_whom_its_block_names_else_whose_post_it_is_from() -> None:
    picture = {"type": "image", "media": [{"url": "https://a.example/1.png"}]}
    credited = picture | {"attribution": {"type": "blog", "url": "https://m.example/", "blog": {"name": "maker"}}}
    posts: list[dict[str, Any]] = [
        {"content": [credited]},
        {"trail": [{"content": [picture], "broken_blog_name": "left"}]},
        {"photos": [], "reblogged_root_name": "root"},
        {"content": [picture], "is_submission": True},
    ]
    read = [read_post({"id": 1} | post, "tinyblog") for post in posts]
    assert [post.author for post in read if isinstance(post, SitePost)] == ["maker", "left", "root", None]
    assert isinstance(read[0], SitePost)
    assert read[0].links == ("https://m.example/",)


def test_the_same_file_twice_is_one_and_two_files_of_one_name_are_two() -> None:
    sizes = [{"url": "https://a.example/x/y_1280.png", "width": width, "height": 9} for width in (7, 8, 7)]
    post = read_post({"id": 1, "photos": [{"original_size": size} for size in sizes]}, "tinyblog")
    assert isinstance(post, SitePost)
    assert [(medium.id, medium.width) for medium in post.media] == [("x:y", 7), ("x:y~2", 8)]


@pytest.mark.parametrize(
    "said",
    [
        {"blog": [], "trail": None, "photos": None, "community_labels": [], "is_submission": None},
        {"content": [{"type": "image", "media": None, "attribution": []}, {"type": "image"}, "text", None]},
        {"photos": [{"original_size": [], "alt_sizes": None}, {}], "video_url": False},
        {"trail": [{"content": "<p>text", "blog": []}], "body": "<![what[<img src='https://a.example/b.png'>"},
        {"content": [{"type": "video", "media": {"url": "ftp://media.tumblr.com/x.mp4"}}]},
    ],
)
def test_what_is_empty_or_unknown_shows_nothing_and_costs_nothing(said: dict[str, Any]) -> None:
    post = read_post({"id": 1} | said, "tinyblog")
    assert isinstance(post, SitePost)
    assert post.media == ()


@pytest.mark.parametrize(
    "said", [None, [], "post", {}, {"id": None}, {"id": 1, "timestamp": "soon"}, {"id": 1, "tags": [7]}]
)
def test_a_post_of_wrong_types_is_said_to_be_unreadable(said: Any) -> None:
    assert isinstance(read_post(said, "tinyblog"), Remark)


@pytest.mark.shared
def test_real_posts_are_read(shared: Path) -> None:
    read = []
    for name in ("docs_api_examples", "kotlr_dash_goodLegacy", "kotlr_dash_goodNPF", "kotlr_legacy_photo_posts",
                 "kotlr_npf_announcement"):  # fmt: skip
        said = json.loads((shared / "api-samples" / "tumblr" / f"{name}.json").read_text(encoding="utf-8"))
        for one in said if isinstance(said, list) else [said]:
            posts = one["response"]["posts"] if "response" in one else [one]
            read += [read_post(post, "blog") for post in posts]
    assert [(post.id, len(post.media)) for post in read if isinstance(post, SitePost)] == [
        ("3507845453", 1), ("7431599279", 1), ("8675309", 0), ("8675309", 1), ("45687984231", 1), ("789456123", 2),
        ("179382026534", 1), ("1879812564", 1), ("45645651680", 1), ("179149527679", 1),
    ]  # fmt: skip
    assert len(read) == 10
    name = "sleeping-patterns-during-the-first-four-months-of"
    assert read[6] == SitePost(
        source="tumblr:datarep",
        id="179382026534",
        url=f"http://datarep.tumblr.com/post/179382026534/{name}",
        media=(
            Medium(
                "tumblr_ph3hwgMeWV1sq2igro1",
                "https://66.media.tumblr.com/2356606a219b34c72d9f5d281099d0bd/tumblr_ph3hwgMeWV1sq2igro1_1280.jpg",
                "jpg",
                1280,
                280,
            ),
        ),
        tags=("data", "sleeping"),
        author="datarep",
        title="Sleeping patterns during the first four months of life.",
        score=69,
        posted_at=datetime(2018, 10, 24, 12, 56, 18, tzinfo=UTC),
        links=(f"http://www.reddit.com/r/dataisbeautiful/comments/9qunqc/{name.replace('-', '_')}/",),
    )


@pytest.mark.shared
def test_real_fragments_of_posts_are_read_or_said_why_not(shared: Path) -> None:
    said = json.loads((shared / "api-samples" / "tumblr" / "kotlr_once_failed.json").read_text(encoding="utf-8"))
    for name, part in said.items():
        kind = name.partition("/")[0]
        block = {"type": "image", "media": [part]} if kind == "media" else part
        post = {"id": 1} | (part if kind == "posts" else {"content": [block]})
        read = read_post(post, "blog")
        assert isinstance(read, SitePost), name
        assert len(read.media) == (kind == "media" or "gifPosters" in name), name
