"""Runners: they run a job while its heart beats, here for the command that asked, or one after another."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any, Literal
from uuid import uuid4

from cli.interrupts import GOES_ON, explain_interrupt
from cli.progress import open_progress
from cli.works import WORKS
from graph.connection import Graph, open_graph
from graph.jobs import Job, Order, touch_job
from graph.migrations import ensure_schema
from graph.transitions import advance_job, begin_job, claim_job, end_job
from taggy.errors import LostClaimError, StoppedError, TaggyError, UnavailableError
from taggy.settings import Settings, load_settings
from taggy.steps import Report

BEAT = 2.0
POLL = 1.0
TELL = 0.5  # between two steps of a kind that are kept, where nothing goes on from the former
DEFECT = "A defect of Taggy stopped it; the log of whoever ran it says more."
COMMAND = "the command line"
_log = logging.getLogger("taggy.jobs")


def run_here(order: Order, *, anew: bool = False, says: str = GOES_ON) -> Any:
    """Run a command's own work as a job, with progress; Ctrl-C stops it, `says` what that leaves.

    Raises:
        ConflictError: the same work is under way elsewhere.
        TaggyError: it failed; the job keeps why.
    """
    with explain_interrupt(says):
        return asyncio.run(_run_here(load_settings(), order, anew=anew))


async def _run_here(settings: Settings, order: Order, *, anew: bool) -> Any:
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        return await run_order(graph, settings, order, anew=anew)


async def run_order(graph: Graph, settings: Settings, order: Order, *, anew: bool = False) -> Any:
    """Run a command's own work on an open graph, with progress; cut off, it is stopped.

    Raises:
        ConflictError: the same work is under way elsewhere.
        TaggyError: it failed; the job keeps why.
    """
    who = uuid4().hex
    job = await begin_job(graph, order, COMMAND, who, settings.job_patience, anew=anew)
    with open_progress() as show:
        return await run_job(graph, settings, job, who, show, "stopped")


async def run_jobs(settings: Settings, show: Report) -> None:
    """Run what waits and what other runners left behind, one job after another, until it is cancelled."""
    who = uuid4().hex
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        while True:
            try:
                job = await claim_job(graph, who, settings.job_patience)
            except UnavailableError as error:
                _log.warning("no job can be claimed: %s", error)
                job = None
            if job:
                await _run_one(graph, settings, job, who, show)
            else:
                await asyncio.sleep(POLL)


async def _run_one(graph: Graph, settings: Settings, job: Job, who: str, show: Report) -> None:
    _log.info("job %s (%s) goes on at %d", job.id, job.kind, job.done)
    try:
        await run_job(graph, settings, job, who, show, "waiting")
    except TaggyError as error:
        _log.warning("job %s (%s) ended: %s", job.id, job.kind, error)
    except Exception:  # noqa: BLE001 - one job's defect must not end the runner
        _log.exception("job %s (%s) failed", job.id, job.kind)
    else:
        _log.info("job %s (%s) is done", job.id, job.kind)


async def run_job(
    graph: Graph, settings: Settings, job: Job, who: str, show: Report, given_back: Literal["stopped", "waiting"]
) -> Any:
    """Run a claimed job to its end and return what its work returns; cut off, it is given back in that state.

    Raises:
        LostClaimError: another runner took it over.
        StoppedError: it was asked to stop.
        TaggyError: it failed; the job keeps why.
    """
    told, when = "", 0.0

    async def report(step: str, done: int, total: int, cursor: str = "") -> None:
        nonlocal told, when
        if cursor or step != told or done >= total or monotonic() - when > TELL:
            await advance_job(graph, job.id, who, step, done, total, cursor)
            told, when = step, monotonic()
        await show(step, done, total)

    async with _keep_heart_beating(graph, job.id, who):
        try:
            result = await WORKS[job.kind](graph, settings, job, report)
        except (LostClaimError, StoppedError):
            raise
        except (asyncio.CancelledError, UnavailableError):
            with suppress(TaggyError):  # then its silence gives it back
                await end_job(graph, job.id, who, given_back)
            raise
        except Exception as error:
            with suppress(LostClaimError):
                await end_job(graph, job.id, who, "failed", str(error) if isinstance(error, TaggyError) else DEFECT)
            raise
        await end_job(graph, job.id, who, "done")
        return result


@asynccontextmanager
async def _keep_heart_beating(graph: Graph, job_id: str, who: str) -> AsyncIterator[None]:
    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT)
            with suppress(UnavailableError):
                await touch_job(graph, job_id, who)

    heart = asyncio.create_task(beat())
    try:
        yield
    finally:
        heart.cancel()
