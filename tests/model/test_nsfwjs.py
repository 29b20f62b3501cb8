"""The network of nsfwjs, as the npm package ships it: its features are those of TensorFlow.js; misfits are told.

What is expected was computed by @tensorflow/tfjs 4.22.0 (its own CPU, in Node): the picture of `draw_pattern` through
`loadLayersModel` of the package's files, up to the layer `flatten_1`.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import Tensor

from model.backbones import Backbone, create_network, load_backbone
from model.nsfwfiles import PACKAGE
from model.nsfwjs import load_nsfwjs
from taggy.errors import ModelError

MODEL = PACKAGE / "dist" / "models" / "mobilenet_v2"
SHARD = "group1-shard1of1.min.js"

if not MODEL.is_dir():
    pytest.skip("node_modules/nsfwjs is absent: `npm ci` brings it", allow_module_level=True)

FIRST = [0, 0, 0, 0.049774132668972015, 0.05734352394938469, 0, 0.007462257519364357, 0]
LAST = [0, 0, 0, 0.08882176131010056]
SUM, SQUARES = 58.26981653703842, 42.4867210222371


def draw_pattern() -> Tensor:
    """Draw a picture of 224 x 224 whose value at row y, column x, colour c is (7x + 13y + 61c + xy) mod 256."""
    y, x, c = torch.meshgrid(torch.arange(224), torch.arange(224), torch.arange(3), indexing="ij")
    return (7 * x + 13 * y + 61 * c + x * y).remainder(256).to(torch.uint8)


@pytest.fixture(scope="module")
def backbone() -> Backbone:
    return load_backbone("nsfwjs", PACKAGE)


def test_features_are_those_of_tensorflow_js(backbone: Backbone) -> None:
    picture = backbone.prepare(Image.fromarray(draw_pattern().numpy()))
    trunk: Any = backbone.networks[0].trunk
    (seen,) = trunk(picture.unsqueeze(0))
    assert seen.shape == (1280,)
    assert seen[:8].tolist() == pytest.approx(FIRST, abs=1e-5)
    assert seen[-4:].tolist() == pytest.approx(LAST, abs=1e-5)
    assert float(seen.double().sum()) == pytest.approx(SUM, abs=1e-3)
    assert float(seen.double().square().sum()) == pytest.approx(SQUARES, abs=1e-3)


def test_a_picture_is_the_mean_and_the_strongest_answer_of_each_channel_of_the_last_five_stages(
    backbone: Backbone,
) -> None:
    pictures = torch.rand(2, 3, 224, 224, generator=torch.Generator().manual_seed(1))
    trunk: Any = backbone.networks[0].trunk
    with torch.inference_mode():
        last = trunk.blocks(trunk.bn1(trunk.conv_stem(pictures)))
    seen = backbone.embed(pictures)
    assert seen.shape == (2, backbone.width) == (2, 2 * (32 + 64 + 96 + 160 + 320))
    assert torch.allclose(seen[:, -640:-320], last.mean((2, 3)), atol=1e-6)
    assert torch.equal(seen[:, -320:], last.amax((2, 3)))


def test_pictures_are_made_ready_as_nsfwjs_does(backbone: Backbone) -> None:
    picture = torch.full((50, 300, 3), 51, dtype=torch.uint8)
    assert torch.equal(backbone.prepare(Image.fromarray(picture.numpy())), torch.full((3, 224, 224), 0.2))


def test_it_is_a_backbone_as_others_are(backbone: Backbone) -> None:
    assert backbone.key == f"nsfwjs@{load_backbone('nsfwjs', None).revision}"
    again = create_network("nsfwjs")
    again.load_state_dict(backbone.networks[0].state_dict())
    assert Backbone("nsfwjs", [again], backbone.preprocessing).revision == backbone.revision
    told: Any = backbone.networks[0].pretrained_cfg
    assert told["license"] == "mit"
    assert "MIT License" in (PACKAGE / "LICENSE").read_text()


def test_where_it_is_not_the_way_to_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"There is no nsfwjs in .*npm install nsfwjs.*--weights"):
        load_nsfwjs(tmp_path)


def spoil(old: str, new: str) -> Callable[[str], str]:
    """Return a change of a file's text, which must find something to change."""

    def change(text: str) -> str:
        assert re.search(old, text)
        return re.sub(old, new, text, count=1)

    return change


@pytest.mark.parametrize(
    ("file", "change", "problem"),
    [
        (SHARD, None, "cannot be read"),
        (SHARD, spoil('exports="YkKN', 'exports="'), "bytes, not"),
        (SHARD, spoil('exports="Y', 'exports="'), "no weights in base64"),
        (SHARD, spoil('exports="', "exports='"), "have 0 bytes, not"),
        ("model.min.js", spoil(r"modelTopology:\{", "modelTopology:["), "no model of Keras"),
        ("model.min.js", spoil("weightsManifest", "other"), "no model of Keras .*weightsManifest"),
        ("model.min.js", spoil(r"null,224,224,3", "null,299,299,3"), "pictures of .*299"),
        ("model.min.js", spoil("block_10_expand/kernel", "block_99_expand/kernel"), "layer 'block_99_expand'"),
        ("model.min.js", spoil("Conv1/kernel", "mixed/kernel"), "layer 'mixed'"),
        ("model.min.js", spoil(r"\[1,1,320,1280\]", "[1,1,1280,320]"), r"conv_head.weight is \(320, 1280, 1, 1\), not"),
        ("model.min.js", spoil(r"\[3,3,3,32\]", "[27,32]"), "another network: conv_stem.weight is"),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, file: str, change: Callable[[str], str] | None, problem: str
) -> None:
    place = tmp_path / "dist" / "models" / "mobilenet_v2"
    shutil.copytree(MODEL, place)
    if change:
        (place / file).write_text(change((place / file).read_text()))
    else:
        (place / file).unlink()
    with pytest.raises(ModelError, match=problem):
        load_nsfwjs(tmp_path)


def test_the_graph_model_of_the_package_is_another_topology(tmp_path: Path) -> None:
    (tmp_path / "dist" / "models").mkdir(parents=True)
    shutil.copytree(PACKAGE / "dist" / "models" / "mobilenet_v2_mid", tmp_path / "dist" / "models" / "mobilenet_v2")
    with pytest.raises(ModelError, match="no model of Keras"):
        load_nsfwjs(tmp_path)
