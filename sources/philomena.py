"""Philomena: Derpibooru and every other site that runs it, by the first version of its JSON API.

Pages go by number downwards, with the last one's number in the query, so that new images shift nothing. Ratings are
tags there. An alias, an implication and the category of a tag come with the tag, fifty tags a search.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import unquote, urljoin

from pydantic import model_validator

from sources.answers import Answer, ListOrNull, Weblink, require_object
from sources.boorus import (
    Amount,
    Id,
    Lax,
    Moment,
    Number,
    find_host,
    make_page,
    read_cursor,
    read_rows,
    read_single,
    require_list,
    trim_address,
)
from sources.sites import Fetch, Link, Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.settings import Settings

DERPIBOORU = "https://derpibooru.org"
FILTERS = {"derpibooru.org": "56027", "furbooru.org": "2", "ponybooru.org": "3"}  # each site's own that hides nothing
PER_PAGE = 50
SEARCH = "search"
PACES: tuple[Pace, ...] = (Pace(30, 5), Pace(20, 10, SEARCH))
RATINGS = ("explicit", "questionable", "suggestive", "safe")  # the strongest first
NOT_FOR_ALL = {"explicit", "questionable", "grimdark", "grotesque"}
ARTIST = "artist:"
SIGNS = re.compile(r'["\\()|&!,~^*?]')  # that mean something in a search
BRACKETED = re.compile(r"\([^()]+\)")  # brackets in pairs are taken for a part of the name
SLUGS = (("-plus-", "+"), ("-dot-", "."), ("-colon-", ":"), ("-bwslash-", "\\"), ("-fwslash-", "/"), ("-dash-", "-"))


class Image(Answer):
    """An image; of one that was removed or merged only its number and what became of it."""

    id: Id
    created_at: Lax[Moment] = None
    hidden_from_users: bool = False
    duplicate_of: Lax[Id] = None
    tags: tuple[str, ...] | None = None
    view_url: Lax[str] = None
    format: Lax[str] = None
    width: Lax[Amount] = None
    height: Lax[Amount] = None
    size: Lax[Amount] = None
    score: Lax[Number] = None
    faves: Lax[Number] = None
    source_url: Weblink = None
    source_urls: Annotated[tuple[Weblink, ...], ListOrNull] = ()

    @model_validator(mode="after")
    def _expect_tags(self) -> "Image":
        if self.tags is None and not self.hidden_from_users:
            raise ValueError("it has no tags")
        return self

    @property
    def links(self) -> tuple[str, ...]:
        """Where its artist shows it."""
        return tuple(dict.fromkeys(link for link in (*self.source_urls, self.source_url) if link))


class TagSaid(Answer):
    """What the site says of a tag; other tags are named by their slugs."""

    name: str
    category: str | None = None
    aliased_tag: str | None = None
    aliases: Annotated[tuple[str, ...], ListOrNull] = ()
    implied_tags: Annotated[tuple[str, ...], ListOrNull] = ()


class Philomena:
    """A site that runs Philomena; Derpibooru where no other is named."""

    def __init__(self, settings: Settings, address: str | None = None) -> None:
        self.address = trim_address(address or DERPIBOORU)
        self.name = find_host(self.address)
        self.paces = PACES
        self._key = choose_key(settings, self.name)

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the images that a search finds, by number downwards; an empty one finds all."""
        params = write_search(self.name, query, cursor)
        answer = require_object(await self._ask(fetch, "search/images", params, SEARCH), self.name)
        rows, total = require_list(answer.get("images"), self.name), answer.get("total")
        more = not isinstance(total, int) or total > len(rows)
        return make_page(self.name, rows, cursor, self.read_row, more=more)

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one image again; one that was merged names that into which."""
        asked = self._ask(fetch, f"images/{read_cursor(post)}")
        gone = SitePost(source, post, f"{self.address}/images/{post}", (), gone="removed")
        return await read_single(asked, gone, lambda answer: self.read_row(_unwrap(answer)))

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Read aliases, implications and categories; a tag with a sign of the search language in it is passed over."""
        names = [tag for tag in tags if not SIGNS.search(BRACKETED.sub("", tag))]
        links: list[Link] = []
        categories: list[tuple[str, str]] = []
        for start in range(0, len(names), PER_PAGE):
            wanted = " || ".join(f"name:{name}" for name in names[start : start + PER_PAGE])
            answer = await self._ask(fetch, "search/tags", {"q": wanted, "per_page": str(PER_PAGE)}, SEARCH)
            for said in read_rows(TagSaid, require_object(answer, self.name).get("tags"), self.name):
                links += list_links(said)
                categories += [(said.name, said.category)] if said.category else []
        return SiteVocabulary(tuple(links), tuple(categories))

    async def _ask(self, fetch: Fetch, path: str, params: dict[str, str] | None = None, kind: str = "") -> Any:
        return await fetch.read_json(f"{self.address}/api/v1/json/{path}", (params or {}) | self._key, kind=kind)

    def list_headers(self, url: str) -> Mapping[str, str]:  # noqa: ARG002 - files are for everybody
        """List none."""
        return {}

    def read_row(self, row: Any) -> SitePost:
        """Read an image as the site gives it.

        Raises:
            ValidationError: it cannot be read.
        """
        image = Image.model_validate(row)
        tags = image.tags or ()
        artists = [tag.removeprefix(ARTIST) for tag in tags if tag.startswith(ARTIST)]
        said = {tag.casefold() for tag in tags}
        rating = next((rating for rating in RATINGS if rating in said), None)
        return SitePost(
            source=self.name,
            id=str(image.id),
            url=f"{self.address}/images/{image.id}",
            media=self._list_media(image),
            tags=tags,
            author=", ".join(artists) or None,
            score=image.score,
            faves=image.faves,
            rating=rating and f"rating:{rating}",
            nsfw=not said.isdisjoint(NOT_FOR_ALL),
            posted_at=image.created_at,
            links=image.links,
            gone=("merged" if image.duplicate_of else "removed") if image.hidden_from_users else None,
            merged_into=str(image.duplicate_of) if image.hidden_from_users and image.duplicate_of else None,
        )

    def _list_media(self, image: Image) -> tuple[Medium, ...]:
        if image.hidden_from_users:
            return ()
        url = urljoin(f"{self.address}/", image.view_url) if image.view_url else None
        extension = image.format.lower() if image.format else None
        return (Medium("", url, extension, image.width, image.height, image.size),)


def write_search(host: str, query: str, cursor: str | None) -> dict[str, str]:
    """Write a search for images below a number, past the filter that hides some from whoever has not chosen one.

    Raises:
        InputError: the cursor is no number.
    """
    wanted = query.strip() or "*"
    params = {
        "q": wanted if cursor is None else f"({wanted}), id.lt:{read_cursor(cursor)}",
        "sf": "id",
        "sd": "desc",
        "per_page": str(PER_PAGE),
    }
    return params | {"filter_id": FILTERS[host]} if host in FILTERS else params


def choose_key(settings: Settings, host: str) -> dict[str, str]:
    """Choose what is asked with: the key is Derpibooru's, and no other site gets it."""
    if settings.philomena_key is None or host != find_host(DERPIBOORU):
        return {}
    return {"key": settings.philomena_key.get_secret_value()}


def list_links(said: TagSaid) -> list[Link]:
    """List the links of a tag to others, all by their names."""
    aliases = [Link("alias", read_slug(alias), said.name) for alias in said.aliases]
    if said.aliased_tag:
        aliases.append(Link("alias", said.name, read_slug(said.aliased_tag)))
    return aliases + [Link("implies", said.name, read_slug(implied)) for implied in said.implied_tags]


def read_slug(slug: str) -> str:
    """Read the name of a tag from its slug: `artist-colon-mary+ann` is `artist:mary ann`."""
    name = unquote(slug.replace("+", " "))
    for written, meant in SLUGS:
        name = name.replace(written, meant)
    return name


def _unwrap(answer: Any) -> Any:
    return answer.get("image") if isinstance(answer, dict) else answer
