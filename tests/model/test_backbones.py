"""Backbones: timm's networks by name, with weights from a file or from its hub."""

import pickle
from pathlib import Path

import huggingface_hub.constants
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from model.backbones import (
    RECOMMENDED,
    Backbone,
    BackboneFacts,
    create_network,
    describe_backbone,
    list_backbones,
    load_backbone,
)
from taggy.errors import ModelError

NAME = "test_vit"


def keep_weights(path: Path, name: str = NAME, **options: int) -> Path:
    """Save random weights as timm names them."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        save_file(create_network(name, **options).state_dict(), path)
    return path


def test_a_backbone_says_how_wide_it_is_and_under_which_licence(tmp_path: Path) -> None:
    backbone = load_backbone(NAME, keep_weights(tmp_path / "w.safetensors"))
    assert (backbone.width, backbone.licence, backbone.words) == (64, "apache-2.0", False)
    assert Backbone(NAME, [*backbone.networks] * 2, backbone.preprocessing).width == 128


def test_networks_with_published_weights_are_found_and_described_without_them() -> None:
    assert "resnet18.a1_in1k" in list_backbones("resnet18*")
    assert list_backbones("nothing*") == []
    built = create_network("resnet18.a1_in1k")
    count = sum(part.numel() for part in built.parameters())
    assert describe_backbone("resnet18.a1_in1k") == BackboneFacts(
        "resnet18.a1_in1k", count, 224, "apache-2.0", "timm/resnet18.a1_in1k"
    )
    with pytest.raises(ModelError, match="no network named"):
        describe_backbone("nothing")


def test_the_advised_networks_are_there_with_weights_and_a_licence() -> None:
    for name in RECOMMENDED:
        facts = describe_backbone(name)
        assert facts.parameters < 25e6
        assert facts.weights.endswith(name)
        assert facts.licence


def test_a_file_that_was_cut_off_is_told(tmp_path: Path) -> None:
    path = keep_weights(tmp_path / "w.safetensors")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="no safetensors file"):
        load_backbone(NAME, path)


@pytest.mark.parametrize("classes", [0, 1000])
def test_weights_from_a_file_are_those_that_were_saved(tmp_path: Path, classes: int) -> None:
    path = keep_weights(tmp_path / "w.safetensors", num_classes=classes)
    first, again = load_backbone(NAME, path), load_backbone(NAME, path)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        expected = create_network(NAME, num_classes=classes)
    expected.reset_classifier(0)  # type: ignore[operator]  # every network of timm has it
    pictures = torch.rand(2, 3, 160, 160)
    with torch.inference_mode():
        assert torch.equal(first.embed(pictures), expected.eval()(pictures))
    assert first.revision == again.revision


def test_preprocessing_is_timms_own(tmp_path: Path) -> None:
    backbone = load_backbone(NAME, keep_weights(tmp_path / "w.safetensors"))
    assert backbone.preprocessing == {
        "input_size": (3, 160, 160),
        "interpolation": "bicubic",
        "mean": (0.5, 0.5, 0.5),
        "std": (0.5, 0.5, 0.5),
        "crop_pct": 0.95,
        "crop_mode": "center",
    }
    assert torch.equal(backbone.prepare(Image.new("RGB", (300, 200), "white")), torch.ones(3, 160, 160))


def test_a_revision_names_weights_and_preprocessing(tmp_path: Path) -> None:
    first = load_backbone(NAME, keep_weights(tmp_path / "w.safetensors"))
    larger = Backbone(NAME, first.networks, first.preprocessing | {"crop_pct": 1.0})
    other = Backbone(NAME, [create_network(NAME)], first.preprocessing)
    assert len({first.revision, larger.revision, other.revision}) == 3


def test_an_unknown_name_is_told_with_names_like_it() -> None:
    with pytest.raises(ModelError, match=r"no network named 'resnet10x'.*resnet10t"):
        load_backbone("resnet10x", None)


def test_where_the_hub_is_out_of_reach_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match=r"'resnet10t' could not be fetched .* --weights FILE .* leave --backbone out"):
        load_backbone("resnet10t", None)


def test_a_network_without_published_weights_is_told() -> None:
    with pytest.raises(ModelError, match=r"could not be fetched .* --weights FILE"):
        load_backbone("resnet51q.nothing", None)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(pickle.dumps({"weight": 1}))
    with pytest.raises(ModelError, match="no safetensors file"):
        load_backbone(NAME, path)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no file"):
        load_backbone(NAME, tmp_path / "gone.safetensors")


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    path = keep_weights(tmp_path / "w.safetensors", "test_resnet")
    with pytest.raises(ModelError, match=r"no file of 'test_vit': it lacks \d+ tensors"):
        load_backbone(NAME, path)


def test_weights_of_another_size_are_refused(tmp_path: Path) -> None:
    weights = create_network(NAME).state_dict()
    weights["cls_token"] = torch.zeros(1, 1, 7)
    save_file(weights, tmp_path / "w.safetensors")
    with pytest.raises(ModelError, match="do not fit 'test_vit'"):
        load_backbone(NAME, tmp_path / "w.safetensors")
