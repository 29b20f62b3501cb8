"""Rankings on tiny graphs, whole answers compared."""

from collections.abc import Sequence

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.rankings import (
    AgreedPair,
    AgreedTag,
    LikelyImage,
    LikelyPage,
    rank_all_images_for_tag,
    rank_all_images_for_tags,
    rank_images_for_tag,
    rank_images_for_tags,
    rank_pairs,
    rank_pairs_of_tag,
    rank_tags,
)
from graph.votes import Answer, Asked, Ballot, cast_votes, withdraw_votes
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine

ASKED = Asked(why="fewest-answers", probability=1.0, shown="picture")


async def vote(graph: Graph, image: str, tag: str, answers: Sequence[Answer]) -> None:
    """Let the voters v0, v1, … answer in turn."""
    await cast_votes(graph, [Ballot(f"v{n}", image, tag, a, asked=ASKED) for n, a in enumerate(answers)])


async def seed(graph: Graph) -> None:
    """Pictures of a sunset: a and b tie by the model, d by people, e passed, f withdrawn, g settled No, two hidden."""
    await add_images(graph, "a", "b", "c", "d", "e", "f", "g")
    await add_images(graph, "nsfw", nsfw="confirmed")
    await add_images(graph, "withheld", withheld=["removed at the source"])
    await add_tags(graph, "sunset", "beach")
    await add_voters(graph, "v0", "v1", "v2", "v3")
    await go_live(graph)
    for image, confidence in [("b", 0.9), ("a", 0.9), ("g", 0.95), ("nsfw", 0.8), ("withheld", 0.99)]:
        await opine(graph, "PROPOSED", image, "sunset", confidence)
    await claim(graph, "booru", "c", "sunset")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b", "c", "nsfw", "withheld"]))
    await vote(graph, "d", "sunset", ["yes", "yes"])
    await vote(graph, "e", "sunset", ["pass"])
    await vote(graph, "f", "sunset", ["yes"])
    await withdraw_votes(graph, "v0", [("f", "sunset")], "mistake")
    await vote(graph, "g", "sunset", ["no", "no", "no"])


def shorten(images: list[LikelyImage]) -> list[tuple[str, float]]:
    return [(image.image, round(image.posterior, 4)) for image in images]


async def test_images_are_ranked_by_posterior_and_then_by_id(graph: Graph) -> None:
    await seed(graph)
    found = await rank_images_for_tag(graph, "sunset")
    assert [image.model_dump(exclude={"cursor"}) for image in found] == [
        {"image": image, "posterior": pytest.approx(posterior), "people": people, "run": run_, "yes": yes, "no": 0}
        | {"pass_": passed, "claims": claims, "settled": settled}
        for image, posterior, people, run_, yes, passed, claims, settled in [
            ("a", 0.9, None, 0.9, 0, 0, 0, None),
            ("b", 0.9, None, 0.9, 0, 0, 0, None),
            ("d", 0.8, 0.8, None, 2, 0, 0, "yes"),
            ("c", pytest.approx(2 / 3), None, None, 0, 0, 1, None),
            ("e", 0.5, None, None, 0, 1, 0, None),
        ]
    ]


async def test_who_opted_in_sees_nsfw_images_but_none_withheld(graph: Graph) -> None:
    await seed(graph)
    assert shorten(await rank_all_images_for_tag(graph, "sunset", min_posterior=0.7)) == [
        ("a", 0.9),
        ("b", 0.9),
        ("d", 0.8),
        ("nsfw", 0.8),
    ]


async def test_pages_of_one_are_the_whole_ranking(graph: Graph) -> None:
    await seed(graph)
    after, walked = "", []
    while page := await rank_images_for_tag(graph, "sunset", after=after, limit=1):
        walked += page
        after = page[-1].cursor
    assert walked == await rank_images_for_tag(graph, "sunset")


@pytest.mark.parametrize(("least", "images"), [(0.9, "ab"), (0.8, "abd"), (0.8000011, "ab"), (1, ""), (0, "abdce")])
async def test_the_least_posterior_is_one_that_is_listed(graph: Graph, least: float, images: str) -> None:
    await seed(graph)
    assert "".join(i.image for i in await rank_images_for_tag(graph, "sunset", min_posterior=least)) == images


async def test_an_empty_graph_ranks_nothing(graph: Graph) -> None:
    assert await rank_images_for_tag(graph, "sunset") == []
    assert await rank_all_images_for_tag(graph, "sunset") == []
    assert await rank_images_for_tags(graph, ["sunset"]) == LikelyPage(images=[], posteriors=[], next=None)
    assert await rank_all_images_for_tags(graph, []) == LikelyPage(images=[], posteriors=[], next=None)
    assert await rank_pairs(graph) == []
    assert await rank_pairs_of_tag(graph, "sunset") == []
    assert await rank_tags(graph) == []


async def seed_beaches(graph: Graph) -> None:
    await seed(graph)
    for image, confidence in [("b", 0.6), ("d", 0.3), ("nsfw", 0.9)]:
        await opine(graph, "SCORED", image, "beach", confidence)
    await graph.write(lambda tx: recompute_images(tx, ["b", "d", "nsfw"]))
    await vote(graph, "c", "beach", ["yes", "no", "yes"])


async def test_several_tags_want_all_of_them(graph: Graph) -> None:
    await seed_beaches(graph)
    safe = await rank_images_for_tags(graph, ["sunset", "beach"])
    assert (safe.images, safe.next) == (["b", "c"], None)
    assert safe.posteriors == [[0.9, 0.6], [pytest.approx(2 / 3)] * 2]
    everything = await rank_all_images_for_tags(graph, ["beach", "sunset"])
    assert (everything.images, everything.posteriors[0]) == (["nsfw", "c", "b"], [0.9, 0.8])


async def test_an_unwanted_tag_keeps_out_what_is_likely_and_not_what_is_unknown(graph: Graph) -> None:
    await seed_beaches(graph)
    page = await rank_images_for_tags(graph, ["sunset"], ["beach", "no such tag"])
    assert page.images == ["a", "d", "e"]


async def test_a_short_page_says_where_to_go_on(graph: Graph) -> None:
    await seed_beaches(graph)
    after: str | None = ""
    pages = []
    while after is not None:
        page = await rank_images_for_tags(graph, ["sunset", "beach"], after=after, candidates=2, limit=2)
        pages.append(page.images)
        after = page.next
    assert pages == [["b"], ["c"], []]


async def test_a_full_page_goes_on_after_its_last_image(graph: Graph) -> None:
    await seed_beaches(graph)
    first = await rank_images_for_tags(graph, ["sunset"], limit=2)
    assert first.images == ["a", "b"]
    assert (await rank_images_for_tags(graph, ["sunset"], after=first.next or "", limit=9)).images == ["d", "c", "e"]


async def test_a_list_can_be_limited_to_a_collection(graph: Graph) -> None:
    await seed(graph)
    await graph.driver.execute_query(
        "MATCH (i:Image) WHERE i.id IN ['b', 'e'] CREATE (i)-[:IN {key: i.id}]->(c:Collection {name: i.id})",
        database_=graph.database,
    )
    assert (await rank_images_for_tags(graph, ["sunset"], collection="b", min_posterior=0)).images == ["b"]
    assert (await rank_images_for_tags(graph, ["sunset"], collection="none", min_posterior=0)).images == []


async def seed_agreement(graph: Graph) -> None:
    """Nine of nine before two of two, a tie by image, a contested pair, one with a claim only, one denied, one NSFW."""
    await add_images(graph, "a", "b", "c", "d")
    await add_images(graph, "nsfw", nsfw="suspected")
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, *(f"v{n}" for n in range(9)))
    await vote(graph, "a", "cat", ["yes"] * 9)
    await vote(graph, "c", "dog", ["yes"] * 2)
    await vote(graph, "b", "dog", ["yes"] * 2)
    await vote(graph, "d", "dog", ["yes", "no"])
    await vote(graph, "d", "cat", ["no", "no"])
    await vote(graph, "nsfw", "cat", ["yes"] * 5)
    await claim(graph, "booru", "a", "dog")
    await graph.write(lambda tx: recompute_images(tx, ["a"]))


def name_pairs(pairs: list[AgreedPair]) -> list[tuple[str, str, float, int, str | None]]:
    return [(pair.image, pair.tag, round(pair.people, 4), pair.yes, pair.settled) for pair in pairs]


async def test_pairs_are_ranked_by_what_people_alone_say(graph: Graph) -> None:
    await seed_agreement(graph)
    ranked = await rank_pairs(graph)
    assert name_pairs(ranked) == [
        ("a", "cat", 0.9981, 9, "yes"),
        ("b", "dog", 0.8, 2, "yes"),
        ("c", "dog", 0.8, 2, "yes"),
    ]
    assert await rank_pairs(graph, after=ranked[0].cursor, limit=1) == ranked[1:2]


async def test_pairs_of_one_tag(graph: Graph) -> None:
    await seed_agreement(graph)
    ranked = await rank_pairs_of_tag(graph, "dog")
    assert [pair.image for pair in ranked] == ["b", "c"]
    assert await rank_pairs_of_tag(graph, "dog", after=ranked[0].cursor) == ranked[1:]


async def test_tags_are_ranked_by_their_agreed_pairs(graph: Graph) -> None:
    await seed_agreement(graph)
    assert await rank_tags(graph) == [
        AgreedTag(tag="dog", agreed=2, settled=2, people=0.8, contested=1),
        AgreedTag(tag="cat", agreed=1, settled=1, people=0.998050682, contested=0),
    ]
    assert [tag.tag for tag in await rank_tags(graph, depth=1)] == ["cat"]
