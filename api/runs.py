"""The model's runs, which staff see with what was measured of them, let go live, compare and retire."""

import asyncio
from datetime import datetime
from pathlib import Path as FilePath
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query, status
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict
from starlette.responses import Response

from api import jobs
from api.callers import Staff
from api.context import Context, Opened
from api.cursors import NAME, decode_cursor, encode_cursor
from api.figures import (
    EXAMPLE_DIFFERENCE,
    EXAMPLE_TAG,
    Difference,
    Figures,
    compare_figures,
    list_figures,
    read_figures,
)
from api.problems import declare_problems
from graph import runs
from graph.connection import Graph
from graph.jobs import order_proposals, order_report
from graph.proposals import retire_run
from graph.runs import ModelRun, State, list_tag_figures
from graph.transitions import request_job
from taggy.errors import NotFoundError

router = APIRouter(prefix="/runs", tags=["runs"])
LISTED = 100
EXAMPLE_RUN: JsonDict = {
    "run": "20260102-030405-5f0c2a",
    "state": "candidate",
    "backbone": "resnet50",
    "revision": "9f2c2a5f0c",
    "seed": 1,
    "pictures": 4000,
    "pairs": 21000,
    "snapshot": "2026-01-02T03:04:05Z",
    "created_at": "2026-01-02T03:34:05Z",
    "reported": False,
}
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
PAGE_DECLARED = declare_problems(403, 404) | {
    200: {"description": "The report as one page", "content": {"text/html": {"example": "<!doctype html>…"}}}
}
RunId = Annotated[str, Path(min_length=1, max_length=100, examples=["20260102-030405-5f0c2a"])]


class Run(BaseModel):
    """A run of the model; `snapshot` is when the answers for it were read, `reported` whether a report can be read."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_RUN]})

    run: str
    state: State
    backbone: str
    revision: str
    seed: int
    pictures: int
    pairs: int
    snapshot: datetime
    created_at: datetime
    reported: bool


class Runs(BaseModel):
    """Runs, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"runs": [EXAMPLE_RUN]}]})

    runs: list[Run]


class RunTags(BaseModel):
    """A run and its tags, by name; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"run": EXAMPLE_RUN, "tags": [EXAMPLE_TAG], "next": None}]}
    )

    run: Run
    tags: list[Figures]
    next: str | None


class Comparison(BaseModel):
    """Two runs on the tags that both were measured on, where it got worst first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"run": "r2", "other": "r1", "tags": [EXAMPLE_DIFFERENCE]}]}
    )

    run: str
    other: str
    tags: list[Difference]


class Retired(BaseModel):
    """A run that retired, and how many pairs that it proposed were taken back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"run": "20260102-030405-5f0c2a", "taken_back": 310}]})

    run: str
    taken_back: int


@router.get("", operation_id="list_runs", responses=declare_problems(403))
async def list_runs(staff: Staff, context: Opened) -> Runs:  # noqa: ARG001 - who calls matters, not what for
    """List the last runs."""
    return Runs(runs=[_describe(context, run) for run in await runs.list_runs(context.graph, LISTED)])


@router.get("/{run}", operation_id="read_run", responses=declare_problems(403, 404))
async def read_run(
    run: RunId,
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RunTags:
    """Read a run and what was measured of it, tag by tag."""
    found = await _find(context.graph, run)
    rows = await list_tag_figures(context.graph, run, decode_cursor(after, NAME), limit)
    return RunTags(
        run=_describe(context, found),
        tags=[read_figures(row) for row in rows],
        next=encode_cursor(rows[-1].tag) if len(rows) == limit else None,
    )


@router.get("/{run}/comparison", operation_id="compare_runs", responses=declare_problems(403, 404))
async def compare(
    run: RunId,
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    other: Annotated[str, Query(min_length=1, max_length=100)],
) -> Comparison:
    """Compare what was measured of a run when it was trained with that of another."""
    found = [await _find(context.graph, name) for name in (run, other)]
    one, two = [await list_figures(context.graph, each.run) for each in found]
    return Comparison(run=run, other=other, tags=compare_figures(one, two))


@router.post(
    "/{run}/propose",
    operation_id="propose_run",
    status_code=status.HTTP_202_ACCEPTED,
    responses=declare_problems(403, 404, 409, 413, 415),
)
async def propose(run: RunId, staff: Staff, context: Opened) -> jobs.Job:
    """Ask for a run to go live and propose; what the run before it proposed is taken back."""
    found = await _find(context.graph, run)
    return jobs.describe_job(await request_job(context.graph, order_proposals(found.run), staff.name or staff.voter))


@router.post(
    "/{run}/report",
    operation_id="order_report",
    status_code=status.HTTP_202_ACCEPTED,
    responses=declare_problems(403, 404, 409, 413, 415),
)
async def order(run: RunId, staff: Staff, context: Opened) -> jobs.Job:
    """Ask for a report on a run; one that is there is replaced."""
    found = await _find(context.graph, run)
    return jobs.describe_job(await request_job(context.graph, order_report(found.run), staff.name or staff.voter))


@router.get("/{run}/report", operation_id="read_report", responses=PAGE_DECLARED, response_class=Response)
async def read_report(run: RunId, staff: Staff, context: Opened) -> Response:  # noqa: ARG001 - as above
    """Read the report on a run: a page that runs nothing and fetches nothing."""
    found = await _find(context.graph, run)
    try:
        page = await to_thread.run_sync(_locate_report(context, found.run).read_bytes)
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no report on {run}. Ask for one: POST /api/v1/runs/{run}/report") from error
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.post("/{run}/retire", operation_id="retire_run", responses=declare_problems(403, 404, 413, 415))
async def retire(run: RunId, staff: Staff, context: Opened) -> Retired:  # noqa: ARG001 - as above
    """Retire a run: remove what it proposed, and nothing else. The same again changes nothing."""
    work = context.background.start(retire_run(context.graph, run))
    return Retired(run=run, taken_back=await asyncio.shield(work))  # it ends whether or not the caller waits


def _locate_report(context: Context, run: str) -> FilePath:
    return context.settings.home / "reports" / f"{run}.html"


async def _find(graph: Graph, run: str) -> ModelRun:
    if not (found := await runs.find_run(graph, run)):
        raise NotFoundError(f"There is no model run {run!r}. GET /api/v1/runs lists them.")
    return found


def _describe(context: Context, run: ModelRun) -> Run:
    said = run.model_dump(include=set(Run.model_fields)) | {"reported": _locate_report(context, run.run).is_file()}
    times = {"snapshot": run.snapshot.to_native(), "created_at": run.created_at.to_native()}
    return Run.model_validate(said | times)
