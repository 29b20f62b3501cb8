"""`taggy import`: bring pictures and their sources' tags into the graph."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from sources.loading import Order, bring_folder
from sources.reports import ImportSummary, write_remark
from taggy.errors import InputError
from taggy.settings import load_settings

app = typer.Typer(help="Bring pictures and their sources' tags into the graph.", no_args_is_help=True)
INTERRUPTED = 130
_SHOWN = 20


@app.callback()
def choose_source() -> None:
    """Bring pictures and their sources' tags into the graph."""


@app.command("folder")
def import_one_folder(
    path: Annotated[Path, typer.Argument(help="The folder; its subfolders are imported too.")],
    collection: Annotated[
        str | None, typer.Option(help="Name of the collection; the folder's own where not given.")
    ] = None,
    copy: Annotated[
        bool, typer.Option("--copy", help="Keep copies of the files instead of only where they lie.")
    ] = False,
    tags_from_folder: Annotated[
        bool, typer.Option("--tags-from-folder", help="Take the name of each file's folder as a tag.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write what was left out, and why, as lines of JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON object.")] = False,
) -> None:
    """Import the pictures of a folder, with tags from NAME.txt sidecars and metadata.jsonl.

    A large folder (TAGGY_FIRST_LOAD) into an empty local library is loaded as a whole, which is many times faster.
    """
    try:
        order = Order(path, collection, copy, tags_from_folder)
        with _open_progress() as progress:
            say = progress.console.print
            summary = asyncio.run(bring_folder(load_settings(), order, _follow(progress), say))
    except KeyboardInterrupt:
        typer.echo("Stopped. What was done stays; the same command goes on from there.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if report:
        _write_report(summary, report)
    if as_json:
        typer.echo(summary.to_json())
    else:
        _show(summary, report)


def _write_report(summary: ImportSummary, report: Path) -> None:
    try:
        report.write_text("".join(map(write_remark, summary.remarks)), encoding="utf-8")
    except OSError as error:
        raise InputError(f"The import is done, but {str(report)!r} cannot be written ({error.strerror}).") from error


def _open_progress() -> Progress:
    columns = TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")
    return Progress(*columns, TimeRemainingColumn(), console=Console(file=sys.stderr), transient=True)


def _follow(progress: Progress) -> Callable[[int, int], None]:
    task = progress.add_task("import", total=None, rate="")

    def advance(done: int, total: int) -> None:
        speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
        progress.update(task, completed=done, total=total, rate=f"{speed:.0f} files/s" if speed else "")

    return advance


def _show(summary: ImportSummary, report: Path | None) -> None:
    console = Console()
    table = Table(title=f"Collection {summary.collection!r}", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    counts = {
        "files looked at": summary.files,
        "new": summary.new,
        "changed": summary.changed,
        "known and unchanged": summary.known,
        "claims added": summary.claims_added,
        "claims taken back": summary.claims_closed,
        **{f"{kind} refused": count for kind, count in summary.refused.items()},
        "seconds": summary.seconds,
    }
    for says, count in counts.items():
        table.add_row(says, f"{count:,}")
    console.print(table, markup=False)
    for remark in summary.remarks[:_SHOWN]:
        console.print(f"{remark.kind} {remark.path!r}: {remark.reason}", markup=False, highlight=False)
    if len(summary.remarks) > _SHOWN and not report:
        console.print(f"… and {len(summary.remarks) - _SHOWN} more; --report FILE writes them all.")
