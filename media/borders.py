"""Borders: what of a picture is left once uniform edges are cut away, however many lie inside one another."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.int16]
_TOLERANCE = 20  # of 255, the largest channel's; what JPEG makes of one colour stays within it
_SPECKS = 0.02  # the share of an edge's pixels that may be of another colour
_LEAST = 5  # nothing is cut below a fifth of a side
_LINES = 16


class Box(NamedTuple):
    """Rows from top to bottom and columns from left to right; the second of each is not in it."""

    top: int
    bottom: int
    left: int
    right: int


def trim_borders(pixels: Pixels) -> Box:
    """Find what is left of a picture (height x width x RGB) without its uniform edges.

    Rows are cut from the top while all their pixels have the colour of the first row (its median), and so from every
    side, again and again until nothing can be cut: a frame around a page around a drawing leaves the drawing. A picture
    in which nothing else is left (stripes, a flag) is not cut at all.
    """
    top, bottom, left, right = 0, pixels.shape[0], 0, pixels.shape[1]
    least = [max(8, side // _LEAST) for side in pixels.shape[:2]]
    while True:
        inner = pixels[top:bottom, left:right]
        columns = inner.transpose(1, 0, 2)
        cuts = [_count_uniform(lines) for lines in (inner, inner[::-1], columns, columns[::-1])]
        if cuts[0] == bottom - top:
            return Box(0, pixels.shape[0], 0, pixels.shape[1])
        cuts[:2] = _fit(cuts[:2], bottom - top - least[0])
        cuts[2:] = _fit(cuts[2:], right - left - least[1])
        if not any(cuts):
            return Box(top, bottom, left, right)
        top, bottom, left, right = top + cuts[0], bottom - cuts[1], left + cuts[2], right - cuts[3]


def _count_uniform(lines: Pixels) -> int:
    """Count the first lines that have the colour of the very first."""
    colour = np.median(lines[0], axis=0).astype(np.int16)
    for start in range(0, len(lines), _LINES):
        far = np.abs(lines[start : start + _LINES] - colour).max(axis=2) > _TOLERANCE
        other = far.mean(axis=1) > _SPECKS
        if other.any():
            return start + int(other.argmax())
    return len(lines)


def _fit(cuts: list[int], room: int) -> list[int]:
    """Cut no more from both ends together than there is room for."""
    first = max(0, min(cuts[0], room))
    return [first, max(0, min(cuts[1], room - first))]
