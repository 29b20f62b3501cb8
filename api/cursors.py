"""Cursors: opaque places in a list, checked when they come back."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Protocol

from taggy.errors import InputError

LONGEST = 4_000
RANK = r"\d{7}\|[0-9a-f]{64}"
COMPARED = rf"{RANK}\|[0-9a-f]{{64}}"
AGREED = rf"{RANK}\|[^|].*"
NAME = r".+"


def encode_cursor(place: str) -> str:
    """Make a place in a list opaque."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


class Placed(Protocol):
    """A row that knows its place in its list."""

    @property
    def cursor(self) -> str:
        """The place."""


def encode_next(rows: Sequence[Placed], limit: int) -> str | None:
    """Make the place of a page's last row opaque, for the page that follows; None where a page is not full."""
    return encode_cursor(rows[-1].cursor) if len(rows) == limit else None


def decode_cursor(cursor: str | None, pattern: str) -> str:
    """Read a cursor whose place looks like the pattern; '' for none, which is before the first row.

    Raises:
        InputError: it is none that this list gave.
    """
    if not cursor:
        return ""
    try:
        padding = "=" * (-len(cursor) % 4)
        place = base64.b64decode(cursor[:LONGEST] + padding, altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        place = ""
    if not re.fullmatch(pattern, place):
        raise InputError(
            f"{cursor[:80]!r} is no cursor of this list. Send `next` of the page before, exactly as it was given."
        )
    return place
