"""`taggy remarks`: a search that can be stopped, lists, and one command each way."""

import asyncio
import csv
import io
import json
from functools import partial
from typing import Any

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.jobs import REMARKS, list_jobs
from graph.remarks import retire_tag
from graph.transitions import advance_job, begin_job, end_job
from taggy.errors import NotFoundError
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, claim, read_consensus, run

TAGS = ("i can't stop laughing at this", "sunset", "unsorted", "zebra of mine")


@pytest.fixture(name="call")
def _call(taggy: Taggy) -> Taggy:
    """Run the command."""
    return partial(taggy, "remarks")


@pytest.fixture(name="seeded")
async def _seeded(graph: Graph) -> Graph:
    """A picture that a source claims four tags of."""
    await add_images(graph, "a")
    await add_tags(graph, *TAGS)
    for tag in TAGS:
        await claim(graph, "s", "a", tag)
    await graph.write(lambda tx: recompute_images(tx, ["a"]))
    return graph


async def read_states(graph: Graph) -> dict[str, str]:
    rows = await run(graph, "MATCH (t:Tag) RETURN t.name AS name, t.state AS state")
    return {row["name"]: row["state"] for row in rows}


async def list_rows(call: Taggy, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((await asyncio.to_thread(call, *arguments, "--format", "json")).stdout)
    return rows


async def test_a_search_takes_out_what_is_surely_a_remark(seeded: Graph, call: Taggy) -> None:
    before = await read_consensus(seeded)
    found = await list_rows(call, "find", "--dry-run")
    assert [(row["tag"], row["taken out"]) for row in found] == [
        ("i can't stop laughing at this", True),
        ("zebra of mine", True),
        ("unsorted", True),
    ]
    assert (await read_states(seeded), await read_consensus(seeded)) == (dict.fromkeys(TAGS, "circulating"), before)
    result = await asyncio.to_thread(call, "find")
    assert result.stdout.splitlines()[-1] == "4 tags, 3 of them taken out. See them with `taggy remarks list`."
    assert [tag for tag, state in (await read_states(seeded)).items() if state == "circulating"] == ["sunset"]
    assert [tag for (_, tag), pair in (await read_consensus(seeded)).items() if "rank" in pair] == ["sunset"]
    (job,) = await list_jobs(seeded)
    assert (job.kind, job.state, job.done, job.total, job.unit) == ("remarks", "done", 4, 4, "tags")
    assert await list_rows(call, "find", "--dry-run") == []


async def test_a_tag_is_listed_with_its_evidence_restored_and_left_alone(seeded: Graph, call: Taggy) -> None:
    await asyncio.to_thread(call, "find")
    rows = await list_rows(call, "list")
    assert [row["tag"] for row in rows] == ["i can't stop laughing at this", "zebra of mine", "unsorted"]
    why = "is named like the drawer of a blog +3.29; one author uses it +0.68"
    score = pytest.approx(2.03)
    assert rows[2] == {
        "tag": "unsorted", "state": "remark", "score": score, "why": why, "decided by": None, "pairs": 1
    }  # fmt: skip
    result = await asyncio.to_thread(call, "restore", "Unsorted", "--reason", "our own joke")
    assert result.stdout == "The tag 'unsorted' circulates; 1 pairs followed.\n"
    again = await asyncio.to_thread(call, "restore", "unsorted")
    assert again.stdout == "The tag 'unsorted' circulates already.\n"
    await asyncio.to_thread(call, "find")
    assert (await read_states(seeded))["unsorted"] == "circulating"
    text = (await asyncio.to_thread(call, "list", "kept", "--format", "csv")).stdout
    assert [row["tag"] for row in csv.DictReader(io.StringIO(text))] == ["unsorted"]
    events = await run(seeded, "MATCH (e:Event {subject: 'unsorted'}) RETURN e.who AS who, e.why AS why ORDER BY e.at")
    assert events == [
        {"who": "taggy", "why": "score 2.03"},
        {"who": "the command line", "why": "our own joke"},
    ]
    result = await asyncio.to_thread(call, "retire", "sunset")
    assert result.stdout == "The tag 'sunset' is out of circulation; 1 pairs followed.\n"
    with pytest.raises(NotFoundError, match="no tag 'nothing'"):
        await asyncio.to_thread(call, "retire", "nothing")


async def test_a_search_that_was_stopped_goes_on_there_and_finishes_what_was_cut_off(
    seeded: Graph, call: Taggy
) -> None:
    await retire_tag(seeded, "sunset", "s", None)
    job = await begin_job(seeded, REMARKS, None, "somebody", 60)
    await advance_job(seeded, job.id, "somebody", "searching", 2, 4, "sunset")
    await end_job(seeded, job.id, "somebody", "stopped")
    result = await asyncio.to_thread(call, "find")
    assert result.stdout.splitlines()[-1].startswith("4 tags, 2 of them taken out.")
    assert (await read_states(seeded))["i can't stop laughing at this"] == "circulating"
    assert {tag for (_, tag), pair in (await read_consensus(seeded)).items() if "rank" in pair} == {TAGS[0]}
    await asyncio.to_thread(call, "find", "--restart")
    assert (await read_states(seeded))["i can't stop laughing at this"] == "remark"
