"""`taggy duplicates`: scan for them, what waits to be judged, what a class is made of, verdicts, merges, un-merges."""

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_rows
from cli.runner import run_here
from graph.connection import Graph
from graph.copies import Copy
from graph.duplicates import (
    BoardPage,
    ImageClass,
    Judged,
    choose_shown,
    describe_class,
    judge_pair,
    list_open_comparisons,
    unmerge_image,
)
from graph.jobs import SCAN
from graph.voters import find_voter
from sources.duplicates import Scanned

app = typer.Typer(help="Pictures that may be the same: judged, merged, and un-merged.", no_args_is_help=True)
By = Annotated[str, typer.Option("--by", metavar="NAME", help="The account that says so.")]
Why = Annotated[str | None, typer.Option("--why", help="Kept with what was changed.")]
Id = Annotated[str, typer.Argument(help="The whole id of a picture.", show_default=False)]


class Said(StrEnum):
    """A verdict on two pictures."""

    duplicate = "duplicate"
    alternate = "alternate"
    unrelated = "unrelated"


@app.command()
def scan(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON object.")] = False
) -> None:
    """Look for duplicates of every picture that no scan has looked at yet; the same pixels merge by themselves."""
    scanned: Scanned = run_here(SCAN)
    summary = asdict(scanned)
    if as_json:
        typer.echo(json.dumps(summary))
        return
    skipped = summary.pop("skipped")
    for name, value in summary.items():
        typer.echo(f"{name.replace('_', ' '):>16}  {value}")
    if skipped:
        typer.echo(f"{len(skipped)} pictures could not be read:")
    for image, reason in skipped.items():
        typer.echo(f"  {image}  {reason}")
    typer.echo("See what waits to be judged with `taggy duplicates list`.")


@app.command("list")
def list_open(
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Pairs at most.")] = 50,
    after: Annotated[str, typer.Option(help="Go on after this place.")] = "",
    form: FormatOption = Format.table,
) -> None:
    """List the pairs that wait for a verdict, the nearest pictures first; withheld ones are left out."""

    async def work(graph: Graph) -> BoardPage:
        return await list_open_comparisons(graph, after, limit, nsfw=True)

    page = work_on_graph(work)
    columns = ("one", "other", "method", "distance", "mirrored", "better", "reasons")
    rows = [
        (row.one.id, row.other.id, row.pair.method, row.pair.distance, row.pair.mirrored, row.better, row.reasons)
        for row in page.comparisons
    ]
    print_rows(columns, rows, form)
    if page.next:
        typer.echo(f"The pairs that follow: --after '{page.next}'", err=True)


@app.command()
def show(image: Id, *, form: FormatOption = Format.table) -> None:
    """Show the class of a picture: each copy, the shown one first, and what was said of it and the others."""

    async def work(graph: Graph) -> ImageClass:
        return await describe_class(graph, image)

    found = work_on_graph(work)
    columns = ("id", "shown", "mime", "width", "height", "frames", "bytes", "sources", "tags", "votes", "compared")
    print_rows(columns, [_make_row(found, copy) for copy in found.members], form)


def _make_row(found: ImageClass, copy: Copy) -> tuple[object, ...]:
    sources = [source.url or source.name for source in copy.sources]
    compared = [
        f"{pair.verdict or 'open'} {pair.other if pair.one == copy.id else pair.one} ({pair.method}, "
        f"{'a person' if pair.who else 'the machine'})"
        for pair in found.comparisons
        if copy.id in (pair.one, pair.other)
    ]
    size = (copy.mime, copy.width, copy.height, copy.frames, copy.byte_size)
    return copy.id, copy.id == found.shown, *size, sources, copy.tags, copy.votes, compared


@app.command()
def judge(one: Id, other: Id, verdict: Said, *, by: By, why: Why = None) -> None:
    """Say what two pictures are to each other: duplicates are merged, others parted; it is remembered for ever."""

    async def work(graph: Graph) -> Judged:
        who = (await find_voter(graph, by)).id
        return await judge_pair(graph, one, other, verdict.value, who, why)

    judged = work_on_graph(work)
    first, second = judged.shown
    if first == second:
        typer.echo(f"They are one picture now; {first} is shown.")
    else:
        typer.echo(f"They are two pictures; {first} and {second} are shown.")


@app.command()
def unmerge(image: Id, *, by: By, why: Why = None) -> None:
    """Take a picture out of its class, with all that was ever said of it; the machine does not merge it again."""

    async def work(graph: Graph) -> list[str]:
        return await unmerge_image(graph, image, (await find_voter(graph, by)).id, why)

    mates = work_on_graph(work)
    typer.echo(f"It was one with {len(mates)} others, and is itself again." if mates else "It was not merged.")


@app.command()
def choose(image: Id, *, by: By) -> None:
    """Show this copy for its class from now on."""

    async def work(graph: Graph) -> str:
        return await choose_shown(graph, image, (await find_voter(graph, by)).id)

    before = work_on_graph(work)
    typer.echo(
        "It was shown before, and stays so." if before == image else f"It is shown now, in the place of {before}."
    )
