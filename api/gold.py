"""Gold: staff say what is true of pairs, see how voters did on it, and take it back. Nobody else is told."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import Staff
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, ImageId, make_card
from api.context import Opened
from api.cursors import decode_cursor, encode_next
from api.fields import Limit, Name, Reason
from api.problems import declare_problems
from graph import gold
from graph.gold import GoldAnswer, Purpose, set_gold, withdraw_gold
from graph.images import list_images
from graph.rulings import Answer
from graph.tagnames import normalise_tag

router = APIRouter(prefix="/gold", tags=["gold"])
EXAMPLE_PAIR: JsonDict = {"image": EXAMPLE_ID, "tag": "sunset"}
EXAMPLE_GOLD: JsonDict = {
    "image": EXAMPLE_CARD,
    "tag": "sunset",
    "purpose": "test",
    "answer": "yes",
    "reason": "The sun is in it.",
    "who": "Ada",
    "at": "2026-01-02T03:04:05Z",
    "answered": 12,
    "right": 11,
    "uses": 0,
}


class GoldGiven(BaseModel):
    """What is true of a picture and a tag, and whether that is to `test` voters or to `audit` what is believed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{**EXAMPLE_PAIR, "answer": "yes", "purpose": "test", "reason": "The sun is in it."}]
        },
    )

    image: ImageId
    tag: Name
    answer: Answer
    purpose: Purpose
    reason: Reason | None = None


class GoldChange(BaseModel):
    """The gold on a pair now, and what was there before; null is nothing. The pair is of the shown picture."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{**EXAMPLE_PAIR, "purpose": "test", "before": None, "answer": "yes"}]},
    )

    image: str
    tag: str
    purpose: Purpose | None
    before: Answer | None
    answer: Answer | None


class GoldRow(BaseModel):
    """A gold answer, who gave it, how many people were asked and said so, and how often it has judged."""

    image: ImageCard
    tag: str
    purpose: Purpose
    answer: Answer
    reason: str | None
    who: str
    at: datetime
    answered: int
    right: int
    uses: int


class GoldRows(BaseModel):
    """Gold for a purpose, by picture; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"gold": [EXAMPLE_GOLD], "next": None}]})

    gold: list[GoldRow]
    next: str | None


@router.put("", operation_id="set_gold", responses=declare_problems(403, 404, 409, 413, 415))
async def give(body: GoldGiven, staff: Staff, context: Opened) -> GoldChange:
    """Say what is true of a pair. The same again changes nothing; a pair is gold for one purpose at most."""
    given = GoldAnswer(body.image, normalise_tag(body.tag), body.answer, body.purpose)
    return GoldChange.model_validate(await set_gold(context.graph, given, staff.voter, body.reason))


@router.delete("", operation_id="withdraw_gold", responses=declare_problems(403, 404))
async def withdraw(
    image: ImageId,
    tag: Name,
    staff: Staff,
    context: Opened,
) -> GoldChange:
    """Take back what was said to be true of a pair. What voters answered on it stays."""
    return GoldChange.model_validate(await withdraw_gold(context.graph, image, normalise_tag(tag), staff.voter))


@router.get("", operation_id="list_gold", responses=declare_problems(403))
async def list_rows(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    purpose: Purpose = "test",
    after: str | None = None,
    limit: Limit = 50,
) -> GoldRows:
    """List gold for a purpose, NSFW and withheld pictures among it."""
    place = decode_cursor(after, rf"{purpose}\|[0-9a-f]{{64}}\|.+")
    rows = await gold.list_gold(context.graph, purpose, place, limit)
    images = {image.id: image for image in await list_images(context.graph, sorted({row.image for row in rows}))}
    return GoldRows(
        gold=[
            GoldRow.model_validate(
                row.model_dump(exclude={"image", "who", "name", "at", "cursor"})
                | {"image": make_card(row.image, images[row.image]), "who": row.name or row.who}
                | {"at": row.at.to_native()}
            )
            for row in rows
        ],
        next=encode_next(rows, limit),
    )
