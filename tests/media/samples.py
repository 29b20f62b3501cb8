"""Small pictures for tests, as bytes."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

Colour = tuple[int, int, int]


def encode(*frames: Image.Image, kind: str, **options: Any) -> bytes:
    """Encode a picture, or an animation of several frames."""
    file = BytesIO()
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": list(frames[1:])}
    frames[0].save(file, kind, **options)
    return file.getvalue()


def draw_png(colour: Colour = (200, 30, 30), size: tuple[int, int] = (8, 6)) -> bytes:
    """Draw a PNG of one colour."""
    return encode(Image.new("RGB", size, colour), kind="PNG")


def draw_gif(frames: int, size: tuple[int, int] = (8, 6), duration: int = 40) -> bytes:
    """Draw a GIF whose frames all differ."""
    pictures = [Image.new("P", size, number % 256) for number in range(frames)]
    for picture in pictures:
        picture.putpalette([value // 3 for value in range(768)])
    return encode(*pictures, kind="GIF", duration=duration, loop=0)


def write_long_gif(frames: int) -> bytes:
    """Write a GIF of one pixel and very many frames, byte by byte: fast to make, slow to decode."""
    frame = b"\x21\xf9\x04\x04\x01\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00" + frame * frames + b";"


def write_png_header(width: int, height: int) -> bytes:
    """Write a PNG that claims a size and has hardly a pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
