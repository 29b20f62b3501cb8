"""Grids: pictures of one tag that are all expected to be answered alike."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from consensus.asking import Asker
from consensus.grids import PICTURES, Grid
from consensus.leases import Leases
from consensus.rebuild import rebuild_consensus
from consensus.routing import Router
from graph.connection import Graph
from graph.votes import Asked, Ballot, cast_votes
from taggy.settings import Settings
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine

ASKED = Asked("information", 1.0, "picture")


@pytest_asyncio.fixture
async def router(graph: Graph, tmp_path: Path) -> AsyncIterator[Router]:
    """A router over four pictures: two that a source claims, two that somebody denied, and one nobody spoke of."""
    await add_images(graph, "a", "b", "c", "d")
    await add_images(graph, "n", nsfw="suspected")
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "v", "w", "x")
    for image in "abn":
        await claim(graph, "s", image, "cat")
    async for _ in rebuild_consensus(graph):
        pass
    with Leases(tmp_path, 90, 3600) as leases:
        yield Router(graph, Settings(), leases, seed=7)


def read(grid: Grid) -> tuple[str, str | None, set[str]]:
    """Read what a grid asks."""
    assert all((question.why, question.probability) == ("grid", 1.0) for question in grid.questions)
    assert {question.card.tag for question in grid.questions} <= {grid.tag}
    return grid.tag, grid.expected, {question.card.image for question in grid.questions}


async def test_a_grid_has_the_pairs_that_lean_to_one_side(router: Router, graph: Graph) -> None:
    assert read(await router.draw_grid(Asker("v"), "cat")) == ("cat", "yes", {"a", "b"})
    assert read(await router.draw_grid(Asker("w", nsfw=True), "cat")) == ("cat", "yes", {"a", "b", "n"})
    for image in "abcd":
        await cast_votes(graph, [Ballot("x", image, "cat", "no", asked=ASKED)])
    assert read(await router.draw_grid(Asker("v"), "cat")) == ("cat", "no", {"c", "d"})  # a and b are even
    assert read(await router.draw_grid(Asker("x"), "cat")) == ("cat", None, set())
    assert read(await router.draw_grid(Asker("v"), "dog")) == ("dog", None, set())


async def test_without_a_tag_one_is_chosen_that_has_any(router: Router, graph: Graph) -> None:
    await claim(graph, "s", "c", "dog")
    async for _ in rebuild_consensus(graph):
        pass
    await cast_votes(graph, [Ballot("v", image, "cat", "pass", asked=ASKED) for image in "ab"])
    assert read(await router.draw_grid(Asker("v"), None)) == ("dog", "yes", {"c"})


async def test_a_grid_that_was_lost_is_asked_again_and_others_get_what_is_left(router: Router, graph: Graph) -> None:
    await cast_votes(graph, [Ballot("x", "a", "cat", "yes", asked=ASKED)])
    assert read(await router.draw_grid(Asker("v"), "cat")) == ("cat", "yes", {"a", "b"})
    assert read(await router.draw_grid(Asker("v"), "cat")) == ("cat", "yes", {"a", "b"})
    assert read(await router.draw_grid(Asker("w"), "cat")) == ("cat", "yes", {"b"})  # v holds the last answer on a


@pytest.mark.usefixtures("router")
async def test_a_grid_is_as_large_as_a_page(router: Router, graph: Graph) -> None:
    await go_live(graph)
    await add_images(graph, *(f"p{number:02d}" for number in range(PICTURES + 10)))
    for number in range(PICTURES + 10):
        await opine(graph, "PROPOSED", f"p{number:02d}", "dog", 0.9)
    async for _ in rebuild_consensus(graph):
        pass
    tag, expected, first = read(await router.draw_grid(Asker("v"), "dog"))
    assert (tag, expected, len(first)) == ("dog", "yes", PICTURES)
    _, _, second = read(await router.draw_grid(Asker("v"), "dog"))
    assert (len(second), first & second) == (10, set())
