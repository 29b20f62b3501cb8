"""Answers that are files: whole or one range, streamed from a thread, and not sent again while unchanged."""

import re
from typing import BinaryIO

from anyio import to_thread
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from taggy.errors import MissingMediaError

CHUNK = 256 * 1024
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


class FileAnswer(Response):
    """Streams a part of an open file, and closes it."""

    def __init__(self, file: BinaryIO, start: int, length: int, status: int, headers: dict[str, str]) -> None:
        super().__init__(status_code=status, headers={**headers, "Content-Length": str(length)})
        self.file = file
        self.start = start
        self.length = length

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it, a chunk at a time."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await to_thread.run_sync(self.file.seek, self.start)
            left = self.length
            while left:
                chunk = await to_thread.run_sync(self.file.read, min(CHUNK, left))
                if not chunk:
                    raise MissingMediaError("A file became shorter while it was sent.")
                left -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self.file.close()


def answer_file(request: Request, file: BinaryIO, size: int, mime: str, etag: str) -> Response:
    """Answer with an open file, which never changes under its ETag; but it may be hidden, so ask every time.

    Raises:
        HTTPException: 416, the range lies outside the file.
    """
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "Content-Type": mime,
        "Content-Disposition": "inline",
    }
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if known & {etag, "*"}:
        file.close()
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    whole = request.headers.get("if-range", etag) != etag
    span = None if whole else _read_range(request.headers.get("range", ""), size)
    if span is None:
        return FileAnswer(file, 0, size, 200, headers)
    start, end = span
    if start >= size or start > end:
        file.close()
        detail = f"The file has {size} bytes: ask for a range within them."
        raise HTTPException(416, detail, {"Content-Range": f"bytes */{size}"})
    return FileAnswer(file, start, end - start + 1, 206, {**headers, "Content-Range": f"bytes {start}-{end}/{size}"})


def _read_range(header: str, size: int) -> tuple[int, int] | None:
    """Read a single range as first and last byte; None where the whole file is wanted, or several ranges are."""
    match = _RANGE.match(header.replace(" ", ""))
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1
