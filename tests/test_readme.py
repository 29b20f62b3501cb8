"""The README: its queries are run on the demo's collection, and must answer what it shows."""

import re
from pathlib import Path

import pytest

from tests.conftest import Taggy
from tests.docs import read_commands

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCK = re.compile(r"^```console\n\$ taggy (?P<command>.*?)\n(?P<answer>.*?)^```", re.DOTALL | re.MULTILINE)


def strip(text: str) -> list[str]:
    """List the lines that are not empty, without what a terminal pads them with; ids depend on the PNG encoder."""
    lines = [line.strip() for line in re.sub(r"[0-9a-f]{8}…", "…", text).splitlines()]
    return [re.sub(r"\s+", " ", line) for line in lines if line and not line.startswith("─")]


def test_the_demo_answers_what_the_readme_shows_and_its_voters_can_be_removed(
    taggy: Taggy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    made = taggy("demo", "--no-model", "--no-serve")
    assert made.exit_code == 0
    blocks = list(BLOCK.finditer(README.read_text(encoding="utf-8")))
    assert len(blocks) == len(read_commands(README)) == 3
    for block, command in zip(blocks, read_commands(README), strict=True):
        answered = taggy(*command[1:])
        assert strip(answered.stdout) == strip(block["answer"])
    again = taggy("demo", "--no-model", "--no-serve")
    assert again.exit_code == 0
    removed = taggy("demo", "remove-voters")
    assert removed.stdout == "Removed 7 simulated voters and 1050 answers.\n"
    rows = taggy("query", "rank_pairs", "--format", "json")
    assert rows.stdout == "[]\n"
