"""Remarks: tags that somebody said rather than saw, which staff see with their evidence, take out and bring back."""

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import Caller, Staff, opted_in
from api.cards import EXAMPLE_CARD, ImageCard, make_card
from api.context import Context, Opened
from api.cursors import decode_cursor, encode_next
from api.fields import Limit, Name, Reason
from api.problems import declare_problems
from graph import remarks
from graph.images import list_images, may_show
from graph.remarks import Doubt, State, restore_tag, retire_tag, settle_tag
from graph.tagnames import normalise_tag

router = APIRouter(prefix="/remarks", tags=["remarks"])
PICTURES = 4
EXAMPLE: JsonDict = {
    "tag": "i can't stop laughing at this",
    "state": "circulating",
    "score": 1.2,
    "why": "reads like speech +1.10; one author uses it +0.68",
    "decided": False,
    "pairs": 1,
    "images": [EXAMPLE_CARD],
}


class Decision(BaseModel):
    """A person's word on a tag."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"tag": "unsorted", "reason": "says nothing of the picture"}]},
    )

    tag: Name
    reason: Reason | None = None


class TagState(BaseModel):
    """What a tag is now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tag": "unsorted", "state": "remark"}]})

    tag: str
    state: State


class Remark(BaseModel):
    """A tag that is, or may be, a remark.

    `score` is the log-odds that it is one and `why` what weighs most, null where no search has looked at it; `decided`
    tells whether it stands by a person's word. `images` are some pictures that carry it.
    """

    tag: str
    state: State
    score: float | None
    why: str | None
    decided: bool
    pairs: int
    images: list[ImageCard]


class Remarks(BaseModel):
    """Tags, the likeliest remark first; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"remarks": [EXAMPLE], "next": None}]})

    remarks: list[Remark]
    next: str | None


@router.get("", operation_id="list_remarks", responses=declare_problems(403))
async def list_remarks(
    staff: Staff,
    context: Opened,
    doubt: Doubt = "suspected",
    after: str | None = None,
    limit: Limit = 24,
) -> Remarks:
    """List the tags that may be remarks, those that were taken out, or those that a person kept."""
    rows = await remarks.list_remarks(context.graph, doubt, decode_cursor(after, rf"{doubt}\|\d{{7}}\|.+"), limit)
    cards = await _make_cards(context, {image for row in rows for image in row.images}, staff)
    return Remarks(
        remarks=[
            Remark.model_validate(
                row.model_dump(include={"tag", "state", "score", "why", "pairs"})
                | {"decided": row.decided_by is not None}
                | {"images": [cards[image] for image in row.images if image in cards][:PICTURES]}
            )
            for row in rows
        ],
        next=encode_next(rows, limit),
    )


@router.post("/retire", operation_id="retire_tag", responses=declare_problems(403, 404, 409, 413, 415))
async def retire(body: Decision, staff: Staff, context: Opened) -> TagState:
    """Take a tag out of circulation; its claims and answers stay. The same again changes nothing."""
    tag = normalise_tag(body.tag)
    await retire_tag(context.graph, tag, staff.voter, body.reason)
    return await _settle(context, tag, "remark")


@router.post("/restore", operation_id="restore_tag", responses=declare_problems(403, 404, 409, 413, 415))
async def restore(body: Decision, staff: Staff, context: Opened) -> TagState:
    """Bring a tag back into circulation, or keep it there: no search takes it out again."""
    tag = normalise_tag(body.tag)
    await restore_tag(context.graph, tag, staff.voter, body.reason)
    return await _settle(context, tag, "circulating")


async def _settle(context: Context, tag: str, state: State) -> TagState:
    """Let the tag's pairs follow, whether or not the caller waits for it."""
    await asyncio.shield(context.background.start(settle_tag(context.graph, tag)))
    return TagState(tag=tag, state=state)


async def _make_cards(context: Context, images: set[str], caller: Caller) -> dict[str, ImageCard]:
    """Make the cards of the pictures that may be shown."""
    found = await list_images(context.graph, sorted(images))
    return {image.id: make_card(image.id, image) for image in found if may_show(image, nsfw=opted_in(caller))}
