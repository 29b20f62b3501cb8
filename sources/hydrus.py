"""Hydrus: the files of a Hydrus client, through its Client API, with the tags that its services have on them.

Files come by the time of their import, newest first. The client gives all their numbers at once, so a cursor is the
number of the last file that was read: one that is not found any more begins anew, for what is known is skipped.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from sources.answers import Answer, ListOrNull, Weblink, require_object
from sources.boorus import (
    LARGEST,
    Amount,
    Id,
    Lax,
    Moment,
    find_host,
    read_cursor,
    read_each,
    require_list,
    trim_address,
)
from sources.sites import Fetch, Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.errors import InputError, SiteError
from taggy.settings import Settings

CLIENT = "http://127.0.0.1:45869"
HEADER = "Hydrus-Client-API-Access-Key"
BY_IMPORT = "2"
PER_PAGE = 256
EVERYTHING = "system:everything"
CURRENT = "0"
AUTHORS = ("creator:", "artist:")
TITLE = "title:"
RATING = "rating:"
NOT_FOR_ALL = {"rating:explicit", "rating:questionable", "rating:nsfw"}
_SHOWN = 80


class Service(Answer):
    """The tags of a file in one service, by their status: current, pending, deleted or petitioned."""

    storage_tags: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - pydantic copies it


class File(Answer):
    """What a client knows of a file."""

    file_id: Id
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    ext: Lax[str] = None
    size: Lax[Amount] = None
    width: Lax[Amount] = None
    height: Lax[Amount] = None
    time_modified: Lax[Moment] = None
    known_urls: Annotated[tuple[Weblink, ...], ListOrNull] = ()
    ratings: dict[str, Any] = {}  # noqa: RUF012 - as above
    tags: dict[str, Service]
    is_local: Lax[bool] = None
    is_trashed: Lax[bool] = None
    is_deleted: Lax[bool] = None

    @property
    def names(self) -> tuple[str, ...]:
        """The tags that are current in any service."""
        found = (name for service in self.tags.values() for name in service.storage_tags.get(CURRENT, ()))
        return tuple(dict.fromkeys(found))

    @property
    def stars(self) -> int | None:
        """The number that a rating gives it, where one rating alone does."""
        numbers = [rating for rating in self.ratings.values() if type(rating) is int and abs(rating) <= LARGEST]
        return numbers[0] if len(numbers) == 1 else None

    @property
    def likes(self) -> int:
        """How many ratings like it."""
        return sum(rating is True for rating in self.ratings.values())


class Hydrus:
    """A Hydrus client; the one on this machine where no other is named."""

    paces: tuple[Pace, ...] = ()

    def __init__(self, settings: Settings, address: str | None = None) -> None:
        self.address = trim_address(address or CLIENT)
        self.name = f"hydrus:{find_host(self.address)}"
        self._key = settings.hydrus_key
        self._found: tuple[str, list[int]] = ("", [])  # what was searched for last, and what was found: for all pages

    def list_headers(self, url: str) -> Mapping[str, str]:
        """List the headers by which the client knows who asks, for its files too; no other address gets the key.

        Raises:
            InputError: there is no key.
        """
        if not url.startswith(f"{self.address}/"):
            return {}
        if self._key is None:
            raise InputError(
                "Hydrus is asked with a key. Make one under services > review services > client api, that may search "
                "and fetch files, and set TAGGY_HYDRUS_KEY."
            )
        return {HEADER: self._key.get_secret_value()}

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the files that have all these tags, with commas between; a JSON list is passed on as Hydrus takes it.

        Raises:
            InputError: the query or the cursor cannot be read.
        """
        numbers = await self._search(fetch, read_tags(query), again=cursor is None)
        last = None if cursor is None else read_cursor(cursor)
        start = numbers.index(last) + 1 if last in numbers else 0
        wanted = numbers[start : start + PER_PAGE]
        if not wanted:
            return SitePage((), None)
        answer = await self._ask(fetch, "get_files/file_metadata", {"file_ids": json.dumps(wanted)})
        posts, remarks = read_each(require_list(answer.get("metadata"), self.name), "file_id", self.read_row)
        return SitePage(posts, str(wanted[-1]) if start + PER_PAGE < len(numbers) else None, remarks)

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one file again, by its hash.

        Raises:
            SiteError: the answer does not tell of it.
        """
        answer = await self._ask(fetch, "get_files/file_metadata", {"hashes": json.dumps([post])})
        rows = require_list(answer.get("metadata"), self.name)
        if rows and isinstance(rows[0], dict) and rows[0].get("file_id") is None:
            return SitePost(source, post, self._find_file(post), (), gone="removed")
        posts, remarks = read_each(rows, "file_id", self.read_row)
        if [found.id for found in posts] != [post]:
            raise SiteError(f"{self.name} does not tell of its file {post}. {' '.join(one.reason for one in remarks)}")
        return posts[0]

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:  # noqa: ARG002 - it has none
        """Say nothing: what a client shows of siblings and parents is made of its user's own choice of services."""
        return SiteVocabulary()

    async def _search(self, fetch: Fetch, tags: str, *, again: bool) -> list[int]:
        if again or self._found[0] != tags:
            params = {"tags": tags, "file_sort_type": BY_IMPORT, "file_sort_asc": "false"}
            answer = await self._ask(fetch, "get_files/search_files", params)
            rows = require_list(answer.get("file_ids"), self.name)
            self._found = (tags, [row for row in rows if type(row) is int])
        return self._found[1]

    async def _ask(self, fetch: Fetch, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self.address}/{path}"
        return require_object(await fetch.read_json(url, params, headers=self.list_headers(url)), self.name)

    def _find_file(self, digest: str) -> str:
        return f"{self.address}/get_files/file?hash={digest}"

    def read_row(self, row: Any) -> SitePost:
        """Read what a client says of a file.

        Raises:
            ValidationError: it cannot be read.
        """
        file = File.model_validate(row)
        links = tuple(dict.fromkeys(link for link in file.known_urls if link))
        here = self._find_file(file.hash)
        extension = file.ext.lower().removeprefix(".") or None if file.ext else None
        rating = next((name for name in map(str.casefold, file.names) if name.startswith(RATING)), None)
        return SitePost(
            source=self.name,
            id=file.hash,
            url=links[0] if links else here,
            media=(
                Medium("", None if file.is_local is False else here, extension, file.width, file.height, file.size),
            ),
            tags=file.names,
            author=", ".join(list_values(file.names, AUTHORS)) or None,
            title=next(iter(list_values(file.names, (TITLE,))), None),
            score=file.stars,
            faves=file.likes,
            rating=rating,
            nsfw=rating in NOT_FOR_ALL,
            posted_at=file.time_modified,
            links=links,
            gone="removed" if file.is_deleted or file.is_trashed else None,
        )


def read_tags(query: str) -> str:
    """Read a query as the JSON list that Hydrus takes: tags with commas between, or such a list itself.

    Raises:
        InputError: it begins as a list and is none.
    """
    if not query.strip().startswith("["):
        return json.dumps([tag.strip() for tag in query.split(",") if tag.strip()] or [EVERYTHING])
    try:
        tags = json.loads(query)
    except ValueError as error:
        raise InputError(f"The query {query[:_SHOWN]!r} is no JSON list: {error}.") from error
    return json.dumps(tags)


def list_values(tags: Sequence[str], namespaces: tuple[str, ...]) -> list[str]:
    """List what stands after these namespaces."""
    found = (tag.partition(":")[2].strip() for tag in tags if tag.casefold().startswith(namespaces))
    return list(dict.fromkeys(name for name in found if name))
