"""`taggy model embed`, `similar` and `backbones` as they are typed."""

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from safetensors.torch import save_file

from cli.modelworks import choose_backbone
from graph.connection import Graph
from graph.embeddings import list_backbones
from graph.jobs import list_jobs
from model.backbones import create_network
from taggy.errors import InputError, ModelError, NotFoundError
from taggy.settings import Settings, load_settings
from tests.conftest import Taggy
from tests.model.drawings import draw_all, import_drawn
from tests.seeds import add_images

MISSING = "e" * 64
NAME = "test_vit"
SEARCH = """
MATCH (:Image {id: $image})-[:LOOKS]->(this)
MATCH (near:Embedding)
SEARCH near IN (VECTOR INDEX embedding_vector FOR this.vector WHERE near.backbone = $backbone LIMIT 20) SCORE AS score
MATCH (image:Image)-[:LOOKS]->(near)
RETURN image.id AS image
"""


@pytest_asyncio.fixture
async def pictures(graph: Graph, server_settings: Settings) -> list[str]:
    """Drawn pictures in the graph and its data folder, and one whose file is gone."""
    drawn = draw_all(12)
    await import_drawn(graph, server_settings.home, drawn)
    await add_images(graph, MISSING)
    return sorted(drawn)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A file of random weights."""
    save_file(create_network(NAME).state_dict(), tmp_path / "w.safetensors")
    return tmp_path / "w.safetensors"


@pytest.fixture
def call(taggy: Taggy) -> Taggy:
    """Run the command."""
    return partial(taggy, "model")


async def test_a_backbone_looks_once_and_then_alike_pictures_are_found(
    taggy: Taggy, graph: Graph, pictures: list[str], weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def call(*words: str) -> str:
        return (await asyncio.to_thread(taggy, *words)).stdout

    with pytest.raises(NotFoundError, match="No backbone has seen any picture yet"):
        await call("model", "similar", pictures[0])
    said = await call("model", "embed", "--backbone", NAME, "--weights", str(weights))
    (seen,) = await list_backbones(graph)
    assert (seen.backbone.partition("@")[0], seen.pictures) == (NAME, 12)
    assert said.splitlines()[0] == f"{seen.backbone} on cpu: 12 pictures seen, 1 could not be read"
    assert MISSING[:12] in said
    monkeypatch.setenv("TAGGY_BACKBONE", NAME)
    monkeypatch.setenv("TAGGY_WEIGHTS", str(weights))
    load_settings.cache_clear()
    assert await call("model", "embed") == said
    assert await list_backbones(graph) == [seen]
    assert {(job.kind, job.state) for job in await list_jobs(graph)} == {("embed", "done")}

    found = json.loads(await call("model", "similar", pictures[0], "--limit", "20", "--format", "json"))
    assert sorted(row["image"] for row in found) == pictures[1:]
    cosines = [row["cosine"] for row in found]
    assert cosines == sorted(cosines, reverse=True)
    with pytest.raises(NotFoundError, match="'gone'"):
        await call("model", "similar", "gone")
    params = ["--param", f"image={pictures[0]}", "--param", f"backbone={seen.backbone}"]
    assert sorted((await call("shell", "--command", SEARCH, *params, "--format", "csv")).split()[1:]) == pictures


@pytest.mark.usefixtures("graph")
def test_without_a_backbone_it_says_how_to_name_one(call: Taggy) -> None:
    with pytest.raises(ModelError, match=r"No backbone is named. Say --backbone NAME or set TAGGY_BACKBONE"):
        call("embed")
    with pytest.raises(InputError, match="say --backbone NAME too"):
        call("embed", "--weights", "w.safetensors")


def test_what_is_asked_for_goes_before_what_is_set() -> None:
    settings = Settings(backbone="set", weights=Path("set.safetensors"))
    file = Path("asked.safetensors")
    assert choose_backbone(settings, None, None) == ("set", Path("set.safetensors"))
    assert choose_backbone(settings, None, file) == ("set", file)
    assert choose_backbone(settings, "asked", None) == ("asked", None)
    assert choose_backbone(settings, "asked", "asked.safetensors") == ("asked", file)
    assert choose_backbone(Settings(), None, None) == (None, None)


def test_networks_are_listed_with_size_and_licence(call: Taggy) -> None:
    rows = json.loads(call("backbones", "--format", "json").stdout)
    assert rows[0] == {
        "name": "convnext_nano.in12k_ft_in1k",
        "million parameters": 15.0,
        "MB": 60,
        "side": 224,
        "licence": "apache-2.0",
        "weights": "timm/convnext_nano.in12k_ft_in1k",
    }
    named = json.loads(call("backbones", "resnet10t*", "--format", "json").stdout)
    assert [row["name"] for row in named] == ["resnet10t.c3_in1k"]
