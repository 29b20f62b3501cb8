"""`taggy gold`: set, listed, imported, withdrawn, and judged by."""

import asyncio
import csv
import json
from functools import partial
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import ConflictError, InputError, NotFoundError
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, add_voters, run

A, B = "a" * 64, "b" * 64
ASKED = Asked("test", 0.02, "0" * 64, 900)


@pytest.fixture(name="call")
def _call(taggy: Taggy) -> Taggy:
    """Run the command."""
    return partial(taggy, "gold")


async def seed(graph: Graph) -> None:
    await add_images(graph, A, B)
    await add_tags(graph, "red panda", "cat")
    await add_voters(graph, "ann", "ben")


async def test_gold_is_set_listed_and_withdrawn(graph: Graph, call: Taggy) -> None:
    await seed(graph)
    given = (A, "Red_Panda", "yes", "--purpose", "test", "--why", "ring-tailed")
    told = [(await asyncio.to_thread(call, "set", *given)).stdout for _ in range(2)]
    assert told == [f"'red panda' on {A} is Yes as test gold {word}.\n" for word in ("now", "already")]
    with pytest.raises(ConflictError, match="test gold already"):
        await asyncio.to_thread(call, "set", A, "red panda", "yes", "--purpose", "audit")
    await asyncio.to_thread(call, "set", B, "cat", "no", "--purpose", "audit")
    ballots = [Ballot("ann", A, "red panda", "yes", asked=ASKED), Ballot("ben", A, "red panda", "no", asked=ASKED)]
    await cast_votes(graph, ballots)
    rows = json.loads((await asyncio.to_thread(call, "list", "--json")).stdout)
    assert [row.pop("at")[:2] for row in rows] == ["20", "20"]
    said = {"image": A, "tag": "red panda", "purpose": "test", "answer": "yes", "answered": 2, "right": 1}
    other = {"image": B, "tag": "cat", "purpose": "audit", "answer": "no", "answered": 0, "right": 0}
    given_by = {"uses": 0, "who": "command line"}
    assert rows == [{**said, **given_by, "reason": "ring-tailed"}, {**other, **given_by, "reason": None}]
    text = (await asyncio.to_thread(call, "list", "--csv", "--purpose", "audit")).stdout
    assert [(row["tag"], row["uses"]) for row in csv.DictReader(text.splitlines())] == [("cat", "0")]
    assert "red panda" in (await asyncio.to_thread(call, "list", "--limit", "1")).stdout
    told = [(await asyncio.to_thread(call, "withdraw", A, "red panda", "--why", "blurred")).stdout for _ in range(2)]
    assert told == [f"'red panda' on {A} is no gold {word}.\n" for word in ("now", "already")]
    assert await run(graph, "MATCH (e:Event) RETURN e.after AS after, e.why AS why ORDER BY e.at") == [
        {"after": "test yes", "why": "ring-tailed"},
        {"after": "audit no", "why": None},
        {"after": None, "why": "blurred"},
    ]


async def test_a_file_is_imported_whole_or_not_at_all(graph: Graph, call: Taggy, tmp_path: Path) -> None:
    await seed(graph)
    file = tmp_path / "gold.csv"
    file.write_text(f"image,tag,answer\n{A},RED_PANDA,yes\n{B},cat,no\n")
    told = [(await asyncio.to_thread(call, "import", str(file), "--purpose", "audit")).stdout for _ in range(2)]
    assert told == [f"2 pairs are gold, {count} of them newly or with another answer.\n" for count in (2, 0)]
    file.write_text(f"image,tag,answer,purpose\n{A},red panda,no,audit\n{B},cat,perhaps,audit\n")
    with pytest.raises(InputError, match=r"gold\.csv, line 3: the answer 'perhaps' is neither yes nor no"):
        await asyncio.to_thread(call, "import", str(file))
    kept = await run(graph, "MATCH ()-[d:DECIDED]->() RETURN d.response AS yes ORDER BY d.key")
    assert [row["yes"] for row in kept] == [True, False]
    with pytest.raises(InputError, match="cannot be read"):
        await asyncio.to_thread(call, "import", str(tmp_path / "none.csv"), "--purpose", "test")


async def test_judging_says_how_right_each_is_and_how_often_it_was_done(graph: Graph, call: Taggy) -> None:
    await seed(graph)
    with pytest.raises(NotFoundError, match="no audit gold"):
        await asyncio.to_thread(call, "judge")
    await asyncio.to_thread(call, "set", A, "cat", "yes", "--purpose", "audit")
    await asyncio.to_thread(call, "set", B, "cat", "no", "--purpose", "audit")
    await cast_votes(graph, [Ballot("ann", image, "cat", "yes", asked=ASKED) for image in (A, B)])
    first = await asyncio.to_thread(call, "judge", "--json")
    found = json.loads(first.stdout)
    people, posterior, silent = found.pop("judges")
    assert found == {"gold": 2, "left_out": 0, "least_uses": 0, "most_uses": 0}
    assert (people.pop("low"), people.pop("high")) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    loss, error = people.pop("log_loss"), people.pop("calibration_error")
    assert (loss, error) == pytest.approx((0.752, 1 / 6), abs=1e-3)
    measured = {"pairs": 2, "silent": 0, "accuracy": 0.5, "sensitivity": 1.0, "specificity": 0.0}
    assert people == {"judge": "people", **measured}
    assert posterior | people == posterior | {"judge": "people"}
    none = dict.fromkeys(("accuracy", "low", "high", "log_loss", "sensitivity", "specificity", "calibration_error"))
    assert silent == {"judge": "run", "pairs": 0, "silent": 2, **none}
    assert "had judged 0 times before" in first.stderr
    second = await asyncio.to_thread(call, "judge", "--csv")
    rows = list(csv.DictReader(second.stdout.splitlines()))
    assert [(row["judge"], row["pairs"], row["accuracy"]) for row in rows] == [
        ("people", "2", "0.5"), ("posterior", "2", "0.5"), ("run", "0", "")
    ]  # fmt: skip
    assert "had judged 1 times before" in second.stderr
    assert "looks better than it is (C. Dwork" in (await asyncio.to_thread(call, "judge")).stderr
    assert [row["n"] for row in await run(graph, "MATCH ()-[d:DECIDED]->() RETURN d.uses AS n")] == [3, 3]
