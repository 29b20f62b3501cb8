"""What a run says of pairs: proposed or only thought, and taken back batch by batch."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.proposals import Opinion, OpinionCount, clear_run, list_pairs_of_run, record_opinions, retire_run
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import ConflictError
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, merge, opine, read_consensus, run

LEVELS = {"cat": 0.8, "dog": 0.8}
IMAGE, TAG = st.sampled_from(["a", "b"]), st.sampled_from(["cat", "dog"])


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


async def test_a_silent_tag_is_scored_and_not_proposed(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat", "dog")
    await go_live(graph)
    await claim(graph, "s", "a", "cat")
    await graph.write(lambda tx: recompute_images(tx, ["a"]))
    silent = [Opinion("a", {"cat": 1.0, "dog": 1.0}, {"cat": None, "dog": None})]
    assert await record_opinions(graph, "run1", silent) == OpinionCount(proposed=0, scored=1)
    assert await read_opinions(graph) == {("SCORED", "a", "cat"): 1.0}


@pytest.mark.parametrize("state", ["candidate", "retired"])
async def test_only_the_live_run_writes(graph: Graph, state: str) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await go_live(graph)
    await run(graph, "MATCH (r:ModelRun) SET r.state = $state", state=state)
    with pytest.raises(ConflictError, match="run1 is not live any more"):
        await record_opinions(graph, "run1", [Opinion("a", {"cat": 0.9}, LEVELS)])
    assert await read_opinions(graph) == {}
    assert await read_consensus(graph) == {}


async def test_a_pair_settled_no_after_it_was_proposed_is_not_listed(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await go_live(graph)
    await record_opinions(graph, "run1", [Opinion("a", {"cat": 0.9}, LEVELS)])
    await add_voters(graph, "ann", "bob", "cy")
    asked = Asked(why="test", probability=1.0, shown="picture")
    await cast_votes(graph, [Ballot(voter, "a", "cat", "no", asked=asked) for voter in ("ann", "bob", "cy")])
    pair = (await read_consensus(graph))["a", "cat"]
    assert (pair["settled"], pair["proposed"], pair["board"].split("|")[0]) == ("no", True, "refused")
    assert not pair.keys() & {"rank", "rankSafe", "ask", "askSafe"}
    assert await record_opinions(graph, "run1", [Opinion("a", {"cat": 0.9}, LEVELS)]) == OpinionCount(0, 1)
    assert await read_opinions(graph) == {("SCORED", "a", "cat"): 0.9}


@given(
    said=st.dictionaries(st.tuples(IMAGE, TAG), st.floats(0, 1)),
    claimed=st.sets(st.tuples(IMAGE, TAG)),
    others=st.sets(st.tuples(IMAGE, TAG)),
    data=st.data(),
)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_retiring_leaves_everything_as_if_it_had_never_proposed(
    graph: Graph,
    said: dict[tuple[str, str], float],
    claimed: set[tuple[str, str]],
    others: set[tuple[str, str]],
    data: st.DataObject,
) -> None:
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat", "dog")
    await go_live(graph)
    for image, tag in claimed:
        await claim(graph, "s", image, tag)
    for image, tag in others:
        await opine(graph, "PROPOSED", image, tag, 0.9, run_id="other")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b"]))
    before = await read_consensus(graph)
    opinions = [Opinion(i, {t: c for (image, t), c in said.items() if image == i}, LEVELS) for i in ("a", "b")]
    await record_opinions(graph, "run1", opinions)
    page = data.draw(st.integers(1, 3))
    with pytest.MonkeyPatch.context() as small:
        small.setattr("graph.proposals.PAGE", page)
        await retire_run(graph, "run1")
    assert await read_consensus(graph) == before
    rows = await run(
        graph, "MATCH (i)-[o:PROPOSED|SCORED]->(t) RETURN type(o) AS kind, o.run AS run, i.id AS i, t.name AS t"
    )
    assert {(row["kind"], row["run"], row["i"], row["t"]) for row in rows} == {
        *(("PROPOSED", "other", *pair) for pair in others),
        *(("SCORED", "run1", *pair) for pair in claimed & said.keys()),
    }


async def test_nothing_to_say_is_nothing(graph: Graph) -> None:
    await go_live(graph)
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
