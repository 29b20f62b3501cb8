"""Boorus: what their answers have in common, so that each site's file says only what sets it apart."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from sources.answers import Answer, explain_invalid
from sources.reports import Remark
from sources.sites import Fetch, SitePage, SitePost
from taggy.errors import GoneError, InputError, SiteError

LARGEST = 2**53
REMOVED = (404, 410)  # of a post that is not there; 401 and 403 say only that it is not for us
_DIGITS = 16
_SHOWN = 80
T = TypeVar("T")
A = TypeVar("A", bound=Answer)


def _forgive(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError:
        return None


def _place(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Lax = Annotated[T | None, WrapValidator(_forgive)]  # what cannot be read is unknown, and costs nothing else
Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
Amount = Annotated[int, Field(gt=0, le=LARGEST)]
Moment = Annotated[datetime, AfterValidator(_place)]
Id = Annotated[int, Field(gt=0, le=LARGEST)]


def trim_address(address: str) -> str:
    """Read the address of a site, without a slash at its end.

    Raises:
        InputError: it is no whole http(s) address.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise InputError(f"{address!r} is no address of a site. Give one such as https://derpibooru.org.")
    return address.rstrip("/")


def find_host(address: str) -> str:
    """Find the host in an address, with its port where it names one: what a site is called as a source."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def read_cursor(cursor: str) -> int:
    """Read a cursor that is the id of the last post before.

    Raises:
        InputError: it is none.
    """
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > _DIGITS:
        raise InputError(f"The cursor {cursor[:_SHOWN]!r} is none of this site: it is a post's number. Begin anew.")
    return int(cursor)


def read_query(query: str) -> str:
    """Read a query of tags, with single spaces.

    Raises:
        InputError: it asks for another order than by number, in which no page would follow from the one before.
    """
    words = query.split()
    if wrong := next((word for word in words if word.lower().startswith(("order:", "limit:"))), None):
        raise InputError(f"{wrong!r} cannot be asked for: posts are read by number, the newest first. Leave it out.")
    return " ".join(words)


async def ask_downwards(
    fetch: Fetch, address: str, query: str, cursor: str | None, limit: int, headers: Mapping[str, str]
) -> Any:
    """Ask a Danbooru-like site for the posts that have all these tags, by number downwards; no tags find all.

    Raises:
        InputError: the query asks for another order, or the cursor is none.
    """
    params = {"tags": read_query(query), "limit": str(limit)}
    if cursor is not None:
        params["page"] = f"b{read_cursor(cursor)}"
    return await fetch.read_json(f"{address}/posts.json", params, headers=headers)


def unwrap(answer: Any, name: str) -> Any:
    """Take what was asked for out of an object around it: e621 puts one there, around an empty list above all."""
    return answer[name] if isinstance(answer, dict) and name in answer else answer


def require_list(answer: Any, site: str) -> list[Any]:
    """Return an answer that is a list.

    Raises:
        SiteError: it is something else.
    """
    if not isinstance(answer, list):
        raise SiteError(f"{site} answered with {str(answer)[:_SHOWN]!r} where a list was asked for. Try again later.")
    return answer


def read_rows(model: type[A], answer: Any, site: str) -> list[A]:
    """Read the rows of a list; those that cannot be read are passed over.

    Raises:
        SiteError: it is no list.
    """
    rows = []
    for row in require_list(answer, site):
        with suppress(ValidationError):
            rows.append(model.model_validate(row))
    return rows


def make_page(
    site: str, rows: Sequence[Any], cursor: str | None, read: Callable[[Any], SitePost], *, more: bool = True
) -> SitePage:
    """Read the rows of a page, newest first: each becomes a post or a remark; the cursor is the lowest id.

    Raises:
        SiteError: it has nothing that lies after the cursor, so that the pages would never end.
    """
    if not rows:
        return SitePage((), None)
    posts, remarks = read_each(rows, "id", read)
    last = min((number for row in rows if (number := _find_id(row, "id")) is not None), default=None)
    if last is None or (cursor is not None and last >= int(cursor)):
        raise SiteError(f"{site} answered with no post that comes after {cursor or 'the first'}. Try again later.")
    return SitePage(posts, str(last) if more else None, remarks)


def read_each(
    rows: Sequence[Any], name: str, read: Callable[[Any], SitePost]
) -> tuple[tuple[SitePost, ...], tuple[Remark, ...]]:
    """Read each row as a post; one that cannot be read becomes a remark, by its number, which has this name."""
    posts, remarks = [], []
    for place, row in enumerate(rows, start=1):
        try:
            posts.append(read(row))
        except ValidationError as error:
            number = _find_id(row, name)
            remarks.append(Remark("post", f"row {place}" if number is None else str(number), explain_invalid(error)))
    return tuple(posts), tuple(remarks)


def _find_id(row: Any, name: str) -> int | None:
    found = row.get(name) if isinstance(row, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


async def read_single(asked: Awaitable[Any], gone: SitePost, read: Callable[[Any], SitePost]) -> SitePost:
    """Wait for the answer about one post and read it; `gone` is the answer where the site says that it is not there.

    Raises:
        SiteError: the answer is no post.
        GoneError: it may be there, and is not for us.
    """
    try:
        return read(await asked)
    except GoneError as error:
        if error.status in REMOVED:
            return gone
        raise
    except ValidationError as error:
        raise SiteError(f"What {gone.source} answered is not its post {gone.id}. {explain_invalid(error)}") from error
