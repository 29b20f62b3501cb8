"""Derived answers: what follows through the vocabulary counts on pairs, makes no vote, and is what a rebuild makes."""

import asyncio
from typing import Any

import pytest

from consensus.rebuild import rebuild_consensus
from consensus.revision import revise_consensus
from graph.connection import Graph, Transaction
from graph.consensus import lock_pictures, recompute_pairs
from graph.contradictions import list_contradictions
from graph.hearings import list_moved_tags
from graph.rankings import rank_images_for_tag, rank_pairs_of_tag
from graph.vocabulary import accept_link, count_moved_pairs, make_link, withdraw_link
from graph.votes import Answer, Asked, Ballot, CastVotes, cast_votes, withdraw_votes
from tests.seeds import (
    add_images,
    add_tags,
    add_voters,
    claim,
    go_live,
    link,
    merge,
    opine,
    read_consensus,
    read_votes,
    run,
)

ASKED = Asked(why="fewest-answers", probability=0.25, shown="picture", took_ms=900)
Pairs = dict[tuple[str, str], dict[str, Any]]


async def rebuild(graph: Graph) -> Pairs:
    """Throw everything derived away, rebuild it, and read it."""
    await run(graph, "MATCH ()-[c:CONSENSUS|HEARS]->() DELETE c")
    async for _ in rebuild_consensus(graph):
        pass
    return await read_consensus(graph)


async def revise(graph: Graph) -> Pairs:
    async for _ in revise_consensus(graph):
        pass
    assert await list_moved_tags(graph) == []
    return await read_consensus(graph)


async def vote(graph: Graph, *votes: tuple[str, str, str, Answer]) -> None:
    for voter, image, tag, answer in votes:
        await cast_votes(graph, [Ballot(voter, image, tag, answer, asked=ASKED)])


def count(pairs: Pairs) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Of each pair: yes, no, pass, and how many of them are derived."""
    return {pair: (c["yes"], c["no"], c["pass"], c.get("derived", 0)) for pair, c in pairs.items()}


async def seed(graph: Graph) -> None:
    """Two pictures, three voters; kitten → cat → animal, cat and dog exclude each other, and pussycat is cat."""
    await add_images(graph, "a", "b")
    await add_tags(graph, "kitten", "cat", "animal", "dog", "pussycat")
    await add_voters(graph, "u", "v", "w")
    await link(graph, "implies", "kitten", "cat")
    await link(graph, "implies", "cat", "animal")
    await link(graph, "excludes", "cat", "dog")
    await link(graph, "alias", "pussycat", "cat")


async def test_yes_goes_up_and_makes_pairs(graph: Graph) -> None:
    await seed(graph)
    await vote(graph, ("v", "a", "kitten", "yes"))
    pairs = await read_consensus(graph)
    assert count(pairs) == {("a", "kitten"): (1, 0, 0, 0), ("a", "cat"): (1, 0, 0, 1), ("a", "animal"): (1, 0, 0, 1)}
    assert await read_votes(graph) == {("v", "a", "kitten", "yes")}
    assert [row.image for row in await rank_images_for_tag(graph, "animal")] == ["a"]
    await withdraw_votes(graph, "v", [("a", "kitten")], "withdrawn")
    assert await read_consensus(graph) == {}


async def test_no_goes_down_and_across_only_where_there_is_a_pair(graph: Graph) -> None:
    await seed(graph)
    await vote(graph, ("v", "a", "animal", "no"), ("v", "b", "pussycat", "yes"))
    assert count(await read_consensus(graph)) == {
        ("a", "animal"): (0, 1, 0, 0),
        ("b", "cat"): (1, 0, 0, 0),
        ("b", "animal"): (1, 0, 0, 1),
    }
    await vote(graph, ("w", "a", "kitten", "pass"), ("w", "b", "dog", "no"))
    pairs = await read_consensus(graph)
    assert count(pairs) == {
        ("a", "animal"): (0, 1, 0, 0),
        ("a", "kitten"): (0, 1, 1, 1),
        ("b", "cat"): (1, 0, 0, 0),
        ("b", "animal"): (1, 0, 0, 1),
        ("b", "dog"): (0, 2, 0, 1),
    }
    assert pairs["b", "dog"]["settled"] == "no"
    assert await rebuild(graph) == pairs


async def test_a_voters_own_answer_outweighs_what_follows(graph: Graph) -> None:
    await seed(graph)
    await vote(graph, ("v", "a", "pussycat", "no"), ("v", "a", "kitten", "yes"), ("w", "a", "cat", "pass"))
    await vote(graph, ("w", "a", "kitten", "yes"), ("u", "a", "dog", "yes"), ("u", "a", "kitten", "yes"))
    pairs = await read_consensus(graph)
    # v denies cat, w passes, and of what u says of two other tags the later counts.
    assert count(pairs)["a", "cat"] == (1, 1, 1, 1)
    assert count(pairs)["a", "animal"] == (3, 0, 0, 3)
    assert pairs["a", "animal"]["settled"] == "yes"
    assert count(pairs)["a", "dog"] == (1, 2, 0, 2)
    assert await rebuild(graph) == pairs


async def test_claims_go_up_rulings_as_answers_and_the_run_nowhere(graph: Graph) -> None:
    await seed(graph)
    await go_live(graph)
    await claim(graph, "s", "a", "kitten")
    await claim(graph, "s", "a", "pussycat")
    await claim(graph, "t", "a", "dog")
    await opine(graph, "PROPOSED", "b", "kitten", 0.9)
    await run(
        graph,
        """MATCH (b:Image {id: 'b'}), (cat:Tag {name: 'cat'})
           CREATE (b)-[:DECIDED {key: 'ruling|b|cat', purpose: 'ruling', response: false, at: datetime()}]->(cat)""",
    )
    pairs = await rebuild(graph)
    assert {pair: (c["claims"], c.get("run"), c.get("settled")) for pair, c in pairs.items()} == {
        ("a", "kitten"): (1, None, None),
        ("a", "cat"): (1, None, None),
        ("a", "animal"): (1, None, None),
        ("a", "dog"): (1, None, None),
        ("b", "cat"): (0, None, "no"),
        ("b", "kitten"): (0, 0.9, "no"),
    }


async def test_a_volunteered_answer_settles_nothing_above_either(graph: Graph) -> None:
    await seed(graph)
    for voter in "uvw":
        await cast_votes(graph, [Ballot(voter, "a", "kitten", "yes")])
    pairs = await read_consensus(graph)
    assert count(pairs)["a", "cat"] == (3, 0, 0, 3)
    assert pairs["a", "cat"].get("settled") is None


async def test_it_follows_through_duplicates_and_joined_voters(graph: Graph) -> None:
    await seed(graph)
    await add_voters(graph, "anon", role="anonymous")
    await run(graph, "MATCH (a:Voter {id: 'anon'}), (v:Voter {id: 'v'}) CREATE (a)-[:IS {key: 'anon|v'}]->(v)")
    await merge(graph, "b", "a")
    await vote(graph, ("v", "b", "kitten", "yes"), ("anon", "a", "dog", "yes"))
    pairs = await read_consensus(graph)
    # Of what follows for cat the later counts, which is a No, and makes no pair.
    assert count(pairs) == {
        ("a", "kitten"): (1, 0, 0, 0),
        ("a", "animal"): (1, 0, 0, 1),
        ("a", "dog"): (1, 0, 0, 0),
    }
    assert await rebuild(graph) == pairs


async def test_an_alias_leaves_circulation_and_comes_back(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "color", "colour")
    await add_voters(graph, "v", "w")
    await vote(graph, ("v", "a", "color", "yes"), ("v", "a", "colour", "no"), ("w", "b", "colour", "yes"))
    before = await read_consensus(graph)
    alias = make_link("alias", "colour", "color")
    assert await count_moved_pairs(graph, alias) == 4
    await accept_link(graph, alias, "ann")
    after = await revise(graph)
    assert count(after) == {("a", "color"): (0, 1, 0, 0), ("b", "color"): (1, 0, 0, 0)}
    assert [row.image for row in await rank_images_for_tag(graph, "colour")] == ["b", "a"]
    assert [(row.image, row.tag) for row in await rank_pairs_of_tag(graph, "colour")] == [("b", "color")]
    await withdraw_link(graph, alias, "ann")
    assert await revise(graph) == before


async def test_a_revision_goes_on_where_it_was_stopped_whatever_came_meanwhile(graph: Graph) -> None:
    images = [f"i{number:03d}" for number in range(120)]
    await add_images(graph, *images)
    await add_tags(graph, "kitten", "cat", "animal", "dog")
    await run(
        graph,
        """MATCH (t:Tag {name: 'kitten'}) MATCH (i:Image)
           CREATE (i)-[:TAGGED {key: i.id, source: 's', at: datetime()}]->(t)""",
    )
    await rebuild(graph)
    await accept_link(graph, make_link("implies", "kitten", "cat"), "ann")
    cursor, *done = await anext(revise_consensus(graph))
    assert done == [50, 100]
    assert [row.tag for row in await list_moved_tags(graph)] == ["cat", "kitten"]
    await accept_link(graph, make_link("implies", "cat", "animal"), "ann")
    seen = [found async for found in revise_consensus(graph, cursor)]
    # Every tag of the round has moved again, so that another round begins.
    assert [(pictures, pairs) for _, pictures, pairs in seen] == [(50, 150), (50, 150), (20, 60)]
    assert await list_moved_tags(graph) == []
    assert len(await read_consensus(graph)) == 360
    after = await read_consensus(graph)
    assert await rebuild(graph) == after


async def test_contradictions_within_a_voter(graph: Graph) -> None:
    await seed(graph)
    await vote(graph, ("v", "a", "pussycat", "no"), ("v", "a", "kitten", "yes"), ("w", "a", "cat", "no"))
    await vote(graph, ("v", "a", "dog", "yes"), ("v", "b", "kitten", "no"), ("v", "b", "cat", "yes"))
    page = await list_contradictions(graph, ["v"])
    assert [(row.image, row.tag, row.answer, row.why, row.other_tag, row.other_answer) for row in page.found] == [
        ("a", "dog", "yes", "excludes", "kitten", "yes"),
        ("a", "kitten", "yes", "implies", "pussycat", "no"),
    ]
    assert page.next is None
    short = await list_contradictions(graph, ["v"], limit=2)
    assert short.found == []
    assert short.next
    rest = await list_contradictions(graph, ["v"], short.next.to_native())
    assert [row.tag for row in rest.found] == ["dog", "kitten"]
    await vote(graph, ("v", "a", "cat", "yes"), ("v", "a", "pussycat", "yes"), ("v", "a", "dog", "no"))
    assert (await list_contradictions(graph, ["v"])).found == []


@pytest.mark.parametrize("answer", ["yes", "no"])
async def test_a_vote_under_way_while_the_vocabulary_changes_is_recomputed(graph: Graph, answer: Answer) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "kitten", "cat")
    await add_voters(graph, "v")
    await cast_votes(graph, [Ballot("v", "a", "cat", "pass")])
    held, go_on = asyncio.Event(), asyncio.Event()

    async def cast_slowly() -> None:
        async def work(tx: Transaction) -> None:
            await lock_pictures(tx, ["a"])
            await tx.fetch(CastVotes, "cast_votes", batch={"votes": [Ballot("v", "a", "kitten", answer).as_row()]})
            await recompute_pairs(tx, [("a", "kitten")])
            held.set()
            await go_on.wait()

        await graph.write(work)

    casting = asyncio.create_task(cast_slowly())
    await held.wait()
    await accept_link(graph, make_link("implies", "kitten", "cat"), "ann")
    revising = asyncio.create_task(revise(graph))
    await asyncio.sleep(0.3)
    go_on.set()
    await casting
    pairs = await revising
    assert await rebuild(graph) == pairs
    assert count(pairs)["a", "kitten"] == (int(answer == "yes"), int(answer == "no"), 0, 0)
