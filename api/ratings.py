"""Ratings: what pictures are worth by a criterion, by all answers, for analysts and staff, as pages and as CSV."""

import csv
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import Caller, Reader
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, make_card
from api.comparisons import AT, By
from api.context import Context, Opened
from api.cursors import decode_cursor, encode_next
from api.fields import Limit
from api.problems import declare_problems
from graph import ratings
from graph.criteria import DEFAULT, find_criterion
from graph.images import list_images, may_show
from graph.ratings import Rating

router = APIRouter(prefix="/comparisons/ratings", tags=["comparisons"])
PLACE = r"\d{8}\|[0-9a-f]{64}"
PAGE = 1_000
COLUMNS = ("image", "score", "low", "high", "comparisons", "part", "guess", "variance")
EXAMPLE_RATING: JsonDict = {
    "image": EXAMPLE_CARD,
    "score": 1.2,
    "low": 0.3,
    "high": 2.1,
    "comparisons": 7,
    "part": 1,
    "guess": 0.9,
    "variance": 0.2,
    "fit": AT,
}


class RatedImage(BaseModel):
    """What a picture is worth, in log-odds.

    By its comparisons, with the bounds of a 95 % interval: null where nobody compared it. Scores can be compared within
    a part. By what it looks like, with how far the members of the ensemble are apart: null where no backbone saw it.
    """

    image: ImageCard
    score: float | None
    low: float | None
    high: float | None
    comparisons: int
    part: int | None
    guess: float | None
    variance: float | None
    fit: datetime


class Ratings(BaseModel):
    """Pictures, the best first; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ratings": [EXAMPLE_RATING], "next": None}]})

    ratings: list[RatedImage]
    next: str | None


@router.get("", operation_id="list_ratings", responses=declare_problems(403, 404))
async def list_ratings(
    reader: Reader,
    context: Opened,
    criterion: By = DEFAULT.name,
    after: str | None = None,
    limit: Limit = 50,
) -> Ratings:
    """List pictures by what they are worth, the best first; those that are hidden now are left out."""
    await find_criterion(context.graph, criterion)
    rows = await ratings.list_ratings(context.graph, criterion, decode_cursor(after, PLACE), limit)
    return Ratings(
        ratings=[
            RatedImage.model_validate(
                row.model_dump(exclude={"cursor", "image"}) | {"image": card, "fit": row.fit.to_native()}
            )
            for row, card in await _keep_shown(context, reader, rows)
        ],
        next=encode_next(rows, limit),
    )


async def _keep_shown(context: Context, reader: Caller, rows: list[Rating]) -> list[tuple[Rating, ImageCard]]:
    """Keep what may be shown, and is: not what was merged into another since the fit."""
    found = {image.id: image for image in await list_images(context.graph, [row.image for row in rows])}
    return [
        (row, make_card(row.image, image))
        for row in rows
        if (image := found[row.image]).shown == row.image and may_show(image, nsfw=reader.nsfw)
    ]


@router.get(
    ".csv",
    operation_id="export_ratings",
    response_class=StreamingResponse,
    responses={
        **declare_problems(403, 404),
        200: {"content": {"text/csv": {"example": f"{','.join(COLUMNS)}\r\n{EXAMPLE_ID},1.2,0.3,2.1,7,1,0.9,0.2\r\n"}}},
    },
)
async def export_ratings(reader: Reader, context: Opened, criterion: By = DEFAULT.name) -> StreamingResponse:
    """List all of them as CSV (RFC 4180), the best first."""
    await find_criterion(context.graph, criterion)
    return StreamingResponse(
        _write_pages(context, reader, criterion),
        media_type="text/csv",
        headers={"Content-Disposition": "attachment; filename=ratings.csv"},
    )


async def _write_pages(context: Context, reader: Caller, criterion: str) -> AsyncIterator[str]:
    yield _write_rows([COLUMNS])
    after = ""
    while rows := await ratings.list_ratings(context.graph, criterion, after, PAGE):
        after = rows[-1].cursor
        shown = await _keep_shown(context, reader, rows)
        yield _write_rows([[getattr(row, column) for column in COLUMNS] for row, _ in shown])


def _write_rows(rows: Iterable[Sequence[Any]]) -> str:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
