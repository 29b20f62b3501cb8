"""`taggy consensus`: what is derived from votes, claims and proposals."""

import typer

from cli.runner import run_here
from graph.jobs import REBUILD

app = typer.Typer(help="What votes, claims and proposals add up to.", no_args_is_help=True)


@app.callback()
def choose_command() -> None:
    """What votes, claims and proposals add up to."""


@app.command()
def rebuild(*, restart: bool = typer.Option(False, help="Begin anew, even where an earlier run was stopped.")) -> None:
    """Compute every pair's consensus anew from its evidence; Ctrl-C stops, the next run goes on there."""
    rebuilt = run_here(REBUILD, anew=restart)
    typer.echo(f"{rebuilt.pictures} pictures, {rebuilt.pairs} pairs with a consensus.")
