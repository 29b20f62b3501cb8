"""What a run says of pairs: proposed or only thought, and taken back batch by batch."""

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.proposals import Opinion, OpinionCount, clear_run, list_pairs_of_run, record_opinions, retire_run
from tests.seeds import add_images, add_tags, claim, go_live, merge, opine, read_consensus, run

LEVELS = {"cat": 0.8, "dog": 0.8}


async def read_opinions(graph: Graph) -> dict[tuple[str, str, str], float]:
    """Read what runs say, as kind, image and tag with the confidence."""
    rows = await run(
        graph,
        """MATCH (i:Image)-[o:PROPOSED|SCORED]->(t:Tag)
           RETURN type(o) AS kind, i.id AS image, t.name AS tag, o.confidence AS confidence""",
    )
    return {(row["kind"], row["image"], row["tag"]): row["confidence"] for row in rows}


async def test_what_is_proposed_and_what_is_thought(graph: Graph) -> None:
    await add_images(graph, "a", "b", "m")
    await add_tags(graph, "cat", "dog")
    await go_live(graph)
    await merge(graph, "m", "b")
    await claim(graph, "s", "a", "cat")
    await claim(graph, "s", "m", "dog")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b"]))
    opinions = [
        Opinion("a", {"cat": 0.1, "dog": 0.8}, LEVELS),
        Opinion("b", {"cat": 0.79, "dog": 0.9}, LEVELS),
        Opinion("m", {"cat": 0.99, "dog": 0.99}, LEVELS),
        Opinion("gone", {"cat": 0.99}, LEVELS),
    ]
    assert await record_opinions(graph, "run1", opinions) == OpinionCount(proposed=2, scored=2)
    said = {
        ("SCORED", "a", "cat"): 0.1,
        ("PROPOSED", "a", "dog"): 0.8,
        ("PROPOSED", "b", "dog"): 0.9,
        ("SCORED", "b", "dog"): 0.9,
    }
    assert await read_opinions(graph) == said
    assert {pair: (c.get("run"), c["proposed"]) for pair, c in (await read_consensus(graph)).items()} == {
        ("a", "cat"): (0.1, False),
        ("a", "dog"): (0.8, True),
        ("b", "dog"): (0.9, True),
    }
    lower = [Opinion("a", {"cat": 0.1, "dog": 0.7}, LEVELS)]
    assert await record_opinions(graph, "run1", lower) == OpinionCount(proposed=0, scored=1)
    del said["PROPOSED", "a", "dog"]
    assert await read_opinions(graph) == said
    assert ("a", "dog") not in await read_consensus(graph)


async def test_nothing_to_say_is_nothing(graph: Graph) -> None:
    assert await record_opinions(graph, "run1", []) == OpinionCount(0, 0)


@pytest.mark.parametrize("page", [1, 2, 500])
async def test_a_run_is_taken_back_page_by_page(graph: Graph, page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.proposals.PAGE", page)
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat", "dog")
    await go_live(graph)
    for image in ("a", "b"):
        await claim(graph, "s", image, "cat")
        await opine(graph, "SCORED", image, "cat", 0.9)
        await opine(graph, "PROPOSED", image, "cat", 0.9)
        await opine(graph, "PROPOSED", image, "dog", 0.9)
    await opine(graph, "PROPOSED", "a", "dog", 0.9, run_id="run10")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b"]))
    spoken = await list_pairs_of_run(graph, "run1", "", 9)
    assert [(p.image, p.tag) for p in spoken] == [("a", "cat"), ("a", "dog"), ("b", "cat"), ("b", "dog")]
    await run(graph, "MATCH (r:ModelRun) SET r.cleared = true")
    assert await retire_run(graph, "run1") == 4
    assert await read_opinions(graph) == {
        ("SCORED", "a", "cat"): 0.9,
        ("SCORED", "b", "cat"): 0.9,
        ("PROPOSED", "a", "dog"): 0.9,
    }
    pairs = await read_consensus(graph)
    assert {pair: c.get("run") for pair, c in pairs.items()} == {("a", "cat"): None, ("b", "cat"): None}
    assert await clear_run(graph, "run1") == 0
