"""Progress of long work, on standard error: a line a step, the same for every command."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from taggy.steps import Report


@contextmanager
def open_progress() -> Iterator[Report]:
    """Show each step that is reported, with its speed and the time that is left."""
    columns = (
        TextColumn("{task.description:<26}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks: dict[str, TaskID] = {}

        async def show(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - where is not shown
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total, completed=done, rate="")
            task = next(task for task in progress.tasks if task.id == tasks[step])
            speed = task.finished_speed or task.speed
            progress.update(task.id, completed=done, total=total, rate=f"{speed:.0f}/s" if speed else "")

        yield show


async def show_nothing(step: str, done: int, total: int, cursor: str = "") -> None:
    """Hear of a step in silence."""
