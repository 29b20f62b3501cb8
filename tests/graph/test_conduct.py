"""Conduct in the graph: voters set aside and brought back, clusters, and what is observed, listed and forgotten."""

from typing import Any

import pytest

from consensus.following import follow_voters
from graph.conduct import (
    Place,
    bring_voter_back,
    find_speaker,
    list_aside_voters,
    list_moving_voters,
    read_clusters,
    set_voter_aside,
    write_clusters,
)
from graph.connection import Graph
from graph.jobs import list_jobs
from graph.observations import (
    Observation,
    list_drift_of_tags,
    list_drift_of_voters,
    list_influential_voters,
    list_suspects,
    read_observations,
    read_retests,
    remove_observations,
    write_observations,
)
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import NotFoundError, StoppedError
from tests.graph.hits import count_hits
from tests.graph.test_plans_at_size import FACTOR, PAGE
from tests.seeds import add_images, add_tags, add_voters, read_consensus, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
LISTS = ("list_suspects", "list_influential_voters", "list_drift_of_voters")
MONTHS: dict[str, Any] = {"months": ["2026-05"], "answers": [3], "agreed": [2], "expected": [2.5]}


async def be_silent(step: str, done: int, total: int, cursor: str = "") -> None:
    """Report nothing."""


async def seed(graph: Graph) -> None:
    """Let ann, ben and a stranger who is ann say Yes to two pictures."""
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann", "ben")
    await add_voters(graph, "stranger", role="anonymous")
    await run(graph, "MATCH (a:Voter {id: 'stranger'}), (b:Voter {id: 'ann'}) CREATE (a)-[:IS {key: 'x'}]->(b)")
    ballots = [("ann", "a"), ("ben", "a"), ("stranger", "b"), ("ben", "b")]
    await cast_votes(graph, [Ballot(voter, image, "cat", "yes", asked=NEXT) for voter, image in ballots])


async def test_a_voter_who_is_set_aside_counts_no_more_and_can_come_back(graph: Graph) -> None:
    await seed(graph)
    before = await read_consensus(graph)
    assert before["a", "cat"]["settled"] == before["b", "cat"]["settled"] == "yes"
    assert await set_voter_aside(graph, "stranger", "staff", "copies")
    assert not await set_voter_aside(graph, "ann", "staff", "again")
    assert [(job.kind, job.state) for job in await list_jobs(graph)] == [("aside", "waiting")]
    assert [(one.voter, one.by, one.why, one.moving) for one in await list_aside_voters(graph, 9)] == [
        ("ann", "staff", "copies", True)
    ]
    assert await follow_voters(graph, be_silent) == 2
    after = await read_consensus(graph)
    assert [(pair["yes"], "settled" in pair) for pair in after.values()] == [(1, False)] * 2
    assert await list_moving_voters(graph, 9) == []
    assert await bring_voter_back(graph, "ann", "staff", None)
    assert await follow_voters(graph, be_silent) == 2
    assert await read_consensus(graph) == before
    assert await list_aside_voters(graph, 9) == []
    events = await run(graph, "MATCH (e:Event) RETURN e.before AS before, e.after AS after, e.why AS why ORDER BY e.at")
    assert [tuple(event.values()) for event in events] == [("counts", "aside", "copies"), ("aside", "counts", None)]
    answers = await run(graph, "MATCH ()-[s:SORT]->() RETURN count(s) AS n")
    assert answers == [{"n": 4}]


async def test_pairs_follow_from_where_they_were_cut_off(graph: Graph) -> None:
    await seed(graph)
    await set_voter_aside(graph, "ann", "staff", None)
    seen: list[str] = []

    async def cut(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - a report's own
        seen.append(cursor)
        raise StoppedError("Stopped.")

    with pytest.raises(StoppedError):
        await follow_voters(graph, cut)
    assert (Place.read(seen[0]).id, len(await list_moving_voters(graph, 9))) == ("ann", 1)
    assert sorted(pair["yes"] for pair in (await read_consensus(graph)).values()) == [1, 2]
    assert await follow_voters(graph, be_silent, seen[0], 1) == 2
    assert [pair["yes"] for pair in (await read_consensus(graph)).values()] == [1, 1]
    await bring_voter_back(graph, "ann", "staff", None)
    assert await follow_voters(graph, be_silent, seen[0]) == 2, "another change begins anew"


async def test_a_change_that_comes_meanwhile_is_followed_too(graph: Graph) -> None:
    await seed(graph)
    await set_voter_aside(graph, "ann", "staff", None)
    before = await read_consensus(graph)
    turns = iter([True])

    async def turn(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - a report's own
        if next(turns, False):
            await bring_voter_back(graph, "ann", "staff", None)

    assert await follow_voters(graph, turn) == 4
    assert (await read_consensus(graph), await list_moving_voters(graph, 9)) == (before, [])


async def test_who_is_who(graph: Graph) -> None:
    await seed(graph)
    ann = await find_speaker(graph, "stranger")
    assert (ann.voter, ann.name, ann.role, ann.ids) == ("ann", "ann", "voter", ["ann", "stranger"])
    with pytest.raises(NotFoundError, match="'nobody'"):
        await find_speaker(graph, "nobody")


async def test_clusters_are_kept_as_they_are_found(graph: Graph) -> None:
    await seed(graph)
    await add_voters(graph, "cid")
    assert await write_clusters(graph, {"ann": "ann", "ben": "ann"}) == 2
    assert await read_clusters(graph) == {"ann": "ann", "ben": "ann"}
    await follow_voters(graph, be_silent)
    assert ["settled" in pair for pair in (await read_consensus(graph)).values()] == [False, False]
    assert await write_clusters(graph, {"ann": "ann", "cid": "ann"}) == 2
    assert [voter.voter for voter in await list_moving_voters(graph, 9)] == ["ben", "cid"]
    assert await write_clusters(graph, {}) == 2
    assert await read_clusters(graph) == {}


async def test_observations_are_kept_once_listed_in_their_orders_and_removed(graph: Graph) -> None:
    await seed(graph)
    signs = {"suspect": "8|ben", "signs": ["copies"], "because": ["of 1/3"]}
    sway = {"sway": "0999999998|0900000|ben", "pairs": 2, "flips": 2, "change": 1 / 3}
    drift = {"drift": "0500000|ben", "z": -3.0, "since": "2026-05", "moved": True, "retests": 2, "same": 1, **MONTHS}
    calm = {"drift": "1000000|cat", "z": None, "since": None, "moved": False, **MONTHS}
    rows = [Observation("voter", "ben", signs | sway | drift), Observation("tag", "cat", calm)]
    rows += [Observation("voter", "stranger", signs), Observation("voter", "nobody", signs)]
    assert (await write_observations(graph, rows), await write_observations(graph, rows)) == (2, 2)
    kept = await read_observations(graph)
    assert sorted(kept) == ["tag|cat", "voter|ben"]
    assert (kept["voter|ben"]["change"], kept["tag|cat"].keys() & {"z", "since"}) == (0.3333, set())
    (suspect,) = await list_suspects(graph, "", 9)
    assert (suspect.voter, suspect.signs, suspect.because, suspect.aside) == ("ben", ["copies"], ["of 1/3"], None)
    (influence,) = await list_influential_voters(graph, "", 9)
    assert (influence.voter, influence.flips, influence.change) == ("ben", 2, 0.3333)
    (voter,) = await list_drift_of_voters(graph, "", 9)
    assert (voter.since, voter.moved, voter.months, voter.same) == ("2026-05", True, ["2026-05"], 1)
    (tag,) = await list_drift_of_tags(graph, "", 9)
    assert (tag.tag, tag.z, tag.moved, tag.agreed) == ("cat", None, False, [2])
    assert await list_suspects(graph, suspect.cursor, 9) == []
    assert await remove_observations(graph, ["voter|ben", "voter|none"]) == 1
    assert sorted(await read_observations(graph)) == ["tag|cat"]


async def test_retests_are_read_with_whether_the_answer_is_the_same(graph: Graph) -> None:
    await seed(graph)
    await run(
        graph,
        """MATCH (i:Image), (t:Tag {name: 'cat'})
           CREATE (i)-[:SORTED_BEFORE {key: 'r' + i.id, voter: 'ben', response: i.id = 'a', reason: 'retest'}]->(t)
           CREATE (i)-[:SORTED_BEFORE {key: 'c' + i.id, voter: 'ben', response: false, reason: 'changed'}]->(t)
           CREATE (i)-[:SORTED_BEFORE {key: 'w' + i.id, voter: 'gone', response: true, reason: 'retest'}]->(t)""",
    )
    assert [one async for one in read_retests(graph)] == [("ben", True), ("ben", False)]


async def test_a_page_of_many_voters_costs_what_one_of_few_does(graph: Graph) -> None:
    hits: dict[int, list[int]] = {}
    for voters in (100, 20_000):
        await run(
            graph,
            """MERGE (category:Category {name: ''})
               WITH category
               UNWIND range(1, $voters) AS number
               WITH category, $voters + '-' + right('00000' + toString(number), 5) AS id
               CREATE (:Voter {id: id})-[:OBSERVED {key: 'voter|' + id, kind: 'voter', suspect: '8|' + id,
                 sway: '0999999999|1000000|' + id, drift: '1000000|' + id, signs: [], because: [], pairs: 1, flips: 0,
                 change: 0.0, moved: false, months: [], answers: [], agreed: [], expected: [], retests: 0, same: 0,
                 fit: datetime()}]->(category)""",
            voters=voters,
        )
        hits[voters] = [await count_hits(graph, name, {"after": "", "limit": PAGE}) for name in LISTS]
    assert all(many <= FACTOR * few for few, many in zip(hits[100], hits[20_000], strict=True))
