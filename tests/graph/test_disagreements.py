"""Disagreements on tiny graphs, whole answers compared."""

from typing import Any, cast

import pytest

from graph.beliefs import Kind
from graph.connection import Graph
from graph.consensus import recompute_images
from graph.disagreements import BOARDS, Disagreement, list_disagreements_of_tag
from graph.votes import Answer, Ballot, cast_votes, withdraw_votes
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine

KINDS = [cast("Kind", kind) for kind in BOARDS]


async def seed(graph: Graph) -> None:
    """Two of each kind on cats, one refused on dogs, and what is none."""
    await add_images(graph, *"abcdefghijk")
    await add_images(graph, "n", nsfw="confirmed")
    await add_images(graph, "w", withheld=["removed"])
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "v0", "v1", "v2", "v3")
    await go_live(graph)
    for image in "wab":
        await opine(graph, "PROPOSED", image, "cat", {"w": 0.99, "a": 0.7, "b": 0.9}[image])
    await opine(graph, "SCORED", "c", "cat", 0.1)
    await claim(graph, "booru", "c", "cat")
    for image, confidence in {"d": 0.05, "e": 0.9, "f": 0.85, "n": 0.99, "g": 0.9}.items():
        await opine(graph, "SCORED", image, "cat", confidence)
    await opine(graph, "PROPOSED", "e", "dog", 0.9)
    await graph.write(lambda tx: recompute_images(tx, [*"abcdefgn", "w"]))
    answers = {"d": "yyy", "e": "nnn", "f": "n", "n": "nn", "h": "yynn", "i": "yn", "j": "yyyn", "k": "pp", "g": "yyy"}
    words: dict[str, Answer] = {"y": "yes", "n": "no", "p": "pass"}
    votes = [(f"v{n}", image, "cat", words[a]) for image, said in answers.items() for n, a in enumerate(said)]
    await cast_votes(graph, [Ballot(*vote) for vote in votes])
    await cast_votes(graph, [Ballot("v0", "e", "dog", "no"), Ballot("v0", "a", "dog", "no")])
    await withdraw_votes(graph, "v0", [("a", "dog")], "mistake")


def shorten(rows: list[Disagreement]) -> list[tuple[str, str, int, int, int, float | None]]:
    return [
        (row.image, row.tag, row.yes, row.no, row.claims, None if row.gap is None else round(row.gap, 4))
        for row in rows
    ]


EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    "model-only": [("b", "cat", 0, 0, 0, None), ("a", "cat", 0, 0, 0, None)],
    "human-only": [("d", "cat", 3, 0, 0, -0.75), ("c", "cat", 0, 0, 1, None)],
    "refused": [
        ("n", "cat", 0, 2, 0, 0.74),
        ("e", "cat", 0, 3, 0, 0.7),
        ("e", "dog", 0, 1, 0, 0.5667),
        ("f", "cat", 0, 1, 0, 0.5167),
    ],
    "contested": [("h", "cat", 2, 2, 0, None), ("i", "cat", 1, 1, 0, None), ("j", "cat", 3, 1, 0, None)],
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_board_lists_its_kind_strongest_first(graph: Graph, kind: Kind) -> None:
    await seed(graph)
    assert shorten(await BOARDS[kind](graph)) == EXPECTED[kind]


@pytest.mark.parametrize("kind", KINDS)
async def test_pages_of_one_are_the_whole_board(graph: Graph, kind: Kind) -> None:
    await seed(graph)
    after, walked = "", []
    while page := await BOARDS[kind](graph, after, 1):
        walked += page
        after = page[-1].cursor
    assert walked == await BOARDS[kind](graph)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_board_of_one_tag(graph: Graph, kind: Kind) -> None:
    await seed(graph)
    whole = await list_disagreements_of_tag(graph, "cat", kind)
    assert shorten(whole) == [row for row in EXPECTED[kind] if row[1] == "cat"]
    assert await list_disagreements_of_tag(graph, "cat", kind, whole[0].cursor, 1) == whole[1:2]


async def test_a_row_says_what_each_side_says_and_whom_it_may_be_shown_to(graph: Graph) -> None:
    await seed(graph)
    (row,) = await BOARDS["refused"](graph, limit=1)
    assert row.model_dump(exclude={"cursor"}) == {
        "image": "n",
        "tag": "cat",
        "yes": 0,
        "no": 2,
        "pass_": 0,
        "claims": 0,
        "people": 0.25,
        "evidence": 0.25,
        "run": 0.99,
        "gap": 0.74,
        "settled": None,
        "nsfw": "confirmed",
    }


@pytest.mark.parametrize("kind", KINDS)
async def test_an_empty_graph_has_no_disagreements(graph: Graph, kind: Kind) -> None:
    assert await BOARDS[kind](graph) == []
    assert await list_disagreements_of_tag(graph, "cat", kind) == []
