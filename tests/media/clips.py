"""Small videos for tests, as bytes: a bright bar grows from left to right, a step a frame."""

from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import numpy as np
from PIL import Image

SIZE = (64, 48)
KINDS = {"libvpx": "webm", "libvpx-vp9": "webm", "libx264": "mp4"}


def film(
    codec: str = "libvpx",
    frames: int = 16,
    *,
    kind: str | None = None,
    size: tuple[int, int] = SIZE,
    rate: int | Fraction = 10,
    **options: str,
) -> bytes:
    """Film the bar by an encoder of FFmpeg."""
    return film_pictures([draw_bar(number, frames, size) for number in range(frames)], codec, kind, rate, **options)


def draw_bar(number: int, frames: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Draw a frame of the film."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[:, : size[0] * (number + 1) // frames] = (250, 240, 40)
    return Image.fromarray(pixels)


def film_pictures(
    pictures: list[Image.Image],
    codec: str = "libvpx",
    kind: str | None = None,
    rate: int | Fraction = 10,
    **options: str,
) -> bytes:
    """Film pictures of one size."""
    file = BytesIO()
    with av.open(file, "w", format=kind or KINDS[codec]) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height = pictures[0].size
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(picture))))
        container.mux(stream.encode(None))
    return file.getvalue()


def copy_stream(content: bytes, kind: str) -> bytes:
    """Put what is encoded into another container, with a title."""
    file = BytesIO()
    with av.open(BytesIO(content), "r") as old, av.open(file, "w", format=kind) as new:
        new.metadata["title"] = "the same in another container"
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(old.streams.video[0]):
            if packet.size:
                packet.stream = stream
                new.mux(packet)
    return file.getvalue()


def sound() -> bytes:
    """Make an mp4 that holds nothing but sound."""
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream: Any = container.add_stream("aac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def measure_bar(picture: Image.Image) -> int:
    """Measure how many columns of a frame are bright, halfway down."""
    grey = np.asarray(picture.convert("L"))
    return int((grey[grey.shape[0] // 2] > 120).sum())
