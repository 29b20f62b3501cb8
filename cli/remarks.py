"""`taggy remarks`: tags that somebody said rather than saw: find them, take them out, bring them back."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_rows
from cli.runner import COMMAND, run_here
from consensus import remarks
from graph.connection import Graph
from graph.jobs import REMARKS
from graph.remarks import list_remarks, restore_tag, retire_tag, settle_tag
from graph.tagnames import normalise_tag

app = typer.Typer(help="Tags that somebody said rather than saw.", no_args_is_help=True)
COLUMNS = ["tag", "state", "score", "why", "decided by", "pairs"]
FOUND = ["tag", "score", "taken out", "why"]
TagName = Annotated[str, typer.Argument(help="The tag, however it is written.")]
Reason = Annotated[str | None, typer.Option(help="Why; it is written down.")]


class Doubt(StrEnum):
    """Which tags are listed: those that may be remarks, those taken out, or those kept by a person's word."""

    suspected = "suspected"
    remark = "remark"
    kept = "kept"


@app.command()
def find(
    *,
    restart: Annotated[bool, typer.Option(help="Begin anew, even where an earlier search was stopped.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be found, and change nothing.")] = False,
    form: FormatOption = Format.table,
) -> None:
    """Score every tag and take out what is surely a remark; Ctrl-C stops, the next search goes on there."""
    if dry_run:
        print_rows(FOUND, work_on_graph(_list_suspects), form)
        return
    searched = run_here(REMARKS, anew=restart)
    typer.echo(f"{searched.tags} tags, {searched.taken} of them taken out. See them with `taggy remarks list`.")


@app.command("list")
def list_found(
    doubt: Annotated[Doubt, typer.Argument(help="Which tags.")] = Doubt.remark,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 50,
    form: FormatOption = Format.table,
) -> None:
    """List tags with what speaks for and against their being remarks, the likeliest remark first."""

    async def work(graph: Graph) -> list[list[Any]]:
        found = await list_remarks(graph, doubt.value, limit=limit)
        return [[tag.tag, tag.state, tag.score, tag.why, tag.decided_by, tag.pairs] for tag in found]

    print_rows(COLUMNS, work_on_graph(work), form)


@app.command()
def retire(tag: TagName, reason: Reason = None) -> None:
    """Take a tag out of circulation; its claims and answers stay."""
    _decide(tag, reason, retire_tag, "is out of circulation")


@app.command()
def restore(tag: TagName, reason: Reason = None) -> None:
    """Bring a tag back into circulation, or keep it there: no search takes it out again."""
    _decide(tag, reason, restore_tag, "circulates")


Decide = Callable[[Graph, str, str, str | None], Awaitable[bool]]


def _decide(written: str, reason: str | None, decide: Decide, says: str) -> None:
    tag = normalise_tag(written)

    async def work(graph: Graph) -> tuple[bool, int]:
        return await decide(graph, tag, COMMAND, reason), await settle_tag(graph, tag)

    changed, pairs = work_on_graph(work)
    typer.echo(f"The tag {tag!r} {says}; {pairs} pairs followed." if changed else f"The tag {tag!r} {says} already.")


async def _list_suspects(graph: Graph) -> list[list[Any]]:
    return [
        [found.tag, found.score, found.strong, found.why]
        for found in sorted([row async for row in remarks.list_suspects(graph)], key=lambda row: -row.score)
    ]
