"""`taggy shell`: an analyst's own Cypher, read-only, at a prompt or from a script."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer
from rich.console import Console

from cli.output import Format, FormatOption, print_rows
from cli.parameters import split_parameters
from graph.adhoc import AdhocResult, run_adhoc
from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from graph.server.home import locate_home
from graph.server.status import find_server
from taggy.errors import TaggyError
from taggy.settings import Settings, load_settings, secure_folder

app = typer.Typer(invoke_without_command=True)
console = Console(stderr=True, highlight=False)
HELP = """Write Cypher over as many lines as you like and end it with ; to run it. Only reading is allowed.
  :param NAME=VALUE   set a parameter, used as $NAME; the value is JSON, or else text
  :params             show the parameters
  :help               show this
  :quit               leave (as Ctrl-D does); Ctrl-C stops a query or drops what you typed"""


@app.callback()
def shell(
    command: Annotated[str | None, typer.Option("--command", "-c", help="Run this one query and leave.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Ask the graph in Cypher; nothing can be changed from here."""
    params = {name: _read_value(value) for name, value in split_parameters(param or []).items()}
    with asyncio.Runner() as runner:
        opened = open_graph(settings := load_settings())
        graph = runner.run(opened.__aenter__())
        try:
            runner.run(ensure_schema(graph))
            session = Session(runner, graph, settings, params, form)
            if command is None:
                session.talk()
            else:
                session.run(command)
        finally:
            runner.run(opened.__aexit__(None, None, None))


class Session:
    """A talk with the graph: its parameters, and what was typed so far."""

    def __init__(
        self, runner: asyncio.Runner, graph: Graph, settings: Settings, params: dict[str, object], form: Format
    ) -> None:
        self._runner, self._graph, self._settings = runner, graph, settings
        self._params, self._form = params, form

    def talk(self) -> None:
        """Prompt, run and print until the end of input."""
        console.print(describe_access(self._settings), markup=False, soft_wrap=True)
        console.print(":help shows what can be done here.", markup=False)
        with _keep_history(self._settings), suppress(EOFError):
            lines: list[str] = []
            while True:
                try:
                    lines = self._take(lines, input("   ... " if lines else "taggy> ").rstrip())
                except KeyboardInterrupt:
                    lines = []
                    console.print("stopped")
                except TaggyError as error:
                    lines = []
                    console.print(f"Error: {error}", style="red", markup=False, soft_wrap=True)

    def _take(self, lines: list[str], line: str) -> list[str]:
        """Take a line that was typed after others; return what waits for more."""
        if not lines and line.startswith(":"):
            self._obey(line)
        elif line.endswith(";"):
            self.run("\n".join([*lines, line]))
        elif line or lines:
            return [*lines, line]
        return []

    def run(self, text: str) -> None:
        """Run one query and print its rows."""
        result: AdhocResult = self._runner.run(
            run_adhoc(
                self._graph,
                text,
                self._params,
                seconds=self._settings.query_timeout,
                rows=self._settings.query_rows,
            )
        )
        print_rows(result.columns, result.rows, self._form)
        if result.truncated:
            console.print(f"Only the first {len(result.rows)} rows: TAGGY_QUERY_ROWS sets how many.")

    def _obey(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case ":quit" | ":exit":
                raise EOFError
            case ":param":
                self._params |= {name: _read_value(value) for name, value in split_parameters([rest]).items()}
            case ":params":
                print_rows(["name", "value"], [[*item] for item in self._params.items()], self._form)
            case _:
                console.print(HELP, markup=False, soft_wrap=True)


def describe_access(settings: Settings) -> str:
    """Say how Neo4j's own tools (Browser, Desktop, cypher-shell) reach the same graph."""
    if settings.neo4j_uri:
        return f"The graph is at {settings.neo4j_uri}, user {settings.neo4j_username}, password as in NEO4J_PASSWORD."
    home = locate_home(settings)
    server = find_server(home)
    return (
        f"Neo4j's own tools reach the graph while this runs: {server.uri if server else 'not running'}, user neo4j, "
        f"password in {home.password}. They may write; this prompt may not."
    )


def _read_value(text: str) -> object:
    with suppress(ValueError):
        return json.loads(text)
    return text


@contextmanager
def _keep_history(settings: Settings) -> Iterator[None]:
    """Keep what is typed at the prompt, for the owner's eyes only."""
    try:
        import readline  # noqa: PLC0415 - some Pythons lack it, and have no history then
    except ImportError:
        yield
        return
    file = secure_folder(settings.home) / "shell_history"
    file.touch(mode=0o600)
    readline.read_history_file(file)
    readline.set_history_length(1000)
    try:
        yield
    finally:
        readline.write_history_file(file)
