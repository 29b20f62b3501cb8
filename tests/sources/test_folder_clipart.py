"""Two thousand real pictures with real tags: all of them, once, however often and however brokenly imported."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, create_subprocess_exec
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.tagnames import normalise_tag
from taggy.settings import Settings
from tests.processes import heed_interrupts
from tests.seeds import run
from tests.sources.digests import bring, read_claims, read_graph

pytestmark = pytest.mark.shared
COMMAND = (sys.executable, "-c", "from cli.imports import app; app()", "folder")


def read_sidecars(folder: Path) -> dict[str, set[str]]:
    """Read the tags of every picture anew, from both kinds of sidecar, which say the same."""
    lines = (folder / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    metadata = {said["file_name"]: set(said["tags"]) for said in map(json.loads, lines)}
    texts = {
        file.name.removesuffix(".txt"): set(file.read_text(encoding="utf-8").split("\n")) - {""}
        for file in folder.glob("*.png.txt")
    }
    assert metadata == texts
    return {name: {normalise_tag(tag) for tag in tags} for name, tags in metadata.items()}


async def test_every_picture_comes_with_every_tag_and_only_once(graph: Graph, tmp_path: Path, shared: Path) -> None:
    folder = shared / "clipart"
    truth = read_sidecars(folder)
    claims = sum(map(len, truth.values()))
    summary = await bring(graph, tmp_path / "home", folder)
    assert (summary.new, summary.claims_added, summary.remarks) == (len(truth), claims, [])
    assert await read_claims(graph) == truth
    whole = await read_graph(graph)
    again = await bring(graph, tmp_path / "home", folder)
    assert (again.new, again.known, again.changed) == (0, len(truth), 0)
    assert (again.claims_added, again.claims_closed) == (0, 0)
    assert await read_graph(graph) == whole


async def test_an_import_that_was_stopped_goes_on_where_it_was(
    graph: Graph, server_settings: Settings, tmp_path: Path, shared: Path
) -> None:
    folder = shared / "clipart"
    environment = os.environ | {"TAGGY_HOME": str(server_settings.home)}
    command = await create_subprocess_exec(
        *COMMAND, folder, env=environment, stdout=DEVNULL, stderr=DEVNULL, preexec_fn=heed_interrupts
    )
    while command.returncode is None and not await count_posts(graph):  # noqa: ASYNC110 - another process tells none
        await asyncio.sleep(0.05)
    command.send_signal(signal.SIGINT)
    assert await command.wait() == 130
    begun = await count_posts(graph)
    assert begun in range(200, 2097, 200)
    summary = await bring(graph, server_settings.home, folder)
    assert (summary.known, summary.new, summary.changed) == (begun, 2097 - begun, 0)
    resumed = await read_graph(graph)
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    await bring(graph, tmp_path / "home", folder)
    assert await read_graph(graph) == resumed


async def count_posts(graph: Graph) -> int:
    (row,) = await run(graph, "MATCH (p:Post) RETURN count(p) AS n")
    return int(row["n"])
