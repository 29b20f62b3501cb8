"""The `taggy` command: one file a command group, mounted here."""

import sys

import typer
from rich.console import Console

from cli import (
    backup,
    consensus,
    db,
    demo,
    doctor,
    duplicates,
    imports,
    jobs,
    media,
    mining,
    model,
    query,
    remarks,
    restore,
    serve,
    shell,
    tag,
    upgrade,
    vocabulary,
    voter,
)
from taggy import __version__
from taggy.errors import TaggyError

app = typer.Typer(
    name="taggy",
    help="Does this tag match this picture? Asked of people and of a model, answered with Cypher.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _begin(
    *,
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Show the version."),
) -> None:
    """Say what stands above every command."""


app.add_typer(demo.app, name="demo")
app.add_typer(imports.app, name="import")
app.command("serve")(serve.serve)
app.add_typer(query.app, name="query")
app.add_typer(shell.app, name="shell")
app.add_typer(tag.app, name="tag")
app.add_typer(voter.app, name="voter")
vocabulary.app.command("mine")(mining.mine)
app.add_typer(vocabulary.app, name="vocabulary")
app.add_typer(consensus.app, name="consensus")
app.add_typer(duplicates.app, name="duplicates")
app.add_typer(model.app, name="model")
app.add_typer(remarks.app, name="remarks")
db.app.command("backup")(backup.backup)
db.app.command("restore")(restore.restore)
db.app.command("upgrade")(upgrade.upgrade)
app.add_typer(media.app, name="media")
app.add_typer(jobs.app, name="jobs")
app.add_typer(db.app, name="db")
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line; an error of ours is one line and exit code 1."""
    try:
        app()
    except TaggyError as error:
        Console(stderr=True, highlight=False).print(f"Error: {error}", style="red", markup=False)
        sys.exit(1)
