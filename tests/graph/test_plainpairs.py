"""Plain pairs: what is gathered picture by picture is what is found by asking for each pair."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from graph.connection import Graph
from graph.consensus import list_evidence, recompute_images
from graph.evidence import Evidence
from graph.plainpairs import Ground, Moved, SpokenPicture, divide_spoken, gather_plain, read_ground, write_plain
from graph.reliability import Figures, write_reliability
from graph.remarks import settle_tag
from graph.votes import Answer, Ballot, cast_votes
from graph.weighing import list_moved_pairs, list_spoken_pictures, read_moved_speakers
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, link, merge, opine, read_consensus, run

IMAGES = ("a", "b", "c", "d", "e", "copy")
TAGS = ("cat", "dog", "mary", "rating:explicit", "wow")
HEARD = ("kitten", "animal")
VOTERS = ("ann", "ben", "cid", "dan")
STRANGERS = ("x1", "x2", "x3")
ANSWERS: Sequence[Answer] = ("yes", "no", "pass")


async def seed(graph: Graph, dice: random.Random) -> None:
    """Everything that may be said of a pair, by chance, on pictures and tags of every state."""
    await add_images(graph, "a", "b", "c", "copy")
    await add_images(graph, "d", nsfw="suspected")
    await add_images(graph, "e", withheld=["staff"])
    await merge(graph, "copy", "c")
    await add_tags(graph, "cat", "rating:explicit", *HEARD)
    await add_tags(graph, "dog", category="animal")
    await add_tags(graph, "mary", category="artist")
    await add_tags(graph, "wow", state="remark")
    await link(graph, "implies", "kitten", "animal")
    await add_voters(graph, *VOTERS)
    await add_voters(graph, *STRANGERS, role="anonymous")
    await run(graph, "MATCH (s:Voter {id: 'x1'}), (a:Voter {id: 'ann'}) CREATE (s)-[:IS {key: 'x1'}]->(a)")
    await run(graph, "MATCH (v:Voter) WHERE v.id IN ['cid', 'dan'] SET v.cluster = 'ring'")
    await run(graph, "MATCH (v:Voter {id: 'ben'}) SET v.aside = datetime()")
    await run(graph, "CREATE (:Source {name: 'blog'}), (:Source {name: 'booru'})")
    await go_live(graph)
    pairs = [(image, tag) for image in IMAGES for tag in (*TAGS, *HEARD)]
    for image, tag in pairs:
        if dice.random() < 0.5:
            until = dice.choice([None, None, "2026-01-01T00:00:00Z"])
            await claim(graph, dice.choice(["blog", "booru"]), image, tag, until=until)
        if dice.random() < 0.5:
            await opine(graph, dice.choice(["SCORED", "PROPOSED"]), image, tag, round(dice.random(), 3))
    await run(graph, "MATCH ()-[s:SCORED]->() WHERE s.confidence < 0.5 SET s.usual = 0.6")
    ballots = [
        Ballot(voter, image, tag, dice.choice(ANSWERS))
        for image, tag in pairs
        for voter in (*VOTERS, *STRANGERS)
        if dice.random() < 0.3
    ]
    await cast_votes(graph, ballots)
    await run(graph, "MATCH ()-[s:SORT]->() WHERE s.key CONTAINS 'a|' SET s.asked = true")
    await run(graph, "MATCH ()-[s:SORT {answer: 'pass', voter: 'dan'}]->() SET s.passReason = 'bad-picture'")
    await run(graph, "MATCH ()-[s:SORT {voter: 'cid'}]->(:Tag {name: 'dog'}) SET s.implicit = true")
    await run(
        graph,
        """MATCH (i:Image {id: 'b'}), (t:Tag {name: 'cat'}) CREATE (i)-[:DECIDED {key: 'ruling|b|cat', response: true,
           purpose: 'ruling', who: 'staff', at: datetime()}]->(t)""",
    )
    for tag in (*TAGS, *HEARD):
        await settle_tag(graph, tag)
    await graph.write(lambda tx: recompute_images(tx, IMAGES))


def judge(kind: Any, who: str, category: str, dice: random.Random) -> Figures:
    names = {"source": ("precision",)}.get(kind, ("sensitivity", "specificity"))
    return Figures(kind, who, category, 0.5, {name: round(dice.uniform(0.5, 0.95), 3) for name in names})


def sort_words(said: Evidence) -> Evidence:
    """Put what has no order into one, and leave out how the pair was asked for."""
    votes = tuple(sorted(said.votes, key=lambda vote: vote.speaker))
    claimed = tuple(sorted(said.claimed, key=lambda claim: claim.source))
    return replace(said, votes=votes, claimed=claimed, named=(), told=())


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_it_finds_what_is_found_pair_by_pair(graph: Graph, number: int) -> None:
    dice = random.Random(number)  # noqa: S311 - a graph that can be made again
    await seed(graph, dice)
    await write_reliability(graph, [judge("voter", who, "", dice) for who in VOTERS])
    await write_reliability(graph, [judge("voter", "cid", "animal", dice), judge("crowd", "", "", dice)])
    await write_reliability(graph, [judge("source", "blog", "artist", dice), judge("source", "booru", "", dice)])
    ground = await read_ground(graph)
    page = await list_spoken_pictures(graph, await read_moved_speakers(graph), "", 100)
    await ground.add_tags(graph, {tag for picture in page.pictures for tag in picture.spoken})
    plain, moved = 0, []
    for picture in page.pictures:
        gathered = gather_plain(picture, ground)
        asked = await list_evidence(graph, [(picture.image, tag) for tag in gathered])
        found = {said.tag: sort_words(said) for said in asked}
        assert {tag: sort_words(said) for tag, said in gathered.items()} == {
            tag: replace(said, rules=ground.rules) for tag, said in found.items()
        }
        changed, others = divide_spoken(picture, ground)
        assert sorted([*(tag for tag, said in gathered.items() if said.exists), *others]) == list(picture.spoken)
        plain += len(gathered)
        moved += [(picture.image, tag) for tag in changed]
        pairs = [(picture.image, tag) for tag, said in gathered.items() if said.exists]
        right = await graph.read(lambda tx, pairs=pairs: list_moved_pairs(tx, pairs))  # type: ignore[misc]  # of this turn
        assert sorted(changed) == sorted(tag for _, tag in right)
        assert await graph.write(lambda tx, one=(picture, changed): write_plain(tx, [one], ground)) == []  # type: ignore[misc]
        assert await graph.read(lambda tx, pairs=pairs: list_moved_pairs(tx, pairs)) == []  # type: ignore[misc]
    assert moved
    assert plain > 10


async def read_one(graph: Graph) -> tuple[SpokenPicture, Moved, Ground]:
    """Let figures move, and read the one pair that follows."""
    await add_images(graph, "a")
    await add_tags(graph, "cat", "kitten")
    await add_voters(graph, *VOTERS)
    await cast_votes(graph, [Ballot("ann", "a", "cat", "yes")])
    await write_reliability(graph, [Figures("voter", "ann", "", 0.9, {"sensitivity": 0.9, "specificity": 0.9})])
    ground = await read_ground(graph)
    (picture,) = (await list_spoken_pictures(graph, await read_moved_speakers(graph), "", 100)).pictures
    await ground.add_tags(graph, {"cat"})
    moved, others = divide_spoken(picture, ground)
    assert (list(moved), others) == (["cat"], [])
    return picture, moved, ground


async def cast_another(graph: Graph) -> None:
    await cast_votes(graph, [Ballot("ben", "a", "cat", "no")])


async def change_an_answer_back(graph: Graph) -> None:
    """Leave the pair as it was, but for the picture's stamp."""
    await cast_votes(graph, [Ballot("ann", "a", "cat", "no")])
    await cast_votes(graph, [Ballot("ann", "a", "cat", "yes")])


async def set_voter_aside(graph: Graph) -> None:
    await run(graph, "MATCH (v:Voter {id: 'ann'}) SET v.aside = datetime()")


async def find_cluster(graph: Graph) -> None:
    await run(graph, "MATCH (v:Voter {id: 'ann'}) SET v.cluster = 'ring'")


async def join_account(graph: Graph) -> None:
    await run(graph, "MATCH (a:Voter {id: 'ann'}), (b:Voter {id: 'ben'}) CREATE (a)-[:IS {key: 'ann'}]->(b)")


async def link_tags(graph: Graph) -> None:
    await link(graph, "implies", "kitten", "cat")


async def move_tag(graph: Graph) -> None:
    await run(graph, "MATCH (t:Tag {name: 'cat'})-[of:OF]->() DELETE of")


async def stop_tag(graph: Graph) -> None:
    await run(graph, "MATCH (t:Tag {name: 'cat'}) SET t.state = 'remark'")


async def change_rules(graph: Graph) -> None:
    await run(graph, "MERGE (l:Library {name: 'taggy'}) SET l.settling = 'others'")


CHANGES = (
    cast_another,
    change_an_answer_back,
    set_voter_aside,
    find_cluster,
    join_account,
    link_tags,
    move_tag,
    stop_tag,
    change_rules,
)


@pytest.mark.parametrize("change", CHANGES)
async def test_nothing_is_written_that_another_may_have_changed(
    graph: Graph, change: Callable[[Graph], Awaitable[None]]
) -> None:
    picture, moved, ground = await read_one(graph)
    await change(graph)
    before = await read_consensus(graph)
    assert await graph.write(lambda tx: write_plain(tx, [(picture, moved)], ground)) == ["a"]
    assert await read_consensus(graph) == before


async def test_what_nobody_changed_is_written_once(graph: Graph) -> None:
    picture, moved, ground = await read_one(graph)
    assert await graph.write(lambda tx: write_plain(tx, [(picture, moved)], ground)) == []
    assert (await read_consensus(graph))["a", "cat"]["people"] == 0.9
    assert await graph.write(lambda tx: write_plain(tx, [(picture, moved)], ground)) == ["a"]


@pytest.mark.parametrize("harm", ["SET c.settledBy = 'another', c.gap = 0.5 REMOVE c.rank", "DELETE c"])
async def test_a_pair_of_which_all_is_another_comes_out_as_if_written_anew(graph: Graph, harm: str) -> None:
    picture, moved, ground = await read_one(graph)
    assert await graph.write(lambda tx: write_plain(tx, [(picture, moved)], ground)) == []
    right = await read_consensus(graph)
    await run(graph, f"MATCH ()-[c:CONSENSUS]->() {harm}")
    (again,) = (await list_spoken_pictures(graph, await read_moved_speakers(graph), "", 100)).pictures
    moved, _ = divide_spoken(again, ground)
    assert await graph.write(lambda tx: write_plain(tx, [(again, moved)], ground)) == []
    assert await read_consensus(graph) == right
