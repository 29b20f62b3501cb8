"""The commands that a document shows: lines after `$ ` in its console blocks."""

import re
import shlex
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def read_commands(path: Path) -> list[list[str]]:
    """Read the commands of a document, in order, as a shell would split them."""
    blocks = re.findall(r"^```console\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [shlex.split(line[2:]) for block in blocks for line in block.splitlines() if line.startswith("$ ")]
