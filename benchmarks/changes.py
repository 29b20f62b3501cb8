"""Changed copies of pictures, as they come back from elsewhere: each change at several strengths, drawn by chance."""

from collections.abc import Callable
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

Change = Callable[[Image.Image, Random], Image.Image]
FRAMES = 10


def resize(picture: Image.Image, chance: Random) -> Image.Image:
    """Half, three quarters, one and a half times, or twice as large."""
    factor = chance.choice([0.5, 0.75, 1.5, 2.0])
    size = (max(8, round(picture.width * factor)), max(8, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def encode_again(picture: Image.Image, chance: Random) -> Image.Image:
    """As a JPEG of quality 30, 50 or 70."""
    file = BytesIO()
    picture.save(file, "JPEG", quality=chance.choice([30, 50, 70]))
    return Image.open(file).convert("RGB")


def crop(picture: Image.Image, chance: Random) -> Image.Image:
    """Without 5 % of the width or height: at every side, or at one."""
    across, down = round(picture.width * 0.05), round(picture.height * 0.05)
    sides = chance.choice([(1, 1, 1, 1), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)])
    left, top, right, bottom = sides
    return picture.crop((left * across, top * down, picture.width - right * across, picture.height - bottom * down))


def add_border(picture: Image.Image, chance: Random) -> Image.Image:
    """In a frame of 3, 6 or 10 % of the longer side: black, white, grey or red."""
    wide = round(max(picture.size) * chance.choice([0.03, 0.06, 0.1]))
    return ImageOps.expand(picture, wide, chance.choice(["black", "white", "#888888", "#c03020"]))


def shift_colours(picture: Image.Image, chance: Random) -> Image.Image:
    """Hue turned by 17 or 28 degrees; saturation 40 %, light 20 % and contrast 20 % up or down."""
    channels = np.asarray(picture.convert("HSV")).astype(int)
    channels[..., 0] = (channels[..., 0] + chance.choice([-20, -12, 12, 20])) % 256
    turned = Image.fromarray(channels.astype(np.uint8), "HSV").convert("RGB")
    turned = ImageEnhance.Color(turned).enhance(chance.choice([0.6, 1.4]))
    turned = ImageEnhance.Brightness(turned).enhance(chance.choice([0.8, 1.2]))
    return ImageEnhance.Contrast(turned).enhance(chance.choice([0.8, 1.2]))


def mirror(picture: Image.Image, _chance: Random) -> Image.Image:
    """As a mirror shows it."""
    return ImageOps.mirror(picture)


CHANGES: dict[str, Change] = {
    "resize": resize,
    "re-encode": encode_again,
    "crop 5 %": crop,
    "border": add_border,
    "colour shift": shift_colours,
}


def animate(picture: Image.Image) -> list[Image.Image]:
    """Let a picture swing and slide over white."""
    frames = []
    for number in range(FRAMES):
        turned = picture.rotate(6 * number, fillcolor="white", translate=(3 * number, -2 * number))
        frames.append(turned.quantize(64, dither=Image.Dither.NONE).convert("RGB"))
    return frames


def drop_frames(frames: list[Image.Image], chance: Random) -> list[Image.Image]:
    """Leave out three frames in ten, the first as likely as any other."""
    kept = sorted(chance.sample(range(len(frames)), len(frames) * 7 // 10))
    return [frames[number] for number in kept]
