"""`taggy media`: whether every picture still has its bytes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from cli.output import Format, FormatOption, print_rows
from graph.connection import Graph, open_graph
from graph.consensus import count_pictures, list_pictures
from graph.migrations import ensure_schema
from media.check import Fault, check_picture, find_stray, list_copies
from media.store import MediaStore
from taggy.settings import Settings, load_settings

app = typer.Typer(help="The files of the pictures.", no_args_is_help=True)
DEEP = typer.Option("--deep", help="Read the files left where they lie, too; else their size and time are compared.")
PAGE = 500
COLUMNS = ("what", "image", "file", "says")


@app.callback()
def choose_command() -> None:
    """Look after the files of the pictures."""


@app.command()
def check(*, deep: Annotated[bool, DEEP] = False, form: FormatOption = Format.table) -> None:
    """List pictures whose file is missing or changed, and files that no picture has; exit code 1 if there is one."""
    faults = asyncio.run(_check(load_settings(), deep=deep))
    if faults or form is not Format.table:
        print_rows(COLUMNS, [[getattr(fault, name) for name in COLUMNS] for fault in faults], form)
    if faults:
        raise typer.Exit(1)
    typer.echo("Every picture has its file, and every file its picture.", err=True)


async def _check(settings: Settings, *, deep: bool) -> list[Fault]:
    columns = (TextColumn("checking pictures"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        with MediaStore(settings.home) as store, Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=await count_pictures(graph))
            return [fault async for fault in _find_faults(graph, store, bar, task, deep=deep)]


async def _find_faults(
    graph: Graph, store: MediaStore, bar: Progress, task: TaskID, *, deep: bool
) -> AsyncIterator[Fault]:
    """Walk pictures and files side by side, both by id: what is met on one side only has lost the other."""
    files, after = list_copies(store.home), ""
    file = next(files, None)
    while page := await list_pictures(graph, after, PAGE):
        for image in (picture.image for picture in page):
            while file and file.name <= image:
                if file != store.locate_copy(image):
                    yield find_stray(file)
                file = next(files, None)
            if fault := await asyncio.to_thread(check_picture, store, image, deep=deep):
                yield fault
            bar.advance(task)
        after = page[-1].image
    while file:
        yield find_stray(file)
        file = next(files, None)
