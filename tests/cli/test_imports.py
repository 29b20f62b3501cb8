"""`taggy import folder`, as a user meets it."""

import json
from functools import partial
from pathlib import Path

import pytest

from taggy.errors import InputError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.media.samples import draw_png


@pytest.fixture
def run(taggy: Taggy) -> Taggy:
    """Run the command on an empty graph."""
    return partial(taggy, "import")


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    folder.mkdir()
    for number, name in enumerate(["cat", "dog"]):
        (folder / f"{name}.png").write_bytes(draw_png((number, 0, 0)))
        (folder / f"{name}.png.txt").write_text(f"{name}\n[bold]pet\n\n{'x' * 300}\n")
    (folder / "bad.png").write_bytes(b"")
    return folder


def test_the_counts_are_shown_with_what_was_refused(run: Taggy, pets: Path) -> None:
    result = run("folder", str(pets))
    assert result.exit_code == 0
    lines = [line.strip(" │") for line in result.stdout.splitlines()]
    assert "Collection 'pets'" in lines
    shown = {says.strip(): count.strip() for says, _, count in (line.partition("│") for line in lines) if count}
    assert float(shown.pop("seconds")) > 0
    assert shown == {
        "files looked at": "3",
        "new": "2",
        "changed": "0",
        "known and unchanged": "0",
        "claims added": "4",
        "claims taken back": "0",
        "files refused": "1",
        "tags refused": "2",
        "lines refused": "0",
    }
    assert "file 'bad.png': It is empty: it has zero bytes." in result.stdout
    assert "The tag 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'…" in result.stdout


def test_counts_as_json_and_refusals_as_a_report(run: Taggy, pets: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    run("folder", str(pets))
    result = run("folder", str(pets), "--json", "--report", str(report))
    counts = json.loads(result.stdout)
    assert counts.pop("seconds") > 0
    assert counts == {
        "collection": "pets",
        "files": 3,
        "new": 0,
        "known": 2,
        "changed": 0,
        "claims_added": 0,
        "claims_closed": 0,
        "refused": {"files": 1, "tags": 2, "lines": 0},
    }
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert [(line["kind"], line["path"]) for line in lines] == [
        ("file", "bad.png"),
        ("tag", "cat.png"),
        ("tag", "dog.png"),
    ]
    assert lines[0] == {"kind": "file", "path": "bad.png", "reason": "It is empty: it has zero bytes."}


def test_options_reach_the_import(run: Taggy, pets: Path, server_settings: Settings) -> None:
    counts = json.loads(run("folder", str(pets), "--collection", "x", "--tags-from-folder", "--copy", "--json").stdout)
    assert (counts["collection"], counts["claims_added"]) == ("x", 6)
    copies = [path for path in (server_settings.home / "media").rglob("*") if len(path.name) == 64]
    assert {path.read_bytes() for path in copies} >= {draw_png((0, 0, 0)), draw_png((1, 0, 0))}


def test_a_folder_or_report_that_cannot_be_used_is_named(run: Taggy, pets: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no folder"):
        run("folder", str(pets / "none"))
    with pytest.raises(InputError, match=r"The import is done, but .* cannot be written"):
        run("folder", str(pets), "--report", str(tmp_path / "none" / "report.jsonl"))
