"""Contradictions: a voter's own answers that cannot all be right, to look at again."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.callers import AnyCaller
from api.cards import make_card
from api.context import Opened
from api.cursors import NAME, decode_cursor, encode_cursor
from api.problems import declare_problems
from api.votes import EXAMPLE_VOTE, OwnVote, read_time
from graph import contradictions
from graph.images import Image, list_images, may_show
from graph.votes import Answer

router = APIRouter(prefix="/votes", tags=["votes"])


class OwnContradiction(BaseModel):
    """Two of the voter's own answers: the later tag implies the earlier one, is implied by it, or excludes it."""

    later: OwnVote
    earlier: OwnVote
    why: Literal["implies", "implied", "excludes"]


class OwnContradictions(BaseModel):
    """Answers that cannot all be right, the latest first; `next` is the `before` of the page that follows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "contradictions": [
                        {
                            "later": {**EXAMPLE_VOTE, "tag": "cat", "answer": "no"},
                            "earlier": {**EXAMPLE_VOTE, "tag": "kitten"},
                            "why": "implied",
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    contradictions: list[OwnContradiction]
    next: str | None


@router.get("/contradictions", operation_id="list_contradictions", responses=declare_problems())
async def list_contradictions(caller: AnyCaller, context: Opened, before: str | None = None) -> OwnContradictions:
    """List the voter's own answers that cannot all be right; pictures that are hidden now are left out.

    A page looks at the 500 answers before a time, so it may be empty while `next` is not null.
    """
    start = read_time(decode_cursor(before, NAME))
    page = await contradictions.list_contradictions(context.graph, caller.ids, start)
    wanted = sorted({row.image for row in page.found})
    images = {image.id: image for image in await list_images(context.graph, wanted)}
    shown = [
        OwnContradiction(
            later=_make_own(images[row.image], row.tag, row.answer, row.at.to_native()),
            earlier=_make_own(images[row.image], row.other_tag, row.other_answer, row.other_at.to_native()),
            why=row.why,
        )
        for row in page.found
        if may_show(images[row.image], nsfw=caller.nsfw)
    ]
    return OwnContradictions(contradictions=shown, next=encode_cursor(page.next.iso_format()) if page.next else None)


def _make_own(image: Image, tag: str, answer: Answer, at: datetime) -> OwnVote:
    return OwnVote(image=make_card(image.id, image), tag=tag, answer=answer, pass_reason=None, at=at)
