"""Jobs: long work, which staff see, begin, stop and resume; a runner does it."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, status
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import Staff
from api.context import Opened
from api.problems import declare_problems
from graph import jobs
from graph.jobs import (
    ASIDE,
    CONDUCT,
    MINING,
    RATINGS,
    REBUILD,
    REMARKS,
    TRUST,
    Kind,
    State,
    order_embedding,
    order_loop,
    order_proposals,
    order_training,
)
from graph.transitions import request_job, resume_job, stop_job

router = APIRouter(prefix="/jobs", tags=["jobs"])
LISTED = 50
ORDERS = {
    "rebuild": REBUILD,
    "train": order_training(),
    "propose": order_proposals(),
    "mining": MINING,
    "remarks": REMARKS,
    "embed": order_embedding(),
    "trust": TRUST,
    "loop": order_loop(),
    "conduct": CONDUCT,
    "aside": ASIDE,
    "ratings": RATINGS,
}
EXAMPLE: JsonDict = {
    "id": "5f0c" * 8,
    "kind": "rebuild",
    "title": "rebuild of the consensus",
    "state": "running",
    "step": "rebuilding",
    "done": 400,
    "total": 2097,
    "unit": "pictures",
    "problem": None,
    "by": "ann",
    "started_at": "2026-01-02T03:04:05Z",
    "touched_at": "2026-01-02T03:05:05Z",
}
JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["5f0c" * 8])]


class Wanted(BaseModel):
    """Work to begin; an import begins on the command line, where its folder is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"kind": "rebuild"}]})

    kind: Literal[
        "rebuild", "train", "propose", "mining", "remarks", "embed", "trust", "conduct", "aside", "loop", "ratings"
    ]


class Job(BaseModel):
    """Long work: `done` of `total` in this step, and when its runner was last heard of."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [EXAMPLE]})

    id: str
    kind: Kind
    title: str
    state: State
    step: str | None
    done: int
    total: int | None
    unit: str
    problem: str | None
    by: str | None
    started_at: datetime
    touched_at: datetime


class Jobs(BaseModel):
    """Jobs, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"jobs": [EXAMPLE]}]})

    jobs: list[Job]


@router.get("", operation_id="list_jobs", responses=declare_problems(403))
async def list_jobs(staff: Staff, context: Opened) -> Jobs:  # noqa: ARG001 - who calls matters, not what for
    """List the last jobs."""
    return Jobs(jobs=[describe_job(job) for job in await jobs.list_jobs(context.graph, limit=LISTED)])


@router.post(
    "", operation_id="request_job", status_code=status.HTTP_202_ACCEPTED, responses=declare_problems(403, 409, 413, 415)
)
async def request(body: Wanted, staff: Staff, context: Opened) -> Job:
    """Ask for work. One that was stopped or has failed goes on where it was."""
    return describe_job(await request_job(context.graph, ORDERS[body.kind], staff.name or staff.voter))


@router.post(
    "/{job}/stop",
    operation_id="stop_job",
    status_code=status.HTTP_202_ACCEPTED,
    responses=declare_problems(403, 404, 409, 413, 415),
)
async def stop(job: JobId, staff: Staff, context: Opened) -> Job:  # noqa: ARG001 - who calls matters, not what for
    """Ask a job to stop: one that waits stops at once, one that runs at its next step."""
    return describe_job(await stop_job(context.graph, job))


@router.post(
    "/{job}/resume",
    operation_id="resume_job",
    status_code=status.HTTP_202_ACCEPTED,
    responses=declare_problems(403, 404, 409, 413, 415),
)
async def resume(job: JobId, staff: Staff, context: Opened) -> Job:  # noqa: ARG001 - who calls matters, not what for
    """Let a runner go on with a job that was stopped or has failed."""
    return describe_job(await resume_job(context.graph, job))


def describe_job(job: jobs.Job) -> Job:
    """Describe a job as every route does."""
    said = job.model_dump(include=set(Job.model_fields))
    return Job.model_validate(
        said | {"started_at": job.started_at.to_native(), "touched_at": job.touched_at.to_native()}
    )
