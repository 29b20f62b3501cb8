"""`taggy consensus`: what is derived from votes, claims and proposals."""

import asyncio

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from consensus.rebuild import rebuild_consensus
from graph.connection import open_graph
from graph.consensus import count_pictures
from graph.jobs import find_job, finish_job, save_job
from graph.migrations import ensure_schema
from taggy.settings import load_settings

app = typer.Typer(help="What votes, claims and proposals add up to.", no_args_is_help=True)
JOB = "consensus rebuild"


@app.command()
def rebuild(*, restart: bool = typer.Option(False, help="Begin anew, even where an earlier run was stopped.")) -> None:
    """Compute every pair's consensus anew from its evidence; Ctrl-C stops, the next run goes on there."""
    asyncio.run(_rebuild(restart=restart))


async def _rebuild(*, restart: bool) -> None:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        begun = None if restart else await find_job(graph, JOB)
        after, done, pairs = (begun.cursor, begun.done, 0) if begun else ("", 0, 0)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns) as progress:
            task = progress.add_task("pictures", total=await count_pictures(graph), completed=done)
            async for after, pictures, found in rebuild_consensus(graph, after):  # noqa: B020 - the cursor moves on
                done, pairs = done + pictures, pairs + found
                await save_job(graph, JOB, after, done)
                progress.update(task, completed=done)
        await finish_job(graph, JOB)
    typer.echo(f"{done} pictures, {pairs} pairs with a consensus.")
