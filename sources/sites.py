"""Sites: what every one of them gives, in pages of posts, and the little that sets one apart from another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from sources.reports import Remark


@dataclass(frozen=True, slots=True)
class Medium:
    """One file of a post.

    `id` tells it from the others of its post, and stays when the post is edited: `""` where there can be one only. What
    the site says of the file is `None` where it does not say; `url` is `None` where it hides the file. Sizes are in
    pixels and bytes, `extension` is lower case without a dot.
    """

    id: str
    url: str | None
    extension: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class SitePost:
    """One post as its site gives it now.

    `source` is who claims its tags: a booru, a blog, a subreddit. `id` is unique in it, `url` is where people see it.
    `tags` are as written, in the site's order. `rating` is a rating tag (`rating:explicit`); `nsfw`: nobody
    sees it who did not ask for such. `links` are where its author shows it. `gone` says that it is there no more,
    and `merged_into` which post of the source took its place.
    """

    source: str
    id: str
    url: str
    media: tuple[Medium, ...]
    tags: tuple[str, ...] = ()
    author: str | None = None
    title: str | None = None
    score: int | None = None
    faves: int | None = None
    rating: str | None = None
    nsfw: bool = False
    posted_at: datetime | None = None
    links: tuple[str, ...] = ()
    gone: Literal["removed", "merged"] | None = None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class SitePage:
    """Posts in the site's order, newest first, with each that could not be read; `cursor` is `None` at the end."""

    posts: tuple[SitePost, ...]
    cursor: str | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What a site says of two tags, as written: `alias` of, or `implies`."""

    kind: Literal["alias", "implies"]
    tag: str
    of: str


@dataclass(frozen=True, slots=True)
class SiteVocabulary:
    """What a site says of tags, as written: links between them, and the category of each."""

    links: tuple[Link, ...] = ()
    categories: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many requests in so many seconds; of a `kind` (the site's own word) where they differ, else of all."""

    requests: int
    seconds: float
    kind: str = ""


class Fetch(Protocol):
    """How a site is asked: at its pace, safely, with patience. All it raises is a `FetchError`."""

    async def read_json(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        kind: str = "",
    ) -> Any:
        """Ask for JSON and decode it; `kind` names the pace beside the general one."""


class Site(Protocol):
    """One site: how it is asked, and how its answers are read.

    A query and a cursor mean what the site makes of them. A post that cannot be read becomes a remark, never an error
    of its page; an answer that is no page at all is a `SiteError`.
    """

    name: str
    address: str

    @property
    def paces(self) -> tuple[Pace, ...]:
        """How often it may be asked."""

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the posts of a query that follow a cursor; from the newest where there is none."""

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one post again; `gone` where it is there no more."""

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Read what the site says of these tags as written; nothing where it has no such thing."""

    def list_headers(self, url: str) -> Mapping[str, str]:
        """List the headers that a download of this address needs, beside those that every request has."""
