"""A filter made by hand: a detector and a backbone at random weights, and a mixture on drawn pictures."""

import random
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from model.detectors import Detector, Trained, WatermarkFacts, double_preprocessing
from model.embedding import TorchEmbedder
from model.mixtures import fit_outliers
from model.outliers import save_outliers
from model.pictures import convert_to_rgb
from model.serving import serve_backbone, serve_detector
from tests.model.drawings import draw_all
from tests.model.portable import finish, make_backbone

TEXT = """
name = "good"

[shape]
shortest = 32
longest = 400
ratio = 4.0

[colours]
spread = 2.0

[watermarks]
network = "watermarks.onnx"
threshold = 0.9999

[outliers]
mixture = "drawn.safetensors"
network = "drawn.onnx"
"""
NETWORK = "test_byobnet"


def make_trained() -> Trained:
    """Make a detector at random weights."""
    backbone = make_backbone(NETWORK, input_size=(3, 64, 64))
    with torch.random.fork_rng():
        torch.manual_seed(4)
        detector = Detector(backbone.networks[0], backbone.width).eval()
    facts = WatermarkFacts(
        backbone=NETWORK,
        revision=backbone.revision,
        preprocessing=double_preprocessing(backbone.preprocessing),
        threshold=0.25,
        missed=0.01,
        alarms=0.02,
        tested=100,
        learned=300,
    )
    return Trained(detector, facts, {})


def make_filter(folder: Path) -> Path:
    """Write a filter and all that it names, and return its file."""
    backbone = make_backbone(NETWORK, input_size=(3, 64, 64))
    drawn = {image: content for image, (content, _) in draw_all(60).items()}
    vectors = finish(
        TorchEmbedder(backbone, "cpu").embed(
            list(drawn), lambda image: [convert_to_rgb(Image.open(BytesIO(drawn[image])))], {}
        )
    )
    seen = np.array(list(vectors.values()), np.float32)
    save_outliers(fit_outliers(seen, "drawn", backbone.key, 0.95), folder / "drawn.safetensors")
    serve_backbone(backbone, folder / "drawn.onnx")
    serve_detector(make_trained(), folder / "watermarks.onnx")
    (folder / "good.toml").write_text(TEXT, encoding="utf-8")
    return folder / "good.toml"


def draw_good(count: int) -> list[bytes]:
    """Draw pictures such as the mixture was fitted on, as PNG."""
    return [content for content, _ in draw_all(count).values()]


def draw_noise(seed: int = 1, size: tuple[int, int] = (96, 96)) -> bytes:
    """Draw what is unlike all of them."""
    dice = random.Random(seed)  # noqa: S311 - a picture that can be repeated
    return write_png(Image.frombytes("RGB", size, dice.randbytes(3 * size[0] * size[1])))


def write_png(picture: Image.Image) -> bytes:
    """Return a picture's bytes as PNG."""
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
