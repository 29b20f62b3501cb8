"""e621: its posts by number downwards, in the nested form and in the newer one, and what it says of tags.

The file of a post that an anonymous visitor may not see has no address. A deleted post says so; a parent is no merge.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, Field

from sources.answers import Answer, ListOrNull, Weblink
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
    unwrap,
)
from sources.danbooru import write_login
from sources.relations import Relations
from sources.sites import Fetch, Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.settings import Settings

HOME = "https://e621.net"
OWN = {"e621.net", "e926.net"}
LIMIT = 320
RATINGS = {"s": "rating:safe", "q": "rating:questionable", "e": "rating:explicit"}
NOT_FOR_ALL = {"q", "e"}
CATEGORIES = {
    0: "general",
    1: "artist",
    2: "contributor",
    3: "copyright",
    4: "character",
    5: "species",
    6: "invalid",
    7: "meta",
    8: "lore",
}
NO_ARTISTS = {  # stand among the artists and name nobody
    "anonymous_artist",
    "avoid_posting",
    "conditional_dnp",
    "epilepsy_warning",
    "sound_warning",
    "third-party_edit",
    "unknown_artist",
}


def _either(*paths: tuple[str, ...]) -> Any:
    """Read a field where the nested form or the newer one has it; it is unknown where neither has."""
    return Field(default=None, validation_alias=AliasChoices(*(AliasPath(*path) for path in paths)))


class Post(Answer):
    """A post in either form. `tags` are by category, or in the newer form's short answer one list."""

    id: Id
    created_at: Lax[Moment] = None
    tags: dict[str, list[str]] | list[str]
    rating: Lax[str] = None
    sources: Annotated[tuple[Weblink, ...], ListOrNull] = ()
    url: Weblink = _either(("file", "url"), ("files", "original", "url"))
    extension: Lax[str] = _either(("file", "ext"), ("files", "meta", "ext"))
    size: Lax[Amount] = _either(("file", "size"), ("files", "meta", "size"))
    width: Lax[Amount] = _either(("file", "width"), ("files", "original", "width"))
    height: Lax[Amount] = _either(("file", "height"), ("files", "original", "height"))
    score: Lax[Number] = _either(("score", "total"), ("stats", "score", "total"))
    faves: Lax[Number] = _either(("fav_count",), ("stats", "fav_count"))
    deleted: Lax[bool] = _either(("flags", "deleted"))

    @property
    def names(self) -> tuple[str, ...]:
        """Its tags in the site's order."""
        if isinstance(self.tags, list):
            return tuple(self.tags)
        return tuple(dict.fromkeys(name for names in self.tags.values() for name in names))

    @property
    def author(self) -> str | None:
        """Its artists, where it says which tags are such."""
        artists = self.tags.get("artist", []) if isinstance(self.tags, dict) else []
        return ", ".join(name for name in artists if name not in NO_ARTISTS) or None


class E621:
    """e621, or another site that runs it."""

    paces: tuple[Pace, ...] = (Pace(1, 1),)

    def __init__(self, settings: Settings, address: str | None = None) -> None:
        self.address = trim_address(address or HOME)
        self.name = find_host(self.address)
        self._headers = choose_login(settings, self.name)
        self._relations = Relations(self.name, self.address, self._headers, CATEGORIES)

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the posts that have all these tags, by number downwards; no tags find all.

        Raises:
            InputError: the query asks for another order.
        """
        answer = await ask_downwards(fetch, self.address, query, cursor, LIMIT, self._headers)
        return make_page(self.name, require_list(unwrap(answer, "posts"), self.name), cursor, self.read_row)

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one post again."""
        address = f"{self.address}/posts/{read_cursor(post)}"
        asked = fetch.read_json(f"{address}.json", headers=self._headers)
        gone = SitePost(source, post, address, (), gone="removed")
        return await read_single(asked, gone, lambda answer: self.read_row(unwrap(answer, "post")))

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Read aliases, implications and categories of tags."""
        return await self._relations.read(fetch, tags)

    def list_headers(self, url: str) -> Mapping[str, str]:  # noqa: ARG002 - files are for everybody
        """List none."""
        return {}

    def read_row(self, row: Any) -> SitePost:
        """Read a post as the site gives it, in either form.

        Raises:
            ValidationError: it cannot be read.
        """
        post = Post.model_validate(row)
        return SitePost(
            source=self.name,
            id=str(post.id),
            url=f"{self.address}/posts/{post.id}",
            media=(Medium("", post.url, post.extension, post.width, post.height, post.size),),
            tags=post.names,
            author=post.author,
            score=post.score,
            faves=post.faves,
            rating=RATINGS.get(post.rating or ""),
            nsfw=post.rating in NOT_FOR_ALL,
            posted_at=post.created_at,
            links=tuple(dict.fromkeys(link for link in post.sources if link)),
            gone="removed" if post.deleted else None,
        )


def choose_login(settings: Settings, host: str) -> Mapping[str, str]:
    """Choose the header that says who asks: the login is e621's, and no other site gets it."""
    if not settings.e621_login or settings.e621_key is None or host not in OWN:
        return {}
    return write_login(settings.e621_login, settings.e621_key.get_secret_value())
