"""Model runs in the graph: states, what they learn from, and how good they are."""

from datetime import UTC, datetime

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.runs import (
    Assessment,
    TrainingPicture,
    add_assessments,
    add_run,
    find_live_run,
    find_run,
    list_assessments,
    list_runs,
    list_training_pairs,
    make_run_live,
    set_run_state,
)
from taggy.errors import NotFoundError
from tests.seeds import add_images, add_tags, claim, go_live, merge, opine, run

SNAPSHOT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


async def keep_run(graph: Graph, name: str) -> None:
    """Add a candidate."""
    assert await add_run(graph, name, "test_vit", "0a1b", 7, SNAPSHOT, 3, 9, "ff") == name


async def test_a_run_is_kept_as_it_was_trained(graph: Graph) -> None:
    assert (await list_runs(graph, 9), await find_run(graph, "r1")) == ([], None)
    await keep_run(graph, "r1")
    (kept,) = await list_runs(graph, 9)
    assert kept.model_dump(exclude={"created_at", "snapshot"}) == {
        "run": "r1",
        "state": "candidate",
        "cleared": True,
        "backbone": "test_vit",
        "revision": "0a1b",
        "seed": 7,
        "pictures": 3,
        "pairs": 9,
        "checkpoint": "ff",
    }
    assert kept.snapshot.to_native() == SNAPSHOT
    assert await find_run(graph, "r1") == kept


async def test_one_run_is_live_at_a_time(graph: Graph) -> None:
    assert await find_live_run(graph) is None
    for name in ("r1", "r2"):
        await keep_run(graph, name)
        await make_run_live(graph, name)
    live = await find_live_run(graph)
    assert live
    assert live.run == "r2"
    assert {r.run: (r.state, r.cleared) for r in await list_runs(graph, 9)} == {
        "r1": ("retired", False),
        "r2": ("live", True),
    }
    await make_run_live(graph, "r2")
    assert await find_live_run(graph) == live


async def test_the_state_of_no_run_cannot_be_set(graph: Graph) -> None:
    with pytest.raises(NotFoundError, match="'gone'"):
        await set_run_state(graph, "gone", "retired", cleared=True)
    await keep_run(graph, "r1")
    await make_run_live(graph, "r1")
    with pytest.raises(NotFoundError, match="'gone'"):
        await make_run_live(graph, "gone")
    assert (await list_runs(graph, 9))[0].state == "live"


async def test_training_reads_what_people_and_sources_say_and_never_a_model(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "d")
    await add_images(graph, "hidden", withheld=["asked for"])
    await add_tags(graph, "cat", "dog")
    await add_tags(graph, "lol", state="remark")
    for image in ("a", "b", "hidden"):
        await claim(graph, "s", image, "cat")
    await claim(graph, "s", "a", "lol")
    await claim(graph, "s", "c", "cat", until="2020-01-01T00:00:00Z")
    await claim(graph, "s", "d", "dog")
    await go_live(graph)
    await opine(graph, "PROPOSED", "a", "dog", 0.9)
    await opine(graph, "PROPOSED", "c", "dog", 0.9)
    await merge(graph, "d", "b")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b", "c", "d", "hidden"]))
    both = TrainingPicture(image="b", tags=["cat", "dog"], evidence=[2 / 3, 2 / 3], claimed=True)
    first = TrainingPicture(image="a", tags=["cat"], evidence=[2 / 3], claimed=True)
    assert await list_training_pairs(graph, "", 9) == [first, both]
    assert await list_training_pairs(graph, "", 1) == [first]
    assert await list_training_pairs(graph, "a", 1) == [both]
    assert await list_training_pairs(graph, "b", 1) == []


async def test_a_picture_with_votes_alone_is_not_claimed(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await run(
        graph,
        """MATCH (i:Image {id: 'a'}), (t:Tag {name: 'cat'})
           CREATE (:Voter {id: 'v', role: 'voter'})
           CREATE (i)-[:SORT {key: 'v|a|cat', voter: 'v', answer: 'no', response: false, at: datetime()}]->(t)""",
    )
    await graph.write(lambda tx: recompute_images(tx, ["a"]))
    expected = TrainingPicture(image="a", tags=["cat"], evidence=[1 / 3], claimed=False)
    assert await list_training_pairs(graph, "", 9) == [expected]


async def test_assessments_come_back_best_first_and_abstainers_last(graph: Graph) -> None:
    await keep_run(graph, "r1")
    await add_tags(graph, "a", "b", "c", "d")

    def assess(tag: str, precision: float | None, abstains: str | None = None) -> Assessment:
        return Assessment(
            tag=tag,
            support=9,
            precision=precision,
            recall=precision,
            average_precision=precision,
            chance=precision,
            threshold=0.8,
            abstains=abstains,
        )

    given = [assess("a", None, "rare"), assess("b", 0.5), assess("c", 0.9), assess("d", 0.5)]
    assert await add_assessments(graph, "r1", given) == 4
    assert await list_assessments(graph, "r1", 9) == [given[2], given[1], given[3], given[0]]
    assert await list_assessments(graph, "r1", 1) == [given[2]]
    assert await list_assessments(graph, "gone", 9) == []
