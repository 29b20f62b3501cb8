"""The files of the npm package nsfwjs: the weights of its MobileNetV2, read from JavaScript as text.

The package holds the weights as bytes, of which a value is `scale * byte + min`, in base64 between the quotes of a
script, and their names, shapes and scales as an object of JavaScript. No script is run: both are cut out and parsed.

Reference: https://github.com/infinitered/nsfwjs (MIT).
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, TypeAdapter

from taggy.errors import ModelError

PACKAGE = Path(__file__).resolve().parents[1] / "node_modules" / "nsfwjs"
LARGEST = 64_000_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|!0|!1|[A-Za-z_]\w*(?=:)|(?<![\w.])\.(?=\d)')
_SHARD = re.compile(r'\.exports="([A-Za-z0-9+/=]*)"')
_OBJECT = re.compile(r"\.exports=(?=\{)")


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


def read_tensors(folder: Path) -> Iterator[tuple[str, NDArray[np.floating[Any]]]]:
    """Read all tensors from the folder of the package: TensorFlow's name of each, and its numbers in its order of axes.

    Raises:
        ModelError: the folder is none of nsfwjs; or a file is of another form, or has too few or too many bytes.
    """
    place = folder / "dist" / "models" / "mobilenet_v2"
    if not (place / "model.min.js").is_file():
        raise ModelError(
            f"There is no nsfwjs in {str(folder)!r}. `npm install nsfwjs` brings it as node_modules/nsfwjs, as "
            f"`make setup` does in the checkout; name that folder with --weights."
        )
    for group in _read_manifest(place / "model.min.js"):
        content = b"".join(_read_shard(place / f"{path}.min.js") for path in group.paths)
        sizes = [math.prod(weight.shape) for weight in group.weights]
        if sum(sizes) != len(content):
            raise ModelError(f"The weights in {str(place)!r} have {len(content)} bytes, not {sum(sizes)}.")
        start = 0
        for weight, size in zip(group.weights, sizes, strict=True):
            part = np.frombuffer(content, np.uint8, size, start).reshape(weight.shape)
            yield weight.name, part * weight.quantization.scale + weight.quantization.min
            start += size


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
