"""Health: whether the database answers, and how fast; never waits for one that does not."""

import asyncio
import time
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from api.context import Opened
from graph.arrivals import is_attended
from graph.migrations import read_version
from taggy.errors import UnavailableError

router = APIRouter(prefix="/health", tags=["health"])
DEAD = 2.0
SLOW = 0.5


class Health(BaseModel):
    """How the database does; slow is half a second and more for the smallest question.

    `attended` tells whether the live run looks at new pictures as they come; all else works without.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok", "database_ms": 3.2, "attended": True}]})

    status: Literal["ok", "slow"]
    database_ms: float
    attended: bool


class Down(BaseModel):
    """The database does not answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "down"}]})

    status: Literal["down"] = "down"


@router.get(
    "",
    operation_id="read_health",
    response_model=Health,
    responses={503: {"model": Down, "description": "The database does not answer"}},
)
async def read_health(context: Opened) -> Health | JSONResponse:
    """Say how the database does."""
    start = time.perf_counter()
    try:
        async with asyncio.timeout(DEAD):
            await read_version(context.graph)
    except (TimeoutError, UnavailableError):
        return JSONResponse(Down().model_dump(), 503, {"Retry-After": "2"})
    took = time.perf_counter() - start
    attended = is_attended(context.settings.home)
    return Health(status="slow" if took >= SLOW else "ok", database_ms=round(took * 1000, 1), attended=attended)
