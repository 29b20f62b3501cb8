"""Prints compared: how far two pictures are from looking alike.

The distance of two views is 1 - r, where r is the correlation of their grey values (Pearson's, on a raster of 20 x
20), so light, contrast and the strength of colours do not count. Trimmed views are compared with each other and with
inner ones, and each edge of the one may lie 2 % of the side further in or out. Whole views are compared with whole
ones, and count five times: a background that both have correlates by itself. The nearest pair of views counts.

Of two animations each frame of the one with fewer frames has its nearest in the other, and the distance is the median
of those: frames that were left out do not count, and a few that both share do not make them alike. A still and an
animation are never compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from media.fingerprints import FRAME_WORDS, RASTER, VIEWS
from media.lookalikes import Hashes

FAREST = 2.0
_WORTH = 0.2  # what is farther than this before edges are moved is not looked at closely
_MOVES = (-0.02, 0.0, 0.02)
_PAIRS = ((0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (2, 2, 5.0))  # of views, and how much their distance counts

Rasters = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prints:
    """The prints of a picture: hashes and mirrored hashes, frames x views; grey values, frames x views x 20 x 20."""

    hashes: Hashes
    mirrored: Hashes
    rasters: NDArray[np.uint8]

    @property
    def frames(self) -> int:
        """How many frames there are prints of; none where there is nothing to see."""
        return len(self.hashes)


def read_prints(words: list[int]) -> Prints:
    """Read what `take_fingerprint` wrote."""
    frames = np.array(words, np.int64).reshape(-1, FRAME_WORDS)
    hashes = np.ascontiguousarray(frames[:, : 2 * VIEWS]).view(np.uint64)
    rasters = np.ascontiguousarray(frames[:, 2 * VIEWS :]).view(np.uint8).reshape(-1, VIEWS, RASTER, RASTER)
    return Prints(hashes[:, :VIEWS], hashes[:, VIEWS:], rasters)


def measure_distance(one: Prints, other: Prints, *, mirrored: bool = False) -> float:
    """Measure how far two pictures are from looking alike: 0 is the same, 1 has nothing in common, 2 is the reverse."""
    if not one.frames or not other.frames or (one.frames > 1) != (other.frames > 1):
        return FAREST
    few, many = (one, other) if one.frames <= other.frames else (other, one)
    left = few.rasters.astype(np.float32)
    right = many.rasters.astype(np.float32)
    if mirrored:
        right = right[..., ::-1]
    roughly = _correlate(left[:, None], right[None], _PAIRS)
    nearest = roughly.argmin(axis=1)
    return float(
        np.median([_measure_frame(left[n], right[place], roughly[n, place]) for n, place in enumerate(nearest)])
    )


def _measure_frame(one: Rasters, other: Rasters, roughly: float) -> float:
    """Measure two frames (views x 20 x 20) as near as the edges of the second's trimmed views can be moved."""
    if roughly > _WORTH:
        return float(roughly)
    down: Rasters = _SHIFTS[:, None] @ other
    moved: Rasters = down[:, None] @ _SHIFTS[:, None].swapaxes(-1, -2)
    return max(0.0, min(float(roughly), float(_correlate(one[None, None], moved, _PAIRS[:-1]).min())))


def _correlate(one: Rasters, other: Rasters, pairs: Sequence[tuple[int, int, float]]) -> Rasters:
    """Return the least distance of these pairs of views, over all but the last three axes."""
    first, second = _scale(one), _scale(other)
    far = [weight * (1 - (first[..., v, :] * second[..., w, :]).sum(axis=-1)) for v, w, weight in pairs]
    least: Rasters = np.min(far, axis=0)
    return least


def _scale(rasters: Rasters) -> Rasters:
    flat = rasters.reshape(*rasters.shape[:-2], -1)
    centred = flat - flat.mean(axis=-1, keepdims=True)
    scaled: Rasters = centred / np.maximum(np.sqrt(np.square(centred).sum(axis=-1, keepdims=True)), 1e-6)
    return scaled


def _shift(begin: float, end: float) -> Rasters:
    """Make the matrix that reads a line of the raster from `begin` to `end`, parts of its length, by interpolation."""
    places = np.clip((begin + (end - begin) * (np.arange(RASTER) + 0.5) / RASTER) * RASTER - 0.5, 0, RASTER - 1)
    below = np.minimum(places.astype(int), RASTER - 2)
    matrix = np.zeros((RASTER, RASTER), np.float32)
    matrix[np.arange(RASTER), below] = 1 - (places - below)
    matrix[np.arange(RASTER), below + 1] += places - below
    return matrix


_SHIFTS = np.stack([_shift(begin, 1 + end) for begin, end in product(_MOVES, repeat=2)])
