"""`taggy db backup`: graph, media, references, models and keys in one file."""

import asyncio
import json
import os
import shutil
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from cli.interrupts import explain_interrupt
from graph.connection import open_graph
from graph.migrations import list_migrations, read_version
from graph.records.reading import Part, list_parts, read_records
from graph.restores import find_restore, list_strangers, measure_graph, read_clock
from graph.server.dump import dump_graph
from graph.server.flock import hold_lock
from graph.server.status import read_server_version
from media.archive import Member, list_planned, plan_archive, write_archive
from media.home import copy_references, list_members
from taggy import __version__
from taggy.errors import BackupError, ConflictError, SchemaError
from taggy.settings import Settings, load_settings, secure_folder

FILE = typer.Argument(help="The file to write, outside the data folder.", show_default=False)
LOGICAL = typer.Option("--logical", help="Records through the driver, while the server runs; with NEO4J_URI always.")
JSON = typer.Option("--json", help="For programs.")
COLUMNS = (TextColumn("{task.description:<34}"), BarColumn(), TextColumn("{task.fields[rows]}"))


def backup(
    file: Annotated[Path, FILE],
    *,
    logical: Annotated[bool, LOGICAL] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Back up everything into one file: graph, pictures, references, models and keys. It holds secrets.

    A run that was stopped goes on where it was, in the folder FILE.part.
    """
    settings = load_settings()
    form = "logical" if logical or settings.neo4j_uri else "dump"
    try:
        with explain_interrupt():
            summary = asyncio.run(_back_up(settings, file.absolute(), form))
    except OSError as error:
        raise BackupError(
            f"{error.filename or file} cannot be read or written ({error.strerror}). What was done is in {file}.part: "
            f"make room or put it right, and run the same command again."
        ) from error
    if as_json:
        typer.echo(json.dumps(summary))
        return
    typer.echo(
        f"{summary['file']}: {decimal(summary['bytes'])}, {summary['nodes']} nodes, {summary['relationships']} "
        f"relationships and {summary['files']} files. It holds secrets: keep it where only you can read it."
    )
    if summary["leftOut"]:
        typer.echo(f"Left out, not Taggy's: {', '.join(summary['leftOut'])}.", err=True)


async def _back_up(settings: Settings, file: Path, form: str) -> dict[str, Any]:
    home = settings.home.absolute()
    _check_place(file, home)
    stage = secure_folder(file.with_name(f"{file.name}.part"))
    busy = f"Another command writes this backup: {stage} is locked."
    async with hold_lock(stage / "lock", wait=0, busy=busy):
        facts = await _begin(settings, stage, form)
        with Progress(*COLUMNS, console=Console(stderr=True)) as bar:
            task = bar.add_task("reading the graph", total=None, rows="")
            parts: list[Part] = []
            if form == "dump":
                graph_files = [await dump_graph(settings, stage)]
            else:
                parts, graph_files = await _read_records(settings, stage, bar, task)
        if not (stage / "plan.ndjson").exists():
            copy_references(home, stage)
        facts |= {"parts": {part.name: part.rows for part in parts}}
        if parts:
            facts |= _count(parts)
        records = (Member(f"graph/{path.name}", path, path.stat().st_size) for path in graph_files)
        plan_archive(stage, facts, chain(list_members(home, stage), records))
        total, files = _count_members(stage)
        with Progress(
            TextColumn("writing the file"), BarColumn(), DownloadColumn(), console=Console(stderr=True)
        ) as bar:
            task = bar.add_task("", total=total)
            archive = write_archive(stage, lambda count: bar.advance(task, count))
        archive.chmod(0o600)
        archive.replace(file)
    shutil.rmtree(stage)
    kept = ("form", "begun", "taggy", "neo4j", "schema", "nodes", "relationships", "leftOut")
    return {
        "file": str(file),
        "bytes": total,
        "files": files,
        **{name: facts[name] for name in kept},
    }


def _check_place(file: Path, home: Path) -> None:
    if file.resolve().is_relative_to(home.resolve()):
        raise ConflictError(
            f"{file} lies in the data folder, which is what is backed up. Choose a place outside {home}."
        )
    if file.exists():
        raise ConflictError(f"{file} is there already. Choose another name, or move it away.")
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise ConflictError(f"The folder {file.parent} is not there, or cannot be written. Choose another place.")


async def _begin(settings: Settings, stage: Path, form: str) -> dict[str, Any]:
    """Write down what is backed up, or read what an earlier run wrote down."""
    place = stage / "begun.json"
    of = {"form": form, "home": str(settings.home.absolute()), "graph": settings.neo4j_uri or "local"}
    if place.exists():
        facts: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        if {name: facts[name] for name in of} != of:
            raise ConflictError(f"{stage} holds the beginning of another backup. Delete that folder to begin anew.")
        typer.echo(f"Going on with the backup of {facts['begun']}; delete {stage} to begin anew.", err=True)
        return facts
    async with open_graph(settings) as graph:
        version, newest = await read_version(graph), list_migrations()[-1][0]
        if not 0 < version <= newest:
            raise SchemaError(
                f"This graph has schema {version}, this program knows 1 to {newest}: nothing was backed up."
            )
        if await find_restore(graph):
            raise BackupError("A restore into this graph is not finished. Run `taggy db restore` again first.")
        size = await measure_graph(graph)
        facts = of | {
            "begun": (await read_clock(graph)).iso_format(),
            "written": datetime.now(UTC).isoformat(),
            "taggy": __version__,
            "neo4j": await read_server_version(graph),
            "schema": version,
            "nodes": size.nodes,
            "relationships": size.relationships,
            "leftOut": await list_strangers(graph) if form == "logical" else [],
        }
    new = stage / "begun.new"
    new.write_text(json.dumps(facts), encoding="utf-8")
    new.replace(place)
    return facts


async def _read_records(settings: Settings, stage: Path, bar: Progress, task: Any) -> tuple[list[Part], list[Path]]:
    if not (stage / "plan.ndjson").exists():
        async with open_graph(settings) as graph:
            async for name, rows in read_records(graph, stage):
                bar.update(task, description=f"reading {name}", rows=f"{rows} rows")
    parts = list_parts(stage)
    return parts, [part.path for part in parts]


def _count_members(stage: Path) -> tuple[int, int]:
    """Count the bytes of all that is planned, and the files of the data folder among it."""
    sizes = [(member.size, member.name.startswith("home/")) for member in list_planned(stage)]
    return sum(size for size, _ in sizes), sum(ours for _, ours in sizes)


def _count(parts: list[Part]) -> dict[str, int]:
    rows = {part.name: part.rows for part in parts}
    nodes = sum(count for name, count in rows.items() if name.startswith("nodes/"))
    return {"nodes": nodes, "relationships": sum(rows.values()) - nodes}
