"""`taggy model report` and `taggy model compare`: what a run is worth, and what it changes."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.interrupts import explain_interrupt
from cli.modelworks import explain_missing_torch
from cli.output import Format, FormatOption, print_rows
from cli.progress import open_progress
from graph.connection import open_graph
from graph.migrations import ensure_schema
from taggy.settings import load_settings

if TYPE_CHECKING:
    from model.differences import Differences
    from model.page import Report

STOPPED = "Stopped. Nothing was written."


def report(
    run: Annotated[str | None, typer.Argument(help="The run; the live one, else the newest.")] = None,
    *,
    out: Annotated[Path, typer.Option(help="The HTML file, which needs no other.")],
    csv: Annotated[Path | None, typer.Option(help="A folder for all tables as CSV.")] = None,
    slices: Annotated[
        list[str] | None, typer.Option("--slice", help="tag:NAME, collection:NAME or source:NAME; may be repeated.")
    ] = None,
) -> None:
    """Report on a run: how good it is on each tag, what it confuses, and whether it keeps its promise."""
    with explain_missing_torch():
        from model.page import write_report  # noqa: PLC0415 - torch is loaded only where it is needed
    with explain_interrupt(STOPPED):
        write_report(asyncio.run(_report(run, slices or [])), out, csv)
    typer.echo(f"Written: {out}" + (f" and the tables in {csv}" if csv else ""))


def compare(
    candidate: Annotated[str | None, typer.Argument(help="The run; the newest candidate.")] = None,
    live: Annotated[str | None, typer.Argument(help="What it is compared with; the live run.")] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="An HTML file of it, with pictures.")] = None,
    by: Annotated[Literal["tags", "clusters"], typer.Option(help="What is printed.")] = "tags",
    form: FormatOption = Format.table,
) -> None:
    """Compare a candidate with the live run on the same pictures: where is it better, where worse?"""
    with explain_missing_torch():
        from model.differences import tabulate_clusters, tabulate_tags  # noqa: PLC0415 - as above
        from model.page import write_report  # noqa: PLC0415 - as above
    with explain_interrupt(STOPPED):
        found, page = asyncio.run(_compare(candidate, live))
    if out:
        write_report(page, out)
    table = tabulate_tags(found) if by == "tags" else tabulate_clusters(found)
    print_rows(table.columns, table.rows, form)


async def _report(run: str | None, slices: list[str]) -> "Report":
    from model.report import make_report  # noqa: PLC0415 - torch is loaded only where it is needed

    settings = load_settings()
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        with open_progress() as show:
            return await make_report(graph, settings.home, run, slices, show)


async def _compare(candidate: str | None, live: str | None) -> tuple["Differences", "Report"]:
    from model.differences import compare_runs  # noqa: PLC0415 - torch is loaded only where it is needed

    settings = load_settings()
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        with open_progress() as show:
            return await compare_runs(graph, settings.home, candidate, live, show)
