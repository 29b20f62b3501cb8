"""Auditing: which pairs of a run people are asked about, so that the precision of what it proposes is known.

Definition. Candidates are all pairs with a confidence of at least `FLOOR`; the threshold of a tag can lie anywhere
above it. Each pair has a place, a hash of its picture and tag (model/thresholds.py). Of a tag's n candidates the `MOST`
with the lowest places are drawn: a simple random sample, because a place knows nothing of the picture, and each pair is
in it with the probability min(1, MOST / n). It is the same for every run, so what was answered for one run serves the
next wherever that would propose the pair too.

Pictures are looked at block by block. The lowest places of all blocks are among the lowest of each, so nothing is kept
but these, twice `MOST` a tag at most, and how the pictures are parted changes no draw (a *bottom-k* sample).

References: E. Ohlsson, "Coordination of samples using permanent random numbers" (1995); E. Cohen, H. Kaplan,
"Summarizing data using bottom-k sketches" (2007).
"""

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from torch import Tensor

from graph.audits import Draw
from model.thresholds import FLOOR, find_place

MOST = 600


class Drawing:
    """Draws a run's audits while its confidences come, block by block."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._samples = [_Sample(tag) for tag in tags]
        self._images: list[str] = []

    def add(self, images: Sequence[str], confidence: Tensor) -> None:
        """Add a block: a row a picture that is not on the test side, a column a tag; no number is no candidate."""
        first = len(self._images)
        self._images += images
        candidates = confidence >= FLOOR
        for (row, column), sure in zip(candidates.nonzero().tolist(), confidence[candidates].tolist(), strict=True):
            self._samples[column].add(images[row], first + row, sure)

    def list_draws(self) -> Iterator[Draw]:
        """List what was drawn of all that was added, tag by tag, each in the order of the places."""
        for sample in self._samples:
            sample.prune()
            share = len(sample.rows) / sample.count if sample.count else 1.0
            for place, row, confidence in zip(sample.places, sample.rows, sample.confidence, strict=True):
                yield Draw(self._images[row], sample.tag, confidence, f"{place:.15f}", share)


class _Sample:
    """Of a tag: how many candidates there were, and those with the lowest places; packed, for there are many tags."""

    def __init__(self, tag: str) -> None:
        self.tag, self.count, self.highest = tag, 0, 1.0
        self.places, self.rows, self.confidence = array("d"), array("q"), array("f")

    def add(self, image: str, row: int, confidence: float) -> None:
        """Add a candidate; rows come in their order."""
        self.count += 1
        place = find_place(image, self.tag)
        if place >= self.highest:
            return  # of an equal place the earlier row stays
        self.places.append(place)
        self.rows.append(row)
        self.confidence.append(confidence)
        if len(self.rows) == 2 * MOST:
            self.prune()

    def prune(self) -> None:
        """Keep the lowest places alone, in their order."""
        kept = np.lexsort((np.array(self.rows), np.array(self.places)))[:MOST]
        self.places = array("d", np.array(self.places)[kept].tobytes())
        self.rows = array("q", np.array(self.rows)[kept].tobytes())
        self.confidence = array("f", np.array(self.confidence)[kept].tobytes())
        if len(kept) == MOST:
            self.highest = self.places[-1]
