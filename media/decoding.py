"""Decoding: what a file is by its content, and whether all of it can be shown, within limits."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from media.containers import find_container
from media.embedded import Embedded, read_embedded
from media.videos import Video
from taggy.errors import MediaError, TaggyError
from taggy.settings import Settings

MIMES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG that carries a second picture behind the one that is shown
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "AVIF": "image/avif",
}
_READERS = [name for name in MIMES if name != "MPO"]
_STILLS = {"JPEG", "MPO", "BMP"}
_SIDEWAYS = 5  # EXIF orientations from here on turn the picture by a quarter
_KNOWN = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|....ftypavi[fs]", re.DOTALL)

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused because it would cost too much: bytes, pixels over all frames, frames, and seconds of a video.

    Of a video only some frames are decoded, so the pixels are those of one frame, and frames have no limit.
    """

    max_bytes: int
    max_pixels: int
    max_frames: int
    max_seconds: float = 600

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        """Take the limits that are set."""
        return cls(settings.max_media_bytes, settings.max_pixels, settings.max_frames, settings.max_video_seconds)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's bytes say: width and height are as it is shown, duration is in seconds.

    `inside` is what the picture says of itself.
    """

    sha256: str
    mime: str
    width: int
    height: int
    frames: int
    duration: float | None
    byte_size: int
    inside: Embedded = field(default_factory=Embedded)


def inspect_picture(file: BinaryIO, limits: Limits) -> Picture:
    """Read a file, decode every frame once (of a video three), and say what it is. Its name does not matter.

    Raises:
        MediaError: it is no whole picture of a known format within the limits.
    """
    content = _read_content(file, limits)
    with _explain_damage(content):
        if kind := find_container(content):
            return _inspect_video(content, kind, limits)
        if content.startswith(b"\x89PNG"):
            _verify_chunks(content, limits)
        with _open_picture(content, limits) as picture:
            picture.load()
            inside = read_embedded(picture)
            frames, duration = _decode_frames(picture, limits)
            width, height = picture.size
            if picture.getexif().get(ExifTags.Base.Orientation, 1) >= _SIDEWAYS:
                width, height = height, width
            return Picture(
                sha256=sha256(content).hexdigest(),
                mime=MIMES[picture.format or ""],
                width=width,
                height=height,
                frames=frames,
                duration=duration,
                byte_size=len(content),
                inside=inside,
            )


@contextmanager
def open_frames(file: BinaryIO, limits: Limits) -> Iterator[Image.Image]:
    """Open a picture that nobody inspected, for whoever decodes some of its frames; what goes wrong then is said too.

    A video is opened as an animation. A still is decoded once, where `inspect_picture` and a look at it do so twice.

    Raises:
        MediaError: it is no picture of a known format within the limits, or what is decoded of it is damaged.
    """
    content = _read_content(file, limits)
    with _explain_damage(content):
        if kind := find_container(content):
            with Video(content, kind, limits.max_pixels) as video:
                _check_seconds(video, limits)
                yield video
            return
        with _open_picture(content, limits) as picture:
            _check_pixels(picture.size, _count_frames(picture, limits), limits)
            yield picture


@contextmanager
def _explain_damage(content: bytes) -> Iterator[None]:
    """Say what is wrong with bytes that cannot be decoded."""
    try:
        yield
    except TaggyError:
        raise
    except UnidentifiedImageError:
        raise MediaError(_name_unknown(content)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MediaError(f"A frame of it is larger than its header says ({error}).") from error
    except Exception as error:  # decoders raise anything on hostile bytes
        raise MediaError(f"It is damaged or cut off ({error}). Fetch it again.") from error


def _read_content(file: BinaryIO, limits: Limits) -> bytes:
    content = file.read(limits.max_bytes + 1)
    if not content:
        raise MediaError("It is empty: it has zero bytes.")
    if len(content) > limits.max_bytes:
        raise MediaError(f"It has more than {limits.max_bytes} bytes. TAGGY_MAX_MEDIA_BYTES sets the limit.")
    return content


def _inspect_video(content: bytes, kind: str, limits: Limits) -> Picture:
    """Decode the first frame of a video, the middle one and the last; its frames say how long it is, not its header."""
    with Video(content, kind, limits.max_pixels) as video:
        _check_seconds(video, limits)
        for frame in (video.n_frames // 2, video.n_frames - 1):
            video.seek(frame)
        return Picture(
            sha256=sha256(content).hexdigest(),
            mime=kind,
            width=video.width,
            height=video.height,
            frames=video.n_frames,
            duration=video.duration,
            byte_size=len(content),
        )


def _check_seconds(video: Video, limits: Limits) -> None:
    seconds = max(video.duration, video.claimed)
    if seconds > limits.max_seconds:
        raise MediaError(
            f"A video of {seconds:.0f} seconds is not read; at most {limits.max_seconds:g} seconds are. "
            "TAGGY_MAX_VIDEO_SECONDS sets the limit."
        )


def _open_picture(content: bytes, limits: Limits) -> ImageFile.ImageFile:
    Image.MAX_IMAGE_PIXELS = None  # opening reads the header alone; what it says is checked on the next lines
    picture = Image.open(BytesIO(content), formats=_READERS)
    _check_pixels(picture.size, 1, limits)
    Image.MAX_IMAGE_PIXELS = limits.max_pixels  # for frames that are larger than the header says
    return picture


def _count_frames(picture: ImageFile.ImageFile, limits: Limits) -> int:
    frames: int = getattr(picture, "n_frames", 1)
    if frames > limits.max_frames:
        raise MediaError(f"It has more than {limits.max_frames} frames. TAGGY_MAX_FRAMES sets the limit.")
    return frames


def _check_pixels(size: tuple[int, int], frames: int, limits: Limits) -> None:
    if size[0] * size[1] * frames > limits.max_pixels:
        raise MediaError(
            f"It is {size[0]} x {size[1]} pixels in {frames} frame{'s' * (frames > 1)}; at most "
            f"{limits.max_pixels} pixels are decoded. TAGGY_MAX_PIXELS sets the limit."
        )


def _verify_chunks(content: bytes, limits: Limits) -> None:
    """Check the checksum of every PNG chunk up to the last one, which decoding alone would not miss."""
    with _open_picture(content, limits) as picture:
        picture.verify()


def _decode_frames(picture: Image.Image, limits: Limits) -> tuple[int, float | None]:
    """Decode frame after frame, so that no limit is passed by more than one."""
    picture.load()
    frames, milliseconds = 1, float(picture.info.get("duration", 0))
    while picture.format not in _STILLS:
        try:
            picture.seek(frames)
        except EOFError:
            break
        frames += 1
        if frames > limits.max_frames:
            raise MediaError(f"It has more than {limits.max_frames} frames. TAGGY_MAX_FRAMES sets the limit.")
        _check_pixels(picture.size, frames, limits)
        picture.load()
        milliseconds += float(picture.info.get("duration", 0))
    return frames, milliseconds / 1000 if frames > 1 else None


def _name_unknown(content: bytes) -> str:
    if _KNOWN.match(content):
        return "It is damaged or cut off near its start. Fetch it again."
    return "It is no picture in a format that is read: PNG, JPEG, GIF, WebP, AVIF, BMP, webm or mp4."
