"""Reliability: whom to believe, for staff; and for a voter, in words, what one's own answers are worth."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import AnyCaller, Staff
from api.context import Opened
from api.cursors import decode_cursor, encode_next
from api.fields import Limit
from api.problems import declare_problems
from graph import reliability
from graph.reliability import WHOLE, OwnReliability

router = APIRouter(prefix="/reliability", tags=["reliability"])
ENOUGH = 20  # answers from which on one is told a share
GOOD = 0.7  # below it no share is told, but what helps
CATEGORIES = 50
PLACE = r"\d{5}\|.+"
FIT = "2026-01-02T03:04:05Z"
EXAMPLE_VOTER: JsonDict = {
    "voter": "9d2c" * 8,
    "name": "Ada",
    "role": "voter",
    "category": "",
    "sensitivity": 0.94,
    "low_sensitivity": 0.88,
    "high_sensitivity": 0.97,
    "specificity": 0.91,
    "low_specificity": 0.85,
    "high_specificity": 0.95,
    "right": 0.93,
    "answers": 212,
    "fit": FIT,
}
EXAMPLE_SOURCE: JsonDict = {
    "source": "a-blog",
    "category": "",
    "precision": 0.89,
    "low_precision": 0.81,
    "high_precision": 0.95,
    "claims": 64,
    "fit": FIT,
}
EXAMPLE_OWN: JsonDict = {
    "category": "character",
    "answers": 64,
    "right": 0.95,
    "says": "You are right about character tags about 19 of 20 times.",
}
Category = Annotated[
    str, Query(max_length=1000, description="Of tags of this category; all tags together without one.")
]


class VoterReliability(BaseModel):
    """How far a voter is believed, each share with the bounds of its 95 % interval.

    `sensitivity` is how often the voter says Yes where it is so, `specificity` how often No where it is not.
    """

    model_config = ConfigDict(from_attributes=True)

    voter: str
    name: str | None
    role: str
    category: str
    sensitivity: float
    low_sensitivity: float
    high_sensitivity: float
    specificity: float
    low_specificity: float
    high_specificity: float
    right: float
    answers: int
    fit: datetime


class SourceReliability(BaseModel):
    """How many of a source's claims are right, with the bounds of the 95 % interval."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    category: str
    precision: float
    low_precision: float
    high_precision: float
    claims: int
    fit: datetime


class Voters(BaseModel):
    """Voters, the most reliable first; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"voters": [EXAMPLE_VOTER], "next": None}]})

    voters: list[VoterReliability]
    next: str | None


class Sources(BaseModel):
    """Sources, the most reliable first; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sources": [EXAMPLE_SOURCE], "next": None}]})

    sources: list[SourceReliability]
    next: str | None


class Own(BaseModel):
    """What the caller's answers in a category are worth, '' for all of them.

    `right` is null where there are fewer than 20 answers, and where a figure would help nobody.
    """

    category: str
    answers: int
    right: float | None
    says: str


class OwnFigures(BaseModel):
    """What the caller's answers are worth: in all first, then by category; nothing before a fit has read one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"figures": [EXAMPLE_OWN]}]})

    figures: list[Own]


@router.get("/voters", operation_id="list_reliable_voters", responses=declare_problems(403))
async def list_voters(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    category: Category = WHOLE,
    after: str | None = None,
    limit: Limit = 50,
) -> Voters:
    """List voters, the most reliable first. Of whom little is known, that is near the crowd's."""
    rows = await reliability.list_reliable_voters(context.graph, category, decode_cursor(after, PLACE), limit)
    return Voters(
        voters=[
            VoterReliability.model_validate(row.model_dump(exclude={"cursor"}) | {"fit": row.fit.to_native()})
            for row in rows
        ],
        next=encode_next(rows, limit),
    )


@router.get("/sources", operation_id="list_reliable_sources", responses=declare_problems(403))
async def list_sources(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    category: Category = WHOLE,
    after: str | None = None,
    limit: Limit = 50,
) -> Sources:
    """List sources by how many of their claims people confirm, the most reliable first."""
    rows = await reliability.list_reliable_sources(context.graph, category, decode_cursor(after, PLACE), limit)
    return Sources(
        sources=[
            SourceReliability.model_validate(row.model_dump(exclude={"cursor"}) | {"fit": row.fit.to_native()})
            for row in rows
        ],
        next=encode_next(rows, limit),
    )


@router.get("/me", operation_id="read_own_reliability", responses=declare_problems())
async def read_own(caller: AnyCaller, context: Opened) -> OwnFigures:
    """Tell the caller, in words, what the caller's answers are worth."""
    rows = await reliability.list_reliability_of_voter(context.graph, caller.voter, CATEGORIES)
    return OwnFigures(figures=[describe_own(row) for row in rows])


def describe_own(row: OwnReliability) -> Own:
    """Say kindly what somebody's answers in a category are worth; no share before it means something."""
    about = f"about {row.category} tags" if row.category else "in all"
    if row.answers < ENOUGH:
        says = f"You answered {row.answers} of the {ENOUGH} questions {about} after which we can say how well it goes."
        return Own(category=row.category, answers=row.answers, right=None, says=says)
    if row.right < GOOD:
        where = f"On {row.category} tags" if row.category else "So far"
        says = (
            f"{where} you and others often see it differently. It helps to read what the tag means before you answer, "
            "to look at its examples, and to pass where you cannot tell."
        )
        return Own(category=row.category, answers=row.answers, right=None, says=says)
    times = min(19, round(row.right * 20))
    says = f"You are right {about} about {times} of 20 times."
    return Own(category=row.category, answers=row.answers, right=row.right, says=says)
