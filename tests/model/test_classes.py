"""Class networks: what they say, of animations too, as torch and as ONNX; and that of nsfwjs."""

import re
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from media.decoding import Limits
from model.backbones import Backbone, create_network, load_backbone
from model.classes import load_classifier, save_classifier
from model.embedding import TorchEmbedder
from model.export import export_run
from model.filtering import Filter
from model.nsfwclasses import CLASSES, choose_suspects, load_nsfw_classes
from model.nsfwfiles import PACKAGE, read_tensors
from model.pictures import convert_to_rgb
from model.served import Served
from model.serving import serve_backbone, serve_classifier
from taggy.errors import InputError, ModelError
from tests.model.classfolders import make_colours
from tests.model.drawings import draw_all
from tests.model.filters import write_png
from tests.model.portable import finish, make_backbone, make_run

LIMITS = Limits(2_000_000, 4_000_000, 50)
PLAN = """name = "x"
[classes.colours]
network = "colours.onnx"
refuse = ["red", "green"]
bound = {bound}
"""


def read_drawn(count: int) -> list[Image.Image]:
    """Draw pictures, as RGB."""
    return [convert_to_rgb(Image.open(BytesIO(content))) for content, _ in draw_all(count).values()]


def test_a_network_is_the_same_once_read_and_served(tmp_path: Path) -> None:
    made = make_colours()
    save_classifier(made, tmp_path / "c.safetensors")
    serve_classifier(made, tmp_path / "c.onnx")
    read, served = load_classifier(tmp_path / "c.safetensors"), Served(tmp_path / "c.onnx", 1)
    assert read.facts.model_dump_json() == made.facts.model_dump_json()
    assert read.backbone.key == made.backbone.key == served.facts.key
    assert made.backbone.name == "classes:test_byobnet:3"
    assert served.facts.about["classes"] == ["blue", "green", "red"]
    pictures = read_drawn(6)
    told = read.backbone.embed(torch.stack([read.backbone.prepare(picture) for picture in pictures]))
    assert told.exp().sum(1).tolist() == pytest.approx([1] * 6)
    assert served.see([served.prepare(picture) for picture in pictures]) == pytest.approx(told.numpy(), abs=1e-4)


def test_a_file_that_is_damaged_or_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"There is no class network .*taggy classes train"):
        load_classifier(tmp_path / "none.safetensors")
    (tmp_path / "c.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match=r"cannot be used .*Train it again"):
        load_classifier(tmp_path / "c.safetensors")
    with pytest.raises(ModelError, match="names no class network"):
        create_network("classes:test_byobnet")


@given(st.lists(st.lists(st.floats(-40, 0), min_size=3, max_size=3), min_size=1, max_size=5))
def test_of_an_animation_the_frame_counts_that_is_suspected_most(rows: list[list[float]]) -> None:
    frames = torch.tensor(rows).log_softmax(1)
    suspect, neutral = make_colours(("red", "green")).network, make_colours(()).network
    worst = suspect.join_frames(frames)
    assert float(worst[1:].exp().sum()) == pytest.approx(float(frames[:, 1:].exp().sum(1).max()), abs=1e-6)
    assert worst.tolist() in frames.tolist()
    assert neutral.join_frames(frames).exp().tolist() == pytest.approx(frames.exp().mean(0).tolist(), abs=1e-6)


def test_as_a_backbone_it_says_of_an_animation_what_it_says_of_its_worst_frame() -> None:
    made = make_colours()
    frames = read_drawn(5)
    embedder = TorchEmbedder(made.backbone, "cpu")
    told = finish(embedder.embed(["a", "b"], lambda image: frames if image == "a" else frames[:1], {}))
    each = made.backbone.embed(torch.stack([made.backbone.prepare(frame) for frame in frames]))
    assert told["a"] == pytest.approx(each[each[:, 2].argmax()].tolist(), abs=1e-5)
    assert told["b"] == pytest.approx(each[0].tolist(), abs=1e-5)
    others = make_backbone(networks=2)
    seen = torch.rand(4, 2 * 64)
    assert torch.equal(others.join_frames(seen), seen.mean(0))


def test_a_checkpoint_can_hold_it(tmp_path: Path) -> None:
    made = make_colours()
    save_classifier(made, tmp_path / "c.safetensors")
    loaded = load_backbone("classes", tmp_path / "c.safetensors")
    again = create_network(loaded.name)
    again.load_state_dict(loaded.networks[0].state_dict())
    assert Backbone(loaded.name, [again], loaded.preprocessing).key == made.backbone.key


def test_a_run_that_rests_on_it_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="rests on a class network, which joins the frames of an animation in its own"):
        export_run(make_run(make_colours().backbone), "0" * 64, tmp_path / "r.onnx")
    assert [*tmp_path.iterdir()] == []


def test_a_filter_refuses_classes_by_the_worst_frame(tmp_path: Path) -> None:
    made = make_colours()
    serve_classifier(made, tmp_path / "colours.onnx")
    frames = read_drawn(4)
    each = made.backbone.embed(torch.stack([made.backbone.prepare(frame) for frame in frames])).exp()
    scores = each[:, 1:].sum(1).tolist()
    file = BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], duration=50, lossless=True)
    stills = [write_png(frame) for frame in frames]
    bound = sorted(scores)[1] + 1e-5
    (tmp_path / "f.toml").write_text(PLAN.format(bound=bound))
    rows = list(
        Filter(tmp_path / "f.toml", LIMITS, 1).judge(
            [partial(bytes, picture) for picture in (file.getvalue(), *stills)]
        )
    )
    assert [row.score for row in rows] == pytest.approx([max(scores), *scores], abs=1e-4)
    assert [row.verdict for row in rows] == ["refused", *("refused" if s >= bound else "kept" for s in scores)]
    assert {row.stage for row in rows} == {"classes"}
    first = ("green", "red")[int(each[each[:, 1:].sum(1).argmax(), 1:].argmax())]
    assert re.fullmatch(rf"By colours it is '{first}' or the like with 0\.\d+, bound 0\.\d+\.", rows[0].reason)
    assert 0 <= rows[0].past <= 1


def test_a_filter_of_classes_that_are_not_there_is_refused(tmp_path: Path) -> None:
    serve_classifier(make_colours(), tmp_path / "colours.onnx")
    text = PLAN.format(bound=0.5)
    (tmp_path / "f.toml").write_text(text.replace('"green"', '"grey"'))
    with pytest.raises(ModelError, match=r"has no class 'grey'\. It has: blue, green, red\."):
        Filter(tmp_path / "f.toml", LIMITS)
    serve_backbone(make_backbone("test_byobnet"), tmp_path / "colours.onnx")
    with pytest.raises(ModelError, match="tells no classes"):
        Filter(tmp_path / "f.toml", LIMITS)
    (tmp_path / "f.toml").write_text(text.replace('["red", "green"]', "[]"))
    with pytest.raises(InputError, match=r"classes\.colours\.refuse: List should have at least 1 item"):
        Filter(tmp_path / "f.toml", LIMITS)


needs_package = pytest.mark.skipif(not PACKAGE.is_dir(), reason="node_modules/nsfwjs is absent: `npm ci` brings it")


@needs_package
def test_the_classes_of_nsfwjs_are_those_of_the_package_in_its_order() -> None:
    text = (PACKAGE / "dist" / "cjs" / "nsfw_classes.js").read_text()
    named = dict(re.findall(r"(\d): '(\w+)'", text))
    assert [named[str(number)].lower().rstrip("s") for number in range(5)] == [name.rstrip("s") for name in CLASSES]


@needs_package
def test_the_classifier_of_nsfwjs_computes_what_its_layers_say() -> None:
    classifier = load_nsfw_classes()
    pictures = torch.rand(3, 3, 224, 224, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        seen = classifier.network.trunk(pictures).double().numpy()
    layers = {name: numbers for name, numbers in read_tensors(PACKAGE) if name.startswith("dense_")}
    for number in (1, 2):
        seen = np.maximum(seen @ layers[f"dense_{number}/kernel"] + layers[f"dense_{number}/bias"], 0)
    logits = seen @ layers["dense_3/kernel"] + layers["dense_3/bias"]
    expected = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    assert classifier.backbone.embed(pictures).exp().numpy() == pytest.approx(expected, abs=1e-5)


@needs_package
def test_the_classes_of_nsfwjs_find_shapes_harmless_and_suspect_what_is_said() -> None:
    classifier = load_nsfw_classes()
    assert classifier.facts.suspect == ["hentai", "porn", "sexy"]
    ready = [classifier.backbone.prepare(picture) for picture in read_drawn(3)]
    told = classifier.backbone.embed(torch.stack(ready)).exp()
    assert told[:, [CLASSES.index("drawings"), CLASSES.index("neutral")]].sum(1).min() > 0.9
    assert load_backbone("classes", None).key == classifier.backbone.key
    key = classifier.backbone.key
    other = choose_suspects(classifier, ["porn"])
    assert other.facts.suspect == ["porn"]
    assert other.backbone.key != key
    assert other.network.suspect.tolist() == [False, False, False, True, False]
    with pytest.raises(InputError, match=r"no class 'cats' to suspect\. There are: drawings, hentai"):
        choose_suspects(classifier, ["cats"])


@needs_package
@pytest.mark.shared
def test_the_classes_of_nsfwjs_suspect_no_clip_art(shared: Path) -> None:
    classifier = load_nsfw_classes()
    paths = sorted((shared / "clipart").glob("*.png"))[::100]
    ready = [classifier.backbone.prepare(convert_to_rgb(Image.open(path))) for path in paths]
    told = classifier.backbone.embed(torch.stack(ready)).exp()
    assert told[:, classifier.network.suspect].sum(1).max() < 0.8
