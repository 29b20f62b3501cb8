"""A picture is what its content says, and all of it must decode within the limits."""

import random
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from media.decoding import Limits, Picture, inspect_picture
from taggy.errors import MediaError
from taggy.settings import Settings
from tests.media.samples import draw_gif, draw_png, encode, write_long_gif, write_png_header

LIMITS = Limits.from_settings(Settings())
NOISE = [Image.effect_noise((60, 40), 50 + number).convert("RGB") for number in range(3)]
HUGE = "It is 30000 x 30000 pixels in 1 frame; at most 100000000 pixels are decoded. TAGGY_MAX_PIXELS sets the limit."
INVALID = "It is damaged or cut off (Invalid data found when processing input). Fetch it again."
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def inspect(content: bytes, limits: Limits = LIMITS) -> Picture:
    return inspect_picture(BytesIO(content), limits)


@pytest.mark.parametrize(("kind", "mime"), [*KINDS.items(), ("AVIF", "image/avif"), ("BMP", "image/bmp")])
def test_a_still_says_what_it_is(kind: str, mime: str) -> None:
    content = encode(NOISE[0], kind=kind)
    digest = sha256(content).hexdigest()
    assert inspect(content) == Picture(digest, mime, 60, 40, 1, None, len(content))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_says_how_many_frames_and_how_long(kind: str) -> None:
    picture = inspect(encode(*NOISE, kind=kind, duration=[100, 200, 300]))
    assert (picture.width, picture.height, picture.frames, picture.duration) == (60, 40, 3, 0.6)


def test_a_picture_turned_by_exif_has_the_size_that_is_shown() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = inspect(encode(NOISE[0], kind="JPEG", exif=exif))
    assert (picture.width, picture.height) == (40, 60)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "It is empty: it has zero bytes."),
        (
            b"no picture at all\n",
            "It is no picture in a format that is read: PNG, JPEG, GIF, WebP, AVIF, BMP, webm or mp4.",
        ),
        (b"\0\0\0\x20ftypisom" + b"\0" * 40, INVALID),
        (b"\x1aE\xdf\xa3" + b"\0" * 40, "A video in Matroska is not read; webm and mp4 are."),
        (encode(NOISE[0], kind="AVIF")[:500], "It is damaged or cut off near its start. Fetch it again."),
        (
            write_png_header(30_000, 30_000),
            HUGE,
        ),
        (write_long_gif(10_000), "It has more than 2000 frames. TAGGY_MAX_FRAMES sets the limit."),
    ],
    ids=["empty", "text", "mp4", "webm", "cut header", "huge", "many frames"],
)
def test_what_cannot_be_shown_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(MediaError) as caught:
        inspect(content)
    assert str(caught.value) == reason


def test_a_huge_picture_is_refused_even_where_it_is_real() -> None:
    with pytest.raises(MediaError, match="30000 x 30000 pixels"):
        inspect(encode(Image.new("1", (30_000, 30_000)), kind="PNG"))


def test_frames_count_towards_the_pixels() -> None:
    content = draw_gif(5)
    limit = 8 * 6 * 4
    with pytest.raises(MediaError, match="8 x 6 pixels in 5 frames; at most 192 pixels"):
        inspect(content, Limits(max_bytes=10_000, max_pixels=limit, max_frames=10))
    assert inspect(content, Limits(10_000, limit + 48, 5)).frames == 5
    with pytest.raises(MediaError, match="more than 4 frames"):
        inspect(content, Limits(10_000, limit + 48, 4))


def test_too_many_bytes_are_not_decoded() -> None:
    content = draw_png()
    assert inspect(content, Limits(len(content), 1000, 1)).byte_size == len(content)
    with pytest.raises(MediaError, match=f"more than {len(content) - 1} bytes"):
        inspect(content, Limits(len(content) - 1, 1000, 1))


@pytest.mark.parametrize("kind", [*KINDS, "BMP", "AVIF"])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.98])
def test_a_picture_that_is_cut_off_is_refused(kind: str, share: float) -> None:
    content = encode(NOISE[0], kind=kind)
    with pytest.raises(MediaError):
        inspect(content[: int(len(content) * share)])


def test_an_animation_that_is_cut_off_in_its_last_frame_is_refused() -> None:
    content = encode(*NOISE, kind="GIF")
    with pytest.raises(MediaError, match="damaged or cut off"):
        inspect(content[:-100])


def test_a_picture_without_its_last_chunk_is_refused() -> None:
    with pytest.raises(MediaError, match="damaged or cut off"):
        inspect(draw_png()[:-12])


@pytest.mark.parametrize("kind", [*KINDS, "BMP", "AVIF"])
def test_damaged_bytes_are_read_or_refused_and_never_anything_else(kind: str) -> None:
    dice = random.Random(kind)  # noqa: S311 - damage that can be repeated, no secret
    whole = encode(*NOISE, kind=kind) if kind in {"GIF", "WEBP", "PNG"} else encode(NOISE[0], kind=kind)
    refused = 0
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(4):
            content[dice.randrange(len(content))] = dice.randrange(256)
        try:
            inspect(bytes(content))
        except MediaError:
            refused += 1
    assert kind == "BMP" or refused > 0
