"""Fingerprints: a digest of a picture's pixels, and prints by which look-alikes are found.

Two files have the same `pixels` if every frame shows the same, pixel by pixel: whatever their container, their
metadata, the colours hidden under what is fully transparent, and how long each frame stands. Two videos have the same
`pixels` if the same is decoded for every frame; one that was encoded again merely looks alike.

The prints of a frame are three views of it: the frame trimmed of uniform borders (`media/borders.py`); the same of what
is left when 5 % are cut from every side; and the frame as it is. So a border added or taken away changes nothing in the
first, the first of a cropped copy is the second of its original, and the third knows where things lie. Of each view
there are:

- a hash of 64 bits: the signs of the 64 lowest frequencies of the discrete cosine transform of its grey values, as in
  C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010). A bit is set where a
  frequency is above `_FAINT` of their root mean square, not above zero: else the zeros of a symmetric drawing are
  bits of pure noise;
- the same hash of the view as a mirror shows it;
- its grey values on a raster of 20 x 20, stretched to 0..255, which tell look-alikes from pictures of like hashes.

An animation or video has the prints of up to 16 frames, evenly spaced, without those that look like one before. A
picture of one colour, or nearly so, has none: it is like nothing but the same pixels.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from media.borders import Pixels, trim_borders
from media.videos import Video

FRAMES = 16
VIEWS = 3  # trimmed, inner, whole
RASTER = 20
RASTER_WORDS = RASTER * RASTER // 8
FRAME_WORDS = VIEWS * (2 + RASTER_WORDS)
_SIDE = 256
_INSET = 0.05
_FLAT = 2.0  # of 255: grey values on the raster that spread less say nothing
_FAINT = 0.15
_GREY = np.array([0.299, 0.587, 0.114])
_POINTS = 32
_WAVES = 12

Grey = NDArray[np.float64]
Words = NDArray[np.int64]

_COSINES = np.cos(np.pi * np.outer(np.arange(_WAVES), 2 * np.arange(_POINTS) + 1) / (2 * _POINTS))
_LOWEST = sorted(
    ((row, column) for row in range(_WAVES) for column in range(_WAVES) if row + column),
    key=lambda place: (sum(place), place),
)[:64]
_ROWS, _COLUMNS = np.array(_LOWEST).T
_MIRRORED = np.where(_COLUMNS % 2, -1.0, 1.0)  # a mirror turns the sign of every odd wave across


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The SHA-256 of what a picture shows, and its prints: `FRAME_WORDS` signed 64-bit integers a frame."""

    pixels: str
    prints: list[int]


def take_fingerprint(picture: Image.Image) -> Fingerprint:
    """Take the fingerprint of an opened picture; every frame is decoded once, of a video those that are printed.

    Example: a PNG and a lossless WebP of one drawing have equal fingerprints.
    """
    count = getattr(picture, "n_frames", 1)
    wanted = {round(number * (count - 1) / max(1, FRAMES - 1)) for number in range(FRAMES)}
    if count <= FRAMES:
        wanted = set(range(count))
    digest = sha256()
    frames: dict[bytes, Words] = {}
    for number in sorted(wanted) if isinstance(picture, Video) else range(count):
        picture.seek(number)
        shown = _normalise(picture)
        digest.update(f"{shown.width}x{shown.height};".encode() + shown.tobytes())
        if number in wanted and (words := _print_frame(shown)) is not None:
            frames.setdefault(words[:VIEWS].tobytes(), words)
    pixels = picture.digest if isinstance(picture, Video) else digest.hexdigest()
    return Fingerprint(pixels, [int(word) for words in frames.values() for word in words])


def _normalise(picture: Image.Image) -> Image.Image:
    """Turn a frame upright and into RGBA in which nothing hides under what is fully transparent."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256, "L")  # 16 bits of grey, which convert would clip
    shown = picture.convert("RGBA" if picture.has_transparency_data else "RGB").convert("RGBA")
    if shown.getchannel("A").getextrema()[0] == 0:
        seen = shown.getchannel("A").point(lambda alpha: 255 * (alpha > 0))
        shown = Image.composite(shown, Image.new("RGBA", shown.size), seen)
    return shown


def _print_frame(shown: Image.Image) -> Words | None:
    """Print the views of a frame: hashes, mirrored hashes, rasters; None where there is nothing to see."""
    plain = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
    plain.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    pixels: Pixels = np.asarray(plain).astype(np.int16)
    height, width = pixels.shape[:2]
    down, across = round(height * _INSET), round(width * _INSET)
    inner = pixels[down : height - down, across : width - across]
    views = [*(_trim(part) @ _GREY for part in (pixels, inner)), pixels @ _GREY]
    rasters = [_shrink(view, RASTER) for view in views]
    if rasters[0].std() < _FLAT:
        return None
    hashes = [_hash_view(view) for view in views]
    stretched = b"".join(map(_stretch, rasters))
    return np.concatenate(
        [np.array([bits for side in (0, 1) for bits in (h[side] for h in hashes)], np.uint64).view(np.int64),
         np.frombuffer(stretched, np.int64)]
    )  # fmt: skip


def _trim(pixels: Pixels) -> Pixels:
    box = trim_borders(pixels)
    return pixels[box.top : box.bottom, box.left : box.right]


def _shrink(grey: Grey, side: int) -> Grey:
    small = Image.fromarray(grey.astype(np.float32)).resize((side, side), Image.Resampling.BOX)
    return np.asarray(small, np.float64)


def _hash_view(grey: Grey) -> tuple[int, int]:
    waves = (_COSINES @ _shrink(grey, _POINTS) @ _COSINES.T)[_ROWS, _COLUMNS]
    least = _FAINT * np.sqrt(np.square(waves).mean())
    plain, mirrored = (int.from_bytes(np.packbits(signed > least).tobytes()) for signed in (waves, waves * _MIRRORED))
    return plain, mirrored


def _stretch(raster: Grey) -> bytes:
    low, high = float(raster.min()), float(raster.max())
    return np.rint((raster - low) * (255 / max(high - low, 1e-9))).astype(np.uint8).tobytes()
