"""Conduct, for staff: signs of bad faith, influence and drift, and voters who are set aside or brought back."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from api.callers import Reader, Staff
from api.context import Opened
from api.cursors import NAME, decode_cursor, encode_next
from api.fields import Limit, Reason
from api.problems import declare_problems
from graph import conduct, observations
from graph.connection import Record
from graph.voters import Role

router = APIRouter(prefix="/conduct", tags=["conduct"])
MOST_ASIDE = 1_000
FIT = "2026-01-02T03:04:05Z"
EXAMPLE_NAME: JsonDict = {"voter": "9d2c" * 8, "name": "Ada", "role": "voter"}
EXAMPLE_SUSPECT: JsonDict = {
    **EXAMPLE_NAME,
    "signs": ["too-fast"],
    "because": ["31 of 40 answers took less than 0.9 seconds, where others take 3.5"],
    "cluster": None,
    "aside": None,
}
EXAMPLE_ASIDE: JsonDict = {**EXAMPLE_NAME, "aside": FIT, "why": "clicks through", "by": "Sam", "moving": False}
EXAMPLE_INFLUENCE: JsonDict = {**EXAMPLE_NAME, "pairs": 212, "flips": 31, "change": 0.08, "fit": FIT}
EXAMPLE_MONTHS: JsonDict = {
    "z": -4.2,
    "since": "2026-02",
    "moved": True,
    "months": ["2026-01", "2026-02"],
    "answers": [40, 52],
    "agreed": [37, 31],
    "expected": [36.1, 46.2],
    "fit": FIT,
}
EXAMPLE_VOTER: JsonDict = {**EXAMPLE_NAME, **EXAMPLE_MONTHS, "retests": 9, "same": 8}
EXAMPLE_TAG: JsonDict = {"tag": "retro", **EXAMPLE_MONTHS}
Known = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Suspect(BaseModel):
    """A voter with signs of bad faith, and what each rests on, in words and figures.

    `cluster` is the first voter of those who copy each other and weigh as one, `aside` since when one is set aside.
    """

    voter: str
    name: str | None
    role: Role
    signs: list[Literal["too-fast", "always-yes", "always-no", "copies"]]
    because: list[str]
    cluster: str | None
    aside: datetime | None


class Suspects(BaseModel):
    """Voters with signs of bad faith, those with most first; `next` is the `after` of the page that follows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"voters": [EXAMPLE_SUSPECT], "next": None}]})

    voters: list[Suspect]
    next: str | None


class AsideVoter(BaseModel):
    """A voter who is set aside, since when, by whom and why; `moving` while some pairs have not followed."""

    voter: str
    name: str | None
    role: Role
    aside: datetime
    why: str | None
    by: str | None
    moving: bool


class AsideVoters(BaseModel):
    """The voters who are set aside, the latest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"voters": [EXAMPLE_ASIDE]}]})

    voters: list[AsideVoter]


class Influence(BaseModel):
    """On how many pairs a voter counts, how many would turn without, and how far the posterior of one would move."""

    voter: str
    name: str | None
    role: Role
    pairs: int
    flips: int
    change: float
    fit: datetime


class Influences(BaseModel):
    """Voters, the most influential first; `next` is the `after` of the page that follows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"voters": [EXAMPLE_INFLUENCE], "next": None}]})

    voters: list[Influence]
    next: str | None


class TagDrift(BaseModel):
    """How answers agree, month by month: how many there are, how many others agree with, and were expected to.

    `z` is the strongest change in standard deviations, `since` its month; both null where there are too few answers.
    """

    tag: str
    z: float | None
    since: str | None
    moved: bool
    months: list[str]
    answers: list[int]
    agreed: list[int]
    expected: list[float]
    fit: datetime


class VoterDrift(BaseModel):
    """How a voter agrees with the others, month by month, and with themselves where questions were asked again."""

    voter: str
    name: str | None
    role: Role
    z: float | None
    since: str | None
    moved: bool
    months: list[str]
    answers: list[int]
    agreed: list[int]
    expected: list[float]
    retests: int
    same: int
    fit: datetime


class DriftingTags(BaseModel):
    """Tags, the strongest change first; `next` is the `after` of the page that follows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tags": [EXAMPLE_TAG], "next": None}]})

    tags: list[TagDrift]
    next: str | None


class DriftingVoters(BaseModel):
    """Voters, the strongest change first; `next` is the `after` of the page that follows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"voters": [EXAMPLE_VOTER], "next": None}]})

    voters: list[VoterDrift]
    next: str | None


class Order(BaseModel):
    """A voter to set aside, by id or name, and why."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"voter": "9d2c" * 8, "why": "clicks through"}]}
    )

    voter: Known
    why: Reason


class Standing(BaseModel):
    """Whether a voter is set aside now, and whether that is new: then the pairs follow, as a job."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"voter": "9d2c" * 8, "aside": True, "changed": True}]})

    voter: str
    aside: bool
    changed: bool


@router.get("/suspects", operation_id="list_suspects", responses=declare_problems(403))
async def list_suspects(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    after: str | None = None,
    limit: Limit = 50,
) -> Suspects:
    """List voters with signs of bad faith, as the last search found them. A sign asks a person to look."""
    rows = await observations.list_suspects(context.graph, decode_cursor(after, NAME), limit)
    return Suspects(
        voters=[Suspect.model_validate(_describe(row)) for row in rows],
        next=encode_next(rows, limit),
    )


@router.get("/influence", operation_id="list_influential_voters", responses=declare_problems(403))
async def list_influence(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    after: str | None = None,
    limit: Limit = 50,
) -> Influences:
    """List voters by how many pairs would turn without them, as the last search measured it."""
    rows = await observations.list_influential_voters(context.graph, decode_cursor(after, NAME), limit)
    return Influences(
        voters=[Influence.model_validate(_describe(row)) for row in rows],
        next=encode_next(rows, limit),
    )


@router.get("/drift/voters", operation_id="list_drift_of_voters", responses=declare_problems(403))
async def list_drifting_voters(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    after: str | None = None,
    limit: Limit = 50,
) -> DriftingVoters:
    """List how voters agree with the others over time, the strongest change first."""
    rows = await observations.list_drift_of_voters(context.graph, decode_cursor(after, NAME), limit)
    return DriftingVoters(
        voters=[VoterDrift.model_validate(_describe(row)) for row in rows],
        next=encode_next(rows, limit),
    )


@router.get("/drift/tags", operation_id="list_drift_of_tags", responses=declare_problems(403))
async def list_drifting_tags(
    reader: Reader,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    after: str | None = None,
    limit: Limit = 50,
) -> DriftingTags:
    """List how answers on tags agree over time, the strongest change first: its meaning may have moved."""
    rows = await observations.list_drift_of_tags(context.graph, decode_cursor(after, NAME), limit)
    return DriftingTags(
        tags=[TagDrift.model_validate(_describe(row)) for row in rows],
        next=encode_next(rows, limit),
    )


@router.get("/aside", operation_id="list_aside_voters", responses=declare_problems(403))
async def list_aside(staff: Staff, context: Opened) -> AsideVoters:  # noqa: ARG001 - who calls matters, not what for
    """List the voters who are set aside, the latest first."""
    rows = await conduct.list_aside_voters(context.graph, MOST_ASIDE)
    return AsideVoters(voters=[AsideVoter.model_validate(_describe(row)) for row in rows])


@router.post("/aside", operation_id="set_voter_aside", responses=declare_problems(403, 404, 413, 415))
async def set_aside(body: Order, staff: Staff, context: Opened) -> Standing:
    """Let no answer of a voter count any more. Nothing is deleted; the pairs follow, as a job."""
    speaker = await conduct.find_speaker(context.graph, body.voter)
    changed = await conduct.set_voter_aside(context.graph, speaker.voter, staff.voter, body.why)
    return Standing(voter=speaker.voter, aside=True, changed=changed)


@router.delete("/aside", operation_id="bring_voter_back", responses=declare_problems(403, 404))
async def bring_back(
    voter: Annotated[str, Query(min_length=1, max_length=200)], staff: Staff, context: Opened
) -> Standing:
    """Let the answers of a voter who was set aside count again; the pairs follow, as a job."""
    speaker = await conduct.find_speaker(context.graph, voter)
    changed = await conduct.bring_voter_back(context.graph, speaker.voter, staff.voter, None)
    return Standing(voter=speaker.voter, aside=False, changed=changed)


def _describe(row: Record) -> dict[str, object]:
    """Describe a row with Python's own times."""
    told = row.model_dump()
    return told | {name: told[name].to_native() for name in ("fit", "aside") if told.get(name) is not None}
