"""JSON sidecars: the tags and addresses of a picture as Hydrus exports them, at whatever depth its user chose."""

import json
from collections.abc import Iterator
from pathlib import Path

from sources.answers import read_link
from sources.reports import Remark
from sources.sidecars import MAX_SIDECAR, Described, read_text, refuse_doubles
from taggy.errors import InputError

TAGS, URLS = "tags", "urls"
MAX_URLS = 100
MAX_URL = 2_000
_SHOWN = 80


def read_json_sidecar(root: Path, path: str) -> tuple[Described, list[Remark]]:
    """Read every list of `tags` and of `urls`, also those that stand deeper, below or beside each other.

    Raises:
        TaggyError: it cannot be opened, is too large, or is no JSON.
    """
    content = read_text(root, path, MAX_SIDECAR)
    try:
        said = json.loads(content.decode("utf-8-sig"), object_pairs_hook=refuse_doubles)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON that can be read: {error}.") from error
    except InputError as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    tags: list[object] = []
    urls: dict[str, None] = {}
    remarks = []
    for name, value in _walk(said):
        if name == TAGS:
            tags.append(value)
        elif link := _read_address(value):
            urls[link] = None
        else:
            remarks.append(Remark("note", path, f"{str(value)[:_SHOWN]!r} is no web address, and is left out."))
    return Described(tuple(tags), urls=tuple(urls)[:MAX_URLS]), remarks


def _read_address(value: object) -> str | None:
    """Read a web address; `None` for what is none, is too long, or holds half a character."""
    link = read_link(value)
    return link if link and len(link) <= MAX_URL and link.encode(errors="ignore").decode() == link else None


def _walk(said: object) -> Iterator[tuple[str, object]]:
    """Walk through JSON in its order: what stands in a list that is called tags or urls, or is in such a thing."""
    pending: list[tuple[str, bool, object]] = [("", False, said)]
    while pending:
        name, listed, value = pending.pop()
        if isinstance(value, dict):
            inner = [(key if key in (TAGS, URLS) else name, False, below) for key, below in value.items()]
            pending.extend(reversed(inner))
        elif isinstance(value, list):
            pending.extend((name, True, below) for below in reversed(value))
        elif name and listed:
            yield name, value
