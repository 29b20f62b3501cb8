"""`taggy db`: the database, local or one's own."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

from graph.connection import connect, open_graph
from graph.migrations import ensure_schema, read_version
from graph.server import lease_local_server
from graph.server.classes import link_classes
from graph.server.emptying import empty_database
from graph.server.home import locate_home
from graph.server.jars import find_version, list_jars, locate_classes, repository
from graph.server.status import find_server, look_at_server, read_server_version
from graph.server.stop import reset_server, stop_server
from taggy.errors import ConflictError, ServerError
from taggy.settings import Settings, load_settings

app = typer.Typer(help="The database: start, stop, look at, bring up to date, empty.", no_args_is_help=True)
YES = typer.Option("--yes", "-y", help="Do not ask.")
VERSION = typer.Argument(help="Of Neo4j; if not given, the one that is locked now.", show_default=False)
JSON = typer.Option("--json", help="For programs.")


def _load_local_settings(command: str) -> Settings:
    settings = load_settings()
    if settings.neo4j_uri:
        raise ConflictError(
            f"`taggy db {command}` is about the local Neo4j, but NEO4J_URI names {settings.neo4j_uri}. "
            f"Nothing was done. Unset NEO4J_URI to use the local one."
        )
    return settings


@app.command()
def start() -> None:
    """Start the local Neo4j; it runs until `taggy db stop`."""
    settings = _load_local_settings("start")

    async def work() -> str:
        async with lease_local_server(settings) as server:
            locate_home(settings).pin.touch()
            return server.uri

    typer.echo(f"The local Neo4j listens on {asyncio.run(work())} until `taggy db stop`.")


@app.command()
def stop() -> None:
    """Stop the local Neo4j, unless a command uses it."""
    settings = _load_local_settings("stop")
    stopped = asyncio.run(stop_server(locate_home(settings)))
    typer.echo("The local Neo4j is stopped." if stopped else "The local Neo4j does not run.")


@app.command()
def fetch() -> None:
    """Download the local Neo4j, or what is missing of it, each file verified; and prepare it for quick starts."""
    from graph.server.maven import fetch_jars  # noqa: PLC0415 - slow to import

    settings = _load_local_settings("fetch")
    jars, console = list_jars(), Console(stderr=True)
    fetch_jars(settings.cache, jars, console)
    if not locate_classes(settings.cache).exists():
        try:
            with console.status("Preparing quick starts of Neo4j, about a minute …"):
                asyncio.run(link_classes(settings))
        except ServerError as error:
            console.print(f"Neo4j will start, but slowly: {error}", style="yellow", markup=False)
    typer.echo(f"Neo4j {find_version()}: {len(jars)} jars in {repository(settings.cache)}.")


@app.command(hidden=True)
def lock(version: Annotated[str, VERSION] = "") -> None:
    """Write the lock file of Neo4j's jars anew."""
    from graph.server.maven import write_lock  # noqa: PLC0415 - slow to import

    version = version or find_version()
    typer.echo(f"Neo4j {version}: {write_lock(version)} jars locked.")


@app.command()
def migrate() -> None:
    """Bring the graph's schema up to this program's."""

    async def work() -> list[str]:
        async with open_graph(load_settings()) as graph:
            return await ensure_schema(graph)

    ran = asyncio.run(work())
    typer.echo(f"Ran {', '.join(ran)}." if ran else "The schema is up to date.")


@app.command()
def status(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Show where the database is and how it is; starts nothing."""
    settings = load_settings()
    facts = asyncio.run(_look_at_own(settings) if settings.neo4j_uri else _look_at_local(settings))
    if as_json:
        typer.echo(json.dumps(facts))
        return
    table = Table(box=None, show_header=False)
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), _show(name, value))
    Console().print(table)


async def _look_at_own(settings: Settings) -> dict[str, Any]:
    async with open_graph(settings) as graph:
        return {
            "server": settings.neo4j_uri,
            "database": graph.database,
            "version": await read_server_version(graph),
            "schema": await read_version(graph),
        }


async def _look_at_local(settings: Settings) -> dict[str, Any]:
    home = locate_home(settings)
    facts: dict[str, Any] = asdict(look_at_server(home)) | {"schema": None}
    if server := find_server(home):
        async with connect(server.uri, "neo4j", server.password, "neo4j") as graph:
            facts["schema"] = await read_version(graph)
    return facts


def _show(name: str, value: Any) -> str:
    if value is None or value == []:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return decimal(value) if name == "disk" else str(value)


@app.command()
def reset(*, yes: Annotated[bool, YES] = False) -> None:
    """Delete the whole graph, after asking."""
    settings = load_settings()
    if settings.neo4j_uri:
        _confirm(f"every node of {settings.neo4j_uri}", settings.neo4j_database, yes=yes)
        typer.echo(f"{asyncio.run(_empty_own(settings))} nodes deleted.")
        return
    home = locate_home(settings)
    if not home.databases.exists():
        typer.echo(f"There is no graph in {home.folder}.")
        return
    _confirm(str(home.databases), "neo4j", yes=yes)
    asyncio.run(reset_server(home))
    typer.echo("The graph is deleted; the next command begins with an empty one.")


async def _empty_own(settings: Settings) -> int:
    async with open_graph(settings) as graph:
        return await empty_database(graph)


def _confirm(what: str, database: str, *, yes: bool) -> None:
    if yes:
        return
    written = typer.prompt(f"This deletes {what}: images, tags, votes, all of it. Type {database} to go on")
    if written != database:
        raise ConflictError(f"{written!r} is not {database!r}: nothing was deleted.")
