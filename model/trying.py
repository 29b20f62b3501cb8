"""Trying: what a run says of a picture that nobody keeps, and what its first part sees in it."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

import numpy as np

from media.decoding import Limits, Picture, inspect_picture
from media.store import OpenMedia
from model.opinions import Speaker
from model.pictures import read_frames
from taggy.errors import MediaError, MissingMediaError
from taggy.settings import Settings

MOST_PIXELS = 50_000_000


@dataclass(frozen=True)
class Held:
    """The bytes of one picture, held in memory where others lie in a store."""

    content: bytes

    def open_media(self, image: str) -> OpenMedia:
        """Open the picture.

        Raises:
            MissingMediaError: it is another.
        """
        if sha256(self.content).hexdigest() != image:
            raise MissingMediaError(f"The picture {image[:80]!r} is not the one that is tried.")
        return OpenMedia(BytesIO(self.content), len(self.content))


def try_picture(speaker: Speaker, content: bytes, settings: Settings) -> dict[str, Any]:
    """Say what a run thinks of a picture: its confidence on each tag it speaks on, and from which one on it proposes.

    `backbone` and `vector` are what the run's first part sees in it, to find pictures that are like it. A picture of
    the library that the run learned from is judged by the heads that did not learn from it.

    Raises:
        MediaError: it is no whole picture of a known format within the limits.
        ModelError: the run gives no numbers.
    """
    limits = Limits(settings.max_trial, min(settings.max_pixels, MOST_PIXELS), settings.max_frames)
    picture = inspect_picture(BytesIO(content), limits)
    image = picture.sha256
    seen = []
    for embedder in speaker.embedders:
        skipped: dict[str, str] = {}
        steps = embedder.embed([image], lambda image: read_frames(Held(content), image), skipped)
        vectors = _finish(steps)
        if skipped:
            raise MediaError(skipped[image])
        seen.append(np.array([vectors[image]], dtype=np.float32))
    (opinion,) = speaker.form_opinions([image], speaker.judge([image], seen))
    said = [
        {"tag": tag, "confidence": confidence, "threshold": opinion.thresholds[tag]}
        for tag, confidence in opinion.confidence.items()
    ]
    looked = {"backbone": speaker.embedders[0].key, "vector": seen[0][0].tolist()}
    return _describe(picture) | looked | {"said": said}


def _finish(steps: Any) -> dict[str, list[float]]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return dict(end.value)


def _describe(picture: Picture) -> dict[str, Any]:
    return {
        "image": picture.sha256,
        "mime": picture.mime,
        "width": picture.width,
        "height": picture.height,
        "frames": picture.frames,
    }
