"""A site of the tests' own: a gallery that a real server shows page by page, and the Site that reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.connection import Graph
from sources.crawling import SiteImport, import_site
from sources.reports import Remark, SiteSummary
from sources.rules import Rules
from sources.sites import Fetch, Link, Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.settings import Settings
from tests.model.drawings import ignore
from tests.sources.server import Answer, Asked, Reply, Web, trust

QUICK = {"site_patience": 0.2, "answer_timeout": 60.0}


class Gallery:
    """Reads the gallery at an address."""

    name = "gallery"
    paces: tuple[Pace, ...] = (Pace(1_000, 1.0),)

    def __init__(self, address: str) -> None:
        self.address = address

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read a page."""
        answer = await fetch.read_json(f"{self.address}/posts.json", {"q": query, "after": cursor or ""})
        remarks = tuple(Remark("post", name, "It is no post.") for name in answer["bad"])
        return SitePage(tuple(map(read_post, answer["posts"])), answer["next"], remarks)

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read a post again."""
        assert source == "gallery"
        return read_post(await fetch.read_json(f"{self.address}/post/{post}.json"))

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Say that a kitten is a cat."""
        assert fetch
        return SiteVocabulary((Link("implies", "kitten", "cat"),) if "kitten" in tags else ())

    def list_headers(self, url: str) -> Mapping[str, str]:
        """Show a pass for files."""
        return {"X-Pass": "yes"} if url.startswith(self.address) else {}


def read_post(said: dict[str, Any]) -> SitePost:
    """Read a post: its fields as `SitePost` names them."""
    media = tuple(Medium(**medium) for medium in said.get("media", []))
    posted = said.get("posted_at")
    rest = {name: said[name] for name in said.keys() - {"media", "posted_at"}}
    rest |= {name: tuple(rest[name]) for name in ("tags", "links") if name in rest}
    return SitePost(media=media, posted_at=posted and datetime.fromisoformat(posted), **rest)


@dataclass
class Show:
    """What the gallery shows: its posts, the newest first, so many a page; some cannot be read."""

    web: Web
    posts: list[dict[str, Any]] = field(default_factory=list)
    per_page: int = 3
    bad: tuple[str, ...] = ()
    lost: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Open the doors."""
        self.web.answer("/posts.json", self._show_page)

    @property
    def site(self) -> Gallery:
        """The site that reads it."""
        return Gallery(self.web.address)

    def add(self, name: str, *files: Answer, **said: Any) -> dict[str, Any]:
        """Hang up a post as the newest one, with a file a medium, and return it."""
        media = [
            {"id": "" if len(files) == 1 else f"{n}", "url": self.web.answer(f"/files/{name}-{n}.png", file)}
            for n, file in enumerate(files)
        ]
        post = {"source": "gallery", "id": name, "url": f"https://example.org/{name}", "media": media, **said}
        self.posts.insert(0, post)
        self.web.answer(f"/post/{name}.json", lambda _: post)
        return post

    def count_files(self) -> int:
        """Count how often a file was asked for."""
        return sum(asked.path.startswith("/files/") for asked in self.web.asked)

    def _show_page(self, asked: Asked) -> Answer:
        after = asked.params["after"]
        if after in self.lost:
            return Reply(b"{}", 404)
        names = [post["id"] for post in self.posts]
        start = names.index(after) + 1 if after else 0
        page = self.posts[start : start + self.per_page]
        following = page[-1]["id"] if start + self.per_page < len(names) else None
        return {"posts": page, "next": following, "bad": [] if after else list(self.bad)}


async def visit(
    graph: Graph, home: Path, show: Show, *, cursor: str = "", rules: Rules | None = None, **options: Any
) -> SiteSummary:
    """Import what a gallery shows; options are those of `SiteImport`, or the report."""
    progress = options.pop("progress", ignore)
    settings = trust(Settings(home=home), show.web).model_copy(update=QUICK)
    wanted = SiteImport(show.site, "all", options.pop("collection", "shown"), rules or Rules(), **options)
    return await import_site(graph, settings, wanted, progress, cursor)
