"""`taggy trust fit`, `voters` and `sources`: a fit as a job, and its tables."""

import asyncio
import json
from functools import partial

import pytest

from graph.connection import Graph
from graph.jobs import list_jobs
from graph.votes import Asked, Ballot, cast_votes
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, add_voters, claim, run

CONTROL = Asked("control", 0.01, "0" * 64, 900)


@pytest.fixture(name="call")
def _call(taggy: Taggy) -> Taggy:
    """Run the command."""
    return partial(taggy, "trust")


async def test_a_fit_is_a_job_and_its_figures_are_listed(graph: Graph, call: Taggy) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "mary", category="artist")
    await add_voters(graph, "ann", "ben")
    await run(graph, "CREATE (:Source {name: 'blog'})")
    await claim(graph, "blog", "a", "mary")
    await cast_votes(graph, [Ballot(voter, "a", "mary", "yes", asked=CONTROL) for voter in ("ann", "ben")])
    result = await asyncio.to_thread(call, "fit", "--json")
    summary = {"answers": 2, "pairs": 1, "voters": 2, "sources": 1, "written": 7, "unmoved": 0, "removed": 0}
    assert json.loads(result.stdout) == summary | {"moved": 1}
    assert [(job.kind, job.state) for job in await list_jobs(graph)] == [("trust", "done")]
    assert "unmoved  7" in (await asyncio.to_thread(call, "fit")).stdout
    listed = json.loads((await asyncio.to_thread(call, "voters", "--category", "artist", "-f", "json")).stdout)
    assert [(row["voter"], row["category"], row["answers"]) for row in listed] == [
        ("ann", "artist", 1),
        ("ben", "artist", 1),
    ]
    sources = json.loads((await asyncio.to_thread(call, "sources", "--format", "json")).stdout)
    assert [(row["source"], row["claims"]) for row in sources] == [("blog", 1)]
    assert 0.85 < sources[0]["right claims"] < 1
    assert "ann" in (await asyncio.to_thread(call, "voters", "--format", "csv")).stdout


async def test_an_empty_graph_has_nobody_to_list(graph: Graph, call: Taggy) -> None:
    assert graph
    assert json.loads((await asyncio.to_thread(call, "fit", "--json")).stdout)["voters"] == 0
    assert json.loads((await asyncio.to_thread(call, "voters", "-f", "json")).stdout) == []
