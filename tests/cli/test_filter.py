"""`taggy filter` as it is typed, and as docs/filters.md shows them."""

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest

from model.filterplans import read_plan
from taggy.errors import InputError
from taggy.settings import load_settings
from tests.conftest import Taggy
from tests.docs import DOCS, read_commands
from tests.model.drawings import draw_all
from tests.model.filters import draw_noise, make_filter


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filter's file, beside all that it names."""
    return make_filter(tmp_path_factory.mktemp("filters"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures in folders, with a text and a hidden file among them."""
    place = tmp_path / "new"
    (place / "deep").mkdir(parents=True)
    for number, (content, _) in enumerate(draw_all(3).values()):
        (place / f"good{number}.png").write_bytes(content)
    (place / "deep" / "noise.png").write_bytes(draw_noise())
    (place / "notes.txt").write_text("no picture")
    (place / ".hidden").write_text("no picture")
    return place


def test_every_file_gets_a_row(taggy: Taggy, rules: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = json.loads(taggy("filter", str(folder), "--filter", str(rules), "--json").stdout)
    assert [(row["index"], row["path"]) for row in rows] == [
        (0, "new/deep/noise.png"),
        (1, "new/good0.png"),
        (2, "new/good1.png"),
        (3, "new/good2.png"),
        (4, "new/notes.txt"),
    ]
    assert [(row["verdict"], row["stage"]) for row in rows if row["path"][-5] != "0" and "good" not in row["path"]] == [
        ("refused", "outliers"),
        ("refused", "decoding"),
    ]
    monkeypatch.setenv("TAGGY_FILTER", str(rules))
    load_settings.cache_clear()
    done = taggy("filter", str(folder), "--csv")
    read = list(csv.DictReader(StringIO(done.stdout)))
    assert [row["reason"] for row in read] == [row["reason"] for row in rows]
    kept = sum(row["verdict"] == "kept" for row in rows)
    assert done.stderr.splitlines()[-1] == f"5 pictures, {kept} kept, {5 - kept} refused"
    (alone,) = json.loads(taggy("filter", str(folder / "notes.txt"), "--json").stdout)
    assert (alone["path"], alone["stage"]) == ("notes.txt", "decoding")
    assert "decoding" in taggy("filter", str(folder)).stdout


def test_what_cannot_be_filtered_says_why(taggy: Taggy, rules: Path, folder: Path) -> None:
    with pytest.raises(InputError, match="No filter is named"):
        taggy("filter", str(folder))
    with pytest.raises(InputError, match="no file or folder"):
        taggy("filter", str(folder / "none"), "--filter", str(rules))
    with pytest.raises(InputError, match="not both"):
        taggy("filter", str(folder), "--filter", str(rules), "--json", "--csv")


def test_the_commands_of_the_document_work(taggy: Taggy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").mkdir()
    for number, (content, _) in enumerate(draw_all(2).values()):
        (tmp_path / "new" / f"{number}.png").write_bytes(content)
    (tmp_path / "new" / "wide.png").write_bytes(draw_noise(size=(600, 60)))
    (tmp_path / "good.toml").write_text('name = "good"\n[shape]\nratio = 3.0\n[colours]\nspread = 4.0\n')
    monkeypatch.chdir(tmp_path)
    shown = read_commands(DOCS / "filters.md")
    assert len(shown) == 2
    for command in shown:
        said = taggy(*command[1:]).stdout
        assert "Nothing is said against it." in said
        assert "It is 600 x 60: one side is more than 3 times the other." in " ".join(said.split())


def test_the_filter_of_the_document_is_one(tmp_path: Path) -> None:
    (text,) = re.findall(
        r"^```toml\n(.*?)^```", (DOCS / "filters.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    (tmp_path / "f.toml").write_text(text)
    plan = read_plan(tmp_path / "f.toml")
    assert None not in (plan.shape, plan.colours, plan.watermarks, plan.outliers)
    assert plan.classes["nsfw"].bound == 0.8
