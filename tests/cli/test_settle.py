"""`taggy settle`: rules shown, tried and applied, and what is no rule."""

import asyncio
import csv
import io
import json
from functools import partial
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.jobs import list_jobs
from graph.settling import USUAL
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import InputError
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, add_voters, read_consensus, run

ASKED = Asked("control", 1.0, "0" * 64, 900)
RULES = '[[rule]]\nname = "three agree"\nagree = 3\n'


@pytest.fixture(name="call")
def _call(taggy: Taggy) -> Taggy:
    """Run the command."""
    return partial(taggy, "settle")


async def test_rules_are_shown_tried_and_applied(graph: Graph, call: Taggy, tmp_path: Path) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann", "ben")
    await cast_votes(graph, [Ballot(voter, "a", "cat", "yes", asked=ASKED) for voter in ("ann", "ben")])
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    assert (await asyncio.to_thread(call, "show")).stdout == USUAL
    checked = await asyncio.to_thread(call, "check", str(file))
    assert "0 of 1 pairs settled, now 1: 0 become settled, 1 open, 0 turn" in checked.stderr
    told = json.loads((await asyncio.to_thread(call, "check", str(file), "--format", "json")).stdout)
    assert [(move["image"], move["before by"], move["after"]) for move in told.pop("moves")] == [
        ("a", "unopposed", None)
    ]
    assert told == {
        "pairs": 1,
        "settled_before": 1,
        "settled_after": 0,
        "settled": 0,
        "unsettled": 1,
        "turned": 0,
        "renamed": 0,
    }
    text = (await asyncio.to_thread(call, "check", str(file), "--format", "csv")).stdout
    assert [row["before"] for row in csv.DictReader(io.StringIO(text))] == ["yes"]
    assert (await read_consensus(graph))["a", "cat"]["settled"] == "yes"
    applied = await asyncio.to_thread(call, "apply", str(file), "--why", "too quick")
    assert applied.stdout == "1 pictures looked at, 1 pairs are settled otherwise than before.\n"
    assert "settled" not in (await read_consensus(graph))["a", "cat"]
    assert (await asyncio.to_thread(call, "show")).stdout == RULES
    again = await asyncio.to_thread(call, "apply", str(file))
    assert again.stdout.splitlines() == [
        "These rules hold already.",
        "1 pictures looked at, 0 pairs are settled otherwise than before.",
    ]
    assert {(job.kind, job.state) for job in await list_jobs(graph)} == {("settle", "done")}
    assert await run(graph, "MATCH (e:Event) RETURN e.who AS who, e.why AS why") == [
        {"who": "command line", "why": "too quick"}
    ]


async def test_what_cannot_be_read_is_said(call: Taggy, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    for content, says in [(b"\xff", "no UTF-8"), (b"[[", "no TOML"), (b"#" * 50_000, "at most 10,000")]:
        file.write_bytes(content)
        for command in ("check", "apply"):
            with pytest.raises(InputError, match=says):
                await asyncio.to_thread(call, command, str(file))
    with pytest.raises(InputError, match="No such file"):
        await asyncio.to_thread(call, "check", str(tmp_path / "none.toml"))
