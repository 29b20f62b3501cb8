"""Answers of sites: what is read of them alike everywhere, so that a bad field costs its own post and no more."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from taggy.errors import SiteError

_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}")
_SHOWN = 80


class Answer(BaseModel):
    """Fields of an answer that are read; whatever else a site sends is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def read_link(link: object) -> str | None:
    """Read an address as sites write them: `&amp;` undone; `None` for what is no whole http(s) address."""
    if not isinstance(link, str):
        return None
    link = link.strip().replace("&amp;", "&")
    if link.startswith("//"):
        link = f"https:{link}"
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in {"http", "https"} and parts.netloc else None


def find_extension(link: str | None) -> str | None:
    """Find the extension in an address, lower case without a dot; `jpeg` is `jpg`."""
    suffix = PurePosixPath(urlsplit(link or "").path).suffix.lower()
    return suffix[1:].replace("jpeg", "jpg") if _EXTENSION.fullmatch(suffix) else None


def require_object(answer: Any, site: str) -> dict[str, Any]:
    """Return an answer that is an object.

    Raises:
        SiteError: it is something else.
    """
    if not isinstance(answer, dict):
        raise SiteError(
            f"{site} answered with {str(answer)[:_SHOWN]!r} where a page of posts was asked for. Try again later."
        )
    return answer


def explain_invalid(error: ValidationError) -> str:
    """Say in a line which field of a post is wrong."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"])) or "post"
    return f"Its {place} cannot be read: {first['msg']}, not {str(first['input'])[:_SHOWN]!r}."


def _list_none(answer: Any) -> Any:
    return [] if answer is None else answer


Weblink = Annotated[str | None, BeforeValidator(read_link)]
ListOrNull = BeforeValidator(_list_none)
