"""`taggy trust fit`, `voters` and `sources`: whom to believe, as a fit of all answers says."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_rows
from cli.runner import run_here
from consensus.trust import Fitted
from graph.connection import Graph
from graph.jobs import TRUST
from graph.observations import list_influential_voters
from graph.reliability import WHOLE, list_reliable_sources, list_reliable_voters

VOTERS = [
    "voter",
    "name",
    "role",
    "category",
    "says yes where so",
    "low yes",
    "high yes",
    "says no where not",
    "low no",
    "high no",
    "right",
    "answers",
]
INFLUENCE = ["voter", "name", "role", "pairs", "flips", "change"]
SOURCES = ["source", "category", "right claims", "low", "high", "claims"]
CategoryOption = Annotated[str, typer.Option(help="Of tags of this category; otherwise of all tags together.")]
LimitOption = Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")]


def fit(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False
) -> None:
    """Fit how reliable every voter and every source is to all answers; voting goes on meanwhile."""
    fitted: Fitted = run_here(TRUST)
    summary = asdict(fitted)
    if as_json:
        typer.echo(json.dumps(summary))
        return
    for name, value in summary.items():
        typer.echo(f"{name:>8}  {value}")
    typer.echo("See whom to believe with `taggy trust voters` and `taggy trust sources`.")


def voters(*, category: CategoryOption = WHOLE, limit: LimitOption = 50, form: FormatOption = Format.table) -> None:
    """List voters, the most reliable first, with 95 % intervals; of whom little is known, that is near the crowd's."""

    async def work(graph: Graph) -> list[list[Any]]:
        rows = await list_reliable_voters(graph, category, "", limit)
        return [list(row.model_dump(exclude={"fit", "cursor"}).values()) for row in rows]

    print_rows(VOTERS, work_on_graph(work), form)


def sources(*, category: CategoryOption = WHOLE, limit: LimitOption = 50, form: FormatOption = Format.table) -> None:
    """List sources by how many of their claims people confirm, the most reliable first, with 95 % intervals."""

    async def work(graph: Graph) -> list[list[Any]]:
        rows = await list_reliable_sources(graph, category, "", limit)
        return [list(row.model_dump(exclude={"fit", "cursor"}).values()) for row in rows]

    print_rows(SOURCES, work_on_graph(work), form)


def influence(*, limit: LimitOption = 50, form: FormatOption = Format.table) -> None:
    """List voters by how many pairs would turn without them, as the last `taggy conduct find` measured it."""

    async def work(graph: Graph) -> list[list[Any]]:
        rows = await list_influential_voters(graph, "", limit)
        return [list(row.model_dump(exclude={"fit", "cursor"}).values()) for row in rows]

    print_rows(INFLUENCE, work_on_graph(work), form)
