"""Witnesses: the nearest Yes and No of several tags, of what may be shown, within bounds."""

import pytest

from graph import similar, witnesses
from graph.connection import Graph
from graph.consensus import recompute_images
from graph.embeddings import add_embeddings
from graph.similar import Likeness
from graph.votes import Answer, Asked, Ballot, cast_votes
from graph.witnesses import Sides, Witnesses, find_witnesses
from tests.seeds import add_images, add_tags, add_voters, claim, link, merge, run

ASKED = Asked(why="fewest-answers", probability=1.0, shown="picture")
NET = "net@1"
# Cosines with the vector (1, 0): a 1, b 0.96, c 0.8, d 0.6, e 0, f -1.
SEEN = {"a": [1.0, 0.0], "b": [24.0, 7.0], "c": [4.0, 3.0], "d": [3.0, 4.0], "e": [0.0, 2.0], "f": [-1.0, 0.0]}
ANSWERS: dict[str, Answer] = {"y": "yes", "n": "no", "p": "pass"}


@pytest.fixture(params=["memory", "index"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "index":
        monkeypatch.setattr(similar, "MEMORY", 0)


async def seed(graph: Graph, votes: dict[str, dict[str, str]]) -> None:
    """Put pictures into the graph, and answers: of each tag, by picture, a letter a voter."""
    await add_images(graph, *SEEN)
    await add_embeddings(graph, NET, SEEN)
    await add_tags(graph, *votes)
    await add_voters(graph, "v0", "v1")
    await cast_votes(
        graph,
        [
            Ballot(f"v{voter}", image, tag, ANSWERS[letter], asked=ASKED)
            for tag, said in votes.items()
            for image, letters in said.items()
            for voter, letter in enumerate(letters)
        ],
    )


async def recompute(graph: Graph) -> None:
    await graph.write(lambda tx: recompute_images(tx, set(SEEN)))


async def find(graph: Graph, *tags: str, without: str = "", nsfw: bool = False, limit: int = 2) -> Witnesses:
    likeness = Likeness(graph)
    return await find_witnesses(graph, likeness, NET, [2.0, 0.0], tags, without=without, nsfw=nsfw, limit=limit)


def tell(sides: Sides) -> tuple[list[tuple[str, float, str]], list[tuple[str, float, str]]]:
    yes, no = ([(w.image, round(w.cosine, 5), str(w.by)) for w in side] for side in (sides.yes, sides.no))
    return yes, no


async def test_people_go_before_sources_and_silence_says_nothing(graph: Graph) -> None:
    await seed(graph, {"cat": {"a": "y", "b": "n", "d": "yn", "e": "p", "f": "nn"}, "dog": {"c": "y"}})
    for image in ("b", "c", "d", "e"):
        await claim(graph, "s", image, "cat")
    await recompute(graph)
    found = (await find(graph, "cat", "dog", "bird", limit=9)).sides
    people, sources = "people", "sources"
    assert tell(found["cat"]) == (
        [("a", 1, people), ("c", 0.8, sources), ("e", 0, sources)],
        [("b", 0.96, people), ("f", -1, people)],
    )
    assert tell(found["dog"]) == ([("c", 0.8, people)], [])
    assert tell(found["bird"]) == ([], [])


async def test_another_name_has_the_witnesses_of_its_tag(graph: Graph) -> None:
    await seed(graph, {"cat": {"a": "y"}, "kitty": {}})
    await link(graph, "alias", "kitty", "cat")
    await recompute(graph)
    assert tell((await find(graph, "kitty")).sides["kitty"]) == ([("a", 1, "people")], [])


async def test_only_what_may_be_shown_bears_witness(graph: Graph) -> None:
    await seed(graph, {"cat": dict.fromkeys("abcdef", "y")})
    await run(graph, "MATCH (i:Image {id: 'a'}) SET i.withheld = ['asked for']")
    await run(graph, "MATCH (i:Image {id: 'b'}) SET i.nsfw = 'suspected'")
    await merge(graph, "c", "f")
    await recompute(graph)
    assert [w.image for w in (await find(graph, "cat")).sides["cat"].yes] == ["d", "e"]
    assert [w.image for w in (await find(graph, "cat", nsfw=True)).sides["cat"].yes] == ["b", "d"]
    assert [w.image for w in (await find(graph, "cat", without="d")).sides["cat"].yes] == ["e", "f"]


async def test_it_looks_further_only_for_tags_that_lack_something_and_not_forever(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witnesses, "FIRST", 1)
    await seed(graph, {"cat": {"a": "y", "b": "n", "f": "y"}, "dog": {"f": "y"}})
    found = (await find(graph, "cat", "dog", limit=1)).sides
    assert [tell(found[tag]) for tag in ("cat", "dog")] == [
        ([("a", 1, "people")], [("b", 0.96, "people")]),
        ([("f", -1, "people")], []),
    ]
    monkeypatch.setattr(witnesses, "PAIRS", 1)
    assert (await find(graph, "cat", "dog", limit=1)).sides == found
    monkeypatch.setattr(witnesses, "DEEPEST", 2)
    assert tell((await find(graph, "dog")).sides["dog"]) == ([], [])
    assert tell((await find(graph, "cat")).sides["cat"]) == ([("a", 1, "people")], [("b", 0.96, "people")])
    monkeypatch.setattr(witnesses, "MOST_PAIRS", 1)
    assert tell((await find(graph, "cat")).sides["cat"]) == ([("a", 1, "people")], [])


async def test_a_backbone_that_saw_nothing_and_no_tag_at_all(graph: Graph) -> None:
    await add_images(graph, "a")
    assert await find(graph, "cat") == Witnesses(None, {"cat": Sides()})
    assert (await find(graph)).sides == {}
