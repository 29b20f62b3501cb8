"""`taggy doctor`: is everything well, and what to do where it is not."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from cli.checks import Check, check_machine
from cli.graphchecks import check_graph
from graph.connection import connect, open_graph
from graph.server.home import locate_home
from graph.server.status import find_server
from taggy.errors import TaggyError
from taggy.settings import Settings, load_settings

START = typer.Option("--start", help="Start the local Neo4j where it does not run, to look at the graph too.")
JSON = typer.Option("--json", help="For programs.")
MARKS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "wrong": ("wrong", "bold red")}


def doctor(*, start: Annotated[bool, START] = False, as_json: Annotated[bool, JSON] = False) -> None:
    """Check the whole installation, a line a check; exit code 1 where something is wrong. Changes nothing."""
    checks = asyncio.run(_check(load_settings(), start=start))
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        console = Console(soft_wrap=True, highlight=False)
        for check in checks:
            mark, style = MARKS[check.state]
            console.print(Text.assemble((f"{mark:<8}", style), f"{check.name}: {check.says}"))
    if any(check.state == "wrong" for check in checks):
        raise typer.Exit(1)


async def _check(settings: Settings, *, start: bool) -> list[Check]:
    checks = list(check_machine(settings))
    try:
        checks += [check async for check in _look_at_graph(settings, start=start)]
    except TaggyError as error:
        checks.append(Check("server", "wrong", str(error).splitlines()[0]))
    return checks


async def _look_at_graph(settings: Settings, *, start: bool) -> AsyncIterator[Check]:
    if settings.neo4j_uri or start:
        async with open_graph(settings, patience=2) as graph:
            async for check in check_graph(settings, graph):
                yield check
    elif server := find_server(locate_home(settings)):
        async with connect(server.uri, "neo4j", server.password, "neo4j", 2) as graph:
            async for check in check_graph(settings, graph):
                yield check
    else:
        yield Check("server", "ok", "does not run; --start starts it and looks at the graph too")
