"""`taggy drift`: who comes to judge differently, and which tags come to mean something else, month by month."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_rows
from graph.connection import Graph
from graph.observations import TagDrift, VoterDrift, list_drift_of_tags, list_drift_of_voters

app = typer.Typer(
    help="How answers agree over time, as the last `taggy conduct find` measured it.", no_args_is_help=True
)
MEASURES = ["moved", "since", "z", "month", "answers", "agreed", "expected"]
VOTER = ["voter", "name", "retests", "same"]
LimitOption = Annotated[int, typer.Option(min=1, max=100_000, help="At most so many, each with all its months.")]


@app.command()
def voters(*, limit: LimitOption = 50, form: FormatOption = Format.table) -> None:
    """List how each voter agrees with the others, a month a row, the strongest change first."""

    async def work(graph: Graph) -> list[list[Any]]:
        rows = await list_drift_of_voters(graph, "", limit)
        return [line for row in rows for line in _list_months(row, [row.voter, row.name, row.retests, row.same])]

    print_rows([*VOTER, *MEASURES], work_on_graph(work), form)


@app.command()
def tags(*, limit: LimitOption = 50, form: FormatOption = Format.table) -> None:
    """List how answers on each tag agree, a month a row, the strongest change first."""

    async def work(graph: Graph) -> list[list[Any]]:
        return [line for row in await list_drift_of_tags(graph, "", limit) for line in _list_months(row, [row.tag])]

    print_rows(["tag", *MEASURES], work_on_graph(work), form)


def _list_months(row: TagDrift | VoterDrift, names: Sequence[Any]) -> list[list[Any]]:
    months = zip(row.months, row.answers, row.agreed, row.expected, strict=True)
    return [[*names, row.moved, row.since, row.z, *month] for month in months]
