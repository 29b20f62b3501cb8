"""Retests: which of a voter's own answers may be asked again."""

from datetime import timedelta

import pytest

from graph.connection import Graph
from graph.questions import draw_retests
from tests.seeds import add_images, add_tags, add_voters, link, merge, run

WEEK = timedelta(days=7)


async def answer(graph: Graph, image: str, tag: str, days: int, *, why: str = "information", says: str = "yes") -> None:
    """Write an answer of v's that is so many days old."""
    await run(
        graph,
        """MATCH (i:Image {id: $image}), (t:Tag {name: $tag}) CREATE (i)-[s:SORT]->(t)
           SET s = {key: 'v|' + $image + '|' + $tag, voter: 'v', answer: $says, asked: $why <> '', why: $why,
             response: CASE $says WHEN 'yes' THEN true WHEN 'no' THEN false END,
             at: datetime() - duration({days: $days})}""",
        image=image,
        tag=tag,
        days=days,
        why=why,
        says=says,
    )


async def draw(graph: Graph, point: float = 0.0, *, voter: str = "v", nsfw: bool = False) -> list[tuple[str, str]]:
    """List what may be asked again."""
    return [(pair.image, pair.tag) for pair in await draw_retests(graph, voter, point, WEEK, nsfw=nsfw, limit=16)]


@pytest.fixture
async def answered(graph: Graph) -> Graph:
    """A voter since a hundred days, who answered three questions long ago."""
    await add_images(graph, "a", "b", "c", "d")
    await add_images(graph, "n", nsfw="suspected")
    await add_images(graph, "h", withheld=["broken"])
    await add_tags(graph, "lol", "cat")
    await add_tags(graph, "dull", state="remark")
    await add_voters(graph, "v", "w")
    await run(graph, "MATCH (v:Voter) SET v.joinedAt = datetime() - duration('P100D')")
    for image, days in [("a", 90), ("b", 50), ("c", 8)]:
        await answer(graph, image, "lol", days, says="no" if image == "b" else "yes")
    return graph


async def test_own_answers_of_a_week_ago_or_more_are_drawn_from_a_point_on(answered: Graph) -> None:
    await answer(answered, "d", "lol", 6)
    assert await draw(answered) == [("a", "lol"), ("b", "lol"), ("c", "lol")]
    assert await draw(answered, 0.3) == [("b", "lol"), ("c", "lol")]
    assert await draw(answered, 0.7) == [("c", "lol")]
    assert await draw(answered, voter="w") == []
    await run(answered, "MATCH (v:Voter {id: 'v'}) SET v.joinedAt = datetime()")
    assert await draw(answered) == []


async def test_passes_volunteered_answers_and_those_drawn_at_random_are_left(answered: Graph) -> None:
    await answer(answered, "a", "cat", 30, says="pass")
    await answer(answered, "b", "cat", 30, why="")
    await answer(answered, "c", "cat", 30, why="control")
    await answer(answered, "d", "cat", 30, why="audit")
    await answer(answered, "d", "lol", 30, why="retest")
    await add_tags(answered, "dog")
    await answer(answered, "d", "dog", 30, why="test")
    assert await draw(answered) == [("a", "lol"), ("b", "lol"), ("c", "lol")]


async def test_a_pair_is_asked_again_once(answered: Graph) -> None:
    await run(
        answered,
        """MATCH (i:Image), (t:Tag {name: 'lol'}) WHERE i.id IN ['a', 'b']
           CREATE (i)-[:SORTED_BEFORE {key: i.id, reason: 'retest',
             voter: CASE i.id WHEN 'a' THEN 'v' ELSE 'w' END}]->(t)""",
    )
    assert await draw(answered) == [("b", "lol"), ("c", "lol")]


async def test_what_is_hidden_merged_or_out_of_circulation_is_left(answered: Graph) -> None:
    for image, tag in [("n", "lol"), ("h", "lol"), ("a", "dull")]:
        await answer(answered, image, tag, 20)
    await answer(answered, "d", "cat", 20)
    assert await draw(answered) == [("a", "lol"), ("b", "lol"), ("d", "cat"), ("c", "lol")]
    assert await draw(answered, nsfw=True) == [("a", "lol"), ("b", "lol"), ("n", "lol"), ("d", "cat"), ("c", "lol")]
    await merge(answered, "a", "b")
    await link(answered, "alias", "cat", "lol")
    assert await draw(answered) == [("b", "lol"), ("c", "lol")]
