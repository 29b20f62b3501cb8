"""Pictures of every kind become RGB that a network takes."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor

from media.store import MediaStore
from model.pictures import choose_frames, convert_to_rgb, decode_batches, open_reader
from taggy.errors import MediaError
from tests.media.clips import KINDS, SIZE, film, measure_bar


def keep(home: Path, content: bytes) -> str:
    """Put bytes into the store and return their id."""
    image = sha256(content).hexdigest()
    with MediaStore(home) as store:
        store.add_copy(image, BytesIO(content))
    return image


def encode(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """Write a picture as a file's bytes."""
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 90, (90, 90, 90)),
        ("LA", (90, 0), (255, 255, 255)),
        ("RGBA", (200, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (0, 0, 0, 255), (0, 0, 0)),
        ("CMYK", (0, 255, 255, 0), (255, 0, 0)),
        ("I;16", 65_535, (255, 255, 255)),
        ("I;16", 25_700, (100, 100, 100)),
        ("RGB", (1, 2, 3), (1, 2, 3)),
    ],
)
def test_any_mode_becomes_rgb_on_white(mode: str, colour: int | tuple[int, ...], seen: tuple[int, ...]) -> None:
    picture = convert_to_rgb(Image.new(mode, (3, 2), colour))
    assert (picture.mode, picture.size, picture.getpixel((1, 1))) == ("RGB", (3, 2), seen)


def test_a_palette_with_a_clear_colour_shows_white() -> None:
    picture = Image.new("P", (2, 2), 0)
    picture.putpalette([250, 0, 0])
    picture.info["transparency"] = 0
    assert convert_to_rgb(picture).getpixel((0, 0)) == (255, 255, 255)


def test_an_animation_gives_five_frames_spread_over_all(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), (40 * n, 0, 0)) for n in range(6)]
    image = keep(tmp_path, encode(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    with open_reader(tmp_path) as read:
        assert [frame.getpixel((0, 0)) for frame in read(image)] == [(40 * n, 0, 0) for n in (0, 1, 2, 3, 5)]


@pytest.mark.parametrize("codec", KINDS)
def test_a_video_gives_five_frames_spread_over_all(tmp_path: Path, codec: str) -> None:
    image = keep(tmp_path, film(codec))
    with open_reader(tmp_path) as read:
        frames = read(image)
    assert {(frame.mode, frame.size) for frame in frames} == {("RGB", SIZE)}
    for frame, number in zip(frames, (0, 3, 7, 11, 15), strict=True):
        assert abs(measure_bar(frame) - SIZE[0] * (number + 1) // 16) <= 1


@pytest.mark.parametrize(
    ("count", "chosen"),
    [(1, [0]), (2, [0, 1]), (5, [0, 1, 2, 3, 4]), (9, [0, 2, 4, 6, 8]), (2000, [0, 499, 999, 1499, 1999])],
)
def test_the_frames_chosen_are_few_and_the_first_and_last_among_them(count: int, chosen: list[int]) -> None:
    assert choose_frames(count) == chosen


def test_two_frames_give_two(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), (99 * n, 0, 0)) for n in range(2)]
    image = keep(tmp_path, encode(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True))
    with open_reader(tmp_path) as read:
        assert [frame.getpixel((0, 0)) for frame in read(image)] == [(0, 0, 0), (99, 0, 0)]


def test_what_cannot_be_read_is_skipped_with_its_reason_and_order_is_kept(tmp_path: Path) -> None:
    good = [keep(tmp_path, encode(Image.new("L", (2, 2), 10 * n))) for n in range(5)]
    broken, missing = keep(tmp_path, encode(Image.new("L", (9, 9)))[:40]), "f" * 64

    def prepare(frame: Image.Image) -> Tensor:
        return torch.tensor(frame.getpixel((0, 0)), dtype=torch.float32)

    skipped: dict[str, str] = {}
    wanted = [good[0], missing, good[1], good[2], broken, good[3], good[4]]
    with open_reader(tmp_path) as read:
        batches = list(decode_batches(wanted, read, prepare, skipped, 2))
    assert [image for batch in batches for image in batch.images] == good
    assert torch.cat([batch.tensors for batch in batches])[:, 0].tolist() == [0, 10, 20, 30, 40]
    assert set(skipped) == {broken, missing}
    assert "cannot be decoded" in skipped[broken]
    assert "cannot be shown" in skipped[missing]


def test_a_defect_of_ours_is_no_skipped_picture(tmp_path: Path) -> None:
    image = keep(tmp_path, encode(Image.new("L", (2, 2))))

    def prepare(_: Image.Image) -> Tensor:
        raise ZeroDivisionError

    with open_reader(tmp_path) as read, pytest.raises(ZeroDivisionError):
        list(decode_batches([image], read, prepare, {}))


def test_a_bad_picture_raises(tmp_path: Path) -> None:
    image = keep(tmp_path, b"no picture at all")
    with open_reader(tmp_path) as read, pytest.raises(MediaError, match=image):
        read(image)
