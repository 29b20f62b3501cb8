"""Suspicions: what a network suspects waits for a person, whose word stays, and feeds the board of conflicts."""

import asyncio

import pytest

from graph.connection import Graph
from graph.disagreements import list_rating_conflicts
from graph.flags import record_panic, settle_panics
from graph.suspicions import Suspicion, list_suspicions, record_suspicions
from graph.votes import Ballot, cast_votes
from tests.seeds import add_images, add_tags, add_voters, merge, read_consensus, run

NAME = "classes:nsfw"


def suspect(image: str, score: float = 0.9) -> Suspicion:
    """Suspect a picture."""
    return Suspicion(image, score, f"porn with {score}")


@pytest.fixture(name="gallery")
async def _gallery(graph: Graph) -> Graph:
    """Pictures, one of which people hold for safe."""
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "rating:safe", category="rating")
    await add_voters(graph, "v", "w")
    await add_voters(graph, "s", role="staff")
    await cast_votes(graph, [Ballot(voter, "a", "rating:safe", "yes") for voter in ("v", "w")])
    return graph


async def read_nsfw(graph: Graph) -> dict[str, str]:
    """Read what each picture is."""
    rows = await run(graph, "MATCH (i:Image) RETURN i.id AS id, i.nsfw AS nsfw ORDER BY id")
    return {row["id"]: row["nsfw"] for row in rows}


async def list_waiting(graph: Graph) -> list[tuple[str, float, str]]:
    """List what waits."""
    return [(row.id, row.score, row.reason) for row in await list_suspicions(graph, "", 10)]


async def test_what_is_suspected_is_hidden_says_why_and_contradicts_a_harmless_rating(gallery: Graph) -> None:
    assert "rankSafe" in (await read_consensus(gallery))["a", "rating:safe"]
    assert await record_suspicions(gallery, NAME, [suspect("a", 0.8), suspect("b", 0.95), suspect("x")]) == (2, 2)
    assert await read_nsfw(gallery) == {"a": "suspected", "b": "suspected", "c": "unknown"}
    assert "rankSafe" not in (await read_consensus(gallery))["a", "rating:safe"]
    assert [(row.image, row.tag, row.nsfw) for row in await list_rating_conflicts(gallery)] == [
        ("a", "rating:safe", "suspected")
    ]
    assert await list_waiting(gallery) == [("b", 0.95, "porn with 0.95"), ("a", 0.8, "porn with 0.8")]
    (first,) = await list_suspicions(gallery, "", 1)
    assert (first.filter, first.nsfw) == (NAME, "suspected")
    assert [row.id for row in await list_suspicions(gallery, first.cursor, 5)] == ["a"]


async def test_the_same_again_changes_nothing_and_another_score_takes_its_place(gallery: Graph) -> None:
    first, *_ = await asyncio.gather(*(record_suspicions(gallery, NAME, [suspect("a")]) for _ in range(4)))
    assert first[0] == 1
    before = await run(gallery, "MATCH (:Image)-[j:JUDGED]->(f) RETURN properties(j) AS j, properties(f) AS f")
    assert await record_suspicions(gallery, NAME, [suspect("a")]) == (1, 0)
    after = await run(gallery, "MATCH (:Image)-[j:JUDGED]->(f) RETURN properties(j) AS j, properties(f) AS f")
    assert after == before
    await record_suspicions(gallery, NAME, [suspect("a", 0.99)])
    assert await list_waiting(gallery) == [("a", 0.99, "porn with 0.99")]


@pytest.mark.parametrize("verdict", ["cleared", "confirmed"])
async def test_what_a_person_has_looked_at_is_not_suspected_again(gallery: Graph, verdict: str) -> None:
    await record_suspicions(gallery, NAME, [suspect("a")])
    await settle_panics(gallery, "s", "a", verdict, None)  # type: ignore[arg-type]  # it is a verdict
    assert await list_waiting(gallery) == []
    kept = await run(gallery, "MATCH (:Image {id: 'a'})-[j:JUDGED]->() RETURN j.score AS score, j.verdict AS verdict")
    assert kept == [{"score": 0.9, "verdict": "suspected"}]
    assert await record_suspicions(gallery, NAME, [suspect("a", 0.99)]) == (0, 0)
    assert await record_suspicions(gallery, "classes:other", [suspect("a", 0.99)]) == (0, 0)
    assert (await read_nsfw(gallery))["a"] == verdict
    assert await list_waiting(gallery) == []


async def test_the_word_of_people_before_stays(gallery: Graph) -> None:
    for voter in ("v", "w"):
        await record_panic(gallery, voter, "voter", "a")
    await settle_panics(gallery, "s", "b", "cleared", None)
    await record_panic(gallery, "v", "voter", "c")
    assert await record_suspicions(gallery, NAME, [suspect("a"), suspect("b"), suspect("c")]) == (1, 0)
    assert await read_nsfw(gallery) == {"a": "confirmed", "b": "cleared", "c": "suspected"}


async def test_two_accounts_that_confirm_have_looked(gallery: Graph) -> None:
    await record_suspicions(gallery, NAME, [suspect("a")])
    await record_panic(gallery, "v", "voter", "a")
    assert len(await list_waiting(gallery)) == 1
    await record_panic(gallery, "w", "voter", "a")
    assert await list_waiting(gallery) == []


async def test_a_copy_that_staff_cleared_speaks_for_its_class(gallery: Graph) -> None:
    await settle_panics(gallery, "s", "b", "cleared", None)
    await merge(gallery, "b", "a")
    assert await record_suspicions(gallery, NAME, [suspect("a")]) == (0, 0)
    assert (await read_nsfw(gallery))["a"] == "unknown"


async def test_other_verdicts_stay_and_nothing_is_withheld(gallery: Graph) -> None:
    await record_suspicions(gallery, NAME, [suspect(f"{name}") for name in "abc"])
    rows = await run(gallery, "MATCH (i:Image) WHERE size(i.withheld) > 0 RETURN i.id AS id")
    assert rows == []
