"""`taggy conduct`: who copies, hurries or always says the same, and who is set aside."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_rows
from cli.runner import run_here
from consensus.observing import Found
from graph.conduct import list_aside_voters
from graph.connection import Graph
from graph.jobs import CONDUCT
from graph.observations import list_suspects

app = typer.Typer(help="Answers in bad faith: who copies, hurries or always says the same.", no_args_is_help=True)
SUSPECTS = ["voter", "name", "role", "sign", "because", "cluster", "aside"]
ASIDE = ["voter", "name", "role", "since", "by", "why", "pairs followed"]
LimitOption = Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")]


@app.command()
def find(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False
) -> None:
    """Search all answers for bad faith, influence and drift; voters who copy weigh as one from then on."""
    found: Found | None = run_here(CONDUCT)
    if found is None:
        typer.echo("The search was done before it was cut off; the pairs have followed now.")
    elif as_json:
        typer.echo(json.dumps(asdict(found)))
    else:
        for name, value in asdict(found).items():
            typer.echo(f"{name.replace('_', ' '):>15}  {value}")
        typer.echo("See `taggy conduct list`, `taggy drift voters`, `taggy drift tags` and `taggy trust influence`.")


@app.command("list")
def list_suspicious(*, limit: LimitOption = 50, form: FormatOption = Format.table) -> None:
    """List the voters with signs of bad faith, a sign a row, those with most signs first."""

    async def work(graph: Graph) -> list[list[Any]]:
        return [
            [row.voter, row.name, row.role, sign, because, row.cluster, row.aside and row.aside.iso_format()]
            for row in await list_suspects(graph, "", limit)
            for sign, because in zip(row.signs, row.because, strict=True)
        ]

    print_rows(SUSPECTS, work_on_graph(work), form)


@app.command()
def aside(*, limit: LimitOption = 50, form: FormatOption = Format.table) -> None:
    """List the voters who are set aside, the latest first; `taggy voter back` brings one back."""

    async def work(graph: Graph) -> list[list[Any]]:
        rows = await list_aside_voters(graph, limit)
        return [[r.voter, r.name, r.role, r.aside.iso_format(), r.by, r.why, not r.moving] for r in rows]

    print_rows(ASIDE, work_on_graph(work), form)
