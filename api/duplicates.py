"""Duplicates: staff judge pictures that look alike, take one out of its class, and choose which one is shown."""

from dataclasses import replace
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.config import JsonDict

from api.callers import Staff, opted_in
from api.cards import EXAMPLE_ID, ImageId
from api.context import Opened
from api.copies import EXAMPLE_COPY, Copy, make_copy
from api.cursors import COMPARED, decode_cursor, encode_cursor
from api.fields import Reason
from api.problems import declare_problems
from graph import duplicates
from graph.comparisons import Method, Verdict
from graph.connection import Graph
from graph.duplicates import Judged, choose_shown, describe_class, judge_pair, list_open_comparisons, reopen_pair

router = APIRouter(prefix="/duplicates", tags=["duplicates"])
OTHER_ID = "a1b2" * 16
MATCH: JsonDict = {"method": "print", "distance": 0.03, "mirrored": False}
PAIR: JsonDict = {
    "one": EXAMPLE_COPY,
    "other": {**EXAMPLE_COPY, "id": OTHER_ID},
    **MATCH,
    "better": EXAMPLE_ID,
    "reasons": ["larger"],
}
FOUND: JsonDict = {"one": EXAMPLE_ID, "other": OTHER_ID, **MATCH, "verdict": "duplicate", "by_person": True}
CLASS: JsonDict = {"shown": EXAMPLE_ID, "members": [EXAMPLE_COPY], "comparisons": [FOUND]}


class ProbablePair(BaseModel):
    """Two pictures that look alike, how far from each other from 0 (the same) to 1, and the better copy and why."""

    one: Copy
    other: Copy
    method: Method
    distance: float | None
    mirrored: bool
    better: str
    reasons: list[str]


class Board(BaseModel):
    """Pairs that wait for a verdict, the likeliest first. A page may be short: follow `next` until it is null."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"pairs": [PAIR], "next": None}]})

    pairs: list[ProbablePair]
    next: str | None


class FoundPair(BaseModel):
    """What was found of two pictures, and the verdict on it, a person's or the machine's; null where there is none."""

    one: str
    other: str
    method: Method
    distance: float | None
    mirrored: bool
    verdict: Verdict | None
    by_person: bool


class DuplicateClass(BaseModel):
    """The pictures that count as one, the shown one first, and what was found between them."""

    model_config = ConfigDict(json_schema_extra={"examples": [CLASS]})

    shown: str
    members: list[Copy]
    comparisons: list[FoundPair]


class Judgement(BaseModel):
    """Staff's verdict on two pictures; `shown` is the one that is shown, where it is not the better copy."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"one": EXAMPLE_ID, "other": OTHER_ID, "verdict": "alternate"}]},
    )

    one: ImageId
    other: ImageId
    verdict: Verdict
    shown: ImageId | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse what contradicts itself."""
        if self.one == self.other:
            raise ValueError("one and other are the same picture")
        if self.shown and (self.verdict != "duplicate" or self.shown not in (self.one, self.other)):
            raise ValueError("shown names one of two duplicates")
        return self


class Change(BaseModel):
    """Why something is changed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "another photograph"}, {}]})

    reason: Reason | None = None


class PairState(BaseModel):
    """The verdict on two pictures now, the one before it, and which picture is shown for each; null is no verdict."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"before": None, "verdict": "alternate", "shown": [EXAMPLE_ID, OTHER_ID]},
            ]
        }
    )

    before: Verdict | None
    verdict: Verdict | None
    shown: list[str]


@router.get("", operation_id="list_duplicates", responses=declare_problems(403))
async def list_duplicates(
    staff: Staff,
    context: Opened,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Board:
    """List the pairs that wait for a verdict; NSFW pictures are among them in a session that opted in."""
    place = decode_cursor(after, COMPARED)
    page = await list_open_comparisons(context.graph, place, limit, nsfw=opted_in(staff))
    pairs = [
        ProbablePair(
            one=make_copy(found.one),
            other=make_copy(found.other),
            method=found.pair.method,
            distance=found.pair.distance,
            mirrored=found.pair.mirrored,
            better=found.better,
            reasons=found.reasons,
        )
        for found in page.comparisons
    ]
    return Board(pairs=pairs, next=encode_cursor(page.next) if page.next else None)


@router.get("/{image}", operation_id="read_duplicates", responses=declare_problems(403, 404))
async def read_duplicates(
    image: ImageId,
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
) -> DuplicateClass:
    """Read which pictures count as one with this one, and why."""
    return await _read_class(context.graph, image)


@router.post("/verdicts", operation_id="judge_duplicates", responses=declare_problems(403, 404, 413, 415))
async def judge(body: Judgement, staff: Staff, context: Opened) -> PairState:
    """Judge two pictures, for ever or until another verdict: duplicates are merged, others parted."""
    judged = await judge_pair(context.graph, body.one, body.other, body.verdict, staff.voter, body.reason)
    if body.shown:
        await choose_shown(context.graph, body.shown, staff.voter)
        judged = replace(judged, shown=(body.shown, body.shown))
    return _describe(judged)


@router.delete("/verdicts", operation_id="reopen_duplicates", responses=declare_problems(403, 404))
async def reopen(one: ImageId, other: ImageId, staff: Staff, context: Opened) -> PairState:
    """Take a verdict back: the pair waits on the board again. What the machine merged by itself stays merged."""
    return _describe(await reopen_pair(context.graph, one, other, staff.voter))


@router.post("/{image}/unmerge", operation_id="unmerge_image", responses=declare_problems(403, 404, 413, 415))
async def unmerge(image: ImageId, body: Change, staff: Staff, context: Opened) -> DuplicateClass:
    """Take a picture out of its class: it has everything back that it had before, and is not merged again by itself."""
    await duplicates.unmerge_image(context.graph, image, staff.voter, body.reason)
    return await _read_class(context.graph, image)


@router.post("/{image}/show", operation_id="show_image", responses=declare_problems(403, 404, 413, 415))
async def show(image: ImageId, staff: Staff, context: Opened) -> DuplicateClass:
    """Show this picture for its class, until another one is chosen."""
    await choose_shown(context.graph, image, staff.voter)
    return await _read_class(context.graph, image)


async def _read_class(graph: Graph, image: str) -> DuplicateClass:
    found = await describe_class(graph, image)
    return DuplicateClass(
        shown=found.shown,
        members=[make_copy(member) for member in found.members],
        comparisons=[
            FoundPair.model_validate({**pair.model_dump(), "by_person": pair.who is not None})
            for pair in found.comparisons
        ],
    )


def _describe(judged: Judged) -> PairState:
    return PairState(before=judged.before, verdict=judged.verdict, shown=list(judged.shown))
