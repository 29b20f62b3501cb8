"""The documents: every `taggy` command that they show is one, with the options and arguments that it takes.

Those of the README, of docs/querying.md and of docs/api.md are also run, each in its own test.
"""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from cli.main import app
from tests.docs import DOCS

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHELLS = ("sh", "console", "")
PAGES = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]


def list_commands() -> list[tuple[str, str]]:
    """List (page, command line) of everything in a fenced block that begins with `taggy`."""
    shown = []
    for page in PAGES:
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            if language not in SHELLS:
                continue
            lines = (line.removeprefix("$ ").strip() for line in block.splitlines())
            shown += [(page.name, line) for line in lines if line.startswith("taggy ")]
    return shown


@pytest.mark.parametrize(("page", "line"), list_commands())
def test_a_command_that_is_shown_can_be_parsed(page: str, line: str) -> None:
    command: Any = typer.main.get_command(app)
    args = shlex.split(line, comments=True)[1:]
    context = typer.Context(command, info_name="taggy")
    while isinstance(command, TyperGroup) and args and not args[0].startswith("-"):
        name, found, args = command.resolve_command(context, args)
        assert found, f"{page}: {line}"
        command = found
        context = typer.Context(command, parent=context, info_name=name)
    command.make_context(context.info_name, list(args), parent=context.parent)


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*PAGES, DOCS.parent / "ARCHITECTURE.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_document_or_lock_file_names_a_path_of_a_machine_or_a_registry() -> None:
    root = Path(__file__).resolve().parents[1]
    for path in [
        *PAGES,
        *root.glob("requirements/*.txt"),
        root / "package-lock.json",
        root / "graph/server/neo4j.lock.toml",
    ]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w./])/(home|root|work|Users)/", text), path.name
        if path.suffix in (".txt", ".json", ".toml"):
            assert "://" not in text, path.name
