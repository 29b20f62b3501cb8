"""Filters: what they refuse is withheld until staff restore it, and what staff restored is refused no more."""

import asyncio

import pytest

from graph.connection import Graph
from graph.filters import Verdict, list_filtered, list_filters, list_images_to_judge, record_verdicts, restore_image
from graph.images import find_image, find_shown_image
from graph.votes import Ballot, cast_votes
from taggy.errors import NotFoundError
from tests.seeds import add_images, add_tags, add_voters, merge, read_consensus, run


def refuse(image: str, past: float = 1, stage: str = "outliers") -> Verdict:
    """Refuse a picture."""
    return Verdict(image, "refused", stage, -12.5, 0.01, "unlike the collection", past)


def keep(image: str) -> Verdict:
    """Keep a picture."""
    return Verdict(image, "kept", "outliers", 3.5, 0.6, "like the collection")


@pytest.fixture(name="gallery")
async def _gallery(graph: Graph) -> Graph:
    """Three pictures, of which one has an answer."""
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "sunset")
    await add_voters(graph, "v")
    await add_voters(graph, "s", role="staff")
    await cast_votes(graph, [Ballot("v", "a", "sunset", "yes")])
    return graph


async def read_withheld(graph: Graph) -> dict[str, list[str]]:
    """Read why each picture is withheld."""
    rows = await run(graph, "MATCH (i:Image) RETURN i.id AS id, i.withheld AS withheld ORDER BY id")
    return {row["id"]: row["withheld"] for row in rows}


async def test_what_is_refused_leaves_every_list_until_it_is_restored(gallery: Graph) -> None:
    assert "rank" in (await read_consensus(gallery))["a", "sunset"]
    assert await record_verdicts(gallery, "good", [refuse("a"), keep("b"), refuse("nothing")]) == 1
    assert await read_withheld(gallery) == {"a": ["filtered"], "b": [], "c": []}
    assert "rank" not in (await read_consensus(gallery))["a", "sunset"]
    with pytest.raises(NotFoundError):
        await find_shown_image(gallery, "a", nsfw=True)
    assert (await find_shown_image(gallery, "a", nsfw=False, filtered=True)).id == "a"
    assert await restore_image(gallery, "a", "s", "a fine picture")
    assert not await restore_image(gallery, "a", "s", None)
    assert await read_withheld(gallery) == {"a": [], "b": [], "c": []}
    assert "rank" in (await read_consensus(gallery))["a", "sunset"]
    events = await run(gallery, "MATCH (e:Event) RETURN e.what AS what, e.subject AS of, e.who AS who, e.why AS why")
    assert events == [{"what": "filter", "of": "a", "who": "s", "why": "a fine picture"}]


async def test_the_same_verdicts_again_change_nothing(gallery: Graph) -> None:
    verdicts = [refuse("a"), keep("b")]
    await asyncio.gather(*(record_verdicts(gallery, "good", verdicts) for _ in range(4)))
    assert await record_verdicts(gallery, "good", verdicts) == 0
    (filtering,) = await list_filters(gallery)
    assert (filtering.name, filtering.kept, filtering.refused, filtering.restored) == ("good", 1, 1, 0)


async def test_a_picture_stays_withheld_while_any_filter_refuses_it(gallery: Graph) -> None:
    await record_verdicts(gallery, "good", [refuse("a")])
    await record_verdicts(gallery, "marks", [refuse("a", stage="watermarks")])
    await record_verdicts(gallery, "good", [keep("a")])
    assert (await read_withheld(gallery))["a"] == ["filtered"]
    await record_verdicts(gallery, "marks", [keep("a")])
    assert (await read_withheld(gallery))["a"] == []


async def test_other_reasons_to_withhold_stay(gallery: Graph) -> None:
    await run(gallery, "MATCH (i:Image {id: 'a'}) SET i.withheld = ['asked for']")
    await record_verdicts(gallery, "good", [refuse("a")])
    await restore_image(gallery, "a", "s", None)
    assert (await read_withheld(gallery))["a"] == ["asked for"]
    with pytest.raises(NotFoundError):
        await find_shown_image(gallery, "a", nsfw=True, filtered=True)


async def test_what_staff_restored_no_filter_refuses_again(gallery: Graph) -> None:
    await record_verdicts(gallery, "good", [refuse("a")])
    await restore_image(gallery, "a", "s", None)
    await record_verdicts(gallery, "good", [refuse("a")])
    await record_verdicts(gallery, "marks", [refuse("a")])
    assert (await read_withheld(gallery))["a"] == []
    assert await list_filtered(gallery, "", 10) == []
    counts = [(row.name, row.refused, row.restored) for row in await list_filters(gallery)]
    assert counts == [("good", 1, 1), ("marks", 1, 0)]


async def test_the_board_has_what_is_nearest_to_a_bound_first_and_goes_on_by_cursor(gallery: Graph) -> None:
    await record_verdicts(gallery, "good", [refuse("a", 0.9), refuse("b", 0.1), refuse("c", 0.5)])
    first = await list_filtered(gallery, "", 2)
    rest = await list_filtered(gallery, first[-1].cursor, 2)
    assert [row.id for row in (*first, *rest)] == ["b", "c", "a"]
    told = first[0]
    assert (told.filter, told.stage, told.score, told.percentile, told.reason) == (
        "good",
        "outliers",
        -12.5,
        0.01,
        "unlike the collection",
    )


async def test_a_refused_copy_hides_the_whole_class(gallery: Graph) -> None:
    await merge(gallery, "b", "a")
    await record_verdicts(gallery, "good", [refuse("b")])
    image = await find_image(gallery, "a")
    assert image is not None
    assert image.withheld == ["filtered"]
    await restore_image(gallery, "b", "s", None)
    assert (await find_shown_image(gallery, "a", nsfw=False)).id == "a"


async def test_a_picture_that_is_not_there_cannot_be_restored(gallery: Graph) -> None:
    with pytest.raises(NotFoundError, match="no picture 'x'"):
        await restore_image(gallery, "x", "s", None)


async def test_what_is_to_be_judged_is_seen_shown_and_withheld_for_no_other_reason(gallery: Graph) -> None:
    await add_images(gallery, "d", withheld=["asked for"])
    await run(
        gallery,
        """MERGE (c:Collection {name: 'all'}) WITH c MATCH (i:Image) CREATE (i)-[:IN {key: i.id}]->(c)
           WITH i WHERE i.id <> 'c'
           CREATE (i)-[:LOOKS {key: i.id}]->(:Embedding {key: 'net@1|' + i.id, backbone: 'net@1', vector: [1.0, 2]})""",
    )
    await record_verdicts(gallery, "good", [refuse("a")])
    rows = await list_images_to_judge(gallery, "all", "net@1", "", 10)
    assert [(row.image, row.refused, row.vector) for row in rows] == [("a", True, [1, 2]), ("b", False, [1, 2])]
    assert [row.image for row in await list_images_to_judge(gallery, "all", "net@1", "a", 10)] == ["b"]
