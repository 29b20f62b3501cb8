"""`taggy settle`: the rules by which people settle a pair: see them, try others, and apply them."""

from dataclasses import astuple, fields
from pathlib import Path
from typing import Annotated

import typer

from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.output import Format, FormatOption, print_json, print_rows
from cli.progress import open_progress
from cli.runner import run_order
from consensus.settling import Move, Outlook, check_rules
from graph.connection import Graph
from graph.events import COMMAND_LINE
from graph.jobs import SETTLING
from graph.rules import apply_rules, find_rules
from graph.settling import LONGEST, read_rules
from taggy.errors import ConflictError, InputError
from taggy.settings import load_settings

app = typer.Typer(help="By which rules people settle a pair.", no_args_is_help=True)
COLUMNS = [field.name.replace("_", " ") for field in fields(Move)]
COUNTS = ("pairs", "settled_before", "settled_after", "settled", "unsettled", "turned", "renamed")
RulesFile = Annotated[Path, typer.Argument(help="Rules as TOML; `taggy settle show` prints those that hold now.")]


@app.command()
def show() -> None:
    """Print the rules that settle pairs now, as TOML."""
    typer.echo(work_on_graph(find_rules), nl=False)


@app.command()
def check(
    rules: RulesFile,
    limit: Annotated[int, typer.Option(min=0, max=1_000_000, help="List at most so many pairs.")] = 50,
    form: FormatOption = Format.table,
) -> None:
    """Tell which pairs other rules would settle or leave open; nothing is changed."""
    text = _read_file(rules)

    async def work(graph: Graph) -> Outlook:
        with open_progress() as report:
            return await check_rules(graph, text, limit, report)

    with explain_interrupt("Stopped. Nothing was changed."):
        outlook = work_on_graph(work)
    if form is Format.json:
        moves = [dict(zip(COLUMNS, astuple(move), strict=True)) for move in outlook.moves]
        print_json({count: getattr(outlook, count) for count in COUNTS} | {"moves": moves})
    else:
        print_rows(COLUMNS, [list(astuple(move)) for move in outlook.moves], form)
    typer.echo(_summarise(outlook), err=True)


@app.command("apply")
def apply_file(
    rules: RulesFile, why: Annotated[str | None, typer.Option(help="Why; kept with the event.")] = None
) -> None:
    """Settle pairs by these rules from now on, and bring every pair after; Ctrl-C stops, the next run goes on there."""
    text = _read_file(rules)

    async def work(graph: Graph) -> None:
        if not await apply_rules(graph, text, COMMAND_LINE, why):
            typer.echo("These rules hold already.")
        await _bring_after(graph)

    with explain_interrupt():
        work_on_graph(work)


async def _bring_after(graph: Graph) -> None:
    try:
        settled = await run_order(graph, load_settings(), SETTLING)
    except ConflictError:
        typer.echo("The rules hold. Pairs are brought after by the job that is under way: see `taggy jobs list`.")
    else:
        typer.echo(
            f"{settled.pictures:,} pictures looked at, {settled.pairs:,} pairs are settled otherwise than before."
        )


def _read_file(path: Path) -> str:
    """Read rules.

    Raises:
        InputError: the file cannot be read, or they cannot.
    """
    try:
        text = path.read_bytes()[: 4 * LONGEST + 1].decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        raise InputError(f"The rules in {path} cannot be read: {reason}.") from error
    read_rules(text)
    return text


def _summarise(outlook: Outlook) -> str:
    return (
        f"{outlook.settled_after:,} of {outlook.pairs:,} pairs settled, now {outlook.settled_before:,}: "
        f"{outlook.settled:,} become settled, {outlook.unsettled:,} open, {outlook.turned:,} turn, "
        f"{outlook.renamed:,} stay so by another rule."
    )
