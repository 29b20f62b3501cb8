"""Proposing: what a live run says, what it may not say, and what is left when it retires."""

from pathlib import Path

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.proposals import retire_run
from graph.runs import find_live_run, find_run, list_runs, make_run_live
from graph.votes import Asked, Ballot, cast_votes
from model.checkpoint import Checkpoint, load_checkpoint, name_checkpoint, save_checkpoint
from model.opinions import read_terms
from model.pictures import open_reader
from model.proposing import propose_run
from taggy.errors import ModelError, NotFoundError
from taggy.settings import Settings
from tests.model.drawings import draw_all, ignore, import_drawn
from tests.model.runs import OPINIONS, train_tiny_run
from tests.seeds import add_voters, read_consensus, run


async def propose(graph: Graph, home: Path, named: str | None = None) -> set[tuple[str, str, str]]:
    """Propose, and return what was written as (kind, image, tag) of that run."""
    with open_reader(home) as read:
        proposed = await propose_run(graph, Settings(home=home), read, named, ignore)
    rows = await run(graph, OPINIONS)
    written = {(row["kind"], row["image"], row["tag"]) for row in rows if row["run"] == proposed.run}
    assert proposed.proposed == len([kind for kind, _, _ in written if kind == "PROPOSED"])
    assert proposed.scored == len([kind for kind, _, _ in written if kind == "SCORED"])
    return written


async def read_run(graph: Graph, home: Path) -> tuple[str, Checkpoint]:
    """Load the checkpoint of the live run."""
    live = await find_live_run(graph)
    assert live
    return live.run, load_checkpoint(name_checkpoint(home, live.run), live.checkpoint)


async def test_a_run_proposes_from_its_threshold_and_scores_what_was_answered(graph: Graph, tmp_path: Path) -> None:
    drawn = draw_all(60)
    await import_drawn(graph, tmp_path, drawn)
    trained = await train_tiny_run(graph, tmp_path, threshold=0.5)
    written = await propose(graph, tmp_path)
    live, _ = await read_run(graph, tmp_path)
    assert live == trained
    speaks = (await read_terms(graph, live)).keys()
    assert speaks
    rows = await run(graph, OPINIONS)
    assert all(row["confidence"] >= 0.5 for row in rows if row["kind"] == "PROPOSED")
    assert {(image, tag) for kind, image, tag in written if kind == "SCORED"} == {
        (image, tag) for image, (_, tags) in drawn.items() for tag in tags & speaks
    }
    pairs = await read_consensus(graph)
    assert {pair: facts["run"] for pair, facts in pairs.items() if "run" in facts} == {
        (row["image"], row["tag"]): row["confidence"] for row in rows
    }
    assert {pair for pair, facts in pairs.items() if facts["proposed"]} == {
        (image, tag) for kind, image, tag in written if kind == "PROPOSED"
    }


async def test_proposing_again_changes_nothing(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(36))
    await train_tiny_run(graph, tmp_path)
    written, pairs = await propose(graph, tmp_path), await read_consensus(graph)
    assert await propose(graph, tmp_path) == written
    assert await read_consensus(graph) == pairs


async def test_what_people_settled_no_is_scored_and_not_proposed(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(60))
    await train_tiny_run(graph, tmp_path)
    kind, image, tag = min(w for w in await propose(graph, tmp_path) if w[0] == "PROPOSED")
    await add_voters(graph, "ann", "bob", "cy", "dee")
    asked = Asked(why="test", probability=1.0, shown="picture")
    await cast_votes(graph, [Ballot(v, image, tag, "no", asked=asked) for v in ("ann", "bob", "cy", "dee")])
    assert (await read_consensus(graph))[image, tag]["settled"] == "no"
    written = await propose(graph, tmp_path)
    assert (kind, image, tag) not in written
    assert ("SCORED", image, tag) in written
    assert not (await read_consensus(graph))[image, tag]["proposed"]


async def test_a_new_run_takes_the_place_of_the_old_one(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(60))
    first = await train_tiny_run(graph, tmp_path, seed=1)
    said = await propose(graph, tmp_path)
    second = await train_tiny_run(graph, tmp_path, seed=2)
    await make_run_live(graph, second)  # as far as one comes that is stopped at once; the next takes it up
    await propose(graph, tmp_path)
    assert {r.run: (r.state, r.cleared) for r in await list_runs(graph, 9)} == {
        first: ("retired", True),
        second: ("live", True),
    }
    left = {(r["kind"], r["image"], r["tag"]) for r in await run(graph, OPINIONS) if r["run"] == first}
    assert left == {row for row in said if row[0] == "SCORED"}
    await check_rebuild(graph)


async def test_retiring_removes_what_the_run_proposed_and_nothing_else(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(60))
    before = await read_consensus(graph)
    trained = await train_tiny_run(graph, tmp_path)
    said = await propose(graph, tmp_path)
    await run(
        graph,
        """MATCH (i:Image {id: $image}), (t:Tag {name: 'red'})
           CREATE (i)-[:PROPOSED {key: 'other|' + i.id, run: 'other', confidence: 0.9, at: datetime()}]->(t)""",
        image=min(image for image, _ in before),
    )
    assert await retire_run(graph, trained) == len([kind for kind, _, _ in said if kind == "PROPOSED"])
    rows = await run(graph, OPINIONS)
    assert [row["run"] for row in rows if row["kind"] == "PROPOSED"] == ["other"]
    assert {(r["kind"], r["image"], r["tag"]) for r in rows if r["run"] == trained} == {
        row for row in said if row[0] == "SCORED"
    }
    assert await read_consensus(graph) == before
    retired = await find_run(graph, trained)
    assert retired
    assert (retired.state, retired.cleared) == ("retired", True)
    with pytest.raises(NotFoundError, match="no model run"):
        await propose(graph, tmp_path)


async def test_a_checkpoint_that_is_no_number_writes_nothing(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(36))
    trained = await train_tiny_run(graph, tmp_path)
    kept = await find_run(graph, trained)
    assert kept
    path = name_checkpoint(tmp_path, trained)
    checkpoint = load_checkpoint(path, kept.checkpoint)
    checkpoint.parts[0].heads[2].bias[0] = float("nan")
    digest = save_checkpoint(checkpoint, path)
    await run(graph, "MATCH (r:ModelRun) SET r.checkpoint = $digest", digest=digest)
    before = await read_consensus(graph)
    with pytest.raises(ModelError, match="no numbers"):
        await propose(graph, tmp_path)
    assert await run(graph, OPINIONS) == []
    assert await read_consensus(graph) == before
    unchanged = await find_run(graph, trained)
    assert unchanged
    assert unchanged.state == "candidate"


async def test_what_is_not_there_is_told(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="taggy model train"):
        await propose(graph, tmp_path)
    with pytest.raises(NotFoundError, match="'gone'"):
        await propose(graph, tmp_path, "gone")
    with pytest.raises(NotFoundError, match="'gone'"):
        await retire_run(graph, "gone")


async def check_rebuild(graph: Graph) -> None:
    """Compare every pair with one that is computed anew."""
    pairs = await read_consensus(graph)
    await graph.write(lambda tx: recompute_images(tx, {image for image, _ in pairs}))
    assert await read_consensus(graph) == pairs
