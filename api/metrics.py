"""Metrics for Prometheus: what was counted and timed, and how the library is now. For a key's bearer, and for staff."""

import asyncio
import hmac
import os
from collections.abc import Iterable, Iterator

import psutil
from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.callers import check_staff, find_caller
from api.context import Context, Opened
from api.problems import declare_problems
from graph.arrivals import count_arrivals
from graph.hauls import count_today
from graph.jobs import count_jobs
from graph.library import count_library
from taggy.errors import SignInError, UnavailableError
from taggy.metrics import REGISTRY, SHARED

router = APIRouter(tags=["metrics"])
PATIENCE = 2.0
GAUGES = {
    "taggy_database_up": "Whether the database answers",
    "taggy_jobs": "Long work, by state",
    "taggy_pictures": "Pictures in the library",
    "taggy_pairs": "Pairs with a consensus",
    "taggy_voters": "Voters, anonymous ones among them",
    "taggy_arrivals": "Pictures that the live run has not looked at yet, or that came in the last minute",
    "taggy_mined_today": "What the miner has counted since midnight (UTC), by what became of it",
    "taggy_memory_bytes": "Resident memory of the process that answers",
}
EXAMPLE = '# TYPE taggy_jobs gauge\ntaggy_jobs{state="running"} 1.0\n'


class Now(Collector):
    """How the library and this process are at this moment."""

    def __init__(self, values: dict[str, dict[str, float]]) -> None:
        self.values = values

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give each gauge that is known now."""
        for name, by_state in self.values.items():
            gauge = GaugeMetricFamily(name, GAUGES[name], labels=["state"] if "" not in by_state else [])
            for state, value in by_state.items():
                gauge.add_metric([state] if state else [], value)
            yield gauge


@router.get(
    "/metrics",
    operation_id="read_metrics",
    response_class=Response,
    responses={
        **declare_problems(403),
        200: {
            "description": "Metrics as text",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": EXAMPLE}},
        },
    },
)
async def read_metrics(request: Request, context: Opened) -> Response:
    """Give what was counted and timed since the start, in Prometheus's text format."""
    await _check_reader(request, context)
    registry = CollectorRegistry()
    registry.register(Now(await _look(context)))
    if SHARED in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
        parts: Iterable[bytes] = [generate_latest(registry)]
    else:
        parts = [generate_latest(REGISTRY), generate_latest(registry)]
    return Response(b"".join(parts), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})


async def _check_reader(request: Request, context: Context) -> None:
    """Let the bearer of the key pass, else staff.

    Raises:
        SignInError: there is neither the key nor a session.
        PermissionRefusedError: the session is not staff's.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(key.strip().encode(), context.metrics_key):
        return
    caller = await find_caller(request)
    if caller is None:
        raise SignInError("Metrics are for the bearer of keys/metrics.key in Taggy's data folder, and for staff.")
    check_staff(caller)


async def _look(context: Context) -> dict[str, dict[str, float]]:
    memory: dict[str, dict[str, float]] = {"taggy_memory_bytes": {"": psutil.Process().memory_info().rss}}
    try:
        async with asyncio.timeout(PATIENCE):
            counts = await count_library(context.graph)
            arrivals = await count_arrivals(context.graph)
            jobs = {str(state): float(count) for state, count in (await count_jobs(context.graph)).items()}
            mined = {word: float(count) for word, count in (await count_today(context.graph)).items()}
    except (TimeoutError, UnavailableError):
        return {"taggy_database_up": {"": 0}, **memory}
    library: dict[str, dict[str, float]] = {
        "taggy_pictures": {"": counts.pictures},
        "taggy_pairs": {"": counts.pairs},
        "taggy_voters": {"": counts.voters},
        "taggy_arrivals": {"": arrivals or 0},
    }
    return {"taggy_database_up": {"": 1}, "taggy_jobs": jobs, "taggy_mined_today": mined, **library, **memory}
