"""`taggy vocabulary mine`: questions for staff, found in the names and uses of tags."""

import asyncio
from typing import Annotated

import typer

from cli.interrupts import explain_interrupt
from cli.output import Format, FormatOption, print_rows
from cli.progress import open_progress
from cli.runner import run_here
from consensus.mining import Mined, find_links
from graph.connection import open_graph
from graph.jobs import MINING
from graph.migrations import ensure_schema
from graph.vocabulary import NewLink
from taggy.settings import load_settings

COLUMNS = ("kind", "start", "end", "score", "reason", "evidence")


def mine(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be proposed.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="Print at most so many of each kind.")] = 20,
    form: FormatOption = Format.table,
) -> None:
    """Propose which tags may be one, imply or exclude each other; staff decide. Ctrl-C stops, nothing is half done."""
    with explain_interrupt("Stopped. What was proposed stays; the same command begins anew."):
        mined: Mined = asyncio.run(_find()) if dry_run else run_here(MINING)
    shown = [link for kind in ("alias", "implies", "excludes") for link in _list_kind(mined, kind)[:limit]]
    columns = COLUMNS[:-1] if form is Format.table else COLUMNS
    print_rows(columns, [[getattr(link, column) for column in columns] for link in shown], form)
    counts = [f"{len(_list_kind(mined, kind)):,} {kind}" for kind in ("alias", "implies", "excludes")]
    typer.echo(f"{', '.join(counts)}; {mined.added:,} of them are new questions.", err=True)


def _list_kind(mined: Mined, kind: str) -> list[NewLink]:
    return [link for link in mined.links if link.kind == kind]


async def _find() -> Mined:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        with open_progress() as report:
            return Mined(await find_links(graph, report), 0)
