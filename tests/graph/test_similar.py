"""Similar pictures: exact in memory or by the vector index, only what may be shown, nothing given away."""

import numpy as np
import pytest

from graph import similar
from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.gallery import Gallery
from graph.similar import Likeness, NearestExamples, Similar
from graph.votes import Answer, Asked, Ballot, cast_votes
from taggy.errors import UnavailableError
from tests.seeds import add_images, add_tags, add_voters, go_live, merge, run

ASKED = Asked(why="fewest-answers", probability=1.0, shown="picture")
NET = "net@1"
# Cosines with "a", whose length is 5: b 1, c 0.8, d 0.6, e 0, f -1.
SEEN = {"a": [3.0, 4.0], "b": [6.0, 8.0], "c": [0.0, 1.0], "d": [1.0, 0.0], "e": [4.0, -3.0], "f": [-3.0, -4.0]}
COSINES = {"b": 1.0, "c": 0.8, "d": 0.6, "e": 0.0, "f": -1.0}


@pytest.fixture(params=["memory", "index"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Search in memory, or by the index because the memory is none."""
    if request.param == "index":
        monkeypatch.setattr(similar, "MEMORY", 0)
    return str(request.param)


async def seed(graph: Graph) -> None:
    await add_images(graph, *SEEN)
    await add_embeddings(graph, NET, SEEN)
    await add_embeddings(graph, "other@1", {"a": [1.0, 0.0, 0.0], "e": [1.0, 0.0, 0.0]})


def name(found: Similar) -> dict[str, float]:
    return {near.image: round(near.cosine, 5) for near in found.images}


async def test_the_nearest_come_first_and_the_answer_says_how(graph: Graph, way: str) -> None:
    await seed(graph)
    likeness = Likeness(graph)
    found = await likeness.list_similar("a", nsfw=False, limit=10)
    assert (found.backbone, found.way) == (NET, way)
    assert list(name(found).items()) == list(COSINES.items())
    assert list(name(await likeness.list_similar("a", nsfw=False, limit=2))) == ["b", "c"]
    assert name(await likeness.list_similar("nobody", nsfw=False, limit=2)) == {}


async def test_only_what_may_be_shown_is_found_and_what_is_hidden_takes_no_place(
    graph: Graph, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "FIRST", 1)
    assert way
    await seed(graph)
    await merge(graph, "b", "a")
    await run(graph, "MATCH (i:Image {id: 'c'}) SET i.withheld = ['asked for']")
    await run(graph, "MATCH (i:Image {id: 'd'}) SET i.nsfw = 'suspected'")
    likeness = Likeness(graph)
    assert list(name(await likeness.list_similar("a", nsfw=False, limit=1))) == ["e"]
    assert list(name(await likeness.list_similar("a", nsfw=True, limit=9))) == ["d", "e", "f"]


async def test_what_nobody_keeps_is_compared_by_its_vector(graph: Graph, way: str) -> None:
    await seed(graph)
    likeness = Likeness(graph)
    found = await likeness.list_near_to(NET, [30.0, 40.0], nsfw=False, limit=3)
    assert (found.backbone, found.way) == (NET, way)
    assert name(found) == {"a": 1.0, "b": 1.0, "c": 0.8}
    nowhere = await likeness.list_near_to(NET, [0.0, 1e-9], nsfw=False, limit=1)
    assert name(nowhere) == {"c": 1.0}
    other = await likeness.list_near_to("other@1", [1.0, 0.0, 0.0], nsfw=False, limit=9)
    assert (other.way, name(other)) == ("index", {"a": 1.0, "e": 1.0})
    assert await likeness.list_near_to("gone@1", [1.0], nsfw=False, limit=1) == Similar(None, None, [])


async def test_where_nobody_looked_nothing_is_similar(graph: Graph) -> None:
    await add_images(graph, "a")
    assert await Likeness(graph).list_similar("a", nsfw=False, limit=9) == Similar(None, None, [])


async def test_the_preferred_backbone_goes_before_the_live_one_and_that_before_the_busiest(graph: Graph) -> None:
    await seed(graph)
    assert (await Likeness(graph, "other").list_similar("a", nsfw=False, limit=1)).backbone == "other@1"
    await go_live(graph)
    await run(graph, "MATCH (r:ModelRun) SET r.backbone = 'other', r.revision = '1'")
    assert name(await Likeness(graph).list_similar("a", nsfw=False, limit=9)) == {"e": 1.0}
    assert (await Likeness(graph, "net").list_similar("a", nsfw=False, limit=1)).backbone == NET


async def test_what_was_seen_meanwhile_is_found_after_a_while(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    await seed(graph)
    likeness = Likeness(graph)
    await likeness.list_similar("a", nsfw=False, limit=1)
    await add_images(graph, "new")
    await add_embeddings(graph, NET, {"new": [3.0, 4.1]})
    assert "new" not in name(await likeness.list_similar("a", nsfw=False, limit=9))
    monkeypatch.setattr(similar, "FRESH", 0)
    assert list(name(await likeness.list_similar("a", nsfw=False, limit=2))) == ["b", "new"]


async def test_a_reading_that_failed_is_begun_again(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    await seed(graph)
    likeness = Likeness(graph)

    async def fail(*_: object) -> Gallery:
        raise UnavailableError("The connection is gone.")

    with monkeypatch.context() as broken:
        broken.setattr(similar, "read_gallery", fail)
        with pytest.raises(UnavailableError):
            await likeness.list_similar("a", nsfw=False, limit=1)
    assert list(name(await likeness.list_similar("a", nsfw=False, limit=1))) == ["b"]
    await likeness.close()


def test_the_ranking_is_that_of_a_full_sort() -> None:
    dice = np.random.default_rng(5)
    rows = dice.normal(size=(200, 8)).astype(np.float32)
    rows[7] = rows[3]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    images = [f"{n:03}" for n in range(200)]
    gallery = Gallery(images, rows, {image: n for n, image in enumerate(images)})
    for here, limit in ((0, 10), (9, 199), (9, 500), (3, 1)):
        cosines = {images[n]: float(rows[n] @ rows[here]) for n in range(200) if n != here}
        expected = sorted(cosines, key=lambda image: -cosines[image])[:limit]
        assert [near.image for near in gallery.rank(images[here], limit)] == expected
        nearest = [images[here], *expected][:limit]
        assert [near.image for near in gallery.rank(3 * rows[here], limit)] == nearest


async def test_nearest_examples_are_what_people_say_without_what_is_open(graph: Graph, way: str) -> None:
    await seed(graph)
    await add_tags(graph, "cat")
    await add_voters(graph, "v0", "v1", "v2")
    votes = {"b": "yy", "c": "nn", "d": "y", "e": "yy", "f": "n"}
    answers: dict[str, Answer] = {"y": "yes", "n": "no"}
    await cast_votes(
        graph,
        [
            Ballot(f"v{n}", image, "cat", answers[letter], asked=ASKED)
            for image, letters in votes.items()
            for n, letter in enumerate(letters)
        ],
    )
    likeness = Likeness(graph)

    async def ask(voters: list[str] | None, image: str = "a", limit: int = 9) -> NearestExamples:
        return await likeness.list_nearest_examples(image, "cat", voters, nsfw=False, limit=limit)

    def show(found: NearestExamples) -> tuple[list[str], list[str]]:
        assert (found.backbone, found.way) == (NET, way)
        return [near.image for near in found.yes], [near.image for near in found.no]

    assert show(await ask(None)) == (["b", "d", "e"], ["c", "f"])
    assert show(await ask(None, limit=1)) == (["b"], ["c"])
    assert show(await ask(["v0"])) == (["b", "d", "e"], ["c", "f"]), "v0 has answered all of them"
    assert show(await ask(["v1"])) == (["b", "e"], ["c"]), "d and f could still be asked"
    assert show(await ask([])) == (["b", "e"], ["c"])
    assert show(await ask(["v1"], image="d")) == ([], []), "the pair itself could still be asked"
    assert show(await ask(None, image="d")) == (["e", "b"], ["c", "f"])
    assert (await ask(None)).yes[0].cosine == pytest.approx(1.0)
