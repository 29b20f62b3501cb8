"""The network that the npm package `nsfwjs` ships: MobileNetV2, read from its JavaScript files as text.

It was trained on photographs and drawings from the web to tell drawing, hentai, neutral, porn and sexy apart. What it
sees last serves that alone, so a picture is described here by what its last five stages see on the way: of each of
their 672 channels the mean and the strongest answer, 1,344 numbers.

The package holds the weights as bytes, of which a value is `scale * byte + min`, in base64 between the quotes of a
script, and their names, shapes and scales as an object of JavaScript. No script is run: both are cut out and parsed.
Importing this module makes timm know the network by name.

References: https://github.com/infinitered/nsfwjs (MIT); M. Sandler and others, "MobileNetV2: inverted residuals and
linear bottlenecks" (2018), which TensorFlow pads at the lower right ("same") and normalises with an epsilon of 1e-3.
"""

import base64
import binascii
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import timm
import torch
from pydantic import BaseModel, TypeAdapter
from timm.models import generate_default_cfgs, register_model
from timm.models.efficientnet import mobilenetv2_100
from torch import Tensor, nn

from taggy.errors import ModelError

NAME = "nsfwjs"
PACKAGE = Path(__file__).resolve().parents[1] / "node_modules" / "nsfwjs"
FIRST = 2  # stage whose answers describe a picture: those before it see edges and colours alone
CLASSIFIER = ("dense_1/", "dense_2/", "dense_3/")
LARGEST = 64_000_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|!0|!1|[A-Za-z_]\w*(?=:)|(?<![\w.])\.(?=\d)')
_SHARD = re.compile(r'\.exports="([A-Za-z0-9+/=]*)"')
_OBJECT = re.compile(r"\.exports=(?=\{)")
_PARTS = {"expand": ("conv_pw", "bn1"), "depthwise": ("conv_dw", "bn2"), "project": ("conv_pwl", "bn3")}
_BEGIN = {"depthwise": ("conv_dw", "bn1"), "project": ("conv_pw", "bn2")}
_STAGES = (1, 2, 3, 4, 3, 3, 1)
_VALUES = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}

default_cfgs = generate_default_cfgs(
    {
        NAME: {
            "input_size": (3, 224, 224),
            "pool_size": (7, 7),
            "crop_pct": 1.0,
            "crop_mode": "squash",
            "interpolation": "bilinear",
            "mean": (0.0, 0.0, 0.0),
            "std": (1.0, 1.0, 1.0),
            "first_conv": "conv_stem",
            "classifier": "classifier",
            "license": "mit",
        }
    }
)


class _Scale(BaseModel):
    min: float
    scale: float


class _Weight(BaseModel):
    """A tensor in the bytes: TensorFlow's name and shape, and what turns its bytes into numbers."""

    name: str
    shape: list[int]
    quantization: _Scale


class _Group(BaseModel):
    paths: list[str]
    weights: list[_Weight]


class StagedNetwork(nn.Module):
    """A network of stages whose picture is the mean and the maximum of each channel from stage `FIRST` on."""

    def __init__(self, trunk: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk
        self.pretrained_cfg = trunk.pretrained_cfg

    def forward(self, pictures: Tensor) -> Tensor:
        """Return a row a picture."""
        trunk: Any = self.trunk
        seen, parts = trunk.bn1(trunk.conv_stem(pictures)), []
        for number, stage in enumerate(trunk.blocks):
            seen = stage(seen)
            if number >= FIRST:
                parts += [seen.mean((2, 3)), seen.amax((2, 3))]
        return torch.cat(parts, dim=1)


@register_model
def nsfwjs(pretrained: bool = False, **options: Any) -> nn.Module:
    """Make the network at random weights; timm's way to make one of its own."""
    own = {"pad_type": "same", "bn_eps": 1e-3, "pretrained_cfg": default_cfgs[NAME].default}
    return StagedNetwork(mobilenetv2_100(pretrained=pretrained, **{**options, **own}))


def load_nsfwjs(folder: Path) -> nn.Module:
    """Load the network without its classifier from the folder of the package.

    Raises:
        ModelError: the folder is none of nsfwjs, or a file of it does not fit.
    """
    place = folder / "dist" / "models" / "mobilenet_v2"
    if not (place / "model.min.js").is_file():
        raise ModelError(
            f"There is no nsfwjs in {str(folder)!r}. `npm install nsfwjs` brings it as node_modules/nsfwjs, as "
            f"`make setup` does in the checkout; name that folder with --weights."
        )
    network: Any = timm.create_model(NAME, num_classes=0)
    expected = network.trunk.state_dict()
    counters = {name for name in expected if name.endswith("num_batches_tracked")}
    found = read_weights(place)
    if wrong := sorted((expected.keys() - counters) ^ found.keys()):
        raise ModelError(f"The model in {str(place)!r} is another network: {wrong[0]} is on one side alone.")
    for name, values in found.items():
        if values.shape != expected[name].shape:
            raise ModelError(
                f"The model in {str(place)!r} is another network: {name} is {tuple(values.shape)}, "
                f"not {tuple(expected[name].shape)}."
            )
    network.trunk.load_state_dict(found, strict=False)
    loaded: nn.Module = network
    return loaded


def read_weights(place: Path) -> dict[str, Tensor]:
    """Read the tensors below the classifier, by timm's names and in torch's order of axes.

    Raises:
        ModelError: a file is missing, is of another form, or has too few or too many bytes.
    """
    tensors: dict[str, Tensor] = {}
    for group in _read_manifest(place / "model.min.js"):
        content = b"".join(_read_shard(place / f"{path}.min.js") for path in group.paths)
        sizes = [math.prod(weight.shape) for weight in group.weights]
        if sum(sizes) != len(content):
            raise ModelError(f"The weights in {str(place)!r} have {len(content)} bytes, not {sum(sizes)}.")
        start = 0
        for weight, size in zip(group.weights, sizes, strict=True):
            if not weight.name.startswith(CLASSIFIER):
                part = np.frombuffer(content, np.uint8, size, start).reshape(weight.shape)
                name, axes = _translate(weight.name)
                if len(axes) not in (0, part.ndim):
                    raise ModelError(f"The model in {str(place)!r} is another network: {name} is {weight.shape}.")
                numbers = part * weight.quantization.scale + weight.quantization.min
                numbers = numbers.transpose(axes) if axes else numbers
                tensors[name] = torch.from_numpy(np.ascontiguousarray(numbers, np.float32))
            start += size
    return tensors


def _translate(name: str) -> tuple[str, tuple[int, ...]]:
    """Translate TensorFlow's name of a weight to timm's, with how its axes are turned."""
    layer, _, value = name.partition("/")
    normal = layer.endswith(("_BN", "_bn")) or layer.startswith("bn_")
    where = _find_layer(layer.removesuffix("_BN"), normal=normal)
    if normal:
        return f"{where}.{_VALUES.get(value, value)}", ()
    return f"{where}.weight", (2, 3, 0, 1) if value == "depthwise_kernel" else (3, 2, 0, 1)


def _find_layer(layer: str, *, normal: bool) -> str:
    ends = {"Conv1": "conv_stem", "bn_Conv1": "bn1", "Conv_1": "conv_head", "Conv_1_bn": "bn2"}
    if layer in ends:
        return ends[layer]
    block, _, part = layer.rpartition("_")
    if block == "expanded_conv" and part in _BEGIN:
        return f"blocks.0.0.{_BEGIN[part][normal]}"
    number = int(block.removeprefix("block_")) if re.fullmatch(r"block_\d{1,2}", block) else sum(_STAGES)
    if part not in _PARTS or number >= sum(_STAGES):
        raise ModelError(f"The model is another network than MobileNetV2: it has a layer {layer!r}.")
    stage = 0
    while number >= _STAGES[stage]:
        number, stage = number - _STAGES[stage], stage + 1
    return f"blocks.{stage}.{number}.{_PARTS[part][normal]}"


def _read_manifest(path: Path) -> list[_Group]:
    """Cut the object out of the script and read what it says of the weights."""
    start = _OBJECT.search(text := _read_text(path))
    try:
        told = json.JSONDecoder().raw_decode(_TOKEN.sub(_quote, text[start.end() if start else 0 :]))[0]
        size = told["modelTopology"]["model_config"]["config"]["layers"][0]["config"]["batch_input_shape"]
        groups = TypeAdapter(list[_Group]).validate_python(told["weightsManifest"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise ModelError(f"{str(path)!r} is no model of Keras as nsfwjs ships it ({error}).") from error
    if size != [None, 224, 224, 3]:
        raise ModelError(f"The model in {str(path)!r} is another network: it takes pictures of {size}.")
    return groups


def _quote(found: re.Match[str]) -> str:
    """Turn a token of JavaScript into JSON's."""
    token = found[0]
    if token.startswith('"'):
        return token
    return {"!0": "true", "!1": "false", ".": "0."}.get(token, f'"{token}"')


def _read_shard(path: Path) -> bytes:
    found = _SHARD.search(_read_text(path))
    try:
        return base64.b64decode(found[1] if found else "", validate=True)
    except binascii.Error as error:
        raise ModelError(f"{str(path)!r} holds no weights in base64 ({error}).") from error


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise ModelError(f"{str(path)!r} is larger than any file of nsfwjs.")
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{str(path)!r} cannot be read ({error}). Install nsfwjs again.") from error
