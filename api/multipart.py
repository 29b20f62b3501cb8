"""Multipart: the files in a body of `multipart/form-data` (RFC 7578)."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import HeaderParser
from email.policy import HTTP

from taggy.errors import InputError

_BLANK = b"\r\n\r\n"
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")


@dataclass(frozen=True)
class Part:
    """A file of a body: what its sender calls it, None where it has no name, and its bytes."""

    name: str | None
    content: bytes


def read_parts(content_type: str, body: bytes) -> list[Part]:
    """Read the parts of a body, in order.

    Raises:
        InputError: there is no boundary, the body is cut off, or a part has no head.
    """
    told = EmailMessage(policy=HTTP)
    told["Content-Type"] = content_type
    boundary = told.get_boundary("")
    if not _BOUNDARY.fullmatch(boundary):
        raise InputError("The body names no boundary between its parts. Send it as multipart/form-data.")
    mark = b"\r\n--" + boundary.encode()
    first, *pieces = (b"\r\n" + body).split(mark)
    if len(pieces) == 0 or first.strip() or not pieces[-1].startswith(b"--"):
        raise InputError("The body is cut off: its last boundary is missing. Send it again.")
    return [_read_part(piece) for piece in pieces[:-1]]


def _read_part(piece: bytes) -> Part:
    head, found, content = piece.partition(_BLANK)
    if not found:
        raise InputError("A part of the body has no head. Send each picture with a Content-Disposition.")
    headers = HeaderParser(policy=HTTP).parsestr(head.decode(errors="replace").lstrip("\r\n"))
    return Part(headers.get_filename(), content)
