"""`taggy mine`: watch sites, filter what they post, bring what is good, and say by day what came of it."""

import asyncio
import signal
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer
from typer.core import TyperGroup

from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.minersummary import COLUMNS, summarise_days
from cli.output import CsvOption, Format, JsonOption, choose_format, print_rows
from cli.progress import show_nothing
from cli.runner import COMMAND, run_job
from graph.connection import Graph, open_graph
from graph.hauls import Haul, list_hauls, try_to_mine
from graph.jobs import SCAN, tidy
from graph.migrations import ensure_schema
from graph.transitions import begin_job
from taggy.errors import ConflictError, StoppedError
from taggy.settings import Settings, load_settings, secure_folder

if TYPE_CHECKING:
    from cli.minersources import Opened
    from sources.duplicates import Scanned
    from sources.reports import SiteSummary

MINUTE = 60.0
STOPPED = "Stopped. What came stays; the same command goes on from there."
FileArgument = Annotated[Path, typer.Argument(metavar="CONFIG", help="The miner's TOML file: docs/miner.md.")]


class _Group(TyperGroup):
    """Runs the miner where the first word is no command but its file."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["run", *args])


app = typer.Typer(
    cls=_Group,
    help="Watch sites by a file, filter what they post, and bring what is good: `taggy mine CONFIG`.",
    no_args_is_help=True,
)


@app.command()
def run(
    file: FileArgument,
    *,
    once: Annotated[bool, typer.Option("--once", help="Only what is due now, one round each; for cron.")] = False,
) -> None:
    """Go over the sources of CONFIG, each at its interval, until Ctrl-C; also said as `taggy mine CONFIG`."""
    settings = load_settings()
    opened = _open(settings, file)
    with explain_interrupt(STOPPED):
        try:
            asyncio.run(_mine(settings, opened, once=once))
        except asyncio.CancelledError:
            raise StoppedError(STOPPED) from None


@app.command()
def check(file: FileArgument, *, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """Say what CONFIG asks for, and open all that it names; nobody is asked and nothing is changed."""
    from cli.minersources import describe_source  # noqa: PLC0415 - what asks sites is loaded where one is asked

    form = choose_format(as_json=as_json, as_csv=as_csv)
    opened = _open(load_settings(), file)
    asyncio.run(_check_screens(opened))
    rows = [describe_source(source, opened.screens) for source in opened.sources]
    print_rows(list(rows[0]), [list(row.values()) for row in rows], form)
    if form is Format.table:
        typer.echo(f"The file can be used: {len(rows)} sources.", err=True)


@app.command()
def summary(
    *,
    days: Annotated[int, typer.Option(min=1, max=3660, help="So many days, today among them.")] = 7,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Say what came of each source, day by day (UTC), the latest first."""
    form = choose_format(as_json=as_json, as_csv=as_csv)

    async def work(graph: Graph) -> list[Haul]:
        return await list_hauls(graph, days)

    print_rows(COLUMNS, summarise_days(work_on_graph(work)), form)


def _open(settings: Settings, file: Path) -> "Opened":
    from cli.minersources import open_sources  # noqa: PLC0415 - what asks sites is loaded where one is asked
    from sources.minerplans import read_miner_plan  # noqa: PLC0415 - as above

    return open_sources(settings, read_miner_plan(file), file.resolve().parent)


async def _check_screens(opened: "Opened") -> None:
    """Open every filter.

    Raises:
        InputError, ModelError: one cannot be used.
    """
    try:
        for screen in opened.screens.values():
            await screen.check()
    finally:
        await _stop_screens(opened)


async def _stop_screens(opened: "Opened") -> None:
    for screen in opened.screens.values():
        await screen.stop()


async def _mine(settings: Settings, opened: "Opened", *, once: bool) -> None:
    """Mine while no one else does with this data folder.

    Raises:
        ConflictError: somebody does.
    """
    from sources.miner import mine_sources  # noqa: PLC0415 - what asks sites is loaded where one is asked

    work = asyncio.current_task()
    assert work  # noqa: S101 - this coroutine is one
    with suppress(RuntimeError):  # only a main thread hears of signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    lock = try_to_mine(secure_folder(settings.home))
    if lock is None:
        raise ConflictError("A miner is at work with this data folder. Stop it first, or let it go on.")
    with lock:
        await _check_screens(opened)
        async with open_graph(settings) as graph:
            await ensure_schema(graph)

            async def scan() -> "Scanned | None":
                return await _scan(graph, settings)

            try:
                if not await mine_sources(graph, settings, opened.sources, scan, _tell, once=once):
                    typer.echo("No source is due yet.", err=True)
            finally:
                await _stop_screens(opened)


async def _scan(graph: Graph, settings: Settings) -> "Scanned | None":
    """Look for duplicates of what came; None where another scan is under way: what it has passed the next one sees."""
    who = uuid4().hex
    try:
        job = await begin_job(graph, SCAN, COMMAND, who, settings.job_patience)
    except ConflictError:
        return None
    done: Any = await run_job(graph, settings, job, who, show_nothing, "waiting")
    scanned: Scanned = done
    return scanned


def _tell(name: str, said: "SiteSummary | str", wait: float) -> None:
    """Tell of a round, on a line of its own."""
    from cli.sites import describe_counts  # noqa: PLC0415 - its command group is loaded where one is asked

    what = f"Not this time: {said}" if isinstance(said, str) else describe_counts(said)
    typer.echo(f"{datetime.now().astimezone():%H:%M} {name}: {tidy(what)} Again in {wait / MINUTE:.0f} minutes.")
