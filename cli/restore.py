"""`taggy db restore`: a backup into an empty graph and an empty data folder."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from cli.interrupts import explain_interrupt
from consensus.rebuild import rebuild_consensus
from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema, list_migrations, migrate_schema
from graph.records.reading import list_part_names, locate_part
from graph.records.writing import write_records
from graph.restores import (
    Restore,
    find_restore,
    finish_restore,
    measure_graph,
    remove_moved_answers,
    remove_moved_comparisons,
    save_restore,
)
from graph.rules import restore_rules
from graph.server.dump import load_graph
from graph.server.home import is_initialised, is_newer, locate_home
from graph.server.jars import find_version
from media.archive import read_facts, read_members, verify_archive
from media.home import MARK, list_files, move_references, restore_file
from taggy.errors import BackupError, ConflictError, SchemaError
from taggy.settings import Settings, load_settings, secure_folder

FILE = typer.Argument(help="What `taggy db backup` wrote.", show_default=False)
JSON = typer.Option("--json", help="For programs.")
COLUMNS = (TextColumn("{task.description:<34}"), BarColumn(), DownloadColumn())


def restore(file: Annotated[Path, FILE], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Restore everything from a backup into an empty graph and data folder; every byte is checked first.

    A run that was stopped goes on where it was.
    """
    try:
        with explain_interrupt():
            summary = asyncio.run(_restore(load_settings(), file.absolute()))
    except OSError as error:
        raise BackupError(
            f"{error.filename or file} cannot be read or written ({error.strerror}). Make room or put it right, and "
            f"run the same command again: it goes on where it was."
        ) from error
    if as_json:
        typer.echo(json.dumps(summary))
        return
    typer.echo(
        f"Restored the backup of {summary['begun']}: {summary['nodes']} nodes and {summary['relationships']} "
        f"relationships, and {summary['files']} files in {summary['home']}. `taggy doctor` looks it over."
    )


async def _restore(settings: Settings, file: Path) -> dict[str, Any]:
    facts = read_facts(file)
    _check_versions(settings, facts)
    home = secure_folder(settings.home.absolute())
    with Progress(*COLUMNS, console=Console(stderr=True)) as bar:
        task = bar.add_task("checking the file", total=None)
        digest = verify_archive(file, lambda count: bar.advance(task, count))
        await _check_emptiness(settings, home, digest)
        files = _restore_files(home, file, facts, digest, bar)
        if facts["form"] == "dump":
            await _load_dump(settings, file)
            async with open_graph(settings) as graph:
                await ensure_schema(graph)
                size_now = await measure_graph(graph)
        else:
            async with open_graph(settings) as graph:
                await _write_graph(graph, file, facts, digest, bar)
                size_now = await measure_graph(graph)
    (home / MARK).unlink()
    kept = {name: facts[name] for name in ("form", "begun", "taggy", "neo4j", "schema")}
    return {"home": str(home), "files": files, **kept, **size_now.model_dump()}


def _restore_files(home: Path, file: Path, facts: dict[str, Any], digest: str, bar: Progress) -> int:
    """Restore the data folder's files, marked as unfinished from the first one on; return how many they are."""
    (home / MARK).write_text(digest, encoding="utf-8")
    task, files = bar.add_task("restoring files", total=None), 0
    for name, size, member in read_members(file):
        if name.startswith("home/"):
            restore_file(home, name.removeprefix("home/"), size, member)
            bar.update(task, advance=size)
            files += 1
    move_references(home, Path(facts["home"]))
    return files


def _check_versions(settings: Settings, facts: dict[str, Any]) -> None:
    newest = list_migrations()[-1][0]
    if facts["schema"] > newest:
        raise SchemaError(f"The backup has schema {facts['schema']}, this program knows {newest}. Update Taggy first.")
    if facts["form"] == "dump" and settings.neo4j_uri:
        raise ConflictError(
            f"This backup is a dump, which only the local server can load, but NEO4J_URI names {settings.neo4j_uri}. "
            f"Unset it; or back up with --logical, and restore that."
        )
    if facts["form"] == "dump" and is_newer(facts["neo4j"], find_version()):
        raise ConflictError(
            f"The backup was dumped by Neo4j {facts['neo4j']}, this program brings {find_version()}. Update Taggy."
        )


async def _check_emptiness(settings: Settings, home: Path, digest: str) -> None:
    mark = home / MARK
    begun = mark.read_text(encoding="utf-8").strip() if mark.exists() else ""
    if begun and begun != digest:
        raise ConflictError(
            f"A restore of another backup was begun in {home}. Go on with that one, or empty the folder."
        )
    if not begun and (there := next(list_files(home), None)):
        raise ConflictError(
            f"The data folder {home} is not empty: there is {there}. Nothing was restored. Set TAGGY_HOME to a new "
            f"folder, or move away what is there."
        )
    if not settings.neo4j_uri and not is_initialised(locate_home(settings)):
        return
    async with open_graph(settings) as graph:
        noted = await find_restore(graph)
        size = await measure_graph(graph)
    if noted and noted.restoring != digest:
        raise ConflictError(
            "A restore of another backup was begun in this graph. Go on with that one, or empty the graph."
        )
    if size.nodes and not noted and not (begun and not settings.neo4j_uri):
        raise ConflictError(
            f"The graph is not empty: it has {size.nodes} nodes. Nothing was restored. `taggy db reset` empties it."
        )


async def _load_dump(settings: Settings, file: Path) -> None:
    with _extract(settings, file) as folder:
        await load_graph(settings, folder)


@contextmanager
def _extract(settings: Settings, file: Path) -> Iterator[Path]:
    """Lay the dump beside the server for as long as it is loaded."""
    folder = secure_folder(locate_home(settings).folder / "restoring")
    for name, size, member in read_members(file):
        if name.startswith("graph/"):
            restore_file(folder, name.removeprefix("graph/"), size, member)
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


async def _write_graph(graph: Graph, file: Path, facts: dict[str, Any], digest: str, bar: Progress) -> None:
    """Write the records, bring the schema up, leave out what moved meanwhile, and rebuild what is derived."""
    await migrate_schema(graph, facts["schema"])
    noted = await find_restore(graph)
    if noted is None:
        noted = Restore(restoring=digest, restored="begun:0")
        await save_restore(graph, digest, noted.restored)
    names = list_part_names()
    part = noted.restored.rpartition(":")[0]
    files = {f"graph/{locate_part(name)}": name for name in names}
    task = bar.add_task("restoring records", total=sum(facts["parts"].values()))
    if not part.startswith("consensus"):
        for member, _, content in read_members(file):
            if name := files.get(member):
                await _write_part(graph, name, content, noted, bar, task)
        await migrate_schema(graph)
        await restore_rules(graph)
        await remove_moved_answers(graph, facts["begun"])
        await remove_moved_comparisons(graph, facts["begun"])
        await save_restore(graph, digest, "consensus/:0")
    noted = await find_restore(graph)
    after = noted.restored.partition("/")[2].rpartition(":")[0] if noted else ""
    async for last, pictures, _ in rebuild_consensus(graph, after):
        await save_restore(graph, digest, f"consensus/{last}:0")
        bar.update(task, description=f"rebuilding: {pictures} pictures more")
    await finish_restore(graph)


async def _write_part(graph: Graph, name: str, content: IO[bytes], noted: Restore, bar: Progress, task: Any) -> None:
    """Write a part, unless the graph noted a later one."""
    names = list_part_names()
    part = noted.restored.rpartition(":")[0]
    if part in names and names.index(name) < names.index(part):
        return
    written = 0
    async for rows in write_records(graph, name, content, noted):
        bar.update(task, description=f"restoring {name}", advance=rows - written)
        written = rows
