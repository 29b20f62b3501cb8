"""docs/api.md: its commands run, and its routes are the routes."""

import re
import shlex
from pathlib import Path

import httpx
from fastapi import FastAPI

from graph.connection import Graph
from tests.api.conftest import Browse

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


async def call(client: httpx.AsyncClient, command: str) -> httpx.Response:
    """Do what a curl command does, in the browser of this test."""
    words = shlex.split(command)[1:]
    options: dict[str, str] = {}
    while words[0].startswith("-"):
        options[words[0]], words = words[1], words[2:]
    assert options.keys() <= {"-c", "-b", "-H", "-d", "-X"}, command
    [url] = words
    headers = dict([options["-H"].split(": ", 1)]) if "-H" in options else {}
    method = options.get("-X", "POST" if "-d" in options else "GET")
    place = url.removeprefix("http://127.0.0.1:8765")
    return await client.request(method, place, content=options.get("-d"), headers=headers)


async def test_its_commands_are_answered(browse: Browse, library: Graph) -> None:
    assert library
    client = await browse(None)
    commands = [line for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
    statuses = [(await call(client, command)).status_code for command in commands]
    refused = [command for command, status in zip(commands, statuses, strict=True) if status != 200]
    assert len(commands) == 12
    assert [shlex.split(command)[-1].rpartition("/")[2] for command in refused] == ["lookup"]


async def test_its_routes_are_the_routes(app: FastAPI) -> None:
    written = set(re.findall(r"^\| `([A-Z]+ /\S+)` \|", TEXT, re.MULTILINE))
    routes = {f"{m.upper()} {path}" for path, routes in app.openapi()["paths"].items() for m in routes}
    assert written == routes
