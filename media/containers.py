"""Containers: whether bytes are a webm or an mp4, and whether all of it is there, before any decoder sees them.

Matroska (RFC 9559) is elements of an id, a size and content; an ISO base media file (ISO/IEC 14496-12) is boxes of a
size, a name and content.
"""

import re
from collections.abc import Iterator

from taggy.errors import MediaError

WEBM = "video/webm"
MP4 = "video/mp4"
_EBML = b"\x1aE\xdf\xa3"
_SEGMENT = b"\x18S\x80g"
_WEBM = re.compile(rb"\x42\x82.{1,8}?webm", re.DOTALL)  # the element that names the kind, and the size of that name
_BOX = re.compile(rb"....ftyp(?!avi[fs]|mif1|msf1|hei[cxs])", re.DOTALL)
_OTHER = re.compile(rb"\0\0\x01\xba|FLV\x01|RIFF....AVI ", re.DOTALL)
_HEAD = 8  # bytes of a box's size and name
_LONG_HEAD = 16  # where the size did not fit
_WIDEST = 8  # bytes of an element's size


def find_container(content: bytes) -> str | None:
    """Find the type of a video, `None` where it is none.

    Raises:
        MediaError: it is a video of another kind.
    """
    if content.startswith(_EBML):
        if not _WEBM.search(content[:64]):
            raise MediaError("A video in Matroska is not read; webm and mp4 are.")
        return WEBM
    if _OTHER.match(content):
        raise MediaError("A video of this kind is not read; webm and mp4 are.")
    return MP4 if _BOX.match(content) else None


def check_whole(content: bytes, kind: str) -> None:
    """Check that a video ends where its container says. A webm that was streamed does not say.

    Raises:
        MediaError: the end is missing.
    """
    end = _find_segment_end(content) if kind == WEBM else max(_list_ends(content), default=0)
    if end > len(content):
        raise MediaError(f"It is cut off: it has {len(content)} bytes of {end}. Fetch it again.")


def _find_segment_end(content: bytes) -> int:
    size, start = _read_size(content, len(_EBML))
    place = start + size
    if content[place : place + 4] != _SEGMENT:
        raise MediaError("It is damaged or cut off near its start. Fetch it again.")
    size, start = _read_size(content, place + 4)
    return start + size


def _read_size(content: bytes, place: int) -> tuple[int, int]:
    """Read an element's size and where its content starts; 0 is read for a size that the writer did not know."""
    first = content[place] if place < len(content) else 0
    width = 9 - first.bit_length()
    if width > _WIDEST:
        raise MediaError("It is damaged or cut off near its start. Fetch it again.")
    bits = int.from_bytes(content[place : place + width]) & ((1 << 7 * width) - 1)
    return (0 if bits == (1 << 7 * width) - 1 else bits), place + width


def _list_ends(content: bytes) -> Iterator[int]:
    """List where each of the outermost boxes says that it ends; the last may go on to the end by saying 0."""
    place = 0
    while place + _HEAD <= len(content):
        size = int.from_bytes(content[place : place + 4])
        if size == 1:
            size = int.from_bytes(content[place + _HEAD : place + _LONG_HEAD])
        if size == 0:
            break
        if size < _HEAD:
            raise MediaError("It is damaged: a part of it has no size. Fetch it again.")
        place += size
        yield place
    if place < len(content) and size:
        yield place + _HEAD
