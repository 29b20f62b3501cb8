"""`taggy loop`: from what people answered to what they are asked next, cycle after cycle."""

from dataclasses import astuple, fields
from typing import Annotated

import typer

from cli.cycles import Taken
from cli.output import Format, FormatOption, print_rows
from cli.runner import run_here
from graph.jobs import order_loop
from taggy.settings import load_settings


def loop(
    cycles: Annotated[int, typer.Option(min=1, max=1000, help="How often.")] = 1,
    form: FormatOption = Format.table,
) -> None:
    """Refit, train, let the run propose, and say what waits to be asked; Ctrl-C stops, the next run goes on there."""
    settings = load_settings()
    plan = {"popularity": settings.popularity, "promise": settings.promise}
    taken: list[Taken] = run_here(order_loop(cycles, plan))
    columns = [field.name for field in fields(Taken)]
    print_rows(columns, [list(astuple(step)) for step in taken], form)
