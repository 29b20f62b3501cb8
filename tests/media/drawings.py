"""Drawings that are told apart at a glance, and copies of them as they come back from elsewhere."""

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from tests.media.samples import encode


def draw(seed: int, size: int = 160) -> Image.Image:
    """Draw overlapping shapes that fill the picture, other ones for every seed."""
    chance = Random(seed)  # noqa: S311 - drawings that can be repeated
    picture = Image.new("RGB", (size, size), tuple(chance.choices(range(256), k=3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(25):
        left, top = chance.uniform(-0.2, 0.9) * size, chance.uniform(-0.2, 0.9) * size
        box = (left, top, left + chance.uniform(0.1, 0.6) * size, top + chance.uniform(0.1, 0.6) * size)
        shape = chance.choice([pen.ellipse, pen.rectangle])
        shape(box, fill=tuple(chance.choices(range(256), k=3)))
    return picture


def make_jpeg(picture: Image.Image) -> Image.Image:
    """Encode a picture as a poor JPEG."""
    return Image.open(BytesIO(encode(picture, kind="JPEG", quality=40))).convert("RGB")


def crop(picture: Image.Image) -> Image.Image:
    """Cut 5 % from every side."""
    across, down = round(picture.width * 0.05), round(picture.height * 0.05)
    return picture.crop((across, down, picture.width - across, picture.height - down))


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "smaller": lambda picture: picture.resize((90, 90), Image.Resampling.BICUBIC),
    "wider": lambda picture: picture.resize((300, 260), Image.Resampling.LANCZOS),
    "JPEG": make_jpeg,
    "cropped": crop,
    "bordered": lambda picture: ImageOps.expand(ImageOps.expand(picture, 9, "black"), 14, "white"),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.15),
    "paler": lambda picture: ImageEnhance.Color(picture).enhance(0.6),
}


def animate(seed: int, frames: int = 10) -> list[Image.Image]:
    """Let a drawing turn."""
    picture = draw(seed)
    return [picture.rotate(7 * number, fillcolor="white").quantize(64).convert("RGB") for number in range(frames)]
