"""`taggy query`: the questions of the catalogue, listed, shown and run."""

import asyncio
import shlex
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.output import Format, FormatOption, print_rows
from cli.parameters import read_parameters
from graph import adhoc
from graph.catalogue import Query, find_query, load_catalogue
from graph.connection import open_graph
from graph.migrations import ensure_schema
from taggy.settings import load_settings


class QueryGroup(TyperGroup):
    """Takes the name of a query for a command: `taggy query NAME` is `taggy query run NAME`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; what is none is the name of a query."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["run", *args])


app = typer.Typer(
    cls=QueryGroup, no_args_is_help=True, help="The questions analysts ask: `list`, `show NAME`, or a query's NAME."
)
Params = Annotated[list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="Repeat for each.")]


@app.command("list")
def list_queries(form: FormatOption = Format.table, topic: Annotated[str | None, typer.Option()] = None) -> None:
    """List the queries that can be run here."""
    queries = [q for q in load_catalogue().values() if q.access == "read" and topic in (None, q.topic)]
    ordered = sorted(queries, key=lambda query: (query.topic, query.name))
    print_rows(["name", "topic", "answers"], [[q.name, q.topic, q.answers] for q in ordered], form)


@app.command("show")
def show_query(name: str) -> None:
    """Print a query as it is run: its contract and its Cypher."""
    typer.echo(find_query(name).text, nl=False)


@app.command("run", hidden=True)
def run_query(name: str, param: Params = None, form: FormatOption = Format.table) -> None:
    """Run a query and print its rows."""
    query = find_query(name)
    result = asyncio.run(_run(query, read_parameters(query, param or [])))
    if form is Format.table and result.columns[-1:] == ["cursor"]:
        print_rows(result.columns[:-1], [row[:-1] for row in result.rows], form)
        if result.rows:
            typer.echo(f"The rows that follow: --param {shlex.quote(f'after={result.rows[-1][-1]}')}", err=True)
    else:
        print_rows(result.columns, result.rows, form)
    if result.truncated:
        typer.echo(f"Only the first {len(result.rows)} rows. Ask for fewer, or set TAGGY_QUERY_ROWS.", err=True)


async def _run(query: Query, params: dict[str, object]) -> adhoc.AdhocResult:
    settings = load_settings()
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        return await adhoc.run_query(graph, query, params, seconds=settings.query_timeout, rows=settings.query_rows)
