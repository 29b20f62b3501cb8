"""Observing: a ring in the graph is found, weighs as one, and its pairs follow; the same again changes nothing."""

import asyncio
import json

import numpy as np
import pytest

from consensus.answersheet import AnswerSheet
from consensus.copying import Copying
from consensus.observing import measure_conduct, name_clusters, number_months
from graph.conduct import read_clusters
from graph.connection import Graph
from graph.jobs import list_jobs
from graph.observations import list_drift_of_tags, list_drift_of_voters, list_influential_voters, list_suspects
from tests.conftest import Taggy
from tests.seeds import add_images, add_tags, add_voters, read_consensus, run

PICTURES = 60
HONEST = ("ann", "ben", "cid", "dee", "eve")
RING = ("x1", "x2", "x3")
NEW_YEAR = 1_767_225_600  # 2026, in seconds since 1970


def answer(voter: str, number: int) -> bool:
    """Answer: even pictures show a cat; each honest voter errs on a tenth, each another, the ring on the same third."""
    truth = number % 2 == 0
    if voter in RING:
        return truth != (number % 3 == 0)
    return truth != (number % 10 == HONEST.index(voter) * 2)


async def seed(graph: Graph) -> None:
    """Let five who err apart and a ring of three answer everything, the ring within a second."""
    await add_images(graph, *(f"i{number:02d}" for number in range(PICTURES)))
    await add_tags(graph, "cat")
    await add_voters(graph, *HONEST, *RING)
    rows = [
        {
            "voter": voter,
            "image": f"i{number:02d}",
            "key": f"{voter}|i{number:02d}|cat",
            "answer": "yes" if answer(voter, number) else "no",
            "response": answer(voter, number),
            "took": 300 if voter in RING else 4000,
            "at": NEW_YEAR + number * 100_000 + (0 if voter in RING else 10_000 * HONEST.index(voter) + 5_000),
        }
        for voter in (*HONEST, *RING)
        for number in range(PICTURES)
    ]
    await run(
        graph,
        """UNWIND $rows AS row MATCH (i:Image {id: row.image}), (t:Tag {name: 'cat'})
           CREATE (i)-[:SORT {key: row.key, voter: row.voter, answer: row.answer, response: row.response, asked: true,
             why: 'fewest-answers', probability: 0.1, tookMs: row.took, at: datetime({epochSeconds: row.at})}]->(t)""",
        rows=rows,
    )


async def test_a_ring_is_found_weighs_as_one_and_its_pairs_follow(graph: Graph, taggy: Taggy) -> None:
    await seed(graph)
    await asyncio.to_thread(taggy, "consensus", "rebuild")
    outvoted = (await read_consensus(graph))["i00", "cat"]
    found = json.loads((await asyncio.to_thread(taggy, "conduct", "find", "--json")).stdout)
    assert (found["answers"], found["suspects"], found["clusters"], found["joined"]) == (480, 3, 1, 3)
    assert await read_clusters(graph) == dict.fromkeys(RING, "x1")
    suspects = await list_suspects(graph, "", 9)
    assert [(row.voter, row.signs) for row in suspects] == [(voter, ["copies", "too-fast"]) for voter in RING]
    assert suspects[0].because[0].startswith("the same answer as x2 on 60 of 60 pairs, where ")
    assert suspects[0].because[0].endswith("on 60 within seconds of each other")
    follows = (await read_consensus(graph))["i00", "cat"]
    assert (outvoted["people"], follows["people"]) == (pytest.approx(1 / 2), pytest.approx(4 / 5))
    assert {row.voter for row in await list_influential_voters(graph, "", 99)} == {*HONEST, *RING}
    assert len(await list_drift_of_voters(graph, "", 99)) == 8
    (tag,) = await list_drift_of_tags(graph, "", 9)
    assert (tag.tag, sum(tag.answers), tag.months) == ("cat", 480, ["2026-01", "2026-02", "2026-03"])
    again = json.loads((await asyncio.to_thread(taggy, "conduct", "find", "--json")).stdout)
    assert (again["joined"], again["clusters"], again["removed"]) == (0, 1, 0)
    third = json.loads((await asyncio.to_thread(taggy, "conduct", "find", "--json")).stdout)
    assert third["written"] == 0, "the same again changes nothing"
    assert {(job.kind, job.state) for job in await list_jobs(graph)} == {("rebuild", "done"), ("conduct", "done")}


def test_an_empty_sheet_says_nothing() -> None:
    measured = measure_conduct(AnswerSheet())
    assert (measured.voters, measured.tags, measured.clusters) == ({}, {}, {})


def test_a_cluster_is_named_after_its_first_member() -> None:
    pairs = [Copying(1, 2, 20, 20, 10.0, 1.0, 0), Copying(2, 4, 20, 20, 10.0, 1.0, 0)]
    assert name_clusters(pairs, ["e", "d", "c", "b", "a"]) == {"d": "a", "c": "a", "a": "a"}
    assert name_clusters([], ["e"]) == {}


def test_months_are_counted_from_1970() -> None:
    assert number_months(np.array([0.0, 31 * 86_400.0, float(NEW_YEAR)])).tolist() == [0, 1, 56 * 12]
