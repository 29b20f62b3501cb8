"""The two queries that the idea began with run on this graph as they are written."""

from typing import Any, LiteralString

from graph.connection import Graph
from graph.votes import Answer, Ballot, cast_votes, withdraw_votes
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine

FROM_IMAGES = (
    "MATCH (n:Image)-[r:SORT {response: true}]-(t:Tag) RETURN n, t, count(r) AS sort_count "
    "ORDER BY sort_count DESC LIMIT 100"
)
FROM_THE_TAG = (
    'MATCH (t:Tag {name: "lol"})-[r:SORT {response: true}]-(n:Image) RETURN n, t, count(r) AS sort_count '
    "ORDER BY sort_count DESC LIMIT 100"
)


async def seed(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "lol", "cat")
    await add_voters(graph, "v1", "v2", "v3", "v4")
    votes: list[tuple[str, str, str, Answer]] = [
        *((voter, "a", "lol", "yes") for voter in ("v1", "v2", "v3")),
        ("v4", "a", "lol", "no"),
        *((voter, "b", "lol", "yes") for voter in ("v1", "v2")),
        ("v3", "b", "lol", "pass"),
        ("v1", "b", "cat", "yes"),
        ("v2", "c", "cat", "no"),
        ("v3", "c", "lol", "yes"),
    ]
    await cast_votes(graph, [Ballot(*vote) for vote in votes])
    await withdraw_votes(graph, "v3", [("c", "lol")], "mistake")
    await claim(graph, "booru", "c", "lol")
    await go_live(graph)
    await opine(graph, "PROPOSED", "c", "lol", 0.99)


async def ask(graph: Graph, query: LiteralString) -> list[tuple[str, str, int]]:
    rows, _, _ = await graph.driver.execute_query(query, database_=graph.database)
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    assert all(set(row) == {"n", "t", "sort_count"} for row in found)
    return [(row["n"]["id"], row["t"]["name"], row["sort_count"]) for row in found]


async def test_the_images_and_tags_with_the_most_yes(graph: Graph) -> None:
    await seed(graph)
    assert await ask(graph, FROM_IMAGES) == [("a", "lol", 3), ("b", "lol", 2), ("b", "cat", 1)]


async def test_the_images_with_the_most_yes_for_one_tag(graph: Graph) -> None:
    await seed(graph)
    assert await ask(graph, FROM_THE_TAG) == [("a", "lol", 3), ("b", "lol", 2)]


async def test_an_empty_graph_has_no_answers(graph: Graph) -> None:
    assert await ask(graph, FROM_IMAGES) == []
    assert await ask(graph, FROM_THE_TAG) == []
