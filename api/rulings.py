"""Rulings: staff have the last word on a pair, and can take it back."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.callers import Staff
from api.cards import EXAMPLE_ID, ImageId
from api.context import Opened
from api.fields import Name, Reason
from api.problems import declare_problems
from graph.rulings import Answer, rule_pair, withdraw_ruling
from graph.tagnames import normalise_tag

router = APIRouter(prefix="/rulings", tags=["rulings"])


class Decision(BaseModel):
    """Whether a tag matches a picture, by staff's word, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"image": EXAMPLE_ID, "tag": "sunset", "answer": "no", "reason": "It is a lamp."}]
        },
    )

    image: ImageId
    tag: Name
    answer: Answer
    reason: Reason | None = None


class Ruling(BaseModel):
    """What is ruled on a pair now, and what was before; null is nothing. The pair is of the shown picture."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{"image": EXAMPLE_ID, "tag": "sunset", "before": None, "ruling": "no"}]},
    )

    image: str
    tag: str
    before: Answer | None
    ruling: Answer | None


@router.post("", operation_id="rule_pair", responses=declare_problems(403, 404, 413, 415))
async def rule(body: Decision, staff: Staff, context: Opened) -> Ruling:
    """Rule on a pair: it is settled, leaves every board, and is asked of nobody. The same again changes nothing."""
    tag = normalise_tag(body.tag)
    ruled = await rule_pair(context.graph, body.image, tag, body.answer, staff.voter, body.reason)
    return Ruling.model_validate(ruled)


@router.delete("", operation_id="withdraw_ruling", responses=declare_problems(403, 404))
async def withdraw(
    image: ImageId,
    tag: Name,
    staff: Staff,
    context: Opened,
) -> Ruling:
    """Take back what was ruled on a pair: it is what people, sources and the model make of it, as before."""
    return Ruling.model_validate(await withdraw_ruling(context.graph, image, normalise_tag(tag), staff.voter))
