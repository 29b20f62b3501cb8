"""Votes: cast, changed and withdrawn by many at once, and the consensus that comes of them."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consensus.rebuild import rebuild_consensus
from consensus.revision import revise_consensus
from graph.connection import Graph
from graph.votes import Answer, Asked, Ballot, cast_votes, count_votes_of_voters, list_votes_of_voter, withdraw_votes
from taggy.errors import NotFoundError
from tests.changes import ASKED, CHANGES, Change, apply_in_parallel, list_answers, seed
from tests.seeds import (
    add_images,
    add_tags,
    add_voters,
    claim,
    link,
    merge,
    read_consensus,
    read_stars,
    read_votes,
    run,
)

BOARD = "MATCH ()-[c:COMPARED]->() RETURN c.key AS key, c.verdict AS verdict, c.order AS place ORDER BY key"
PARTED_BUT_MERGED = """
MATCH (a:Image)-[c:COMPARED]->(b:Image)
WHERE c.verdict <> 'duplicate'
OPTIONAL MATCH (a)-[:DUPLICATE_OF]->(x)
OPTIONAL MATCH (b)-[:DUPLICATE_OF]->(y)
WITH c, coalesce(x, a) AS shown, coalesce(y, b) AS other
WHERE shown = other
RETURN c.key AS key
"""


async def rebuild(graph: Graph) -> dict[tuple[str, str], dict[str, Any]]:
    """Throw everything derived away, rebuild it, and read it."""
    await run(graph, "MATCH ()-[derived:CONSENSUS|DUPLICATE_OF|HEARS]->() DELETE derived")
    async for _ in rebuild_consensus(graph):
        pass
    return await read_consensus(graph)


async def test_a_vote_is_kept_with_why_it_was_asked(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    (cast,) = await cast_votes(graph, [Ballot("v", "a", "lol", "yes", asked=ASKED)])
    assert cast.outcome == "new"
    rows = await run(graph, "MATCH (:Image {id: 'a'})-[s:SORT]->(:Tag {name: 'lol'}) RETURN s {.*, at: null} AS s")
    assert rows == [
        {
            "s": {
                "key": "v|a|lol",
                "voter": "v",
                "answer": "yes",
                "response": True,
                "asked": True,
                "why": "fewest-answers",
                "probability": 0.25,
                "shown": "picture",
                "tookMs": 900,
                "at": None,
            }
        }
    ]


async def test_the_same_answer_again_changes_nothing(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    first = await cast_votes(graph, [Ballot("v", "a", "lol", "no")])
    again = await cast_votes(graph, [Ballot("v", "a", "lol", "no")])
    assert [vote.outcome for vote in again] == ["same"]
    assert again[0].at == first[0].at
    assert await run(graph, "MATCH ()-[r:SORTED_BEFORE]->() RETURN r") == []


async def test_a_changed_answer_leaves_the_earlier_one(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    await cast_votes(graph, [Ballot("v", "a", "lol", "yes", asked=ASKED)])
    (changed,) = await cast_votes(graph, [Ballot("v", "a", "lol", "pass", pass_reason="bad-picture")])
    assert changed.outcome == "changed"
    assert await read_votes(graph) == {("v", "a", "lol", "pass")}
    rows = await run(
        graph,
        """MATCH ()-[s:SORT]->() MATCH ()-[b:SORTED_BEFORE]->()
           RETURN s.response AS response, s.passReason AS why, s.asked AS asked, b.answer AS was, b.reason AS reason""",
    )
    assert rows == [{"response": None, "why": "bad-picture", "asked": True, "was": "yes", "reason": "changed"}]


async def test_a_withdrawn_vote_leaves_no_pair(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    await cast_votes(graph, [Ballot("v", "a", "lol", "yes")])
    withdrawn = await withdraw_votes(graph, "v", [("a", "lol")], "withdrawn")
    assert [(pair.image, pair.tag) for pair in withdrawn] == [("a", "lol")]
    assert await withdraw_votes(graph, "v", [("a", "lol")], "withdrawn") == []
    assert await read_consensus(graph) == {}
    assert await run(graph, "MATCH ()-[b:SORTED_BEFORE]->() RETURN b.reason AS reason") == [{"reason": "withdrawn"}]


@pytest.mark.parametrize(
    "ballot", [Ballot("v", "x", "lol", "yes"), Ballot("v", "a", "x", "yes"), Ballot("x", "a", "lol", "no")]
)
async def test_one_unknown_name_keeps_nothing(graph: Graph, ballot: Ballot) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    with pytest.raises(NotFoundError, match="'x'"):
        await cast_votes(graph, [Ballot("v", "a", "lol", "yes"), ballot])
    assert await read_votes(graph) == set()
    assert await read_consensus(graph) == {}


async def test_answers_are_listed_newest_first(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "lol")
    await add_voters(graph, "v", "w")
    answers: list[tuple[str, Answer]] = [("a", "yes"), ("b", "no"), ("c", "pass")]
    for image, answer in answers:
        await cast_votes(graph, [Ballot("v", image, "lol", answer)])
    await cast_votes(graph, [Ballot("w", "a", "lol", "no")])
    first = await list_votes_of_voter(graph, "v", None, 2)
    rest = await list_votes_of_voter(graph, "v", first[-1].at.to_native(), 2)
    assert [(v.image, v.answer) for v in [*first, *rest]] == [("c", "pass"), ("b", "no"), ("a", "yes")]
    assert await count_votes_of_voters(graph, ["v", "x"]) == {"v": 3, "x": 0}


async def test_a_voter_counts_once_a_pair_by_the_latest_answer(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "lol", "haha")
    await add_voters(graph, "v", "w")
    await add_voters(graph, "anon", role="anonymous")
    await run(graph, "MATCH (a:Voter {id: 'anon'}), (v:Voter {id: 'v'}) CREATE (a)-[:IS {key: 'anon|v'}]->(v)")
    await merge(graph, "b", "a")
    await link(graph, "alias", "haha", "lol")
    for voter, image, tag, answer in [
        ("v", "a", "lol", "yes"),
        ("v", "b", "lol", "no"),
        ("anon", "b", "haha", "yes"),
        ("w", "a", "haha", "yes"),
    ]:
        await cast_votes(graph, [Ballot(voter, image, tag, answer)])  # type: ignore[arg-type]  # a literal, above
    pairs = await read_consensus(graph)
    assert {pair: (c["yes"], c["no"]) for pair, c in pairs.items()} == {("a", "lol"): (2, 0)}
    assert await rebuild(graph) == pairs


async def test_a_source_counts_once_however_many_posts(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    await merge(graph, "b", "a")
    await claim(graph, "booru", "a", "lol")
    await claim(graph, "booru", "b", "lol")
    await claim(graph, "blog", "b", "lol")
    await claim(graph, "gone", "a", "lol", until="2026-01-01T00:00:00Z")
    await cast_votes(graph, [Ballot("v", "a", "lol", "yes")])
    assert {pair: (c["claims"], c["yes"]) for pair, c in (await read_consensus(graph)).items()} == {
        ("a", "lol"): (2, 1)
    }


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(CHANGES, max_size=40))
async def test_whatever_is_done_in_parallel_ends_in_what_a_rebuild_gives(graph: Graph, done: list[Change]) -> None:
    await seed(graph)
    await apply_in_parallel(graph, done)
    async for _ in revise_consensus(graph):
        pass
    assert await read_votes(graph) == list_answers(done)
    assert await run(graph, PARTED_BUT_MERGED) == []
    pairs, stars, board = await read_consensus(graph), await read_stars(graph), await run(graph, BOARD)
    assert await rebuild(graph) == pairs
    assert (await read_stars(graph), await run(graph, BOARD)) == (stars, board)


async def test_eight_writers_on_one_tag_lose_and_double_nothing(graph: Graph) -> None:
    images = [f"i{n:02d}" for n in range(12)]
    voters = [f"v{n}" for n in range(8)]
    await add_images(graph, *images)
    await add_tags(graph, "lol")
    await add_voters(graph, *voters)

    async def vote(voter: str) -> None:
        for image in images:
            await cast_votes(graph, [Ballot(voter, image, "lol", "yes")])

    await asyncio.gather(*(vote(voter) for voter in voters))
    assert len(await read_votes(graph)) == 96
    pairs = await read_consensus(graph)
    assert {image: c["yes"] for (image, _), c in pairs.items()} == dict.fromkeys(images, 8)
    assert await rebuild(graph) == pairs


async def test_the_same_first_vote_at_once_is_one_vote(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    casts = await asyncio.gather(*(cast_votes(graph, [Ballot("v", "a", "lol", "yes")]) for _ in range(16)))
    assert sorted(cast[0].outcome for cast in casts) == ["new", *["same"] * 15]
    assert await read_votes(graph) == {("v", "a", "lol", "yes")}
    assert {pair: c["yes"] for pair, c in (await read_consensus(graph)).items()} == {("a", "lol"): 1}


async def read_retests(graph: Graph) -> list[tuple[Any, ...]]:
    """Read all answers, the current one last: answer, why, and why it was replaced."""
    rows = await run(
        graph,
        """MATCH ()-[s:SORT|SORTED_BEFORE]->() RETURN s.answer AS answer, s.why AS why, s.reason AS reason, s.at AS at
           ORDER BY at""",
    )
    return [(row["answer"], row["why"], row["reason"]) for row in rows]


@pytest.mark.parametrize("again", ["yes", "no"])
async def test_the_answer_of_a_retest_is_kept_once_even_where_it_is_the_same(graph: Graph, again: Answer) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v", "w")
    await cast_votes(graph, [Ballot("v", "a", "lol", "yes", asked=ASKED), Ballot("w", "a", "lol", "yes", asked=ASKED)])
    await run(graph, "MATCH ()-[s:SORT {voter: 'w'}]->() DELETE s")
    retest = Ballot("v", "a", "lol", again, asked=Asked("retest", 0.02, "picture"))
    outcomes = [(await cast_votes(graph, [retest]))[0] for _ in range(2)]
    assert [kept.outcome for kept in outcomes] == ["retested", "same"]
    assert outcomes[0].at == outcomes[1].at
    assert (outcomes[0].yes, outcomes[0].no) == ((1, 0) if again == "yes" else (0, 1))
    assert await read_retests(graph) == [("yes", ASKED.why, "retest"), (again, "retest", None)]
    assert await read_consensus(graph) == await rebuild(graph)


async def test_what_was_left_to_stand_may_be_said_but_not_the_other_way_round(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "lol")
    await add_voters(graph, "v")
    implicit = Ballot("v", "a", "lol", "no", asked=ASKED, implicit=True)
    said = Ballot("v", "a", "lol", "no", asked=ASKED)
    outcomes, kept = [], []
    for ballot in (implicit, implicit, said, implicit):
        outcomes.append((await cast_votes(graph, [ballot]))[0].outcome)
        kept += [row["implicit"] for row in await run(graph, "MATCH ()-[s:SORT]->() RETURN s.implicit AS implicit")]
    assert outcomes == ["new", "same", "changed", "same"]
    assert kept == [True, True, None, None]
