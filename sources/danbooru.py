"""Danbooru: its posts by number downwards, and what it says of tags.

The files of some posts are hidden from who has no account that may see them: these have no address. A post with a
parent is a post of its own, for a parent may be another version and need not be the same picture.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from sources.answers import Answer, Weblink
from sources.boorus import (
    Amount,
    Id,
    Lax,
    Moment,
    Number,
    ask_downwards,
    find_host,
    make_page,
    read_cursor,
    read_single,
    require_list,
    trim_address,
)
from sources.relations import Relations
from sources.sites import Fetch, Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.settings import Settings

DANBOORU = "https://danbooru.donmai.us"
FAMILY = ".donmai.us"
LIMIT = 200
RATINGS = {"g": "rating:general", "s": "rating:sensitive", "q": "rating:questionable", "e": "rating:explicit"}
NOT_FOR_ALL = {"q", "e"}
CATEGORIES = {0: "general", 1: "artist", 3: "copyright", 4: "character", 5: "meta"}
NO_ARTISTS = {"artist_request", "banned_artist", "commentary_request"}  # stand among the artists and name nobody
UGOIRA = "zip"  # frames in an archive, beside which lies a webm


class Post(Answer):
    """A post; what is hidden is not there."""

    id: Id
    created_at: Lax[Moment] = None
    tag_string: str
    tag_string_artist: Lax[str] = None
    rating: Lax[str] = None
    score: Lax[Number] = None
    fav_count: Lax[Number] = None
    source: Weblink = None
    pixiv_id: Lax[Id] = None
    file_ext: Lax[str] = None
    file_size: Lax[Amount] = None
    image_width: Lax[Amount] = None
    image_height: Lax[Amount] = None
    file_url: Weblink = None
    large_file_url: Weblink = None
    is_deleted: Lax[bool] = None
    is_banned: Lax[bool] = None

    @property
    def medium(self) -> Medium:
        """Its file; of frames in an archive the film that is made of them, whose size nobody says."""
        if self.file_ext == UGOIRA:
            return Medium("", self.large_file_url, "webm", self.image_width, self.image_height)
        return Medium("", self.file_url, self.file_ext, self.image_width, self.image_height, self.file_size)

    @property
    def links(self) -> tuple[str, ...]:
        """Where its artist shows it."""
        pixiv = f"https://www.pixiv.net/artworks/{self.pixiv_id}" if self.pixiv_id else None
        return tuple(dict.fromkeys(link for link in (pixiv, self.source) if link))


class Danbooru:
    """Danbooru, or another site that runs it."""

    paces: tuple[Pace, ...] = (Pace(1, 1),)

    def __init__(self, settings: Settings, address: str | None = None) -> None:
        self.address = trim_address(address or DANBOORU)
        self.name = find_host(self.address)
        self._headers = choose_login(settings, self.name)
        self._relations = Relations(self.name, self.address, self._headers, CATEGORIES, several="_comma")

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the posts that have all these tags, by number downwards; no tags find all.

        Raises:
            InputError: the query asks for another order.
        """
        answer = await ask_downwards(fetch, self.address, query, cursor, LIMIT, self._headers)
        return make_page(self.name, require_list(answer, self.name), cursor, self.read_row)

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one post again."""
        address = f"{self.address}/posts/{read_cursor(post)}"
        gone = SitePost(source, post, address, (), gone="removed")
        return await read_single(fetch.read_json(f"{address}.json", headers=self._headers), gone, self.read_row)

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Read aliases, implications and categories of tags."""
        return await self._relations.read(fetch, tags)

    def list_headers(self, url: str) -> Mapping[str, str]:  # noqa: ARG002 - files are for everybody
        """List none."""
        return {}

    def read_row(self, row: Any) -> SitePost:
        """Read a post as the site gives it.

        Raises:
            ValidationError: it cannot be read.
        """
        post = Post.model_validate(row)
        artists = [name for name in (post.tag_string_artist or "").split() if name not in NO_ARTISTS]
        return SitePost(
            source=self.name,
            id=str(post.id),
            url=f"{self.address}/posts/{post.id}",
            media=(post.medium,),
            tags=tuple(post.tag_string.split()),
            author=", ".join(artists) or None,
            score=post.score,
            faves=post.fav_count,
            rating=RATINGS.get(post.rating or ""),
            nsfw=post.rating in NOT_FOR_ALL,
            posted_at=post.created_at,
            links=post.links,
            gone="removed" if post.is_deleted or post.is_banned else None,
        )


def choose_login(settings: Settings, host: str) -> Mapping[str, str]:
    """Choose the header that says who asks: the login is one of donmai.us, and no other site gets it."""
    if not settings.danbooru_login or settings.danbooru_key is None or not host.endswith(FAMILY):
        return {}
    return write_login(settings.danbooru_login, settings.danbooru_key.get_secret_value())


def write_login(login: str, key: str) -> Mapping[str, str]:
    """Write a login and its key as the header of HTTP Basic."""
    return {"Authorization": f"Basic {b64encode(f'{login}:{key}'.encode()).decode()}"}
