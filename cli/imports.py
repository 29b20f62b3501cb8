"""`taggy import`: bring pictures and their sources' tags into the graph."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.interrupts import explain_interrupt
from cli.progress import open_progress
from cli.runner import run_here
from cli.sites import SHOWN, mount, write_report
from cli.works import order_import
from sources.loading import FolderImport, load_folder
from sources.reports import ImportSummary
from taggy.settings import load_settings

app = typer.Typer(help="Bring pictures and their sources' tags into the graph.", no_args_is_help=True)


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
    order = order_import(path, collection, copy=copy, tags_from_folder=tags_from_folder)
    summary = _load(FolderImport(path, collection, copy, tags_from_folder)) or run_here(order)
    if report:
        write_report(summary.remarks, report)
    if as_json:
        typer.echo(summary.to_json())
    else:
        _show(summary, report)


mount(app)


def _load(wanted: FolderImport) -> ImportSummary | None:
    """Load a large folder as a whole, where that can be done; it is no job, since its graph is not there yet."""
    with explain_interrupt(), open_progress() as show:
        return asyncio.run(load_folder(load_settings(), wanted, show, lambda line: typer.echo(line, err=True)))


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
    for remark in summary.remarks[:SHOWN]:
        console.print(f"{remark.kind} {remark.path!r}: {remark.reason}", markup=False, highlight=False)
    if len(summary.remarks) > SHOWN and not report:
        console.print(f"… and {len(summary.remarks) - SHOWN} more; --report FILE writes them all.")
