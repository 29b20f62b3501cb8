"""Pictures: what may be shown to whom, and what is known of one."""

import pytest

from graph.connection import Graph
from graph.images import (
    Image,
    find_image,
    find_shown_image,
    list_images,
    list_sources_of_image,
    list_tags_of_image,
    may_show,
)
from graph.votes import Ballot, cast_votes
from taggy.errors import NotFoundError
from tests.seeds import add_images, add_tags, add_voters, link, merge, run


def make(image: str, **changes: object) -> Image:
    facts = {"id": image, "mime": "image/png", "width": 64, "height": 48, "frames": 1, "nsfw": "unknown"}
    return Image.model_validate({**facts, "withheld": [], "shown": image, **changes})


@pytest.mark.parametrize(
    ("nsfw", "withheld", "everyone", "opted_in"),
    [
        ("unknown", [], True, True),
        ("cleared", [], True, True),
        ("suspected", [], False, True),
        ("confirmed", [], False, True),
        ("unknown", ["takedown"], False, False),
        ("cleared", ["takedown"], False, False),
    ],
)
async def test_what_may_be_shown(graph: Graph, nsfw: str, withheld: list[str], everyone: bool, opted_in: bool) -> None:
    await add_images(graph, "i", nsfw=nsfw, withheld=withheld)
    image = await find_image(graph, "i")
    assert image == make("i", nsfw=nsfw, withheld=withheld)
    assert (may_show(image, nsfw=False), may_show(image, nsfw=True)) == (everyone, opted_in)
    for choice, allowed in ((False, everyone), (True, opted_in)):
        if allowed:
            assert await find_shown_image(graph, "i", nsfw=choice) == image
        else:
            with pytest.raises(NotFoundError, match="no picture 'i' that may be shown"):
                await find_shown_image(graph, "i", nsfw=choice)


async def test_pictures_are_found_by_id(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c")
    await merge(graph, "b", "a")
    assert await find_image(graph, "z") is None
    assert await find_image(graph, "b") == make("b", shown="a")
    assert await list_images(graph, ["c", "b", "z", "c"]) == [make("b", shown="a"), make("c")]
    assert await list_images(graph, []) == []


async def test_answers_are_counted_through_duplicates_and_aliases(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "sunset", "sundown")
    await add_voters(graph, "v1", "v2")
    await merge(graph, "b", "a")
    await link(graph, "alias", "sundown", "sunset")
    for given in (("a", "sunset"), ("a", "sundown"), ("b", "sunset"), ("b", "sundown")):
        kept = await cast_votes(graph, [Ballot("v1", *given, "yes"), Ballot("v2", "a", "sunset", "pass")])
        assert [(vote.yes, vote.no, vote.passes) for vote in kept] == [(1, 0, 1)] * 2
    for image in ("a", "b"):
        assert [tag.name for tag in await list_tags_of_image(graph, image, 10)] == ["sunset"]


async def test_tags_and_sources_come_in_a_fixed_order(graph: Graph) -> None:
    await add_images(graph, "i")
    await add_tags(graph, "b", "a", "c")
    await add_voters(graph, "v1")
    await cast_votes(graph, [Ballot("v1", "i", tag, "no" if tag == "c" else "yes") for tag in "bac"])
    assert [tag.name for tag in await list_tags_of_image(graph, "i", 10)] == ["a", "b", "c"]
    assert [tag.name for tag in await list_tags_of_image(graph, "i", 2)] == ["a", "b"]
    await run(
        graph,
        """MATCH (i:Image) CREATE (s:Source {name: 's'})
           FOREACH (n IN [2, 1] | CREATE (:Post {key: 's:' + n, url: 'u' + n})-[:SHOWS {key: 'k' + n}]->(i))
           WITH s MATCH (p:Post) CREATE (p)-[:FROM {key: p.key}]->(s)""",
    )
    sources = [source.model_dump() for source in await list_sources_of_image(graph, "i", 10)]
    assert sources == [
        {"source": "s", "url": "u1", "author": None, "posted_at": None, "links": []},
        {"source": "s", "url": "u2", "author": None, "posted_at": None, "links": []},
    ]
