"""Disagreements on tiny graphs, whole answers compared."""

from typing import Any, cast

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.disagreements import BOARDS, Board, Disagreement, TagDisputes, count_disputes, list_board
from graph.rulings import rule_pair
from graph.votes import Answer, Ballot, cast_votes, withdraw_votes
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, link, merge, opine, run

RATINGS = ("rating:safe", "rating:questionable", "rating:explicit")
RATED = (
    ("n", "rating:safe"),
    ("p", "rating:explicit"),
    ("p", "rating:questionable"),
    ("a", "rating:explicit"),
    ("n", "rating:explicit"),
)
KINDS = [cast("Board", kind) for kind in BOARDS]


async def seed(graph: Graph) -> None:
    """Two of each kind on cats, one refused on dogs, and what is none."""
    await add_images(graph, *"abcdefghijk")
    await add_images(graph, "n", nsfw="confirmed")
    await add_images(graph, "w", withheld=["removed"])
    await add_images(graph, *"lm")
    await add_images(graph, "o", "q", nsfw="suspected")
    await add_images(graph, "p", nsfw="cleared")
    await add_tags(graph, "cat", "dog")
    await add_tags(graph, *RATINGS, category="rating")
    await add_voters(graph, "v0", "v1", "v2", "v3")
    await go_live(graph)
    for image in "wab":
        await opine(graph, "PROPOSED", image, "cat", {"w": 0.99, "a": 0.7, "b": 0.9}[image])
    await opine(graph, "SCORED", "c", "cat", 0.1)
    await claim(graph, "booru", "c", "cat")
    for image, confidence in {"d": 0.05, "e": 0.9, "f": 0.85, "n": 0.99, "g": 0.9}.items():
        await opine(graph, "SCORED", image, "cat", confidence)
    await opine(graph, "PROPOSED", "e", "dog", 0.9)
    for source, image in [("booru", "l"), ("blog", "l"), ("booru", "m")]:
        await claim(graph, source, image, "cat")
    for image, tag in RATED:
        await claim(graph, "booru", image, tag)
    await opine(graph, "PROPOSED", "o", "rating:safe", 0.6)
    await graph.write(lambda tx: recompute_images(tx, [*"abcdefglmnop", "w"]))
    answers = {
        "d": "yyy",
        "e": "nnn",
        "f": "n",
        "n": "nn",
        "h": "yynn",
        "i": "yn",
        "j": "yyyn",
        "k": "pp",
        "g": "yyy",
        "l": "nnn",
        "m": "n",
    }
    words: dict[str, Answer] = {"y": "yes", "n": "no", "p": "pass"}
    votes = [(f"v{n}", image, "cat", words[a]) for image, said in answers.items() for n, a in enumerate(said)]
    await cast_votes(graph, [Ballot(*vote) for vote in votes])
    await cast_votes(graph, [Ballot("v0", "e", "dog", "no"), Ballot("v0", "a", "dog", "no")])
    await cast_votes(graph, [Ballot("v0", image, "rating:safe", "yes") for image in "nqe"])
    await withdraw_votes(graph, "v0", [("a", "dog")], "mistake")


def shorten(rows: list[Disagreement]) -> list[tuple[str, str, int, int, int, float | None]]:
    return [
        (row.image, row.tag, row.yes, row.no, row.claims, None if row.gap is None else round(row.gap, 4))
        for row in rows
    ]


EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    "model-only": [("b", "cat", 0, 0, 0, None), ("a", "cat", 0, 0, 0, None), ("o", "rating:safe", 0, 0, 0, None)],
    "human-only": [("c", "cat", 0, 0, 1, None), ("d", "cat", 3, 0, 0, -0.8389)],
    "refused": [
        ("n", "cat", 0, 2, 0, 0.79),
        ("e", "cat", 0, 3, 0, 0.7889),
        ("e", "dog", 0, 1, 0, 0.5667),
        ("f", "cat", 0, 1, 0, 0.5167),
    ],
    "contested": [("h", "cat", 2, 2, 0, None), ("i", "cat", 1, 1, 0, None), ("j", "cat", 3, 1, 0, None)],
    # l: two sources against three people; m: one against one. What people divide on, or one source alone says, is none.
    "source-against-people": [("l", "cat", 0, 3, 2, None), ("m", "cat", 0, 1, 1, None)],
    # Cleared and explicit comes first, what only the run says last. An unknown picture contradicts nothing.
    "rating-conflict": [
        ("p", "rating:explicit", 0, 0, 1, None),
        ("n", "rating:safe", 1, 0, 1, None),
        ("q", "rating:safe", 1, 0, 0, None),
        ("o", "rating:safe", 0, 0, 0, None),
    ],
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_board_lists_its_kind_strongest_first(graph: Graph, kind: Board) -> None:
    await seed(graph)
    assert shorten(await BOARDS[kind](graph)) == EXPECTED[kind]


@pytest.mark.parametrize("kind", KINDS)
async def test_pages_of_one_are_the_whole_board(graph: Graph, kind: Board) -> None:
    await seed(graph)
    after, walked = "", []
    while page := await BOARDS[kind](graph, after, 1):
        walked += page
        after = page[-1].cursor
    assert walked == await BOARDS[kind](graph)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_board_of_one_tag(graph: Graph, kind: Board) -> None:
    await seed(graph)
    tag = "rating:safe" if kind == "rating-conflict" else "cat"
    whole = await list_board(graph, kind, tag)
    assert shorten(whole) == [row for row in EXPECTED[kind] if row[1] == tag]
    assert await list_board(graph, kind, tag, whole[0].cursor, 1) == whole[1:2]


async def test_a_row_says_what_each_side_says_and_whom_it_may_be_shown_to(graph: Graph) -> None:
    await seed(graph)
    (row,) = await BOARDS["refused"](graph, limit=1)
    assert row.model_dump(exclude={"cursor"}) == {
        "image": "n",
        "tag": "cat",
        "yes": 0,
        "no": 2,
        "pass_": 0,
        "strangers": 0,
        "unfit": 0,
        "yes_weight": 0.0,
        "no_weight": 2.0,
        "claims": 0,
        "people": 0.2,
        "evidence": 0.2,
        "run": 0.99,
        "gap": pytest.approx(0.79),
        "settled": None,
        "settled_by": None,
        "nsfw": "confirmed",
    }


@pytest.mark.parametrize("kind", KINDS)
async def test_an_empty_graph_has_no_disagreements(graph: Graph, kind: Board) -> None:
    assert await BOARDS[kind](graph) == []
    assert await list_board(graph, kind, "cat") == []


async def test_a_ruled_pair_leaves_every_board_for_good(graph: Graph) -> None:
    await seed(graph)
    for kind in KINDS:
        for row in EXPECTED[kind]:
            await rule_pair(graph, row[0], row[1], "no", "staff")
    assert [await BOARDS[kind](graph) for kind in KINDS] == [[] for _ in KINDS]
    await cast_votes(graph, [Ballot("v3", image, "cat", "yes") for image in "chel"])
    await graph.write(lambda tx: recompute_images(tx, "abcdefghijklmnopq"))
    assert [await BOARDS[kind](graph) for kind in KINDS] == [[] for _ in KINDS]


async def test_a_claim_on_a_copy_and_an_alias_counts_and_one_taken_back_does_not(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "color", "colour")
    await add_voters(graph, "v0")
    await merge(graph, "b", "a")
    await link(graph, "alias", "colour", "color")
    await claim(graph, "booru", "b", "colour")
    await cast_votes(graph, [Ballot("v0", "a", "color", "no")])
    (row,) = await list_board(graph, "source-against-people")
    assert (row.image, row.tag, row.no, row.claims) == ("a", "color", 1, 1)
    await withdraw_votes(graph, "v0", [("a", "color")], "mistake")
    await cast_votes(graph, [Ballot("v0", "a", "color", "pass", "bad-picture")])
    assert await list_board(graph, "source-against-people") == []


async def test_equal_rows_stand_by_picture_and_say_who_was_a_stranger_and_whose_picture_was_bad(graph: Graph) -> None:
    await add_images(graph, "b", "a")
    await add_tags(graph, "cat")
    await add_voters(graph, "x0", "x1", role="anonymous")
    await add_voters(graph, "v0")
    for image in "ab":
        await claim(graph, "booru", image, "cat")
    no = [Ballot(voter, image, "cat", "no") for voter in ("x0", "v0") for image in "ab"]
    await cast_votes(graph, [*no, Ballot("x1", "a", "cat", "pass", "bad-picture"), Ballot("x1", "b", "cat", "pass")])
    rows = await list_board(graph, "source-against-people")
    assert [(row.image, row.pass_, row.strangers, row.unfit) for row in rows] == [("a", 1, 1, 1), ("b", 1, 1, 0)]


async def test_how_a_tag_fares_is_counted_of_the_live_run_and_the_boards(graph: Graph) -> None:
    await seed(graph)
    await rule_pair(graph, "k", "cat", "yes", "staff")
    await run(
        graph,
        """MATCH (r:ModelRun {id: 'run1'}), (t:Tag {name: 'cat'})
           CREATE (old:ModelRun {id: 'old', state: 'retired'})
           CREATE (r)-[:ASSESSED {key: 'run1|cat', precision: 0.5}]->(t)
           CREATE (old)-[:ASSESSED {key: 'old|cat', precision: 0.9, abstains: 'few'}]->(t)""",
    )
    cat: dict[str, Any] = {
        "tag": "cat",
        "contested": 3,
        "refused": 3,
        "settled_yes": 1,
        "settled_no": 0,
        "precision": 0.5,
    }
    dog: dict[str, Any] = {
        "tag": "dog",
        "contested": 0,
        "refused": 1,
        "settled_yes": 0,
        "settled_no": 0,
        "precision": None,
    }
    assert await count_disputes(graph, ["dog", "cat", "none"]) == {
        "cat": TagDisputes(**cat, abstains=None),
        "dog": TagDisputes(**dog, abstains=None),
    }
