"""Refused pictures: what filters withheld, looked at by staff and restored."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.callers import Staff
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, ImageId, make_card
from api.context import Opened
from api.fields import Limit, Reason
from api.problems import declare_problems
from graph.filters import list_filtered, restore_image

router = APIRouter(prefix="/filters", tags=["filters"])


class RefusedPicture(BaseModel):
    """A picture that a filter refused: which part of it, what that measured, and why."""

    image: ImageCard
    filter: str
    stage: str
    score: float | None
    percentile: float | None
    reason: str
    at: datetime


class Refused(BaseModel):
    """A page of refused pictures, those nearest to a filter's bound first; `next` asks for the page that follows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "refused": [
                        {
                            "image": EXAMPLE_CARD,
                            "filter": "good",
                            "stage": "watermarks",
                            "score": 0.83,
                            "percentile": None,
                            "reason": "It bears a watermark (0.83, bound 0.5).",
                            "at": "2026-01-02T03:04:05Z",
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    refused: list[RefusedPicture]
    next: str | None


class Restoration(BaseModel):
    """A picture to be shown after all."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"image": EXAMPLE_ID, "reason": "the mark is a street sign"}]}
    )

    image: ImageId
    reason: Reason | None = None


class Restored(BaseModel):
    """Whether a filter had refused the picture."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"image": EXAMPLE_ID, "restored": True}]})

    image: str
    restored: bool


@router.get("/refused", operation_id="list_filtered_pictures", responses=declare_problems(403))
async def list_pictures(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    after: Annotated[str, Query(max_length=1000)] = "",
    limit: Limit = 50,
) -> Refused:
    """List what filters refused and nobody restored."""
    page = await list_filtered(context.graph, after, limit)
    rows = [
        RefusedPicture(
            image=make_card(row.id, row),
            filter=row.filter,
            stage=row.stage,
            score=row.score,
            percentile=row.percentile,
            reason=row.reason,
            at=row.at.to_native(),
        )
        for row in page
    ]
    return Refused(refused=rows, next=page[-1].cursor if len(page) == limit else None)


@router.post("/restorations", operation_id="restore_picture", responses=declare_problems(403, 404, 413, 415))
async def restore(body: Restoration, staff: Staff, context: Opened) -> Restored:
    """Show a picture after all: no filter refuses it again. The same once more changes nothing."""
    restored = await restore_image(context.graph, body.image, staff.voter, body.reason)
    return Restored(image=body.image, restored=restored)
