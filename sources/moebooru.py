"""Moebooru: yande.re, Konachan and every other site that runs it; of tags it could be asked one by one only."""

from collections.abc import Mapping, Sequence
from typing import Any

from sources.answers import Answer, Weblink, find_extension
from sources.boorus import (
    Amount,
    Id,
    Lax,
    Moment,
    Number,
    find_host,
    make_page,
    read_cursor,
    read_query,
    require_list,
    trim_address,
)
from sources.sites import Fetch, Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.settings import Settings

YANDERE = "https://yande.re"
LIMIT = 100
RATINGS = {"s": "rating:safe", "q": "rating:questionable", "e": "rating:explicit"}
NOT_FOR_ALL = {"q", "e"}
DELETED = "deleted"


class Post(Answer):
    """A post."""

    id: Id
    created_at: Lax[Moment] = None
    tags: str
    rating: Lax[str] = None
    score: Lax[Number] = None
    source: Weblink = None
    file_url: Weblink = None
    file_size: Lax[Amount] = None
    width: Lax[Amount] = None
    height: Lax[Amount] = None
    status: Lax[str] = None


class Moebooru:
    """A site that runs Moebooru; yande.re where no other is named."""

    paces: tuple[Pace, ...] = (Pace(1, 1),)

    def __init__(self, settings: Settings, address: str | None = None) -> None:  # noqa: ARG002 - as every site is made
        self.address = trim_address(address or YANDERE)
        self.name = find_host(self.address)

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the posts that have all these tags, by number downwards; no tags find all.

        Raises:
            InputError: the query asks for another order.
        """
        wanted = read_query(query)
        tags = wanted if cursor is None else f"{wanted} id:<{read_cursor(cursor)}".strip()
        answer = await fetch.read_json(f"{self.address}/post.json", {"tags": tags, "limit": str(LIMIT)})
        return make_page(self.name, require_list(answer, self.name), cursor, self.read_row)

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one post again, by a search for its number: one that is not found is gone."""
        wanted = {"tags": f"id:{read_cursor(post)}", "limit": "1"}
        answer = await fetch.read_json(f"{self.address}/post.json", wanted)
        page = make_page(self.name, require_list(answer, self.name), None, self.read_row)
        gone = SitePost(source, post, f"{self.address}/post/show/{post}", (), gone="removed")
        return next((found for found in page.posts if found.id == post), gone)

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:  # noqa: ARG002 - it has none
        """Say nothing: it could be asked of one tag at a time only."""
        return SiteVocabulary()

    def list_headers(self, url: str) -> Mapping[str, str]:  # noqa: ARG002 - files are for everybody
        """List none."""
        return {}

    def read_row(self, row: Any) -> SitePost:
        """Read a post as the site gives it.

        Raises:
            ValidationError: it cannot be read.
        """
        post = Post.model_validate(row)
        extension = find_extension(post.file_url)
        return SitePost(
            source=self.name,
            id=str(post.id),
            url=f"{self.address}/post/show/{post.id}",
            media=(Medium("", post.file_url, extension, post.width, post.height, post.file_size),),
            tags=tuple(post.tags.split()),
            score=post.score,
            rating=RATINGS.get(post.rating or ""),
            nsfw=post.rating in NOT_FOR_ALL,
            posted_at=post.created_at,
            links=(post.source,) if post.source else (),
            gone="removed" if post.status == DELETED else None,
        )
