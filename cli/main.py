"""The `taggy` command: one file a command group, mounted here."""

import sys

import typer
from rich.console import Console

from cli import (
    backup,
    boards,
    classes,
    compare,
    conduct,
    consensus,
    db,
    demo,
    doctor,
    drift,
    duplicates,
    explanations,
    filter,  # noqa: A004 - the command's own name
    gold,
    imports,
    jobs,
    loop,
    media,
    mine,
    mining,
    model,
    outliers,
    query,
    remarks,
    restore,
    rulings,
    serve,
    settle,
    shell,
    tag,
    trust,
    upgrade,
    vocabulary,
    voter,
    watching,
    watermarks,
    whatif,
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
app.command("watch")(watching.watch)
app.add_typer(mine.app, name="mine")
app.command("serve")(serve.serve)
app.add_typer(query.app, name="query")
app.command("boards")(boards.list_boards)
app.command("rule")(rulings.rule)
app.add_typer(gold.app, name="gold")
app.command("whatif")(whatif.whatif)
app.command("explain")(explanations.explain)
app.add_typer(shell.app, name="shell")
app.add_typer(tag.app, name="tag")
app.add_typer(voter.app, name="voter")
vocabulary.app.command("mine")(mining.mine)
app.add_typer(vocabulary.app, name="vocabulary")
app.add_typer(consensus.app, name="consensus")
app.add_typer(duplicates.app, name="duplicates")
app.add_typer(model.app, name="model")
app.command("loop")(loop.loop)
app.command("filter")(filter.filter_pictures)
app.add_typer(outliers.app, name="outliers")
app.add_typer(watermarks.app, name="watermarks")
app.add_typer(classes.app, name="classes")
app.add_typer(remarks.app, name="remarks")
app.add_typer(trust.app, name="trust")
app.add_typer(compare.app, name="compare")
app.add_typer(settle.app, name="settle")
app.add_typer(conduct.app, name="conduct")
app.add_typer(drift.app, name="drift")
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
