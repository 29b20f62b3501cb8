"""Fingerprints: the same pixels are the same whatever holds them, and copies look alike where others do not."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from media.families import NEAR
from media.fingerprints import FRAME_WORDS, FRAMES, Fingerprint, take_fingerprint
from media.lookalikes import LookalikeIndex
from media.prints import FAREST, Prints, measure_distance, read_prints
from tests.media.drawings import COPIES, animate, draw
from tests.media.samples import draw_gif, draw_png, encode


def take(content: bytes) -> Fingerprint:
    with Image.open(BytesIO(content)) as picture:
        return take_fingerprint(picture)


def take_prints(*frames: Image.Image, kind: str = "PNG", **options: Any) -> Prints:
    return read_prints(take(encode(*frames, kind=kind, **options)).prints)


def is_near(one: Prints, other: Prints, *, mirrored: bool = False) -> bool:
    """Tell whether the index brings a picture to the other, and the prints say that they look alike."""
    index = LookalikeIndex()
    index.add(other.hashes.ravel(), other.hashes.ravel().astype("int64") * 0)
    hashes = one.mirrored if mirrored else one.hashes
    found = len(index.find(hashes.ravel()).queries) > 0
    return found and measure_distance(one, other, mirrored=mirrored) <= NEAR


def test_the_same_pixels_in_other_files_are_the_same() -> None:
    picture = draw(1)
    about = PngInfo()
    about.add_text("Title", "other metadata")
    sideways = picture.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    files = [
        encode(picture, kind="PNG"),
        encode(picture, kind="PNG", pnginfo=about, compress_level=0),
        encode(picture.convert("RGBA"), kind="PNG"),
        encode(picture, kind="BMP"),
        encode(picture, kind="WEBP", lossless=True),
        encode(sideways, kind="PNG", exif=exif),
    ]
    first = take(files[0])
    assert [take(file) for file in files[1:]] == [first] * 5
    assert len(first.prints) == FRAME_WORDS
    picture.putpixel((3, 3), (1, 2, 3))
    assert take(encode(picture, kind="PNG")).pixels != first.pixels


def test_what_hides_under_transparency_does_not_count() -> None:
    layers = [Image.new("RGBA", (40, 40), colour) for colour in ((255, 0, 0, 0), (0, 9, 99, 0))]
    for layer in layers:
        layer.paste((10, 20, 30, 200), (5, 5, 20, 30))
    one, other = (take(encode(layer, kind="PNG")) for layer in layers)
    assert one == other


def test_an_animation_in_another_container_is_the_same_and_with_a_frame_less_it_is_not() -> None:
    frames = animate(1, 6)
    gif = take(encode(*frames, kind="GIF", duration=50))
    assert take(encode(*frames, kind="WEBP", lossless=True, duration=80)) == gif
    assert take(encode(*frames, kind="PNG", duration=20)).pixels == gif.pixels
    assert take(encode(*frames[1:], kind="GIF", duration=50)).pixels != gif.pixels
    assert take(encode(frames[0], kind="GIF")).pixels != gif.pixels


@pytest.mark.parametrize("name", COPIES)
def test_copies_look_alike(name: str) -> None:
    for seed in range(8):
        picture = draw(seed)
        copy = COPIES[name](picture)
        assert is_near(take_prints(copy), take_prints(picture)), seed
        turned = take_prints(ImageOps.mirror(copy))
        assert is_near(turned, take_prints(picture), mirrored=True), seed
        assert not is_near(turned, take_prints(picture)), seed


def test_other_pictures_do_not_look_alike() -> None:
    prints = [take_prints(draw(seed)) for seed in range(20)]
    near = [(a, b) for a in range(20) for b in range(a) for side in (False, True)
            if is_near(prints[a], prints[b], mirrored=side)]  # fmt: skip
    assert near == []


def test_an_animation_looks_like_itself_with_fewer_frames_and_not_like_its_frames() -> None:
    frames = animate(3)
    whole = take_prints(*frames, kind="GIF", duration=50)
    fewer = take_prints(*frames[1:4], *frames[6:], kind="GIF", duration=50)
    other = take_prints(*animate(4), kind="GIF", duration=50)
    assert (whole.frames, fewer.frames) == (10, 7)
    assert is_near(fewer, whole)
    assert is_near(whole, fewer)
    assert not is_near(other, whole)
    assert measure_distance(take_prints(frames[2]), whole) == FAREST


def test_a_long_animation_has_a_few_prints() -> None:
    assert 2 <= take_prints(*animate(3, 40), kind="GIF", duration=50).frames <= FRAMES
    assert len(take(draw_gif(40)).prints) == 0, "each frame is of one colour"


@pytest.mark.parametrize(
    "content",
    [
        draw_png((1, 2, 3), (1, 1)),
        draw_png((255, 255, 255), (500, 300)),
        draw_png((9, 9, 9), (1, 900)),
        encode(Image.new("RGBA", (30, 30)), kind="PNG"),
    ],
)
def test_where_there_is_nothing_to_see_there_are_no_prints(content: bytes) -> None:
    seen = take(content)
    assert seen.prints == []
    assert measure_distance(read_prints(seen.prints), take_prints(draw(1))) == FAREST


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
@pytest.mark.parametrize("size", [(2, 3), (9, 400), (160, 160)])
def test_pictures_of_every_kind_have_fingerprints(mode: str, size: tuple[int, int]) -> None:
    picture = draw(5).resize(size)
    if mode == "I;16":
        picture = Image.frombytes("I;16", size, bytes(range(256)) * (size[0] * size[1] // 128 + 1))
    else:
        picture = picture.convert(mode)
    seen = take(encode(picture, kind="JPEG" if mode == "CMYK" else "PNG"))
    assert len(seen.pixels) == 64
    assert len(seen.prints) in (0, FRAME_WORDS)


def test_stripes_are_not_cut_away() -> None:
    flags = []
    for colours in (("green", "yellow", "red"), ("red", "green", "yellow")):
        flag = Image.new("RGB", (180, 120))
        for number, colour in enumerate(colours):
            flag.paste(colour, (60 * number, 0, 60 * number + 60, 120))
        flags.append(take_prints(flag))
    assert [flag.frames for flag in flags] == [1, 1]
    assert not is_near(*flags)
