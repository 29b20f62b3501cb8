"""`taggy trust evaluate`: what it says of files of votes, and how it refuses those that it cannot use."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from consensus.votefiles import read_vote_file
from taggy.errors import InputError
from tests.conftest import Taggy
from tests.docs import DOCS, read_commands

VOTES = "task,worker,label\n" + "".join(
    f"{task},{worker},{'yes' if (task + (worker == 'cid') * (task % 2)) % 3 == 0 else 'no'}\n"
    for task in range(12)
    for worker in ("ann", "bob", "cid", "ünsal")
)
TRUTH = "task,truth\n" + "".join(f"{task},{'yes' if task % 3 == 0 else 'no'}\n" for task in range(12))
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def taggy() -> Taggy:
    """Run the `taggy` command without a graph, which it does not need here."""
    return lambda *arguments: CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file, and return its path."""

    def write_file(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_file


def read_json(taggy: Taggy, *args: object) -> dict[str, Any]:
    result = taggy("trust", "evaluate", *map(str, args), "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_votes_with_their_truth(taggy: Taggy, write: Write) -> None:
    found = read_json(taggy, write("votes.csv", VOTES), "--truth", write("truth.csv", TRUTH))
    assert found["accuracy"] == 1
    assert 0 < found["log_loss"] < found["majority"]["log_loss"]
    assert found["majority"]["accuracy"] == 1
    assert (found["tasks"], found["answers"], found["judged"], found["repeated"]) == (12, 48, 12, 0)
    assert found["labels"] == {"no": pytest.approx(8 / 12, abs=0.05), "yes": pytest.approx(4 / 12, abs=0.05)}
    assert [voter["voter"] for voter in found["voters"]] == ["ann", "bob", "ünsal", "cid"]
    ann, cid = found["voters"][0], found["voters"][-1]
    assert (ann["answers"], ann["accuracy"], ann["with_majority"]) == (12, 1, 1)
    assert cid["accuracy"] == pytest.approx(8 / 12)
    assert ann["low"] < ann["reliability"] < ann["high"]
    assert ann["reliability"] > 0.85 > cid["reliability"]


def test_without_the_truth_scores_are_unknown(taggy: Taggy, write: Write) -> None:
    found = read_json(taggy, write("votes.csv", VOTES))
    assert [found[name] for name in ("accuracy", "log_loss", "calibration_error")] == [None] * 3
    assert found["majority"] == {"accuracy": None, "log_loss": None, "calibration_error": None}
    assert found["voters"][0]["accuracy"] is None
    assert 0.5 < found["agreement"] < 1


def test_what_is_true_is_not_looked_at(taggy: Taggy, write: Write) -> None:
    votes, truth = write("votes.csv", VOTES), write("truth.csv", TRUTH.replace("yes", "no "))
    told, untold = read_json(taggy, votes, "--truth", truth), read_json(taggy, votes)
    assert [v["reliability"] for v in told["voters"]] == [v["reliability"] for v in untold["voters"]]


def test_table_and_csv(taggy: Taggy, write: Write) -> None:
    votes, truth = write("votes.csv", VOTES), write("truth.csv", TRUTH)
    table = taggy("trust", "evaluate", str(votes), "--truth", str(truth))
    assert table.exit_code == 0
    assert "calibration error" in table.stdout
    assert "48 answers by 4 workers to 12 tasks." in table.stderr
    rows = list(csv.DictReader(io.StringIO(taggy("trust", "evaluate", str(votes), "-f", "csv").stdout)))
    assert [row["measure"] for row in rows[:3]] == ["accuracy", "log_loss", "calibration_error"]
    assert [row["worker"] for row in rows if row["measure"] == "reliability"] == ["ann", "bob", "ünsal", "cid"]


def test_several_exclusive_labels_in_order_of_number(write: Write) -> None:
    rows = "".join(f"t{task},{worker},{(2, 10, 9)[task % 3]}\n" for task in range(9) for worker in "abc")
    file = read_vote_file(write("votes.csv", "task,worker,label\n" + rows))
    assert file.labels == ["2", "9", "10"]
    assert file.answers.label_count == 3


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + VOTES.encode(),
        VOTES.replace("\n", "\r\n").encode(),
        VOTES.replace("ünsal", "u\u0308nsal").encode(),
        VOTES.replace("yes", " yes ").replace("task,worker,label", "Task, Worker ,LABEL").encode(),
        VOTES.replace("\n", "\n\n").rstrip().encode(),
        "".join(",".join(reversed([*line.split(","), "x"])) + "\n" for line in VOTES.split())
        .replace("x,label", "more,label")
        .encode(),
    ],
    ids=["bom", "crlf", "composed", "spaces and capitals", "empty lines", "other columns"],
)
def test_the_same_votes_written_in_other_ways(write: Write, text: bytes) -> None:
    one, other = read_vote_file(write("a.csv", VOTES)), read_vote_file(write("b.csv", text))
    assert (one.tasks, one.voters, one.labels) == (other.tasks, other.voters, other.labels)
    assert one.answers.labels.tolist() == other.answers.labels.tolist()


def test_of_two_answers_to_one_task_the_last_counts(taggy: Taggy, write: Write) -> None:
    text = VOTES.replace("0,ann,yes", "0,ann,no\n0,ann,yes")
    votes = write("votes.csv", text)
    assert read_json(taggy, votes) == {**read_json(taggy, write("once.csv", VOTES)), "repeated": 1}
    assert "1 not counted" in taggy("trust", "evaluate", str(votes)).stderr


BAD_VOTES = {
    "empty": ("", "line 1: the column 'task' is not in it (nothing). Begin with task,worker,label."),
    "a column missing": ("task,label\n1,yes\n", "the column 'worker' is not in it ('task', 'label')"),
    "a column twice": ("task,worker,label,label\n1,a,yes,no\n", "the column 'label' is twice in it"),
    "no row": ("task,worker,label\n", "has no row below its header"),
    "too few values": ("task,worker,label\n1,a,yes\n2,b\n", "line 3: 2 values where the header has 3"),
    "too many values": ("task,worker,label\n1,a,yes,\n", "line 2: 4 values where the header has 3"),
    "an empty cell": ("task,worker,label\n1,a,yes\n2, ,no\n", "line 3: the worker is empty"),
    "one label": ("task,worker,label\n1,a,yes\n2,a,yes\n", "every answer is 'yes'"),
    "too many labels": ("task,worker,label\n" + "".join(f"{n},a,l{n}\n" for n in range(101)), "Is `label` the right"),
    "not UTF-8": (b"task,worker,label\n1,\xe9,yes\n", "line 2: it is not UTF-8"),
    "an open quote": ('task,worker,label\n1,a,yes\n2,"b,no\n', "is no CSV after 1 rows"),
}


@pytest.mark.parametrize(("text", "said"), BAD_VOTES.values(), ids=BAD_VOTES)
def test_votes_that_cannot_be_used(write: Write, text: str | bytes, said: str) -> None:
    with pytest.raises(InputError, match=r"votes\.csv") as caught:
        read_vote_file(write("votes.csv", text))
    assert said in str(caught.value)


BAD_TRUTH = {
    "a task that nobody answered": ("task,truth\n0,yes\n99,no\n", "line 3: nobody answered the task '99'"),
    "two truths": ("task,truth\n0,yes\n0,no\n", "line 3: the truth of '0' is 'yes' above"),
    "no truth": ("task,truth\n", "has no row below its header"),
    "another column": ("task,label\n0,yes\n", "the column 'truth' is not in it"),
}


@pytest.mark.parametrize(("text", "said"), BAD_TRUTH.values(), ids=BAD_TRUTH)
def test_a_truth_that_cannot_be_used(write: Write, text: str, said: str) -> None:
    votes = write("votes.csv", VOTES)
    with pytest.raises(InputError, match=r"truth\.csv") as caught:
        read_vote_file(votes, write("truth.csv", text))
    assert said in str(caught.value)


def test_a_truth_that_nobody_answered_is_a_label_all_the_same(taggy: Taggy, write: Write) -> None:
    found = read_json(taggy, write("v.csv", VOTES), "--truth", write("t.csv", "task,truth\n0,perhaps\n1,no\n"))
    assert list(found["labels"]) == ["no", "perhaps", "yes"]
    assert found["accuracy"] == 1 / 2


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_vote_file(path)


def test_the_commands_of_the_document(
    taggy: Taggy, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("votes.csv", VOTES)
    write("truth.csv", TRUTH)
    monkeypatch.chdir(tmp_path)
    commands = read_commands(DOCS / "trust.md")
    assert commands
    for command in commands:
        assert taggy(*command[1:]).exit_code == 0, command
