"""Videos: webm and mp4 as Pillow shows an animation, decoded by FFmpeg where PyAV is installed.

A video is never decoded as a whole. A frame is reached from the key frame before it; where that is farther than
`_FAREST` frames or `_WORK` pixels, the key frame is shown in its place, so that no frame costs more.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from media.containers import MP4, WEBM, check_whole
from taggy.errors import MediaError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame

INSTALL = "`.venv/bin/uv pip install -e '.[video]'` brings it."
MISSING = f"It is a video, and PyAV is not installed. {INSTALL}"
_CODECS = {WEBM: {"vp8", "vp9", "av1"}, MP4: {"h264", "vp9", "av1"}}  # that browsers show
_DEMUXERS = {WEBM: "matroska", MP4: "mp4"}
_FAREST = 300
_WORK = 500_000_000
_ALIGNED = 128  # pixels: codecs store frames that are larger than those shown


def can_read() -> bool:
    """Tell whether videos are read on this machine."""
    return find_spec("av") is not None


class Video(Image.Image):
    """An open video. `seek` shows a frame upright, as RGB; its first frame is shown at the start.

    `n_frames` are the frames that its container holds, `duration` is in seconds. `digest` is the SHA-256 of what is
    decoded: two videos that have it show the same, whatever else their containers hold.
    """

    format = None

    def __init__(self, content: bytes, kind: str, most_pixels: int | None = None) -> None:
        """Open the bytes of a video (`kind` as `find_container` says) that has no frame of more than `most_pixels`.

        Raises:
            MediaError: PyAV is not installed, or it is no whole video in a codec that browsers show.
        """
        if not can_read():
            raise MediaError(MISSING)
        super().__init__()
        check_whole(content, kind)
        with _explain():
            self._container = _open(content, kind)
        if not self._container.streams.video:
            raise MediaError("It holds no pictures, only sound.")
        self._stream = self._container.streams.video[0]
        self._pixels = self._prepare(kind, most_pixels)
        with _explain():
            self._times, self._keys, end, self.digest = self._read_packets()
        self.n_frames = len(self._times)
        base = self._stream.time_base or 1
        self.duration = round(float((end - self._times[0]) * base), 3)
        self.claimed = (self._container.duration or 0) / 1_000_000
        self.seek(0)

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def _prepare(self, kind: str, most_pixels: int | None) -> int:
        """Check codec and size, and let the decoder make no frame that is larger; return the pixels of a frame."""
        context = self._stream.codec_context
        codec = context.codec.canonical_name
        if codec not in _CODECS[kind]:
            raise MediaError(f"A video in {codec} is not read: browsers show {', '.join(sorted(_CODECS[kind]))}.")
        pixels = context.width * context.height
        if not pixels:
            raise MediaError("It is damaged: it does not say how large it is. Fetch it again.")
        if most_pixels and pixels > most_pixels:
            raise MediaError(
                f"A video of {context.width} x {context.height} pixels is not read; at most {most_pixels} pixels of a "
                "frame are. TAGGY_MAX_PIXELS sets the limit."
            )
        stored = [-(-side // _ALIGNED) * _ALIGNED for side in (context.width, context.height)]
        context.options = {"max_pixels": str(stored[0] * stored[1])}
        context.thread_count = 1
        return pixels

    def _read_packets(self) -> tuple[list[int], list[int], int, str]:
        """Read when each frame and each key frame is shown, when the last one ends, and the digest of them all."""
        context = self._stream.codec_context
        digest = sha256(f"{context.codec.canonical_name} {context.width} x {context.height}".encode())
        digest.update(context.extradata or b"")
        times: list[int] = []
        keys: list[int] = []
        end = 0
        for packet in self._container.demux(self._stream):
            if not packet.size:
                continue
            if packet.pts is None or packet.is_corrupt:
                raise MediaError(f"It is damaged after {len(times)} frames. Fetch it again.")
            digest.update(bytes(packet))
            times.append(packet.pts)
            end = max(end, packet.pts + (packet.duration or 0))
            if packet.is_keyframe:
                keys.append(packet.pts)
        if not keys:
            raise MediaError("It is damaged: it has no whole frame. Fetch it again.")
        return sorted(times), sorted(keys), end, digest.hexdigest()

    def seek(self, frame: int) -> None:
        """Show a frame, counted from 0, or the key frame before it where it is too far from it.

        Raises:
            EOFError: there is no such frame.
            MediaError: it cannot be decoded.
        """
        if not 0 <= frame < self.n_frames:
            raise EOFError(f"no frame {frame} of {self.n_frames}")
        time = self._times[frame]
        key = self._keys[max(0, bisect_right(self._keys, time) - 1)]
        far = frame - bisect_right(self._times, key) + 1
        if far > min(_FAREST, _WORK // self._pixels):
            time = key
        with _explain():
            self._show(self._decode(key, time))

    def _decode(self, key: int, time: int) -> "VideoFrame":
        """Decode from a key frame to the frame that is shown at a time; the last one where none is that late."""
        self._container.seek(key, stream=self._stream)
        found = None
        for found in self._container.decode(self._stream):
            if found.width * found.height > self._pixels:
                raise MediaError("A frame of it is larger than its header says.")
            if found.pts is not None and found.pts >= time:
                break
        if found is None:
            raise MediaError("It is damaged: a frame cannot be decoded. Fetch it again.")
        return found

    def _show(self, frame: "VideoFrame") -> None:
        shown = frame.to_image().rotate(frame.rotation, expand=True)  # type: ignore[no-untyped-call]
        self.im, self._mode, self._size = shown.im, shown.mode, shown.size


@contextmanager
def _explain() -> Iterator[None]:
    """Say in our words what FFmpeg cannot read."""
    import av  # noqa: PLC0415 - PyAV is an extra

    try:
        yield
    except av.FFmpegError as error:
        raise MediaError(f"It is damaged or cut off ({error.strerror}). Fetch it again.") from error


def _open(content: bytes, kind: str) -> "InputContainer":
    import av  # noqa: PLC0415 - PyAV is an extra

    return av.open(BytesIO(content), "r", format=_DEMUXERS[kind])
