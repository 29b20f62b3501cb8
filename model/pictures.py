"""Pictures as a network takes them: decoded in threads ahead of it, upright, RGB; of an animation some frames."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from media.pictures import Holder, open_picture
from media.store import MediaStore
from taggy.errors import MediaError, MissingMediaError

if TYPE_CHECKING:
    from torch import Tensor

BATCH = 64
AHEAD = 2  # batches that may lie decoded or wait to be; 1 where who takes them needs all processors meanwhile
FRAMES = 5
WORKERS = min(16, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)

Reader = Callable[[str], list[Image.Image]]


@contextmanager
def open_reader(home: Path) -> Iterator[Reader]:
    """Read pictures from the media store of a data folder."""
    with MediaStore(home) as store:
        yield partial(read_frames, store)


def read_frames(store: Holder, image: str) -> list[Image.Image]:
    """Decode a picture as RGB: of an animation `FRAMES` frames, the first, the last, and evenly between them.

    Raises:
        MissingMediaError: no file holds the picture any more.
        MediaError: it cannot be decoded.
    """
    with open_picture(store, image) as picture:
        count = getattr(picture, "n_frames", 1)
        frames = []
        for number in choose_frames(count):
            picture.seek(number)
            frames.append(convert_to_rgb(picture))
        return frames


def choose_frames(count: int) -> list[int]:
    """Choose the frames of an animation to look at; where it has no more than `FRAMES`, all."""
    most = min(count, FRAMES)
    return [number * (count - 1) // max(most - 1, 1) for number in range(most)]


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
    prepared: list[Any]

    @property
    def tensors(self) -> "Tensor":
        """All frames as one tensor, where they were prepared as tensors."""
        import torch  # noqa: PLC0415 - torch is loaded only where it is needed

        return torch.stack(self.prepared)

    @property
    def arrays(self) -> NDArray[np.float32]:
        """All frames as one array."""
        return np.stack([np.asarray(frame) for frame in self.prepared])


def decode_batches(
    images: Sequence[str],
    read: Reader,
    prepare: Callable[[Image.Image], Any],
    skipped: dict[str, str],
    batch: int = BATCH,
    ahead: int = AHEAD,
) -> Iterator[Decoded]:
    """Decode pictures in threads, batches ahead of whoever takes them; the reason for each that is skipped is kept."""

    def make(image: str) -> list[Any]:
        return [prepare(frame) for frame in read(image)]

    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="decode")
    try:
        waiting: deque[tuple[str, Future[list[Any]]]] = deque()
        coming = iter(images)
        while True:
            for image in islice(coming, ahead * batch - len(waiting)):
                waiting.append((image, pool.submit(make, image)))
            if not waiting:
                return
            ready = [waiting.popleft() for _ in range(min(batch, len(waiting)))]
            if decoded := _gather(ready, skipped):
                yield decoded
    finally:
        pool.shutdown(cancel_futures=True)


def _gather(ready: list[tuple[str, Future[list[Any]]]], skipped: dict[str, str]) -> Decoded | None:
    images, frames, prepared = [], [], []
    for image, future in ready:
        try:
            decoded = future.result()
        except (MediaError, MissingMediaError) as error:
            skipped[image] = str(error)
            continue
        images.append(image)
        frames.append(len(decoded))
        prepared += decoded
    return Decoded(images, frames, prepared) if images else None
