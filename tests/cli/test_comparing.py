"""`taggy compare criteria|fit|list|report`, and all commands of docs/compare.md, on a graph with answers."""

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.preferences import Choosing, keep_preference
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import InputError, NotFoundError
from tests.cli.test_compare import GIVEN
from tests.conftest import Taggy
from tests.docs import DOCS, read_commands
from tests.seeds import add_images, add_tags, add_voters

IMAGES = [f"{number:02x}" * 32 for number in range(8)]  # the later, the better


async def seed(graph: Graph) -> None:
    """Add pictures that were compared, seen, kept and dropped."""
    await add_images(graph, *IMAGES)
    await add_tags(graph, "keep")
    await add_voters(graph, "ann", "bob")
    await add_embeddings(graph, "toy@1", {image: [n - 3.5, 1.0, n % 2] for n, image in enumerate(IMAGES)})
    for one in range(6):
        for other in range(one):
            held = (one + other) % 4 == 0
            await keep_preference(
                graph, Choosing("ann", "quality", IMAGES[one], IMAGES[other], "left", 1, "random", held=held)
            )
    asked = Asked("control", 1.0, "picture")
    ballots = [
        Ballot(voter, image, "keep", "yes" if n > 3 else "no", None, asked)
        for voter in ("ann", "bob")
        for n, image in enumerate(IMAGES)
    ]
    await cast_votes(graph, ballots)


async def do(taggy: Taggy, *arguments: str) -> str:
    """Run a command and return what it prints."""
    result = await asyncio.to_thread(taggy, "compare", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


async def test_ratings_are_fitted_and_listed(taggy: Taggy, graph: Graph) -> None:
    await seed(graph)
    rated: list[dict[str, Any]] = json.loads(await do(taggy, "fit", "--json"))
    assert [(row["criterion"], row["comparisons"], row["compared"], row["guessed"]) for row in rated] == [
        ("quality", 12, 6, 8)
    ]
    listed = json.loads(await do(taggy, "list", "-f", "json"))
    compared = [row for row in listed if row["score"] is not None]
    assert [row["image"] for row in compared] == IMAGES[5::-1]
    assert compared[0]["part"] == 1
    assert compared[0]["low"] < compared[0]["score"] < compared[0]["high"]
    assert len(json.loads(await do(taggy, "list", "--limit", "2", "-f", "json"))) == 2
    with pytest.raises(NotFoundError, match="no criterion 'size'"):
        await do(taggy, "list", "--criterion", "size")


async def test_criteria_are_defined_and_closed(taggy: Taggy, graph: Graph) -> None:
    assert graph
    with pytest.raises(InputError, match="Say what it asks"):
        await do(taggy, "criteria", "colour")
    await do(taggy, "criteria", "colour", "--question", "Whose colours are better?")
    said = json.loads(await do(taggy, "criteria", "colour", "--close", "-f", "json"))
    assert said == [
        {"criterion": "colour", "question": "Whose colours are better?", "state": "closed"},
        {"criterion": "quality", "question": "Which is better?", "state": "open"},
    ]


async def test_a_report_is_one_page_with_its_tables(taggy: Taggy, graph: Graph, tmp_path: Path) -> None:
    await seed(graph)
    await do(taggy, "fit")
    page, tables = tmp_path / "ratings.html", tmp_path / "tables"
    await do(taggy, "report", "--out", str(page), "--csv", str(tables))
    text = page.read_text()
    assert text.count("<svg") == 3
    assert "<script" not in text
    found = {path.stem: list(csv.DictReader(io.StringIO(path.read_text()))) for path in tables.iterdir()}
    assert {row["by"]: (row["answers"], row["accuracy"]) for row in found["foretold"]} == {
        "scores": ("3", "1.0"),
        "ensemble": ("3", "1.0"),
    }
    assert [(row["person"], row["answers"], row["agreement"], row["lefts"]) for row in found["persons"]] == [
        ("ann", "12", "1.0", "1.0")
    ]
    assert [row["answers"] for row in found["learning"]] == ["1", "3", "6", "12"]
    assert found["learning"][-1]["AUROC of the ensemble"] == "1.0"
    assert [(row["best %"], row["precision"]) for row in found["precision"]][-3:] == [
        ("50", "1.0"),
        ("75", "0.6666666666666666"),
        ("100", "0.5"),
    ]


async def test_a_report_without_answers_says_what_is_missing(taggy: Taggy, graph: Graph, tmp_path: Path) -> None:
    assert graph
    page = tmp_path / "ratings.html"
    await do(taggy, "report", "--out", str(page))
    assert "No answer is held out yet" in page.read_text()
    assert "AUROC needs rated pictures" in page.read_text()


async def test_what_the_document_shows_works(
    taggy: Taggy, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(graph)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "comparisons.csv").write_text(GIVEN, encoding="utf-8")
    commands = read_commands(DOCS / "compare.md")
    assert len(commands) == 9
    for command in commands:
        await do(taggy, *command[2:])
    assert (tmp_path / "tables" / "precision.csv").is_file()
