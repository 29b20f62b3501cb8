"""Words: a network that reads and sees, at random weights, and what it may do: choose questions, find by a phrase."""

import json
from pathlib import Path

import huggingface_hub
import open_clip
import pytest
import pytest_asyncio
import torch
from safetensors.torch import save_file
from torch.nn.functional import normalize

from consensus.asking import Asker, Scope
from consensus.leases import Leases
from consensus.routing import Router
from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.suggestions import count_suggestions, draw_suggestions
from graph.votes import Asked, Ballot, cast_votes
from model.backbones import Backbone, create_network, load_backbone
from model.words import CALIBRATED, TEMPLATES, TextSide, load_text_side, search_pictures, suggest_pictures
from taggy.errors import ModelError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.clip import NAME, make_clip
from tests.model.drawings import claim_all, ignore
from tests.seeds import add_images, add_tags, add_voters, link, merge, read_consensus, run

IMAGES = [f"{number:x}" * 64 for number in range(1, 9)]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make open_clip know a tiny network, and keep random weights of it."""
    return make_clip(tmp_path_factory.mktemp("clip"))[1]


@pytest.fixture(scope="module")
def text(weights: Path) -> TextSide:
    """The half that reads."""
    return load_text_side(NAME, weights)


@pytest.fixture(scope="module")
def backbone(weights: Path) -> Backbone:
    """The half that sees."""
    return load_backbone(NAME, weights)


async def look(graph: Graph, text: TextSide) -> dict[str, torch.Tensor]:
    """Put pictures into the graph, with random embeddings."""
    seen = torch.randn(len(IMAGES), 16, generator=torch.Generator().manual_seed(4))
    await add_images(graph, *IMAGES)
    vectors = dict(zip(IMAGES, seen, strict=True))
    await add_embeddings(graph, text.key, {image: row.tolist() for image, row in vectors.items()})
    return vectors


def test_both_halves_are_open_clips_own(text: TextSide, backbone: Backbone, weights: Path) -> None:
    assert (backbone.key, backbone.words) == (text.key, True)
    assert backbone.preprocessing["input_size"] == (3, 32, 32)
    whole, _, prepare = open_clip.create_model_and_transforms("tiny-clip", pretrained=str(weights))
    whole.eval()
    pictures = torch.rand(2, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(backbone.embed(pictures), whole.encode_image(pictures))
        expected = whole.encode_text(open_clip.get_tokenizer("tiny-clip")(["a red fox", "a cat"]))
    torch.testing.assert_close(text.embed(["a red fox", "a cat"]), normalize(expected, dim=1))
    assert str(prepare)
    again = create_network(NAME)
    again.load_state_dict(backbone.networks[0].state_dict())
    assert Backbone(NAME, [again], backbone.preprocessing).revision == backbone.revision


async def test_a_phrase_finds_the_nearest_pictures(graph: Graph, text: TextSide) -> None:
    with pytest.raises(ModelError, match="has seen no picture"):
        await search_pictures(graph, text, "a cat", 3)
    vectors = await look(graph, text)
    (wanted,) = text.embed(["a cat"])
    scores = {image: float(normalize(row, dim=0) @ wanted) for image, row in vectors.items()}
    best = sorted(scores, key=lambda image: -scores[image])[:3]
    found = await search_pictures(graph, text, "a cat", 3)
    assert [row.image for row in found] == best
    assert [row.score for row in found] == pytest.approx([scores[image] for image in best], abs=1e-6)


async def test_only_tags_without_votes_get_suggestions_and_nothing_counts_them(graph: Graph, text: TextSide) -> None:
    vectors = await look(graph, text)
    await add_tags(graph, "big_cat", "lynx", "dog")
    await run(graph, "MATCH (t:Tag {name: 'big_cat'}) SET t.description = 'a wild cat'")
    await link(graph, "alias", "lynx", "big_cat")
    await add_voters(graph, *(f"v{number}" for number in range(CALIBRATED)))
    asked = Asked(why="test", probability=1.0, shown="picture")
    await cast_votes(graph, [Ballot(f"v{n}", IMAGES[0], "dog", "yes", asked=asked) for n in range(CALIBRATED)])
    await claim_all(graph, [(IMAGES[1], "big_cat")])
    before = await read_consensus(graph)
    assert await suggest_pictures(graph, text, ignore, per_tag=len(IMAGES)) == {"big_cat": len(IMAGES) - 1}
    assert await read_consensus(graph) == before
    rows = await run(
        graph, "MATCH (i)-[s:SUGGESTED]->(t) RETURN i.id AS image, t.name AS tag, s.score AS score, s.backbone AS by"
    )
    prompts = [template.format(name) for name in ("big cat", "lynx") for template in TEMPLATES] + ["a wild cat"]
    wanted = normalize(text.embed(prompts).mean(0), dim=0)
    assert {row["image"]: row["score"] for row in rows} == pytest.approx(
        {i: float(normalize(v, dim=0) @ wanted) for i, v in vectors.items() if i != IMAGES[1]}, abs=1e-6
    )
    assert {(row["tag"], row["by"]) for row in rows} == {("big_cat", text.key)}
    assert await suggest_pictures(graph, text, ignore, per_tag=2) == {"big_cat": await count_suggestions(graph)}
    await cast_votes(graph, [Ballot(f"v{n}", IMAGES[2], "big_cat", "no", asked=asked) for n in range(CALIBRATED)])
    assert await suggest_pictures(graph, text, ignore) == {}
    assert await count_suggestions(graph) == 0


async def test_suggested_pairs_are_asked_until_somebody_spoke(
    graph: Graph, text: TextSide, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("consensus.routing.SUGGESTED_SHARE", 1.0)
    await look(graph, text)
    await add_tags(graph, "cat")
    await run(graph, "MATCH (i:Image {id: $i}) SET i.withheld = ['panic']", i=IMAGES[0])
    assert await suggest_pictures(graph, text, ignore) == {"cat": len(IMAGES) - 1}
    await run(graph, "MATCH (i:Image {id: $i}) SET i.withheld = ['panic']", i=IMAGES[1])
    await run(graph, "MATCH (i:Image {id: $i}) SET i.nsfw = 'confirmed'", i=IMAGES[2])
    await merge(graph, IMAGES[3], IMAGES[4])
    await add_voters(graph, "ann")
    asked = Asked(why="suggested", probability=0.1, shown="picture")
    await cast_votes(graph, [Ballot("ann", IMAGES[5], "cat", "yes", asked=asked)])
    safe = {IMAGES[4], IMAGES[6], IMAGES[7]}
    assert {p.image for p in await draw_suggestions(graph, "", nsfw=False, limit=99)} == safe
    assert {p.image for p in await draw_suggestions(graph, "", nsfw=True, limit=99)} == {*safe, IMAGES[2]}
    router = Router(graph, Settings(home=tmp_path, control_share=0), Leases(tmp_path, 90, 3600), seed=3)
    drawn = {
        (q.card.image, q.card.tag, q.why, round(q.probability, 6))
        for _ in range(20)
        for q in await router.draw(Asker("bob"), 1, Scope())
    }
    assert {row for row in drawn if row[2] == "suggested"} <= {(i, "cat", "suggested", round(1 / 7, 6)) for i in safe}
    assert any(row[2] == "suggested" for row in drawn)


def test_what_cannot_be_had_is_told(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"knows no words.*open_clip/ViT-B-32"):
        load_text_side("resnet18", None)
    with pytest.raises(ModelError, match="knows no words"):
        load_text_side(None, None)
    with pytest.raises(ModelError, match="no network named 'nothing'"):
        load_backbone("open_clip/nothing", weights)
    with pytest.raises(ModelError, match=r"no weights on the hub.*--weights FILE"):
        load_backbone(NAME, None)
    with pytest.raises(ModelError, match="There is no file"):
        load_backbone(NAME, tmp_path / "gone.safetensors")
    (tmp_path / "pickle.pt").write_bytes(b"\x80\x04}\x94.")
    with pytest.raises(ModelError, match="no safetensors file"):
        load_backbone(NAME, tmp_path / "pickle.pt")
    save_file({"x": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="do not fit"):
        load_backbone(NAME, tmp_path / "other.safetensors")


def test_where_the_hub_is_out_of_reach_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match=r"'open_clip/ViT-B-32:\w+' could not be fetched .* --weights FILE"):
        load_text_side("open_clip/ViT-B-32:laion2b_s34b_b79k", None)


@pytest_asyncio.fixture
async def looked(graph: Graph, text: TextSide) -> dict[str, torch.Tensor]:
    """Pictures that were looked at, and a tag without votes."""
    await add_tags(graph, "cat")
    return await look(graph, text)


def test_the_commands_search_and_suggest(
    taggy: Taggy, text: TextSide, weights: Path, looked: dict[str, torch.Tensor]
) -> None:
    options = ("--backbone", NAME, "--weights", str(weights), "--format", "json")
    found = json.loads(taggy("model", "search", "a cat", "--limit", "2", *options).stdout)
    (wanted,) = text.embed(["a cat"])
    best = sorted(looked, key=lambda image: -float(normalize(looked[image], dim=0) @ wanted))
    assert [row["image"] for row in found] == best[:2]
    assert json.loads(taggy("model", "suggest", *options).stdout) == [{"tag": "cat", "pictures": len(IMAGES)}]
    with pytest.raises(ModelError, match="knows no words"):
        taggy("model", "search", "a cat")
