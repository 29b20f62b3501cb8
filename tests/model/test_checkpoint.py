"""Checkpoints: what was saved is what is loaded, and nothing else is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Generator

from model.backbones import Backbone, create_network, find_preprocessing
from model.checkpoint import Checkpoint, Part, load_checkpoint, read_checkpoint, save_checkpoint
from model.fitting import assemble_run
from model.folds import FOLDS, Learned, find_fold
from model.heads import Heads
from taggy.errors import ModelError

IMAGES = [f"{number:02x}" * 32 for number in range(12)]
WIDE = 256


def make_part(name: str, width: int, tags: list[str]) -> Part:
    """Make random heads on a random network."""
    network, dice = create_network(name), Generator().manual_seed(width)
    backbone = Backbone(name, [network], find_preprocessing(network))
    count = len(tags)
    heads = [Heads(torch.randn(count, width, generator=dice), torch.randn(count, generator=dice)) for _ in range(FOLDS)]
    return Part(backbone, heads, tags)


@pytest.fixture
def checkpoint() -> Checkpoint:
    """A run of three tags on two backbones, that learned from all pictures but the last two."""
    parts = [make_part("test_vit", 64, ["cat", "dog"]), make_part("test_resnet", WIDE, ["ann"])]
    learned = Learned.remember({image: find_fold(1, image) for image in IMAGES[:-2]})
    run = assemble_run(parts, ["general", "general", "who"], learned, 1, 0.95)
    facts = {"run": "r1", "temperature": [2.0, 1.0, 1.0], "shift": [-1.0, 0, 0]}
    return replace(run, facts=run.facts.model_copy(update=facts))


def look() -> list[torch.Tensor]:
    """Make an embedding of each picture by each backbone."""
    dice = Generator().manual_seed(9)
    return [torch.rand(12, 64, generator=dice), torch.rand(12, WIDE, generator=dice)]


def rewrite(path: Path, drop: str = "", part: dict[str, object] | None = None, **facts: object) -> None:
    """Change what stands in a checkpoint, or in its first part."""
    tensors = {name: values for name, values in load_file(path).items() if name != drop}
    with safe_open(path, framework="pt") as file:
        changed = json.loads(file.metadata()["taggy"]) | facts
    changed["parts"][:1] = [part_facts | (part or {}) for part_facts in changed["parts"][:1]]
    save_file(tensors, path, {"taggy": json.dumps(changed)})


def test_a_saved_run_gives_the_same_confidences(checkpoint: Checkpoint, tmp_path: Path) -> None:
    digest = save_checkpoint(checkpoint, tmp_path / "r1.safetensors")
    loaded = load_checkpoint(tmp_path / "r1.safetensors", digest)
    assert torch.equal(loaded.compute_confidence(IMAGES, look()), checkpoint.compute_confidence(IMAGES, look()))
    pictures = torch.rand(2, 3, 160, 160)
    for mine, kept in zip(checkpoint.parts, loaded.parts, strict=True):
        assert torch.equal(kept.backbone.embed(pictures), mine.backbone.embed(pictures))
    assert loaded.facts.model_dump_json() == checkpoint.facts.model_dump_json()
    assert [path.name for path in tmp_path.iterdir()] == ["r1.safetensors"]


def test_a_damaged_or_missing_file_is_refused(checkpoint: Checkpoint, tmp_path: Path) -> None:
    path = tmp_path / "r1.safetensors"
    digest = save_checkpoint(checkpoint, path)
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match="is damaged or another run's"):
        load_checkpoint(path, digest)
    path.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        load_checkpoint(path, digest)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tags": ["cat", "dog", "cow"]}, "parts for other tags"),
        ({"tags": ["cat", "ann"], "part": {"tags": ["cat"]}}, "lacks facts"),
        ({"tags": list("abcd"), "part": {"tags": list("abc")}}, "parts for other tags"),
        ({"temperature": [1.0]}, "lacks facts"),
        ({"shift": []}, "lacks facts"),
        ({"drop": "parts.0.heads.2.weight"}, "2 sets of heads, not 3"),
        ({"drop": "parts.1.heads.1.bias"}, "cannot be used"),
        ({"drop": "parts.0.networks.0.cls_token"}, "cannot be used"),
        ({"drop": "learned.folds"}, "cannot be used"),
        ({"part": {"backbone": "test_resnet"}}, "cannot be used"),
        ({"part": {"backbone": "no such network"}}, "no network named"),
        ({"part": {"revision": "0000"}}, "another backbone"),
        ({"format": "taggy-run-1"}, r"another form \(taggy-run-1\). Train again"),
        ({"unknown": 1}, "cannot be used"),
        ({"temperature": "warm"}, "cannot be used"),
    ],
)
def test_parts_that_do_not_fit_are_refused(
    checkpoint: Checkpoint, tmp_path: Path, change: dict[str, object], message: str
) -> None:
    path = tmp_path / "r1.safetensors"
    save_checkpoint(checkpoint, path)
    rewrite(path, **change)  # type: ignore[arg-type]  # `drop` is the one text among them
    with pytest.raises(ModelError, match=message):
        read_checkpoint(path)


@pytest.mark.parametrize("content", [b"", b"{}", b"\x80\x04}\x94."])
def test_what_is_no_checkpoint_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r1.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="cannot be used"):
        read_checkpoint(path)


def test_heads_for_other_tags_are_refused(checkpoint: Checkpoint, tmp_path: Path) -> None:
    short = Heads(checkpoint.parts[0].heads[1].weight[:1], checkpoint.parts[0].heads[1].bias[:1])
    checkpoint.parts[0].heads[1] = short
    save_checkpoint(checkpoint, tmp_path / "r1.safetensors")
    with pytest.raises(ModelError, match="heads for other tags"):
        read_checkpoint(tmp_path / "r1.safetensors")


def test_a_confidence_that_is_no_number_is_refused(checkpoint: Checkpoint) -> None:
    checkpoint.parts[1].heads[0].weight[0, 0] = torch.nan
    with pytest.raises(ModelError, match="no numbers"):
        checkpoint.compute_confidence(IMAGES, look())


def test_where_a_backbone_has_not_seen_a_picture_its_tags_are_silent(checkpoint: Checkpoint) -> None:
    whole, seen = checkpoint.compute_confidence(IMAGES, look()), look()
    seen[1][3] = torch.nan
    told = checkpoint.compute_confidence(IMAGES, seen)
    assert told[3].isnan().tolist() == [False, False, True]
    told[3, 2] = whole[3, 2]
    assert torch.equal(told, whole)


def test_each_picture_gets_the_heads_of_its_own_fold_or_the_mean_of_all(checkpoint: Checkpoint) -> None:
    constant = [Heads(torch.zeros(2, 64), torch.full((2,), float(2 * fold + fold % 2))) for fold in range(FOLDS)]
    parts = [replace(checkpoint.parts[0], heads=constant), checkpoint.parts[1]]
    told = replace(checkpoint, parts=parts).compute_confidence(IMAGES, look())[:, 0]
    logits = 2 * (torch.logit(told) + 1)
    expected = [[0.0, 3.0, 4.0][find_fold(1, image)] for image in IMAGES[:-2]] + [7 / 3] * 2
    assert logits.tolist() == pytest.approx(expected, abs=1e-4)


def test_a_run_remembers_what_it_learned_from() -> None:
    learned = Learned.remember({"a": 2, "b": 0})
    assert learned.find_folds(["b", "c", "a"]).tolist() == [0, -1, 2]
    assert Learned.remember({}).find_folds(["a"]).tolist() == [-1]
