"""Tumblr and Reddit end to end: what their posts show comes here, videos too, and what they remove is let go."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from graph.connection import Graph
from sources.crawling import SiteImport, import_site
from sources.registry import open_site
from sources.reports import SiteSummary
from taggy.settings import Settings
from tests.media.clips import film
from tests.media.samples import draw_gif, draw_png
from tests.model.drawings import ignore
from tests.seeds import run
from tests.sources.server import Web, trust


async def visit(graph: Graph, home: Path, web: Web, site: str, query: str) -> SiteSummary:
    settings = trust(Settings(home=home, tumblr_key=SecretStr("secret")), web)
    wanted = SiteImport(open_site(settings, site, web.address), query, "blogs")
    return await import_site(graph, settings, wanted, ignore)


def count(summary: SiteSummary) -> dict[str, Any]:
    names = ("posts", "new", "pictures", "known", "changed", "removed", "claims_added", "claims_closed", "without")
    return {name: value for name, value in asdict(summary).items() if name in names and value}


async def read_posts(graph: Graph) -> list[tuple[str, str, str | None]]:
    rows = await run(
        graph,
        """MATCH (p:Post) OPTIONAL MATCH (p)-[:SHOWS]->(i:Image)
           RETURN p.key AS key, p.media AS media, i.mime AS mime ORDER BY key""",
    )
    return [(row["key"], row["media"], row["mime"]) for row in rows]


async def test_a_subreddit_comes_and_what_it_removes_is_let_go(graph: Graph, tmp_path: Path, web: Web) -> None:
    web.answer("/a.png", draw_png())
    web.answer("/b.mp4", film("libx264"))

    def post(name: str, url: str, **said: Any) -> dict[str, Any]:
        about = {"id": name, "subreddit": "Bars", "permalink": f"/r/Bars/comments/{name}/x/", "url": url}
        return {"kind": "t3", "data": about | said}

    posts = [
        post("c", "https://news.example/story"),
        post("b", f"{web.address}/b.mp4", over_18=True),
        post("a", f"{web.address}/a.png", link_flair_text="Red"),
    ]
    web.answer("/r/Bars/new.json", lambda _: {"data": {"after": None, "children": posts}})
    assert count(await visit(graph, tmp_path, web, "reddit", "r/Bars")) == {
        "posts": 3, "new": 2, "pictures": 2, "claims_added": 2, "without": 1,
    }  # fmt: skip
    assert await read_posts(graph) == [
        ("reddit%3ABars:a", "here", "image/png"),
        ("reddit%3ABars:b", "here", "video/mp4"),
    ]
    (nsfw,) = await run(graph, "MATCH (i:Image {mime: 'video/mp4'}) RETURN i.nsfw AS nsfw, i.frames AS frames")
    assert nsfw == {"nsfw": "suspected", "frames": 16}
    posts[2] = post("a", f"{web.address}/a.png", removed_by_category="moderator")
    assert count(await visit(graph, tmp_path, web, "reddit", "Bars"))["removed"] == 1
    assert [(key, media) for key, media, _ in await read_posts(graph)] == [
        ("reddit%3ABars:a", "removed"),
        ("reddit%3ABars:b", "here"),
    ]


async def test_a_blog_comes_once_whichever_format_a_post_is_given_in(graph: Graph, tmp_path: Path, web: Web) -> None:
    place = f"{web.address}/f00d/tumblr_abco1_500.gif"
    web.answer("/f00d/tumblr_abco1_500.gif", draw_gif(3))
    about = {"id": 7, "blog_name": "bars", "tags": ["A Bar", "moving"]}
    size = {"url": place, "width": 8, "height": 6}
    old = about | {"type": "photo", "photos": [{"original_size": size}]}
    new = about | {"type": "blocks", "content": [{"type": "image", "media": [size | {"type": "image/gif"}]}]}
    new["tags"] = ["A Bar"]
    pages = [{"meta": {"status": 200}, "response": {"posts": [post], "total_posts": 1}} for post in (old, new)]
    web.answer("/v2/blog/bars/posts", *pages)
    assert count(await visit(graph, tmp_path, web, "tumblr", "bars")) == {
        "posts": 1, "new": 1, "pictures": 1, "claims_added": 2,
    }  # fmt: skip
    assert count(await visit(graph, tmp_path, web, "tumblr", "bars")) == {"posts": 1, "changed": 1, "claims_closed": 1}
    assert await read_posts(graph) == [("tumblr%3Abars:7/tumblr_abco1", "here", "image/gif")]
    assert web.count("/f00d/tumblr_abco1_500.gif") == 1
