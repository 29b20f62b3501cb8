"""The report: whole tables from predictions written by hand, and a page that leads nowhere and runs nothing."""

import csv
import json
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
import torch
from PIL import Image

from graph.connection import Graph
from graph.runs import TagFigures
from media.store import MediaStore
from model.page import Plot, Report, Shown, Table, render_report, show_pictures, write_report
from model.plots import draw_reliability
from model.report import Seen, draw_plots, list_missing, make_baselines, tabulate
from taggy.errors import DiskError
from tests.model.predictions import make_predictions, make_thresholds
from tests.seeds import add_images, run

MARKUP = "<script>alert(1)</script>"
CONFIDENCE = [[0.9, 0.2], [0.8, 0.7], [0.3, 0.4], [0.2, 0.1], [0.6, 0.6]]
TOLD = make_predictions(
    ["cat", MARKUP],
    [[1, 0], [1, 0], [0, 1], [0, 0], [0, 1]],
    CONFIDENCE,
    people=[[1, -1], [0, -1], [-1, 1], [0, 0], [-1, 1]],
    claimed=[[1, 0], [1, 0], [0, 1], [-1, -1], [-1, -1]],
    categories=["animal", ""],
    test=[True, True, True, True, False],
    months=["2026-01", "2026-01", "2026-01", "2026-02", "2026-02"],
)
THRESHOLDS = make_thresholds(0.8, None)


def list_tables() -> dict[str, Table]:
    tables = tabulate(TOLD, torch.tensor(CONFIDENCE), THRESHOLDS, {"tag:cat": torch.tensor([True] * 5)})
    return {table.name: table for table in tables}


def test_tables_hold_what_was_measured() -> None:
    tables = list_tables()
    assert list(tables) == [
        "categories", "tags_model", "tags_noise", "tags_majority", "categories_out_of_fold", "tags_out_of_fold",
        "thresholds", "agreement_with_claims", "confusions", "misses", "popularity", "months", "slices",
    ]  # fmt: skip
    assert tables["tags_model"].columns == [
        "tag", "category", "support", "precision", "recall", "average precision", "auroc", "f1", "calibration error",
        "coverage", "chance", "p noise",
    ]  # fmt: skip
    cat = ["cat", "animal", 2, 1.0, 1.0, 1.0, 1.0, 1.0, 0.2, 1.0, 0.5, 0.1226]
    other = [MARKUP, "", 1, 0.0, 0.0, 0.5, 2 / 3, 0.0, 0.4, 0.0, 0.25, 0.5]
    for row, expected in zip(tables["tags_model"].rows, (cat, other), strict=True):
        assert row[:3] == expected[:3]
        assert row[3:] == pytest.approx(expected[3:], abs=1e-4)
    assert tables["thresholds"].rows == [
        ["cat", "animal", 0.8, "tag", 90, 0, None],
        [MARKUP, "", None, "nobody", 10, 49, "too few answers"],
    ]
    assert tables["agreement_with_claims"].rows == [["cat", 2, 2, 2, 1.0, 1.0], [MARKUP, 1, 1, 0, 0.0, 0.0]]
    assert tables["confusions"].rows == []  # where it is wrong, people say no other tag
    assert tables["misses"].rows == [
        ["refused", f"{1:064x}", MARKUP, pytest.approx(0.7)],
        ["refused", f"{4:064x}", "cat", pytest.approx(0.6)],
        ["missed", f"{2:064x}", MARKUP, pytest.approx(0.4)],
    ]
    assert [row[:4] for row in tables["months"].rows] == [["2026-01", 3, 3, 2 / 3], ["2026-02", 2, 1, 1.0]]
    assert [row[0] for row in tables["popularity"].rows] == ["popularity unknown"]
    assert [row[:3] for row in tables["slices"].rows] == [["tag:cat", 5, 4]]


def test_noise_and_the_majority_stand_beside_the_run() -> None:
    rows = list_tables()["categories"].rows
    assert [row[:4] for row in rows] == [
        [name, who, tags, support]
        for name, tags, support in (("all tags", 2, 3), ("(no category)", 1, 1), ("animal", 1, 2))
        for who in ("model", "noise", "majority")
    ]
    by_who = {(row[0], row[1]): row for row in rows}
    assert by_who["animal", "model"][6] == 1.0
    assert by_who["animal", "majority"][6:8] == [0.5, 0.5]  # average precision is chance, and AUROC one half
    assert by_who["all tags", "model"][-2:] == [0, 2]
    folded = list_tables()["categories_out_of_fold"].rows
    assert [row[:2] for row in folded] == [row[:2] for row in rows]
    assert [row[3] for row in folded[:3]] == [
        int((TOLD.targets > 1 / 2).sum())
    ] * 3  # of all pictures, not the test side's
    assert make_baselines(TOLD)["majority"].tolist() == [[0.0, 0.0]] * 5


def test_what_was_not_measured_is_said() -> None:
    figures = [TagFigures(tag=tag, category=None, figures={}) for tag in ("cat", "rare")]
    hidden = make_predictions(
        ["cat", "dog"], [[1, 0]] * 2, [[0.5, 0.5]] * 2, people=[[1, 0], [0, 0]], test=[True, False]
    )
    assert list_missing(hidden, figures, Seen(moving=0, hidden=3)) == [
        "1 tags have no head, because too few pictures have them.",
        "1 tags stand on no picture of the test side: they have no figures there.",
        "1 pictures were answered by nobody: there only claims are known.",
        "2 pictures are of unknown popularity.",
        "3 pictures are withheld or may be NSFW: they count, and are never shown here.",
    ]


class Reader(HTMLParser):
    """Keeps what a page would fetch or run, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag and its addresses."""
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name in ("src", "href", "xlink:href", "action", "srcset", "data"):
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words.append(data.strip())


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    svg = draw_reliability([], MARKUP)
    report = Report(
        title=f"Report on {MARKUP}",
        facts=[("run", MARKUP)],
        missing=[MARKUP],
        tables=list(list_tables().values()),
        plots=[Plot(MARKUP, svg)],
        pictures=[Shown("a" * 64, MARKUP, "data:image/webp;base64,AAAA"), Shown("b" * 64, "hidden one", None)],
    )
    reader = Reader()
    reader.feed(render_report(report))
    assert "script" not in reader.tags
    assert not {"link", "iframe", "object", "embed", "form", "base"} & set(reader.tags)
    assert all(address.startswith(("data:image/webp;base64,", "#")) for address in reader.addresses)
    assert reader.words.count(MARKUP) >= 7
    assert {"not shown", "hidden one", "Agreement with claims", "What was not measured"} <= set(reader.words)


def test_plots_are_of_all_tags_and_each_category() -> None:
    plots = draw_plots(TOLD, torch.tensor(CONFIDENCE), THRESHOLDS)
    titles = ("all tags", "(no category)", "animal", "Precision by popularity", "Precision by month")
    assert [title in plot.svg for title, plot in zip(titles, plots, strict=True)] == [True] * 5


def test_tables_are_files_too_and_the_page_is_written(tmp_path: Path) -> None:
    table = Table(
        "clusters", "Clusters", "says", ["tag", "share", "examples"], [["a,b", None, ["é", "x"]], ["c", 0.5, []]]
    )
    report = Report("Title", [], [], [table], [], [])
    write_report(report, tmp_path / "deep" / "report.html", tmp_path / "tables")
    assert "<h1>Title</h1>" in (tmp_path / "deep" / "report.html").read_text(encoding="utf-8")
    with (tmp_path / "tables" / "clusters.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [["tag", "share", "examples"], ["a,b", "", '["é", "x"]'], ["c", "0.5", "[]"]]
    assert json.loads(rows[1][2]) == ["é", "x"]
    with pytest.raises(DiskError, match="cannot be written"):
        write_report(report, tmp_path / "tables")


async def test_hidden_pictures_are_never_shown(graph: Graph, tmp_path: Path) -> None:
    ids = []
    with MediaStore(tmp_path) as store:
        for number, colour in enumerate(("red", "green", "blue")):
            path = tmp_path / f"{number}.png"
            Image.new("RGB", (300, 200), colour).save(path)
            ids.append(sha256(path.read_bytes()).hexdigest())
            with path.open("rb") as file:
                store.add_copy(ids[-1], file)
    await add_images(graph, *ids, "f" * 64)
    await run(graph, "MATCH (i:Image {id: $id}) SET i.nsfw = 'suspected'", id=ids[1])
    await run(graph, "MATCH (i:Image {id: $id}) SET i.withheld = ['asked']", id=ids[2])
    shown = await show_pictures(graph, tmp_path, [(image, "said") for image in [*ids, "f" * 64, "0" * 64]])
    assert [one.source is not None for one in shown] == [True, False, False, False, False]
    assert shown[0].source is not None
    assert shown[0].source.startswith("data:image/webp;base64,")
