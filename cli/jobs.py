"""`taggy jobs`: long work, whoever asked for it: see it, stop it, go on with it, run it."""

import asyncio
import signal
from contextlib import suppress
from typing import Annotated, Any

import typer

from cli.output import Format, FormatOption, print_rows
from cli.progress import open_progress, show_nothing
from cli.runner import run_jobs
from graph import jobs
from graph.connection import open_graph
from graph.jobs import Job
from graph.migrations import ensure_schema
from graph.transitions import resume_job, stop_job
from taggy.logs import configure_logs
from taggy.settings import Settings, load_settings

app = typer.Typer(help="Long work: see it, stop it, go on with it, run it.", no_args_is_help=True)
COLUMNS = ["id", "kind", "title", "state", "step", "done", "total", "unit", "problem", "by", "started", "touched"]
JobId = Annotated[str, typer.Argument(help="The job's id; `taggy jobs list` shows it.")]


@app.command("list")
def list_jobs(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    form: FormatOption = Format.table,
) -> None:
    """List the jobs, newest first."""
    print_rows(COLUMNS, asyncio.run(_list_jobs(limit)), form)


@app.command()
def stop(job: JobId) -> None:
    """Stop a job: at once where it waits, else at its next step."""
    _say(asyncio.run(_stop(job)))


@app.command()
def resume(job: JobId) -> None:
    """Let a runner go on with a job that was stopped or has failed; `taggy serve` has one."""
    _say(asyncio.run(_resume(job)))


@app.command()
def run(
    *, quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress; `taggy jobs list` does.")] = False
) -> None:
    """Run what waits and what was cut off elsewhere, until Ctrl-C; what is under way then waits for the next runner."""
    settings = load_settings()
    configure_logs(settings)
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_run(settings, quiet=quiet))


async def _list_jobs(limit: int) -> list[list[Any]]:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        return [
            [
                *(job.id, job.kind, job.title, job.state, job.step, job.done, job.total, job.unit, job.problem, job.by),
                *(job.started_at.iso_format(), job.touched_at.iso_format()),
            ]
            for job in await jobs.list_jobs(graph, limit=limit)
        ]


async def _stop(job: str) -> Job:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        return await stop_job(graph, job)


async def _resume(job: str) -> Job:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        return await resume_job(graph, job)


async def _run(settings: Settings, *, quiet: bool) -> None:
    work = asyncio.current_task()
    assert work  # noqa: S101 - this coroutine is one
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    if quiet:
        await run_jobs(settings, show_nothing)
    with open_progress() as show:
        await run_jobs(settings, show)


def _say(job: Job) -> None:
    typer.echo(f"The {job.title} is {job.state}.")
