"""The network that the npm package `nsfwjs` ships: MobileNetV2, read from its JavaScript files as text.

It was trained on photographs and drawings from the web to tell drawing, hentai, neutral, porn and sexy apart. What it
sees last serves that alone, so a picture is described here by what its last five stages see on the way: of each of
their 672 channels the mean and the strongest answer, 1,344 numbers.

Beside it there is the same network described by what it sees last (`nsfwjs_last`), for its own classes, and their
classifier. Importing this module makes timm know both by name.

References: https://github.com/infinitered/nsfwjs (MIT); M. Sandler and others, "MobileNetV2: inverted residuals and
linear bottlenecks" (2018), which TensorFlow pads at the lower right ("same") and normalises with an epsilon of 1e-3.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import timm
import torch
from numpy.typing import NDArray
from timm.models import generate_default_cfgs, register_model
from timm.models.efficientnet import mobilenetv2_100
from torch import Tensor, nn

from model.nsfwfiles import read_tensors
from taggy.errors import ModelError

NAME = "nsfwjs"
LAST = "nsfwjs_last"  # the same network, and what it sees last
FIRST = 2  # stage whose answers describe a picture: those before it see edges and colours alone
CLASSIFIER = ("dense_1/", "dense_2/", "dense_3/")
_PARTS = {"expand": ("conv_pw", "bn1"), "depthwise": ("conv_dw", "bn2"), "project": ("conv_pwl", "bn3")}
_BEGIN = {"depthwise": ("conv_dw", "bn1"), "project": ("conv_pw", "bn2")}
_STAGES = (1, 2, 3, 4, 3, 3, 1)
_VALUES = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}

_ABOUT = {
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
default_cfgs = generate_default_cfgs({NAME: _ABOUT, LAST: _ABOUT})


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
    return StagedNetwork(nsfwjs_last(pretrained, **options))


@register_model
def nsfwjs_last(pretrained: bool = False, **options: Any) -> nn.Module:
    """Make the network at random weights, of which only what it sees last describes a picture: 1,280 numbers."""
    own = {"pad_type": "same", "bn_eps": 1e-3, "pretrained_cfg": default_cfgs[LAST].default}
    network: nn.Module = mobilenetv2_100(pretrained=pretrained, **{**options, **own})
    return network


def load_nsfwjs(folder: Path, name: str = NAME) -> nn.Module:
    """Load the network without its classifier from the folder of the package; `name` is NAME or LAST.

    Raises:
        ModelError: the folder is none of nsfwjs, or a file of it does not fit.
    """
    network: Any = timm.create_model(name, num_classes=0)
    trunk = network.trunk if name == NAME else network
    expected = trunk.state_dict()
    counters = {key for key in expected if key.endswith("num_batches_tracked")}
    found = dict(_turn(*tensor) for tensor in read_tensors(folder) if not tensor[0].startswith(CLASSIFIER))
    if wrong := sorted((expected.keys() - counters) ^ found.keys()):
        raise ModelError(f"The model in {str(folder)!r} is another network: {wrong[0]} is on one side alone.")
    for key, values in found.items():
        if values.shape != expected[key].shape:
            raise ModelError(
                f"The model in {str(folder)!r} is another network: {key} is {tuple(values.shape)}, "
                f"not {tuple(expected[key].shape)}."
            )
    trunk.load_state_dict(found, strict=False)
    loaded: nn.Module = network
    return loaded


def read_classifier(folder: Path) -> dict[tuple[str, str], Tensor]:
    """Read the classifier: of each of its layers (`dense_1` and so on) the `weight` and the `bias`.

    Raises:
        ModelError: the folder is none of nsfwjs, or a file of it does not fit.
    """
    found = {}
    for name, numbers in read_tensors(folder):
        if name.startswith(CLASSIFIER):
            layer, _, value = name.partition("/")
            found[layer, "weight" if value == "kernel" else value] = _make_tensor(numbers.T)
    return found


def _turn(name: str, numbers: NDArray[np.floating[Any]]) -> tuple[str, Tensor]:
    """Name a tensor as timm does, and bring its axes into torch's order."""
    where, axes = _translate(name)
    if len(axes) not in (0, numbers.ndim):
        raise ModelError(f"The model is another network: {where} is {list(numbers.shape)}.")
    return where, _make_tensor(numbers.transpose(axes) if axes else numbers)


def _make_tensor(numbers: NDArray[np.floating[Any]]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(numbers, np.float32))


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
