"""Preprocessing: pictures made ready for a network by Pillow and numpy, as timm's own transforms do it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from taggy.errors import ModelError

MODES = ("center", "border", "squash")
FILTERS = ("nearest", "bilinear", "bicubic", "box", "hamming", "lanczos")

Size = tuple[int, int]  # height and width


def prepare_picture(picture: Image.Image, preprocessing: Mapping[str, Any]) -> NDArray[np.float32]:
    """Make an RGB picture ready: 3 by H by W, float32, normalised.

    `center` scales the shorter side to `input_size / crop_pct` and cuts out the middle, `squash` scales both sides,
    `border` fits the longer side and fills up with the mean. Source: `transforms_imagenet_eval` of timm.

    Raises:
        ModelError: the preprocessing names a way of cropping or scaling that is none of these.
    """
    mode, scaling = preprocessing["crop_mode"], preprocessing["interpolation"]
    if mode not in MODES or scaling not in FILTERS:
        raise ModelError(
            f"Pictures cannot be made ready without torch: the crop mode {mode!r} or the interpolation {scaling!r} is "
            f"not known. Set TAGGY_RUNTIME=torch."
        )
    _, height, width = preprocessing["input_size"]
    mean = np.array(preprocessing["mean"], np.float32)
    target = (math.floor(height / preprocessing["crop_pct"]), math.floor(width / preprocessing["crop_pct"]))
    scaled = _scale(picture, _find_size(picture, target, mode), Image.Resampling[scaling.upper()])
    fill = tuple(round(255 * value) for value in preprocessing["mean"]) if mode == "border" else (0, 0, 0)
    cut = _crop_or_pad(scaled, (height, width), fill)
    pixels = np.asarray(cut, np.float32).transpose(2, 0, 1) / np.float32(255)
    normalised = (pixels - mean[:, None, None]) / np.array(preprocessing["std"], np.float32)[:, None, None]
    return np.ascontiguousarray(normalised)


def _find_size(picture: Image.Image, target: Size, mode: str) -> Size:
    """Find to what size a picture is scaled."""
    height, width = picture.height, picture.width
    if mode == "squash":
        return target
    if mode == "center" and target[0] == target[1]:
        short, long = sorted((height, width))
        longer = int(target[0] * long / short)
        return (longer, target[0]) if width <= height else (target[0], longer)
    ratios = height / target[0], width / target[1]
    ratio = max(ratios) if mode == "border" else min(ratios)
    return max(1, round(height / ratio)), max(1, round(width / ratio))


def _scale(picture: Image.Image, size: Size, scaling: Image.Resampling) -> Image.Image:
    return picture if size == (picture.height, picture.width) else picture.resize(size[::-1], scaling)


def _crop_or_pad(picture: Image.Image, size: Size, fill: tuple[int, ...]) -> Image.Image:
    """Cut the middle out; where a picture is too small, fill up around it first."""
    high, wide = max(size[0] - picture.height, 0), max(size[1] - picture.width, 0)
    if high or wide:
        picture = ImageOps.expand(picture, (wide // 2, high // 2, (wide + 1) // 2, (high + 1) // 2), fill)
    top, left = round((picture.height - size[0]) / 2), round((picture.width - size[1]) / 2)
    return picture.crop((left, top, left + size[1], top + size[0]))
