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
from model.checkpoint import Checkpoint, Facts, load_checkpoint, read_checkpoint, save_checkpoint
from model.folds import FOLDS, find_fold
from model.heads import Heads
from taggy.errors import ModelError

IMAGES = [f"{number:02x}" * 32 for number in range(12)]


@pytest.fixture
def checkpoint() -> Checkpoint:
    """A run of two tags, with random heads on a random network."""
    network, dice = create_network("test_vit"), Generator().manual_seed(1)
    backbone = Backbone("test_vit", [network], find_preprocessing(network))
    heads = [Heads(torch.randn(2, 64, generator=dice), torch.randn(2, generator=dice)) for _ in range(FOLDS)]
    facts = Facts(
        run="r1",
        seed=1,
        backbone="test_vit",
        revision=backbone.revision,
        networks=1,
        preprocessing=backbone.preprocessing,
        tags=["cat", "dog"],
        thresholds=[0.8, 0.8],
        abstains=[False, True],
        temperature=2.0,
        shift=-1.0,
    )
    return Checkpoint(facts, backbone, heads)


def rewrite(path: Path, drop: str = "", **facts: object) -> None:
    """Change what stands in a checkpoint."""
    tensors = {name: values for name, values in load_file(path).items() if name != drop}
    with safe_open(path, framework="pt") as file:
        changed = json.loads(file.metadata()["taggy"]) | facts
    save_file(tensors, path, {"taggy": json.dumps(changed)})


def test_a_saved_run_gives_the_same_confidences(checkpoint: Checkpoint, tmp_path: Path) -> None:
    digest = save_checkpoint(checkpoint, tmp_path / "r1.safetensors")
    loaded = load_checkpoint(tmp_path / "r1.safetensors", digest)
    embeddings = torch.rand(12, 64)
    assert torch.equal(loaded.compute_confidence(IMAGES, embeddings), checkpoint.compute_confidence(IMAGES, embeddings))
    pictures = torch.rand(2, 3, 160, 160)
    assert torch.equal(loaded.backbone.embed(pictures), checkpoint.backbone.embed(pictures))
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
        ({"tags": ["cat", "dog", "cow"]}, "heads for other tags"),
        ({"drop": "heads.2.weight"}, "2 sets of heads, not 3"),
        ({"drop": "heads.1.bias"}, "cannot be used"),
        ({"drop": "networks.0.cls_token"}, "cannot be used"),
        ({"backbone": "test_resnet"}, "cannot be used"),
        ({"backbone": "no such network"}, "no network named"),
        ({"revision": "0000"}, "another backbone"),
        ({"format": "taggy-run-2"}, "cannot be used"),
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


def test_a_confidence_that_is_no_number_is_refused(checkpoint: Checkpoint) -> None:
    checkpoint.heads[0].weight[0, 0] = torch.nan
    with pytest.raises(ModelError, match="no numbers"):
        checkpoint.compute_confidence(IMAGES, torch.rand(12, 64))


def test_each_picture_gets_the_heads_of_its_own_fold(checkpoint: Checkpoint) -> None:
    constant = [Heads(torch.zeros(2, 64), torch.full((2,), float(fold))) for fold in range(FOLDS)]
    told = replace(checkpoint, heads=constant).compute_confidence(IMAGES, torch.rand(12, 64))[:, 0]
    logits = (2 * (torch.logit(told) + 1)).round().int().tolist()
    assert logits == [find_fold(1, image) for image in IMAGES]
