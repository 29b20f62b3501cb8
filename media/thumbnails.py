"""Thumbnails: a picture's first frame, upright and small, made once and kept."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps

from media.decoding import MIMES
from media.files import place_file
from media.store import MediaStore, check_id
from taggy.errors import MediaError, MissingMediaError

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
    with store.open_media(image) as media:
        content = media.file.read()
    if sha256(content).hexdigest() != image:
        raise MissingMediaError(f"The file of picture {image} has other content than at its import.")
    Image.MAX_IMAGE_PIXELS = None  # exactly these bytes were found within the limits at the import
    try:
        with Image.open(BytesIO(content), formats=[name for name in MIMES if name != "MPO"]) as picture:
            upright = ImageOps.exif_transpose(picture)
            return _plain(upright)
    except Exception as error:
        raise MediaError(f"The picture {image} cannot be decoded ({error}).") from error


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256, "L")  # 16 bits of grey, which convert would clip
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
