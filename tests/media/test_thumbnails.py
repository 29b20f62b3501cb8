"""A still is upright, no larger than asked, keeps what shines through, and is made once."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from media.references import Reference
from media.store import MediaStore
from media.thumbnails import STILL, THUMBNAIL, render_still
from taggy.errors import MediaError, MissingMediaError
from tests.media.samples import draw_gif, encode


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "home")


def keep(store: MediaStore, content: bytes) -> str:
    image = sha256(content).hexdigest()
    store.add_copy(image, BytesIO(content))
    return image


def look(path: Path) -> tuple[str | None, str, tuple[int, int]]:
    with Image.open(path) as still:
        return still.format, still.mode, still.size


@pytest.mark.parametrize(
    ("size", "limit", "shown"),
    [
        ((2000, 1000), THUMBNAIL, (320, 160)),
        ((2000, 1000), STILL, (1280, 640)),
        ((100, 50), THUMBNAIL, (100, 50)),
        ((3000, 2), THUMBNAIL, (320, 1)),
    ],
)
def test_the_longer_side_is_at_most_the_size_and_none_is_enlarged(
    store: MediaStore, size: tuple[int, int], limit: int, shown: tuple[int, int]
) -> None:
    image = keep(store, encode(Image.new("RGB", size, "teal"), kind="PNG"))
    path = render_still(store, image, limit)  # type: ignore[arg-type]  # parametrised
    assert look(path) == ("WEBP", "RGB", shown)
    assert path == store.home / "thumbnails" / str(limit) / image[:2] / f"{image}.webp"


def test_exif_turns_the_picture_upright(store: MediaStore) -> None:
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste("black", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(render_still(store, keep(store, encode(picture, kind="JPEG", exif=exif)), THUMBNAIL)) as still:
        assert still.size == (40, 60)
        assert (still.convert("1").getpixel((20, 15)), still.convert("1").getpixel((20, 45))) == (0, 255)


def test_what_shines_through_stays(store: MediaStore) -> None:
    picture = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (0, 0, 20, 40))
    with Image.open(render_still(store, keep(store, encode(picture, kind="PNG")), THUMBNAIL)) as still:
        assert still.mode == "RGBA"
        alpha = still.getchannel("A")
        assert (alpha.getpixel((5, 20)), alpha.getpixel((35, 20))) == (255, 0)


def test_an_animation_shows_its_first_frame(store: MediaStore) -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("white", "black", "black")]
    with Image.open(render_still(store, keep(store, encode(*frames, kind="WEBP")), THUMBNAIL)) as still:
        assert getattr(still, "n_frames", 1) == 1
        assert still.convert("1").getcolors() == [(900, 255)]


def test_sixteen_bits_of_grey_are_not_clipped(store: MediaStore) -> None:
    content = encode(Image.new("I;16", (10, 10), 32768), kind="PNG")
    with Image.open(render_still(store, keep(store, content), THUMBNAIL)) as still:
        assert still.convert("L").getpixel((5, 5)) in range(124, 133)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_every_mode_becomes_a_still(store: MediaStore, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = keep(store, encode(Image.new(mode, (20, 10)), kind=kind))
    assert look(render_still(store, image, THUMBNAIL))[2] == (20, 10)


def test_it_is_made_once_and_outlives_its_file(store: MediaStore, tmp_path: Path) -> None:
    content = draw_gif(3)
    file = tmp_path / "a.gif"
    file.write_bytes(content)
    image = sha256(content).hexdigest()
    facts = file.stat()
    store.add_reference(Reference(image, tmp_path, "a.gif", facts.st_size, facts.st_mtime_ns))
    made = render_still(store, image, THUMBNAIL).read_bytes()
    file.unlink()
    assert render_still(store, image, THUMBNAIL).read_bytes() == made
    with pytest.raises(MissingMediaError, match="is gone"):
        render_still(store, image, STILL)
    store.close()


def test_other_bytes_of_the_same_size_and_time_are_not_shown(store: MediaStore, tmp_path: Path) -> None:
    right, wrong = draw_gif(2, duration=40), draw_gif(2, duration=50)
    assert len(right) == len(wrong)
    file, image = tmp_path / "a.gif", sha256(right).hexdigest()
    file.write_bytes(wrong)
    os.utime(file, ns=(5, 5))
    store.add_reference(Reference(image, tmp_path, "a.gif", len(right), 5))
    with pytest.raises(MissingMediaError, match="other content than at its import"):
        render_still(store, image, THUMBNAIL)
    store.close()


def test_what_is_no_picture_has_no_still(store: MediaStore) -> None:
    with pytest.raises(MediaError, match="cannot be decoded"):
        render_still(store, keep(store, b"text"), THUMBNAIL)
    assert not (store.home / "thumbnails").exists()


def test_what_is_no_id_has_no_still(store: MediaStore, tmp_path: Path) -> None:
    (store.home / "thumbnails" / "320").mkdir(parents=True)
    (tmp_path / "x.webp").write_bytes(b"not for you")
    assert (store.home / "thumbnails" / "320" / ".." / "../../x.webp").is_file()
    with pytest.raises(MissingMediaError, match="is no id"):
        render_still(store, "../../x", THUMBNAIL)
