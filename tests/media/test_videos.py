"""A video is a picture with frames: what it is, which frames it shows, and what of hostile ones is refused."""

import random
import struct
import sys
from fractions import Fraction
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from media.containers import MP4, WEBM, find_container
from media.decoding import Limits, Picture, inspect_picture
from media.families import NEAR
from media.fingerprints import FRAMES, take_fingerprint
from media.pictures import open_picture
from media.prints import FAREST, measure_distance, read_prints
from media.store import MediaStore
from media.thumbnails import THUMBNAIL, render_still
from media.videos import MISSING, Video, can_read
from taggy.errors import MediaError
from taggy.settings import Settings
from tests.media.clips import KINDS, SIZE, copy_stream, draw_bar, film, film_pictures, measure_bar, sound
from tests.media.drawings import animate
from tests.media.samples import encode

LIMITS = Limits.from_settings(Settings())
STEP = 4  # columns that the bar grows by a frame
UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
TURNED = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
SIDES = b"\xb0\x81\x40\xba\x81\x30"  # 64 x 48, in a webm


def inspect(content: bytes, limits: Limits = LIMITS) -> Picture:
    return inspect_picture(BytesIO(content), limits)


def refuse(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(MediaError) as caught:
        inspect(content, limits)
    return str(caught.value)


def open_video(content: bytes) -> Video:
    kind = find_container(content)
    assert kind is not None
    return Video(content, kind)


def keep(home: Path, content: bytes) -> str:
    image = sha256(content).hexdigest()
    MediaStore(home).add_copy(image, BytesIO(content))
    return image


def replace(content: bytes, old: bytes, new: bytes) -> bytes:
    assert content.count(old) == 1
    return content.replace(old, new)


@pytest.mark.parametrize(("codec", "mime"), [("libvpx", WEBM), ("libvpx-vp9", WEBM), ("libx264", MP4)])
def test_a_video_says_what_it_is_whatever_its_name(codec: str, mime: str) -> None:
    content = film(codec)
    assert inspect(content) == Picture(sha256(content).hexdigest(), mime, *SIZE, 16, 1.6, len(content))


@pytest.mark.parametrize("codec", KINDS)
def test_each_frame_is_found_in_any_order(codec: str) -> None:
    with open_video(film(codec)) as video:
        for number in (0, 1, 9, 15, 4, 14, 2):
            video.seek(number)
            assert abs(measure_bar(video) - STEP * (number + 1)) <= 1
        with pytest.raises(EOFError):
            video.seek(16)


def test_a_frame_too_far_from_its_key_frame_shows_that_in_its_place() -> None:
    with open_video(film("libx264", 400, g="1000", sc_threshold="0")) as video:
        video.seek(300)
        assert measure_bar(video) > SIZE[0] // 2
        video.seek(301)
        assert measure_bar(video) <= 1
    with open_video(film("libx264", 400, g="150", sc_threshold="0")) as video:
        video.seek(301)
        assert measure_bar(video) > SIZE[0] // 2


def test_a_video_that_was_filmed_sideways_is_shown_upright() -> None:
    content = film("libx264")
    place = content.index(UPRIGHT, content.index(b"tkhd"))
    turned = content[:place] + TURNED + content[place + len(TURNED) :]
    picture = inspect(turned)
    assert (picture.width, picture.height) == SIZE[::-1]
    with open_video(turned) as video:
        video.seek(7)
        assert measure_bar(video.rotate(90, expand=True)) == SIZE[0] // 2
        top = video.convert("L").getpixel((24, 3))
        assert isinstance(top, int)
        assert top > 120


@pytest.mark.parametrize("codec", KINDS)
def test_a_video_that_is_cut_off_is_refused_wherever(codec: str) -> None:
    content = film(codec)
    for length in (len(content) - 1, len(content) * 2 // 3, len(content) // 2, 200, 60, 33):
        assert refuse(content[:length]).startswith(("It is cut off: it has", "It is damaged or cut off"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (film("mpeg4", kind="mp4"), "A video in mpeg4 is not read: browsers show av1, h264, vp9."),
        (film("libx264", kind="matroska"), "A video in Matroska is not read; webm and mp4 are."),
        (film("mpeg4", kind="avi"), "A video of this kind is not read; webm and mp4 are."),
        (sound(), "It holds no pictures, only sound."),
        (
            film("libx264", 3, rate=Fraction(1, 300)),
            "A video of 900 seconds is not read; at most 600 seconds are. TAGGY_MAX_VIDEO_SECONDS sets the limit.",
        ),
        (b"\x1aE\xdf\xa3\x80webm", "A video in Matroska is not read; webm and mp4 are."),
        (b"\x1aE\xdf\xa3\x87\x42\x82\x84webm" + b"\0" * 40, "It is damaged or cut off near its start. Fetch it again."),
        (b"\0\0\0\x10ftypisom" + b"\0\0\0\4" * 30, "It is damaged: a part of it has no size. Fetch it again."),
    ],
    ids=["codec", "matroska", "avi", "sound", "long", "no kind", "no segment", "no sizes"],
)
def test_what_is_no_video_that_browsers_show_is_refused(content: bytes, reason: str) -> None:
    assert refuse(content) == reason


def test_a_header_that_claims_an_endless_time_is_refused() -> None:
    content = film()
    place = content.index(b"\x44\x89\x88") + 3
    endless = content[:place] + struct.pack(">d", 1e15) + content[place + 8 :]
    assert refuse(endless).startswith("A video of 1000000000000 seconds is not read")


def test_frames_that_are_too_large_are_refused_by_header_or_by_decoder() -> None:
    small = Limits(10_000, SIZE[0] * SIZE[1] - 1, 100)
    says = "A video of 64 x 48 pixels is not read; at most 3071 pixels of a frame are. TAGGY_MAX_PIXELS sets the limit."
    assert refuse(film(), small) == says
    lying = {codec: replace(film(codec), SIDES, b"\xb0\x81\x04\xba\x81\x04") for codec in ("libvpx", "libvpx-vp9")}
    assert refuse(lying["libvpx"]) == "A frame of it is larger than its header says."
    assert refuse(lying["libvpx-vp9"], small) == says
    huge = replace(film(size=(256, 256)), b"\xb0\x82\1\0\xba\x82\1\0", b"\xb0\x82\0\4\xba\x82\0\4")
    assert refuse(huge).startswith("It is damaged or cut off (Invalid argument)")


def test_damaged_bytes_never_do_more_than_be_refused() -> None:
    chance = random.Random(5)  # noqa: S311 - the same damage every time
    refused = 0
    for codec in KINDS:
        content = film(codec)
        for _ in range(60):
            damaged = bytearray(content)
            for _ in range(chance.randrange(1, 12)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            try:
                inspect(bytes(damaged))
            except MediaError:
                refused += 1
    assert refused > 20


def test_without_pyav_a_video_is_refused_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    content = film()
    assert can_read()
    monkeypatch.setitem(sys.modules, "av", None)
    assert not can_read()
    assert refuse(content) == MISSING
    assert MISSING.startswith("It is a video")


def test_the_same_stream_in_another_container_has_the_same_pixels() -> None:
    content = film("libvpx-vp9")
    one, other, again = (
        take_fingerprint(open_video(video))
        for video in (content, copy_stream(content, "mp4"), film("libvpx-vp9", crf="60"))
    )
    assert one == other
    assert again.pixels != one.pixels


def test_a_video_looks_like_itself_encoded_again_and_like_the_same_animation() -> None:
    frames = [frame.convert("RGB").resize((128, 128)) for frame in animate(3)]
    films = [film_pictures(frames, codec) for codec in ("libvpx", "libx264")]
    one, other = (read_prints(take_fingerprint(open_video(content)).prints) for content in films)
    gif = Image.open(BytesIO(encode(*frames, kind="GIF", duration=100)))
    assert one.frames == len(frames) <= FRAMES
    assert measure_distance(one, other) <= NEAR
    assert measure_distance(one, read_prints(take_fingerprint(gif).prints)) <= NEAR
    different = film_pictures([frame.convert("RGB").resize((128, 128)) for frame in animate(4)])
    assert measure_distance(one, read_prints(take_fingerprint(open_video(different)).prints)) > NEAR
    still = read_prints(take_fingerprint(frames[0]).prints)
    assert measure_distance(one, still) == FAREST


def test_a_video_of_the_store_is_opened_and_its_still_is_the_first_frame(tmp_path: Path) -> None:
    pictures = [draw_bar(number, 4, (800, 400)) for number in (3, 0, 1)]
    image = keep(tmp_path, film_pictures(pictures, "libx264"))
    with MediaStore(tmp_path) as store:
        with open_picture(store, image) as picture:
            assert (picture.size, picture.n_frames) == ((800, 400), 3)  # type: ignore[attr-defined]
        with Image.open(render_still(store, image, THUMBNAIL)) as still:
            assert (still.format, still.size, measure_bar(still)) == ("WEBP", (320, 160), 320)
