"""`taggy vocabulary`: which tags are one, which imply or exclude others, and in which category each is."""

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Annotated

import typer

from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.output import Format, FormatOption, print_rows
from cli.runner import COMMAND, run_order
from graph.closure import Link
from graph.connection import Graph
from graph.hearings import list_moved_tags
from graph.jobs import VOCABULARY
from graph.remarks import settle_tag
from graph.tagnames import normalise_tag
from graph.tags import set_category
from graph.vocabulary import (
    KeptLink,
    accept_link,
    count_moved_pairs,
    list_links,
    make_link,
    reject_link,
    withdraw_link,
)
from taggy.errors import ConflictError
from taggy.settings import load_settings

app = typer.Typer(help="Tags that are one, imply or exclude others; their categories.", no_args_is_help=True)
COLUMNS = ("kind", "start", "end", "state", "source", "who", "score", "reason", "evidence", "at")
Decide = Callable[[Graph, Link, str, str | None], Awaitable[list[str]]]


class Kind(StrEnum):
    """What a link says."""

    alias = "alias"
    implies = "implies"
    excludes = "excludes"


class State(StrEnum):
    """What became of a link."""

    proposed = "proposed"
    accepted = "accepted"
    rejected = "rejected"


Start = Annotated[str, typer.Argument(help="The tag where the link starts.")]
End = Annotated[str, typer.Argument(help="The tag where it ends.")]
Reason = Annotated[str | None, typer.Option(help="Why; kept with the link and its event.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how many pairs would move.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.command("list")
def list_all(
    *,
    kind: Annotated[Kind | None, typer.Option(help="Only such links.")] = None,
    state: Annotated[State | None, typer.Option(help="Only links in this state.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only links of this tag.")] = None,
    source: Annotated[str | None, typer.Option(help="Only what this source said: staff, mining, or its name.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 50,
    form: FormatOption = Format.table,
) -> None:
    """List links between tags, the surest first."""

    async def work(graph: Graph) -> list[KeptLink]:
        name = normalise_tag(tag) if tag else None
        return await list_links(
            graph, kind.value if kind else None, state.value if state else None, name, source, limit=limit
        )

    rows = [row.model_dump(include=set(COLUMNS)) | {"at": row.at.iso_format()} for row in work_on_graph(work)]
    print_rows(COLUMNS, [[row[column] for column in COLUMNS] for row in rows], form)


@app.command()
def alias(
    name: Annotated[str, typer.Argument(help="The other name.")],
    canonical: Annotated[str, typer.Argument(help="The tag that it is a name of.")],
    *,
    reason: Reason = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Make a tag another name of one: what is said of it counts there."""
    _change(accept_link, [_read_link(Kind.alias, name, canonical)], reason, dry_run=dry_run, yes=yes)


@app.command()
def imply(
    tag: Annotated[str, typer.Argument(help="The narrower tag, such as kitten.")],
    parent: Annotated[str, typer.Argument(help="The wider one, such as cat.")],
    *,
    reason: Reason = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Make a tag imply a wider one: Yes goes up, No goes down."""
    _change(accept_link, [_read_link(Kind.implies, tag, parent)], reason, dry_run=dry_run, yes=yes)


@app.command()
def exclude(
    tags: Annotated[list[str], typer.Argument(help="Two tags or more, such as the ratings.")],
    *,
    reason: Reason = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Make tags exclude each other: Yes on one is No on the others."""
    if len(tags) < 2:  # noqa: PLR2004 - two tags make a pair
        raise typer.BadParameter("name two tags or more", param_hint="TAGS")
    links = [_read_link(Kind.excludes, *pair) for pair in combinations(tags, 2)]
    _change(accept_link, links, reason, dry_run=dry_run, yes=yes)


@app.command()
def accept(
    kind: Kind, start: Start, end: End, *, reason: Reason = None, dry_run: DryRun = False, yes: Yes = False
) -> None:
    """Accept a link, so that it counts."""
    _change(accept_link, [_read_link(kind, start, end)], reason, dry_run=dry_run, yes=yes)


@app.command()
def reject(
    kind: Kind, start: Start, end: End, *, reason: Reason = None, dry_run: DryRun = False, yes: Yes = False
) -> None:
    """Reject a link, so that it does not count and nobody proposes it again."""
    _change(reject_link, [_read_link(kind, start, end)], reason, dry_run=dry_run, yes=yes)


@app.command()
def withdraw(
    kind: Kind, start: Start, end: End, *, reason: Reason = None, dry_run: DryRun = False, yes: Yes = False
) -> None:
    """Take the decision on a link back: it is a proposal again."""
    _change(withdraw_link, [_read_link(kind, start, end)], reason, dry_run=dry_run, yes=yes)


@app.command()
def category(tag: str, category: str, *, reason: Reason = None) -> None:
    """Put a tag into a category, and into no other; its pairs follow, for voters are believed category by category."""
    name, home = normalise_tag(tag), normalise_tag(category)

    async def work(graph: Graph) -> None:
        await set_category(graph, name, home, COMMAND, reason)
        await settle_tag(graph, name)

    work_on_graph(work)
    typer.echo(f"{name!r} is of {home!r}.")


def _read_link(kind: Kind, start: str, end: str) -> Link:
    return make_link(kind.value, normalise_tag(start), normalise_tag(end))


def _change(decide: Decide, links: Sequence[Link], reason: str | None, *, dry_run: bool, yes: bool) -> None:
    """Say what moves, ask, decide on the links, and compute the pairs that move."""

    async def work(graph: Graph) -> None:
        for link in links:
            moved = await count_moved_pairs(graph, link, accepted=decide is accept_link)
            typer.echo(f"{link}: {moved:,} pairs move.")
        if dry_run:
            return
        if not yes:
            typer.confirm("Change the vocabulary?", abort=True)
        for link in links:
            await decide(graph, link, COMMAND, reason)
        if await list_moved_tags(graph):
            await _compute(graph)

    with explain_interrupt():
        work_on_graph(work)


async def _compute(graph: Graph) -> None:
    try:
        revised = await run_order(graph, load_settings(), VOCABULARY)
    except ConflictError:
        typer.echo("The change counts. Its pairs are computed by the job that is under way: see `taggy jobs list`.")
    else:
        typer.echo(f"{revised.pictures:,} pictures looked at, {revised.pairs:,} pairs computed.")
