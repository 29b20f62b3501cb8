"""The README: its queries are run on the demo's collection, and must answer what it shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from graph.connection import Graph
from taggy.settings import Settings, load_settings
from tests.docs import read_commands

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCK = re.compile(r"^```console\n\$ taggy (?P<command>.*?)\n(?P<answer>.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture
def cli(graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """Run commands on the emptied graph, on a terminal of 100 columns."""
    assert graph
    monkeypatch.setenv("TAGGY_HOME", str(server_settings.home))
    monkeypatch.setenv("COLUMNS", "100")
    load_settings.cache_clear()
    yield CliRunner()
    load_settings.cache_clear()


def strip(text: str) -> list[str]:
    """List the lines that are not empty, without what a terminal pads them with; ids depend on the PNG encoder."""
    lines = [line.strip() for line in re.sub(r"[0-9a-f]{8}…", "…", text).splitlines()]
    return [re.sub(r"\s+", " ", line) for line in lines if line and not line.startswith("─")]


def test_the_demo_answers_what_the_readme_shows_and_its_voters_can_be_removed(cli: CliRunner) -> None:
    made = cli.invoke(app, ["demo", "--no-model", "--no-serve"], catch_exceptions=False)
    assert made.exit_code == 0
    blocks = list(BLOCK.finditer(README.read_text(encoding="utf-8")))
    assert len(blocks) == len(read_commands(README)) == 3
    for block, command in zip(blocks, read_commands(README), strict=True):
        answered = cli.invoke(app, command[1:], catch_exceptions=False)
        assert strip(answered.stdout) == strip(block["answer"])
    again = cli.invoke(app, ["demo", "--no-model", "--no-serve"], catch_exceptions=False)
    assert again.exit_code == 0
    removed = cli.invoke(app, ["demo", "remove-voters"], catch_exceptions=False)
    assert removed.stdout == "Removed 7 simulated voters and 1050 answers.\n"
    rows = cli.invoke(app, ["query", "rank_pairs", "--format", "json"], catch_exceptions=False)
    assert rows.stdout == "[]\n"
