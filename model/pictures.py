"""Pictures as a network takes them: decoded in threads ahead of it, upright, RGB; of an animation three frames."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import torch
from PIL import Image, ImageOps
from torch import Tensor

from media.pictures import open_picture
from media.store import MediaStore
from taggy.errors import MediaError, MissingMediaError

BATCH = 64
WORKERS = 2

Reader = Callable[[str], list[Image.Image]]


@contextmanager
def open_reader(home: Path) -> Iterator[Reader]:
    """Read pictures from the media store of a data folder."""
    with MediaStore(home) as store:
        yield partial(read_frames, store)


def read_frames(store: MediaStore, image: str) -> list[Image.Image]:
    """Decode a picture's first frame, and of an animation also the middle and the last one, as RGB.

    Raises:
        MissingMediaError: no file holds the picture any more.
        MediaError: it cannot be decoded.
    """
    with open_picture(store, image) as picture:
        count = getattr(picture, "n_frames", 1)
        frames = []
        for number in sorted({0, count // 2, count - 1}):
            picture.seek(number)
            frames.append(convert_to_rgb(picture))
        return frames


def convert_to_rgb(picture: Image.Image) -> Image.Image:
    """Turn a picture of any mode upright and into RGB; what shines through shows white."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")  # 16 bits of grey, which convert would clip
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(white, layer).convert("RGB")


@dataclass
class Decoded:
    """Pictures made ready for a network, in order: all frames of all of them, and how many frames each has."""

    images: list[str]
    frames: list[int]
    tensors: Tensor


def decode_batches(
    images: Sequence[str], read: Reader, prepare: Callable[[Image.Image], Tensor], skipped: dict[str, str]
) -> Iterator[Decoded]:
    """Decode pictures in threads, ahead of whoever takes them; the reason for each that is skipped is kept."""

    def make(image: str) -> list[Tensor]:
        return [prepare(frame) for frame in read(image)]

    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="decode")
    try:
        waiting: deque[tuple[str, Future[list[Tensor]]]] = deque()
        coming = iter(images)
        while True:
            for image in islice(coming, 2 * BATCH - len(waiting)):
                waiting.append((image, pool.submit(make, image)))
            if not waiting:
                return
            ready = [waiting.popleft() for _ in range(min(BATCH, len(waiting)))]
            if batch := _gather(ready, skipped):
                yield batch
    finally:
        pool.shutdown(cancel_futures=True)


def _gather(ready: list[tuple[str, Future[list[Tensor]]]], skipped: dict[str, str]) -> Decoded | None:
    images, frames, tensors = [], [], []
    for image, future in ready:
        try:
            decoded = future.result()
        except (MediaError, MissingMediaError) as error:
            skipped[image] = str(error)
            continue
        images.append(image)
        frames.append(len(decoded))
        tensors += decoded
    return Decoded(images, frames, torch.stack(tensors)) if images else None
