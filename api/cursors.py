"""Cursors: opaque places in a list, checked when they come back."""

import base64
import binascii

from taggy.errors import InputError

LONGEST = 4_000


def encode_cursor(place: str) -> str:
    """Make a place in a list opaque."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> str:
    """Read a cursor; '' for none, which is before the first row.

    Raises:
        InputError: it is none that Taggy gave.
    """
    if not cursor:
        return ""
    padding = "=" * (-len(cursor) % 4)
    try:
        return base64.b64decode(cursor[:LONGEST] + padding, altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise InputError(
            f"{cursor[:80]!r} is no cursor of this list. Send `next` of the page before, exactly as it was given."
        ) from error
