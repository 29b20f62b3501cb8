"""Changes: a picture is made another one before a mark is drawn, and with its mark turned, blurred and compressed."""

import random
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFilter, ImageOps

ANYHOW = 0.2  # of those that are turned, by any angle
SHARP = 0.3  # are not compressed
LIKE = 0.5  # keep their colours
FULL = 0.7  # of a colour's curves go from 0 to 255
INVERTED = 0.15
MIRRORED = 0.5
EVERY = range(256)


@dataclass(frozen=True)
class Guise:
    """How a bare picture is made another one: mirrored or not, its colours in an order, each by a curve."""

    mirrored: bool
    order: tuple[int, ...] = (0, 1, 2)
    curves: tuple[int, ...] = (*EVERY, *EVERY, *EVERY)


def draw_guise(dice: random.Random) -> Guise:
    """Draw at random how a picture is made another one."""
    mirrored = dice.random() < MIRRORED
    if dice.random() < LIKE:
        return Guise(mirrored)
    inverted, curves = dice.random() < INVERTED, []
    for _ in range(3):
        low, high = (0, 255) if dice.random() < FULL else (dice.uniform(0, 70), dice.uniform(185, 255))
        bend = 2 ** dice.uniform(-0.7, 0.7)
        curve = [round(low + (high - low) * (value / 255) ** bend) for value in EVERY]
        curves += curve[::-1] if inverted else curve
    return Guise(mirrored, tuple(dice.sample(range(3), 3)), tuple(curves))


def disguise_picture(picture: Image.Image, guise: Guise) -> Image.Image:
    """Make an RGB picture another one."""
    bands = picture.split()
    coloured = Image.merge("RGB", [bands[number] for number in guise.order]).point(guise.curves)
    return ImageOps.mirror(coloured) if guise.mirrored else coloured


@dataclass(frozen=True)
class Change:
    """How a picture is changed: turned by degrees, scaled, blurred by a radius in pixels, compressed by JPEG or not."""

    degrees: float
    scale: float
    blur: float
    quality: int | None


def draw_change(dice: random.Random) -> Change:
    """Draw a change at random."""
    near = dice.choice([0, 0, 90, 180, 270]) + dice.uniform(-12, 12)
    return Change(
        degrees=dice.uniform(0, 360) if dice.random() < ANYHOW else near,
        scale=dice.uniform(0.6, 1.4),
        blur=dice.choice([0, 0, dice.uniform(0.2, 1)]),
        quality=None if dice.random() < SHARP else dice.randint(40, 95),
    )


def change_picture(picture: Image.Image, change: Change) -> Image.Image:
    """Turn, scale, blur and compress an RGB picture; nothing of it is cut off."""
    turned = turn_picture(picture, change, "white")
    size = (max(1, round(turned.width * change.scale)), max(1, round(turned.height * change.scale)))
    blurred = turned.resize(size).filter(ImageFilter.GaussianBlur(change.blur))
    if change.quality is None:
        return blurred
    file = BytesIO()
    blurred.save(file, "JPEG", quality=change.quality)
    return Image.open(file).convert("RGB")


def turn_picture(picture: Image.Image, change: Change, ground: str = "black") -> Image.Image:
    """Turn a picture alone; what comes into view has the colour of the ground."""
    return picture.rotate(change.degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
