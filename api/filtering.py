"""Filtering: verdicts on pictures that nobody keeps, many in a request."""

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from api.callers import Reader
from api.context import Opened
from api.guards import PARTS
from api.multipart import read_parts
from api.problems import declare_problems
from taggy.errors import InputError, TooLargeError

router = APIRouter(prefix="/filter", tags=["filters"])
MOST = 200  # pictures of a request
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            PARTS: {
                "schema": {
                    "type": "object",
                    "properties": {"pictures": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                },
                "example": {"pictures": ["(bytes)"]},
            }
        },
    }
}


class Verdict(BaseModel):
    """What becomes of a picture: its place in the request, which stage decided, what that measured, and why.

    `percentile` is the share of the filter's good collection that scores lower, where it has one.
    """

    index: int
    name: str | None
    verdict: Literal["kept", "refused"]
    stage: Literal["decoding", "shape", "colours", "watermarks", "outliers", "all"]
    score: float | None
    percentile: float | None
    reason: str


class Verdicts(BaseModel):
    """The verdicts, in the order of the pictures."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "verdicts": [
                        {
                            "index": 0,
                            "name": "hills.png",
                            "verdict": "refused",
                            "stage": "watermarks",
                            "score": 0.83,
                            "percentile": None,
                            "reason": "It bears a watermark (0.830, bound 0.500).",
                        }
                    ]
                }
            ]
        }
    )

    verdicts: list[Verdict]


@router.post("", operation_id="filter_pictures", openapi_extra=BODY, responses=declare_problems(403, 409, 413, 415))
async def filter_pictures(request: Request, caller: Reader, context: Opened) -> Verdicts:
    """Judge pictures by the filter that is set. Neither the pictures nor the verdicts are kept."""
    context.limits.count_write(caller.voter)
    length = request.headers.get("content-length", "")
    size = int(length) if length.isdecimal() else context.settings.max_filter
    with context.filtering.hold(size):
        parts = read_parts(request.headers["content-type"], await request.body())
        if not parts:
            raise InputError("The request has no picture. Send each as a part of multipart/form-data.")
        if len(parts) > MOST:
            raise TooLargeError(f"The request has {len(parts)} pictures; send {MOST} at most.")
        rows = await _judge(request, context, [part.content for part in parts])
    return Verdicts(verdicts=[Verdict(name=part.name, **row) for part, row in zip(parts, rows, strict=True)])


async def _judge(request: Request, context: Opened, contents: list[bytes]) -> list[dict[str, Any]]:
    """Judge, unless the client leaves meanwhile: then its pictures leave the line."""
    judging = asyncio.create_task(context.filtering.judge(contents))
    leaving = asyncio.create_task(_wait_until_gone(request))
    try:
        await asyncio.wait({judging, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not judging.done():
            raise InputError("The client left before there was a verdict.")
        return await judging
    finally:
        for task in (judging, leaving):
            task.cancel()
        await asyncio.gather(judging, leaving, return_exceptions=True)


async def _wait_until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
