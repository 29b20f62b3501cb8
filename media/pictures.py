"""Opening a picture of the store: exactly the bytes that were imported, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from typing import Protocol

from PIL import Image

from media.containers import find_container
from media.decoding import MIMES
from media.store import OpenMedia
from media.videos import Video
from taggy.errors import MediaError, MissingMediaError

_FORMATS = [name for name in MIMES if name != "MPO"]


class Holder(Protocol):
    """Who holds the bytes of pictures: the store, or whoever has one in memory."""

    def open_media(self, image: str) -> OpenMedia:
        """Open the bytes of a picture."""


@contextmanager
def open_picture(store: Holder, image: str) -> Iterator[Image.Image]:
    """Open a picture, its bytes checked against its id; what goes wrong while it is decoded is a `MediaError`.

    A video is opened as an animation.

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
        kind = find_container(content)
        with Video(content, kind) if kind else Image.open(BytesIO(content), formats=_FORMATS) as picture:
            yield picture
    except Exception as error:
        raise MediaError(f"The picture {image} cannot be decoded ({error}).") from error
