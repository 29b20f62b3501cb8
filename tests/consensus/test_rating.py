"""Ratings in the graph: fitted to answers and what pictures look like, written once, and removed with their ground."""

import asyncio
from typing import Any

import numpy as np

from consensus.rating import Rated, fit_ratings
from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.preferences import Choice, Choosing, keep_preference, withdraw_preferences
from graph.ratings import list_ratings
from taggy.steps import pass_over
from tests.seeds import add_images, add_voters, merge, run

IMAGES = [f"{number:02x}" * 32 for number in range(12)]  # the later, the better
BY = "quality"


async def seed(graph: Graph) -> None:
    """Add pictures and voters."""
    await add_images(graph, *IMAGES)
    await add_voters(graph, "ann", "bob", "lefty")


async def say(graph: Graph, voter: str, left: int, right: int, answer: Choice, *, held: bool = False) -> None:
    """Keep an answer."""
    strength = None if answer == "tie" else 1
    choosing = Choosing(voter, BY, IMAGES[left], IMAGES[right], answer, strength, "random", held)  # type: ignore[arg-type]
    await keep_preference(graph, choosing)


async def see(graph: Graph, *places: int) -> None:
    """Let a backbone see pictures: what matters is the first number."""
    dice = np.random.default_rng(1)
    vectors = {IMAGES[n]: [n - 5.5, *(0.1 * dice.normal(size=3)).tolist()] for n in places}
    await add_embeddings(graph, "toy@1", vectors)


async def read(graph: Graph) -> dict[int, dict[str, Any]]:
    """Read all ratings by the picture's number."""
    rows = await list_ratings(graph, BY, "", 100)
    return {IMAGES.index(row.image): row.model_dump() for row in rows}


async def fit(graph: Graph) -> Rated:
    return await fit_ratings(graph, BY, None, pass_over)


async def test_scores_parts_and_guesses_are_kept_best_first(graph: Graph) -> None:
    await seed(graph)
    await see(graph, *range(11))
    for voter in ("ann", "bob"):
        for place in range(5):
            await say(graph, voter, place, place + 1, "right")
        await say(graph, voter, 8, 7, "left")
    rated = await fit(graph)
    assert (rated.comparisons, rated.persons, rated.compared, rated.parts, rated.guessed) == (12, 2, 8, 2, 11)
    assert (rated.written, rated.unmoved, rated.removed) == (11, 0, 0)
    found = await read(graph)
    compared = [place for place in found if found[place]["score"] is not None]
    assert [place for place in compared if found[place]["part"] == 1] == [5, 4, 3, 2, 1, 0]
    assert [place for place in compared if found[place]["part"] == 2] == [8, 7]
    assert found[5]["low"] < found[5]["score"] < found[5]["high"]
    assert found[5]["comparisons"] == 2
    assert found[4]["comparisons"] == 4
    never = found[10]
    assert (never["score"], never["comparisons"], never["part"]) == (None, 0, None)
    assert never["guess"] > found[9]["guess"] > found[6]["guess"]
    assert never["variance"] > found[3]["variance"]
    assert 11 not in found


async def test_the_same_fit_again_changes_nothing_and_what_lost_its_ground_goes(graph: Graph) -> None:
    await seed(graph)
    for place in range(3):
        await say(graph, "ann", place, place + 1, "right")
    first = await fit(graph)
    again = await fit(graph)
    assert (first.written, again.written, again.unmoved, again.removed) == (4, 0, 4, 0)
    await withdraw_preferences(graph, ["ann"], BY, IMAGES[2], IMAGES[3])
    assert (await fit(graph)).removed == 1
    await merge(graph, IMAGES[0], IMAGES[2])
    await fit(graph)
    assert set(await read(graph)) == {1, 2}
    await run(graph, "MATCH (v:Voter {id: 'ann'}) SET v.aside = datetime()")
    assert (await fit(graph)).removed == 2
    assert await read(graph) == {}


async def test_nothing_learns_from_what_is_held_out_for_whomever(graph: Graph) -> None:
    await seed(graph)
    await see(graph, *range(12))
    for place in range(6):
        await say(graph, "ann", place, place + 1, "right", held=True)
    assert (await fit(graph)).written == 0
    await say(graph, "ann", 0, 2, "right")
    alone = (await fit(graph)).comparisons, await read(graph)
    for place in range(6, 10):
        await say(graph, "bob", place, place + 1, "left", held=True)
    await fit(graph)
    assert (1, await read(graph)) == alone
    for place in range(6):
        await say(graph, "bob", place, place + 1, "left")
    await fit(graph)
    assert (1, await read(graph)) == alone


async def test_one_who_always_says_left_orders_nothing_and_contradictions_leave_doubt(graph: Graph) -> None:
    await seed(graph)
    for one in range(6):
        for other in range(one):
            pair = (one, other) if (one + other) % 2 else (other, one)
            await say(graph, "ann", *pair, "left" if pair[0] > pair[1] else "right")
            await say(graph, "bob", *pair, "left" if pair[0] > pair[1] else "right")
            await say(graph, "lefty", *pair, "left")
    await say(graph, "ann", 10, 11, "left")
    await say(graph, "bob", 10, 11, "right")
    await fit(graph)
    found = await read(graph)
    assert [place for place in found if found[place]["part"] == 1] == [5, 4, 3, 2, 1, 0]
    assert abs(found[10]["score"] - found[11]["score"]) < 0.2
    assert found[10]["low"] < found[11]["score"] < found[10]["high"]


async def test_it_goes_on_beside_answers(graph: Graph) -> None:
    await seed(graph)
    pairs = [(one, other) for one in range(12) for other in range(one)]
    await asyncio.gather(*(say(graph, "ann", *pair, "left") for pair in pairs), fit(graph), fit(graph))
    await fit(graph)
    assert list(await read(graph)) == list(range(11, -1, -1))
