"""`taggy outliers`: fitted on a good collection, judged, looked at and restored, as it is typed."""

import asyncio
import json
from pathlib import Path

import pytest
import pytest_asyncio
import torch
from safetensors.torch import save_file

from graph.connection import Graph
from model.backbones import create_network
from model.outliers import load_outliers
from model.served import Served
from taggy.errors import InputError, ModelError, NotFoundError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.drawings import draw_all, import_drawn
from tests.model.filters import draw_noise
from tests.seeds import add_images, add_voters, run

NAME = "test_vit"
Typed = tuple[str, ...]


@pytest_asyncio.fixture
async def pictures(graph: Graph, server_settings: Settings) -> list[str]:
    """Drawn pictures in two collections: 40 good ones, and 5 of noise among 10."""
    drawn = draw_all(45)
    noise = {f"{number:064x}": (draw_noise(number), {"red"}) for number in range(5)}
    await import_drawn(graph, server_settings.home, drawn)
    await add_images(graph, *noise)
    ids = [*drawn]
    await run(
        graph,
        """UNWIND $parts AS part MERGE (c:Collection {name: part[0]})
           WITH c, part UNWIND part[1] AS id MATCH (i:Image {id: id}) CREATE (i)-[:IN {key: id + part[0]}]->(c)""",
        parts=[["good", ids[:40]], ["new", [*ids[40:], *noise]]],
    )
    await add_voters(graph, "ann", role="staff")
    return [*noise]


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights of a small network, which is the one that is set."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        save_file(create_network(NAME).state_dict(), tmp_path / "w.safetensors")
    monkeypatch.setenv("TAGGY_BACKBONE", NAME)
    monkeypatch.setenv("TAGGY_WEIGHTS", str(tmp_path / "w.safetensors"))


@pytest.mark.usefixtures("weights")
async def test_what_is_unlike_a_good_collection_is_refused_and_restored(
    taggy: Taggy, graph: Graph, pictures: list[str], server_settings: Settings
) -> None:
    async def call(*words: str) -> str:
        return (await asyncio.to_thread(taggy, *words)).stdout

    await call("model", "embed")
    (seen,) = await run(graph, "MATCH (e:Embedding) RETURN e.backbone AS key, count(e) AS n")
    assert seen["n"] == 45
    await run(
        graph,
        """UNWIND range(0, $most) AS n WITH $ids[n] AS id, n MATCH (i:Image {id: id})
           CREATE (i)-[:LOOKS {key: id}]->(:Embedding {key: $key + '|' + id, backbone: $key, vector: $vector})""",
        ids=pictures,
        most=len(pictures) - 1,
        key=seen["key"],
        vector=[9.0] * 64,
    )
    said = await call("outliers", "fit", "good", "--keep", "0.9", "--components", "3")
    assert "Gaussians on 40 pictures of 'good'" in said
    place = server_settings.home / "filters" / "good.safetensors"
    facts = load_outliers(place).facts
    assert (facts.backbone, facts.pictures, facts.keep) == (seen["key"], 40, 0.9)
    assert Served(place.with_suffix(".onnx"), 1).facts.key == seen["key"]

    said = await call("outliers", "judge", "good", "new")
    assert said.startswith("10 pictures judged, ")
    rows = json.loads(await call("outliers", "list", "--format", "json"))
    assert {*pictures} <= {row["image"] for row in rows}
    assert {(row["filter"], row["stage"]) for row in rows} == {("good", "outliers")}
    worst = next(row for row in rows if row["image"] == pictures[0])
    assert (worst["percentile"], "0.0% of the pictures of 'good'" in worst["reason"]) == (0, True)
    assert await call("outliers", "judge", "good", "new") == said

    assert await call("outliers", "restore", pictures[0], "--by", "ann", "--why", "art") == "It is shown again.\n"
    assert "nothing was changed" in await call("outliers", "restore", pictures[0], "--by", "ann")
    await call("outliers", "judge", "good", "new")
    left = json.loads(await call("outliers", "list", "--format", "json"))
    assert {row["image"] for row in rows} - {row["image"] for row in left} == {pictures[0]}
    (count,) = json.loads(await call("outliers", "list", "--filters", "--format", "json"))
    assert (count["filter"], count["kept"] + count["refused"], count["restored"]) == ("good", 10, 1)


@pytest.mark.usefixtures("weights", "pictures")
async def test_what_cannot_be_fitted_or_judged_says_why(taggy: Taggy, server_settings: Settings) -> None:
    async def call(*words: str) -> None:
        await asyncio.to_thread(taggy, *words)

    with pytest.raises(ModelError, match="'good' has 0 pictures that test_vit@"):
        await call("outliers", "fit", "good")
    with pytest.raises(InputError, match=r"cannot be called '\.\./x'"):
        await call("outliers", "fit", "good", "--name", "../x")
    with pytest.raises(ModelError, match="There is no mixture"):
        await call("outliers", "judge", "none", "new")
    with pytest.raises(NotFoundError):
        await call("outliers", "restore", "f" * 64, "--by", "ann")
    assert not (server_settings.home / "filters" / "x.safetensors").exists()
