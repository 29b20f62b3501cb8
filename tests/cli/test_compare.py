"""`taggy compare evaluate`: what it says of files of comparisons, and how it refuses those that it cannot use."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from consensus.comparisonfiles import read_comparison_file
from taggy.errors import InputError
from tests.conftest import Taggy

ITEMS = "abcde"  # the earlier, the better
GIVEN = "worker,left,right,label\n" + "".join(
    f"{worker},{left},{right},{min(left, right) if worker != 'cid' else left}\n"
    for worker in ("ann", "bob", "cid", "ünsal")
    for left in ITEMS
    for right in ITEMS
    if left != right
)
TRUTH = "item,score\n" + "".join(f"{item},{-place}\n" for place, item in enumerate(ITEMS))


@pytest.fixture
def taggy() -> Taggy:
    """Run the `taggy` command without a graph, which it does not need here."""
    return lambda *arguments: CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Write comparisons by three who agree and one who always says left."""
    path = tmp_path / "comparisons.csv"
    path.write_text(GIVEN, encoding="utf-8")
    return path


def test_comparisons_with_their_truth(taggy: Taggy, given: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text(TRUTH, encoding="utf-8")
    result = taggy("compare", "evaluate", str(given), "--truth", str(truth), "--seed", "3", "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["comparisons"], found["held_out"], found["ties"], found["parts"]) == (80, 16, 0, 1)
    assert found["accuracy"] == 1
    assert found["win_rate"]["accuracy"] < 1
    assert found["log_loss"] < 0.4
    assert (found["order_accuracy"], found["order_pairs"]) == (1, 10)
    assert [row["item"] for row in found["order"]] == list(ITEMS)
    assert all(row["low"] < row["score"] < row["high"] and row["comparisons"] == 32 for row in found["order"])
    leaning = {row["worker"]: row["leaning"] for row in found["workers"]}
    assert max(leaning, key=lambda worker: leaning[worker]) == "cid"
    shares = {row["worker"]: (row["agreement"], row["lefts"]) for row in found["workers"]}
    assert shares == {"ann": (1, 0.5), "bob": (1, 0.5), "cid": (0.5, 1), "ünsal": (1, 0.5)}


def test_the_same_seed_holds_out_the_same(taggy: Taggy, given: Path) -> None:
    ran = [taggy("compare", "evaluate", str(given), "--seed", seed, "--format", "json").stdout for seed in "112"]
    assert ran[0] == ran[1] != ran[2]


def test_nothing_is_held_out_where_none_is_asked_for(taggy: Taggy, given: Path) -> None:
    found = json.loads(taggy("compare", "evaluate", str(given), "--holdout", "0", "--format", "json").stdout)
    assert (found["accuracy"], found["log_loss"], found["held_out"]) == (None, None, 0)


def test_items_as_csv(taggy: Taggy, given: Path) -> None:
    result = taggy("compare", "evaluate", str(given), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["item"] for row in rows] == list(ITEMS)
    assert "80 comparisons of 5 items by 4 workers" in result.stderr


def test_ties_and_parts_are_told(taggy: Taggy, tmp_path: Path) -> None:
    path = tmp_path / "comparisons.csv"
    path.write_text("worker,left,right,label\nann,a,b,\nann,c,d,c\nann,d,c,c\nann,e,d,e\n", encoding="utf-8")
    result = taggy("compare", "evaluate", str(path), "--holdout", "0", "--format", "json")
    found = json.loads(result.stdout)
    assert (found["ties"], found["parts"]) == (1, 2)
    assert {row["item"]: row["part"] for row in found["order"]} == {"a": 2, "b": 2, "c": 1, "d": 1, "e": 1}
    said = taggy("compare", "evaluate", str(path), "--holdout", "0").stderr
    assert "2 parts that no comparison joins" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("worker,left,right,label\nann,a,a,a\n", "line 2: 'a' is compared with itself"),
        ("worker,left,right,label\nann,a,b,c\n", "line 2: the label 'c' is neither 'a' nor 'b'"),
        ("worker,left,right,label\nann,a,,a\n", "line 2: the right is empty"),
        ("worker,left,label\nann,a,a\n", "the column 'right' is not in it"),
        ("worker,left,right,label\n", "no row below its header"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "comparisons.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_comparison_file(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("item,score\nz,1\n", "line 2: nobody compared the item 'z'"),
        ("item,score\na,1\na,2\n", "line 3: the item 'a' stands above too"),
        ("item,score\na,nan\n", "line 2: the score 'nan' is no number"),
    ],
)
def test_a_truth_that_cannot_be_used_is_refused_by_its_line(given: Path, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_comparison_file(given, path)


@pytest.mark.parametrize(("holdout", "says"), [("1", "A share of 1.0"), ("0.001", "Of 80 comparisons 0 would be")])
def test_a_share_that_leaves_nothing_is_refused(given: Path, holdout: str, says: str) -> None:
    result = CliRunner().invoke(app, ["compare", "evaluate", str(given), "--holdout", holdout])
    assert says in str(result.exception)
