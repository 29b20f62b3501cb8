"""Weighing again: pairs follow the figures of voters and sources, and only those that move are written."""

import asyncio
from typing import Any

import pytest

from consensus.trust import fit_trust
from consensus.weighing import weigh_again
from graph.connection import Graph
from graph.consensus import list_wrong_pairs, recompute_images
from graph.odds import DEFAULT, find_probability, weigh_answer, weigh_claim
from graph.reliability import Figures, remove_reliability, write_reliability
from graph.remarks import settle_tag
from graph.tags import set_category
from graph.votes import Asked, Ballot, cast_votes
from graph.weighing import list_moved_pairs, list_moved_speakers, mark_voters, read_moved_speakers
from tests.seeds import add_images, add_tags, add_voters, claim, merge, read_consensus, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
IMAGES = tuple(f"p{number:03d}" for number in range(250))


async def be_silent(step: str, done: int, total: int, cursor: str = "") -> None:
    """Hear of a step in silence."""


def judge(voter: str, sensitivity: float, specificity: float, category: str = "") -> Figures:
    return Figures("voter", voter, category, 0.5, {"sensitivity": sensitivity, "specificity": specificity})


async def seed(graph: Graph) -> None:
    """Ann said Yes to a cat and No to mary, Ben Yes to a cat, a blog claims both."""
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat")
    await add_tags(graph, "mary", category="artist")
    await add_voters(graph, "ann", "ben")
    await run(graph, "CREATE (:Source {name: 'blog'})")
    await claim(graph, "blog", "a", "cat")
    await claim(graph, "blog", "b", "mary")
    await cast_votes(
        graph, [Ballot("ann", "a", "cat", "yes", asked=NEXT), Ballot("ann", "b", "mary", "no", asked=NEXT)]
    )
    await cast_votes(graph, [Ballot("ben", "a", "cat", "yes", asked=NEXT)])


async def read(graph: Graph, image: str, tag: str) -> dict[str, Any]:
    return (await read_consensus(graph))[image, tag]


async def test_a_category_s_figures_go_before_those_of_all_and_these_before_the_crowd_s(graph: Graph) -> None:
    await seed(graph)
    crowd = Figures("crowd", "", "", 0.75, {"sensitivity": 0.8, "specificity": 0.7})
    rows = [judge("ann", 0.9, 0.6), judge("ann", 0.7, 0.9, "artist"), crowd]
    rows.append(Figures("source", "blog", "", 0.9, {"precision": 0.9}))
    await write_reliability(graph, rows)
    await mark_voters(graph)
    assert [speaker.names for speaker in await read_moved_speakers(graph)] == [("ann",), ("blog",), ("ben",)]
    assert await weigh_again(graph, be_silent) == 2
    ann = weigh_answer(says=True, sensitivity=0.9, specificity=0.6)
    ben = weigh_answer(says=True, sensitivity=0.8, specificity=0.7)
    cat, mary = await read(graph, "a", "cat"), await read(graph, "b", "mary")
    assert cat["people"] == pytest.approx(find_probability(ann + ben))
    assert cat["evidence"] == pytest.approx(find_probability(ann + ben + weigh_claim(0.9)))
    no = weigh_answer(says=False, sensitivity=0.7, specificity=0.9)
    assert mary["people"] == pytest.approx(find_probability(no))
    assert (mary["yesWeight"], mary["noWeight"]) == (0, pytest.approx(-no / 0.6931471805599453))
    assert await read_moved_speakers(graph) == []
    assert await weigh_again(graph, be_silent) == 0


async def test_pairs_follow_a_tag_into_its_category(graph: Graph) -> None:
    await seed(graph)
    await write_reliability(graph, [judge("ann", 0.9, 0.9, "animal")])
    await weigh_again(graph, be_silent)
    assert (await read(graph, "a", "cat"))["people"] == pytest.approx(0.8)
    await set_category(graph, "cat", "animal", "staff")
    await settle_tag(graph, "cat")
    assert (await read(graph, "a", "cat"))["people"] == pytest.approx(18 / 19)


async def test_only_pairs_that_move_are_written(graph: Graph) -> None:
    await seed(graph)
    before = await read(graph, "a", "cat")
    await write_reliability(graph, [judge("ann", DEFAULT + 0.0005, DEFAULT)])
    assert await graph.read(lambda tx: list_moved_pairs(tx, [("a", "cat"), ("b", "mary")])) == []
    assert await weigh_again(graph, be_silent) == 0
    assert await read(graph, "a", "cat") == before
    assert await graph.read(lambda tx: list_wrong_pairs(tx, ["a", "b"])) == []
    await write_reliability(graph, [judge("ann", 0.8, DEFAULT)])
    assert len(await graph.read(lambda tx: list_wrong_pairs(tx, ["a", "b"]))) == 2
    assert await weigh_again(graph, be_silent) == 2
    assert await graph.read(lambda tx: list_wrong_pairs(tx, ["a", "b"])) == []


async def test_answers_on_copies_and_of_strangers_who_joined_follow_too(graph: Graph) -> None:
    await add_images(graph, "a", "copy")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann")
    await add_voters(graph, "stranger", role="anonymous")
    await merge(graph, "copy", "a")
    await cast_votes(graph, [Ballot("stranger", "copy", "cat", "yes", asked=NEXT)])
    await run(graph, "MATCH (s:Voter {id: 'stranger'}), (a:Voter {id: 'ann'}) CREATE (s)-[:IS {key: 'x'}]->(a)")
    await write_reliability(graph, [judge("ann", 0.9, 0.9)])
    (ann,) = await list_moved_speakers(graph, "", 9)
    assert ann.names == ("ann", "stranger")
    assert await weigh_again(graph, be_silent) == 1
    assert (await read(graph, "a", "cat"))["people"] == pytest.approx(0.9)


async def test_figures_that_go_leave_a_mark_and_a_later_mark_stays(graph: Graph) -> None:
    await seed(graph)
    row = judge("ann", 0.9, 0.9)
    await write_reliability(graph, [row])
    await weigh_again(graph, be_silent)
    await remove_reliability(graph, [row.key])
    moved = False

    async def move_once_more(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - a Report
        nonlocal moved
        if done and not moved:
            moved = True
            await write_reliability(graph, [row])

    assert await weigh_again(graph, move_once_more) == 2
    assert (await read(graph, "a", "cat"))["people"] == pytest.approx(0.8)
    assert [speaker.names for speaker in await read_moved_speakers(graph)] == [("ann",)]
    assert await weigh_again(graph, be_silent) == 2
    assert (await read(graph, "a", "cat"))["people"] == pytest.approx(18 / 19)


async def test_voters_who_vote_meanwhile_are_not_overwritten(graph: Graph) -> None:
    await add_images(graph, *IMAGES)
    await add_tags(graph, "cat")
    await add_voters(graph, "ann", "ben")
    ballots = {voter: [Ballot(voter, image, "cat", "yes", asked=NEXT) for image in IMAGES] for voter in ("ann", "ben")}
    await cast_votes(graph, ballots["ann"])
    await write_reliability(graph, [judge("ann", 0.9, 0.9)])
    await asyncio.gather(weigh_again(graph, be_silent), *(cast_votes(graph, [ballot]) for ballot in ballots["ben"]))
    found = await read_consensus(graph)
    assert {round(pair["people"], 6) for pair in found.values()} == {round(18 / 19, 6)}
    await graph.write(lambda tx: recompute_images(tx, IMAGES))
    assert await read_consensus(graph) == found


async def test_a_coin_flipper_with_a_thousand_answers_moves_nothing_by_more_than_a_fiftieth(graph: Graph) -> None:
    await add_images(graph, *IMAGES)
    tags = ("cat", "dog", "sun", "tree")
    await add_tags(graph, *tags)
    await add_voters(graph, "ann", "ben", "cid", "coin")
    ballots = []
    for place, (image, tag) in enumerate((image, tag) for image in IMAGES for tag in tags):
        so, heads = place % 2 == 0, place // 2 % 2 == 0
        slips = {"ann": place % 19 == 0, "ben": place % 17 == 0, "cid": place % 13 == 0}
        says = {voter: so != slip for voter, slip in slips.items()} | {"coin": heads}
        ballots += [Ballot(voter, image, tag, "yes" if yes else "no", asked=NEXT) for voter, yes in says.items()]
    for start in range(0, len(ballots), 1000):
        await cast_votes(graph, ballots[start : start + 1000])
    await fit_trust(graph, be_silent)
    before = await read_consensus(graph)
    rows = await run(graph, "MATCH ()-[s:SORT {voter: 'coin'}]->() DELETE s RETURN count(*) AS gone")
    assert rows[0]["gone"] == 1000
    for start in range(0, len(IMAGES), 50):
        images = IMAGES[start : start + 50]
        await graph.write(lambda tx, images=images: recompute_images(tx, images))  # type: ignore[misc]
    after = await read_consensus(graph)
    moved = [abs(before[pair]["posterior"] - after[pair]["posterior"]) for pair in before]
    assert len(moved) == 1000
    assert max(moved) <= 0.02
