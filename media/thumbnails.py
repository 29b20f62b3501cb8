"""Thumbnails: a picture's first frame, upright and small, made once and kept."""

from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps

from media.files import place_file
from media.pictures import open_picture
from media.store import MediaStore, check_id

THUMBNAIL: Literal[320] = 320
STILL: Literal[1280] = 1280
_QUALITY = 85


def render_still(store: MediaStore, image: str, size: Literal[320, 1280]) -> Path:
    """Find or make the WebP of a picture's first frame whose longer side is at most `size`; none is enlarged.

    Raises:
        MissingMediaError: no file holds the picture any more.
        MediaError: it cannot be decoded.
    """
    check_id(image)
    place = store.home / "thumbnails" / str(size) / image[:2] / f"{image}.webp"
    if not place.is_file():
        still = open_still(store, image)
        still.thumbnail((size, size), Image.Resampling.LANCZOS)
        with place_file(place) as file:
            still.save(file, "WEBP", quality=_QUALITY)
    return place


def open_still(store: MediaStore, image: str) -> Image.Image:
    """Decode a picture's first frame, upright, as RGB or, where anything shines through, RGBA.

    Raises:
        MissingMediaError: no file holds the picture any more.
        MediaError: it cannot be decoded.
    """
    with open_picture(store, image) as picture:
        return _plain(ImageOps.exif_transpose(picture))


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256, "L")  # 16 bits of grey, which convert would clip
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
