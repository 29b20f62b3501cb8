"""`taggy classes` as it is typed: trained, doubted, served, judged by; and the worked example of the document."""

import asyncio
import csv
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from safetensors.torch import save_file

from graph.connection import Graph
from model.backbones import create_network
from model.classes import load_classifier
from model.nsfwfiles import PACKAGE
from model.served import Served
from taggy.errors import InputError, ModelError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.docs import DOCS, read_commands
from tests.model.classfolders import draw_folder
from tests.model.drawings import draw_all, import_drawn

NAME = "test_vit"
QUICK = ("--stages", "1", "--passes", "1")


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights of a small network, which is the one that is set."""
    save_file(create_network(NAME).state_dict(), tmp_path / "w.safetensors")
    monkeypatch.setenv("TAGGY_BACKBONE", NAME)
    monkeypatch.setenv("TAGGY_WEIGHTS", str(tmp_path / "w.safetensors"))


@pytest.mark.usefixtures("weights")
def test_a_folder_becomes_a_network_and_tells_its_worth(
    taggy: Taggy, tmp_path: Path, server_settings: Settings
) -> None:
    folder = tmp_path / "colours"
    draw_folder(folder, 15, 1)
    (folder / "red" / "torn.png").write_bytes(b"torn")
    said = taggy("classes", "train", str(folder), *QUICK, "--suspect", "red").stdout
    for part in ("commonest class", "head", "layers 1", "told green", "in the wrong class", "red/torn.png", "Written:"):
        assert part in said
    place = server_settings.home / "filters" / "colours.safetensors"
    facts = load_classifier(place).facts
    assert (facts.classes, facts.suspect, facts.tested) == (["blue", "green", "red"], ["red"], 9)
    assert Served(place.with_suffix(".onnx"), 1).facts.about["classes"] == facts.classes
    assert [*(server_settings.home / "models").glob("classes-*")] == []
    done = taggy("classes", "train", str(folder), *QUICK, "--format", "json", "--name", "c", "--clean")
    told = json.loads(done.stdout)
    assert [row["stage"] for row in told["stages"]][-2:] == ["cleaned head", "cleaned layers 1"]
    assert (told["classes"], [sum(row) for row in told["confusion"]]) == (facts.classes, [3, 3, 3])
    assert [*told["skipped"]] == ["red/torn.png"]
    rows = list(csv.DictReader(StringIO(taggy("classes", "doubt", str(folder), "--format", "csv").stdout)))
    assert [row["path"] for row in rows] == [row["path"] for row in told["doubted"]]
    with pytest.raises(InputError, match="cannot be called"):
        taggy("classes", "train", str(folder), "--name", "../x")


@pytest.mark.usefixtures("weights")
async def test_a_network_judges_the_library(
    taggy: Taggy, graph: Graph, tmp_path: Path, server_settings: Settings
) -> None:
    async def call(*words: str) -> str:
        return (await asyncio.to_thread(taggy, *words)).stdout

    await import_drawn(graph, server_settings.home, draw_all(6))
    draw_folder(tmp_path / "shades", 10)
    await call("classes", "train", str(tmp_path / "shades"), "--stages", "0", "--suspect", "red", "--suspect", "blue")
    said = await call("classes", "judge", "shades", "--bound", "0.05")
    assert said.startswith("6 pictures judged, ")
    waiting = json.loads(await call("classes", "list", "--format", "json"))
    assert f", {len(waiting)} wait for a person, {len(waiting)} of them suspected since; 0 could" in said
    assert {row["filter"] for row in waiting} == {"classes:shades"}
    assert "0 of them suspected since" in await call("classes", "judge", "shades", "--bound", "0.05")
    with pytest.raises(ModelError, match="There is no class network"):
        await call("classes", "judge", "none")


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="node_modules/nsfwjs is absent: `npm ci` brings it")
async def test_the_classes_of_nsfwjs_judge_without_training(
    taggy: Taggy, graph: Graph, server_settings: Settings
) -> None:
    await import_drawn(graph, server_settings.home, draw_all(2))
    said = (await asyncio.to_thread(taggy, "classes", "judge", "--bound", "0.99")).stdout
    assert said.startswith("2 pictures judged, 0 wait for a person, 0 of them suspected since; 0 could not be read.")
    said = (await asyncio.to_thread(taggy, "classes", "nsfw", "--suspect", "porn", "--name", "hard")).stdout
    assert said.startswith("Classes: drawings, hentai, neutral, porn, sexy; suspected: porn\n")
    about = Served(server_settings.home / "filters" / "hard.onnx", 1).facts.about
    assert (about["suspect"], about["licence"]) == (["porn"], "mit")


@pytest.mark.skipif(not PACKAGE.is_dir(), reason="node_modules/nsfwjs is absent: `npm ci` brings it")
def test_the_worked_example_of_the_document_works(
    taggy: Taggy, tmp_path: Path, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draw_folder(tmp_path / "quality", 10, classes=("blue", "red"))
    (tmp_path / "quality" / "blue").rename(tmp_path / "quality" / "good")
    (tmp_path / "quality" / "red").rename(tmp_path / "quality" / "poor")
    draw_folder(tmp_path / "new", 1, classes=("blue", "red"))
    (text,) = [
        block.partition("```")[0]
        for block in (DOCS / "adding-a-head.md").read_text(encoding="utf-8").split("```toml\n")[1:]
    ]
    (server_settings.home / "filters").mkdir(exist_ok=True)
    shown = read_commands(DOCS / "adding-a-head.md")
    assert [command[1:3] for command in shown] == [["classes", "doubt"], ["classes", "train"], ["filter", "new"]]
    for command in shown[:2]:
        assert taggy(*command[1:]).exit_code == 0
    shutil.copy(server_settings.home / "filters" / "quality.onnx", tmp_path / "quality.onnx")
    (tmp_path / "quality.toml").write_text(text)
    rows = json.loads(taggy(*shown[2][1:], "--json").stdout)
    assert [(row["path"], row["verdict"], row["stage"]) for row in rows] == [
        ("new/blue/blue000.png", "kept", "classes"),
        ("new/red/red000.png", "refused", "classes"),
    ]
    assert "By quality it is 'poor'" in rows[1]["reason"]
