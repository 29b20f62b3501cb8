"""Complaints: proposals for tried pictures that were called wrong, for staff to look at."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from api.callers import Reader, Staff
from api.cards import EXAMPLE_ID, ImageId
from api.context import Opened
from api.fields import Name, Reason
from api.problems import declare_problems
from graph import complaints
from graph.complaints import add_complaint

router = APIRouter(prefix="/trials/complaints", tags=["trials"])
LISTED = 100
EXAMPLE_COMPLAINT: JsonDict = {
    "run": "20260102-030405-5f0c",
    "image": EXAMPLE_ID,
    "tag": "sunset",
    "confidence": 0.91,
    "note": "a sunrise",
}


class WrongProposal(BaseModel):
    """A proposal that is wrong: which run said so, of which picture (its SHA-256), and a note."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE_COMPLAINT]})

    run: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    image: ImageId
    tag: Name
    confidence: Annotated[float, Field(ge=0, le=1)]
    note: Reason | None = None


class Complaint(BaseModel):
    """A proposal that was called wrong, when and by whom; `kept` where the picture is in the library too."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [EXAMPLE_COMPLAINT | {"name": "ann", "at": "2026-01-02T03:04:05Z", "kept": False}]
        }
    )

    run: str
    image: str
    tag: str
    confidence: float
    note: str | None
    name: str | None
    at: datetime
    kept: bool


class Complaints(BaseModel):
    """Proposals that were called wrong, newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"complaints": [EXAMPLE_COMPLAINT | {"name": "ann", "at": "2026-01-02T03:04:05Z", "kept": False}]}
            ]
        }
    )

    complaints: list[Complaint]


class Filed(BaseModel):
    """The id under which a complaint is kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "5f0c" * 8}]})

    id: str


@router.post("", operation_id="complain", responses=declare_problems(403, 404, 413, 415))
async def complain(body: WrongProposal, caller: Reader, context: Opened) -> Filed:
    """File a proposal as wrong for staff to look at: the tag, how sure the run was, and the picture's SHA-256."""
    context.limits.count_write(caller.voter)
    kept = await add_complaint(context.graph, caller.voter, body.run, body.image, body.tag, body.confidence, body.note)
    return Filed(id=kept)


@router.get("", operation_id="list_complaints", responses=declare_problems(403))
async def list_complaints(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    limit: Annotated[int, Query(ge=1, le=500)] = LISTED,
) -> Complaints:
    """List what was called wrong."""
    return Complaints(
        complaints=[_describe(complaint) for complaint in await complaints.list_complaints(context.graph, limit)]
    )


def _describe(complaint: complaints.Complaint) -> Complaint:
    run, image, tag = complaint.split_pair()
    return Complaint(
        run=run,
        image=image,
        tag=tag,
        confidence=float(complaint.confidence),
        note=complaint.note,
        name=complaint.name,
        at=complaint.at.to_native(),
        kept=complaint.kept,
    )
