"""Confused tags on tiny graphs, whole answers compared."""

from typing import Any

from graph.confusions import list_confused_tags
from graph.connection import Graph
from graph.consensus import recompute_images
from graph.rulings import rule_pair
from graph.votes import Ballot, cast_votes, withdraw_votes
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine


async def list_rows(graph: Graph) -> list[tuple[Any, ...]]:
    return [tuple(row.model_dump().values()) for row in await list_confused_tags(graph)]


async def seed(graph: Graph) -> None:
    """Three huskies are called wolves, two by the run and two by a source; all are animals, and so are two wolves."""
    await add_images(graph, "h0", "h1", "h2", "w0", "w1")
    await add_tags(graph, "wolf", "husky", "animal", "snow")
    await add_voters(graph, "v")
    await go_live(graph)
    for image in ("h0", "h1"):
        await opine(graph, "PROPOSED", image, "wolf", 0.9)
    await claim(graph, "booru", "h1", "wolf")
    await claim(graph, "booru", "h2", "wolf")
    huskies, wolves = ("h0", "h1", "h2"), ("w0", "w1")
    await graph.write(lambda tx: recompute_images(tx, huskies))
    said = [(image, tag, True) for image in huskies for tag in ("husky", "animal")]
    said += [(image, tag, True) for image in wolves for tag in ("wolf", "animal")]
    said += [(image, "wolf", False) for image in huskies] + [("h0", "snow", True)]
    await cast_votes(graph, [Ballot("v", image, tag, "yes" if yes else "no") for image, tag, yes in said])
    await cast_votes(graph, [Ballot("v", "h2", "snow", "pass")])


async def test_what_stands_in_the_place_of_a_tag_comes_first_and_what_goes_with_it_not_at_all(graph: Graph) -> None:
    await seed(graph)
    assert await list_rows(graph) == [
        ("wolf", "husky", 3, 2, 2, 3, 3.0, ["h0", "h1", "h2"]),
        ("wolf", "snow", 1, 1, 0, 3, 1.0, ["h0"]),
    ]


async def test_people_who_are_divided_confuse_and_a_ruling_ends_it(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "teal", "cyan", "blue")
    await add_voters(graph, "v", "w")
    for image in "ab":
        await cast_votes(graph, [Ballot("v", image, "teal", "yes"), Ballot("w", image, "teal", "no")])
        await cast_votes(graph, [Ballot("v", image, tag, "yes") for tag in ("cyan", "blue")])
    assert await list_rows(graph) == [
        ("teal", "blue", 2, 0, 2, 2, 2.0, ["a", "b"]),  # a tie stands by name
        ("teal", "cyan", 2, 0, 2, 2, 2.0, ["a", "b"]),
    ]
    await rule_pair(graph, "a", "teal", "no", "ada")
    await withdraw_votes(graph, "v", [("b", "cyan")], "mistake")
    assert await list_rows(graph) == [("teal", "blue", 1, 0, 1, 1, 1.0, ["b"])]


async def test_an_empty_graph_confuses_nothing(graph: Graph) -> None:
    assert await list_rows(graph) == []
