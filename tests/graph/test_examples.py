"""How many pictures a tag has, and which are its examples: whole answers compared."""

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.examples import Example, PairsOfTag, count_pairs_of_tag, list_no_examples, list_yes_examples
from graph.votes import Answer, Asked, Ballot, cast_votes
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine

ASKED = Asked(why="fewest-answers", probability=1.0, shown="picture")


async def seed(graph: Graph) -> None:
    """Of a sunset: s, t settled Yes, y one Yes, c a claim; n, o settled No, m one No, p passed; some are hidden."""
    await add_images(graph, "s", "t", "y", "c", "n", "o", "m", "p")
    await add_images(graph, "nsfw yes", "nsfw no", nsfw="confirmed")
    await add_images(graph, "withheld", withheld=["removed at the source"])
    await add_tags(graph, "sunset", "beach")
    await add_voters(graph, "v0", "v1", "v2")
    votes: dict[str, list[Answer]] = {
        "s": ["yes", "yes"],
        "t": ["yes", "yes", "yes"],
        "y": ["yes"],
        "n": ["no", "no"],
        "o": ["no", "no", "no"],
        "m": ["no"],
        "p": ["pass"],
        "nsfw yes": ["yes", "yes"],
        "nsfw no": ["no", "no"],
        "withheld": ["yes", "yes"],
    }
    ballots = [
        Ballot(f"v{n}", image, "sunset", answer, asked=ASKED)
        for image, answers in votes.items()
        for n, answer in enumerate(answers)
    ]
    await cast_votes(graph, [*ballots, Ballot("v0", "s", "beach", "no", asked=ASKED)])
    await claim(graph, "booru", "c", "sunset")
    await graph.write(lambda tx: recompute_images(tx, ["c"]))


def counts(rows: list[PairsOfTag]) -> dict[str, tuple[int, bool]]:
    return {row.kind: (row.pairs, row.more) for row in rows}


async def test_pictures_are_counted_by_what_is_known_of_them(graph: Graph) -> None:
    await seed(graph)
    # likely: s, t, y, c; p is no likelier than not. asked: y, c, m, p.
    assert counts(await count_pairs_of_tag(graph, "sunset")) == {
        "settled": (2, False),
        "likely": (4, False),
        "asked": (4, False),
    }
    assert counts(await count_pairs_of_tag(graph, "sunset", nsfw=True)) == {
        "settled": (3, False),
        "likely": (5, False),
        "asked": (4, False),
    }
    assert counts(await count_pairs_of_tag(graph, "beach")) == {
        "settled": (0, False),
        "likely": (0, False),
        "asked": (1, False),
    }


async def test_the_counting_ends_where_it_is_told_to(graph: Graph) -> None:
    await seed(graph)
    assert counts(await count_pairs_of_tag(graph, "sunset", nsfw=True, most=3)) == {
        "settled": (3, True),
        "likely": (3, True),
        "asked": (3, True),
    }
    assert counts(await count_pairs_of_tag(graph, "none", most=3)) == dict.fromkeys(
        ("asked", "likely", "settled"), (0, False)
    )


async def test_examples_are_what_people_settled_and_then_what_they_agree_on(graph: Graph) -> None:
    await seed(graph)
    yes = [Example(image="t", settled=True), Example(image="s", settled=True), Example(image="y", settled=False)]
    no = [Example(image="o", settled=True), Example(image="n", settled=True), Example(image="m", settled=False)]
    assert await list_yes_examples(graph, "sunset", None) == yes
    assert await list_no_examples(graph, "sunset", None) == no
    assert await list_yes_examples(graph, "sunset", None, limit=1) == yes[:1]
    assert await list_no_examples(graph, "beach", None) == [Example(image="s", settled=False)]
    assert await list_yes_examples(graph, "beach", None) == []


async def test_who_opted_in_sees_nsfw_examples_but_none_withheld(graph: Graph) -> None:
    await seed(graph)
    assert [e.image for e in await list_yes_examples(graph, "sunset", None, nsfw=True)] == ["t", "nsfw yes", "s", "y"]
    assert [e.image for e in await list_no_examples(graph, "sunset", None, nsfw=True)] == ["o", "n", "nsfw no", "m"]


@pytest.mark.parametrize(("voters", "yes", "no"), [([], "ts", "on"), (["v0"], "tsy", "onm"), (["v1"], "ts", "on")])
async def test_what_one_could_still_be_asked_about_is_no_example(
    graph: Graph, voters: list[str], yes: str, no: str
) -> None:
    await seed(graph)
    assert "".join(e.image for e in await list_yes_examples(graph, "sunset", voters)) == yes
    assert "".join(e.image for e in await list_no_examples(graph, "sunset", voters)) == no


async def test_what_the_model_doubts_is_no_example_of_no(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "sunset")
    await go_live(graph)
    await opine(graph, "SCORED", "a", "sunset", 0.01)
    await claim(graph, "booru", "a", "sunset")
    await graph.write(lambda tx: recompute_images(tx, ["a"]))
    assert await list_no_examples(graph, "sunset", None) == []
    assert await list_yes_examples(graph, "sunset", None) == []
