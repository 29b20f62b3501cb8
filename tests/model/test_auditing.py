"""Drawing audits: block by block it is the simple random sample that sorting all candidates at once gives."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from graph.audits import Draw
from model import auditing
from model.auditing import Drawing
from model.thresholds import FLOOR, find_place

TAGS = ["cat", "dog", "never"]
MOST = 7


def sort_all(images: Sequence[str], confidence: Tensor) -> list[Draw]:
    """Draw by the definition, with everything in memory."""
    draws = []
    for column, tag in enumerate(TAGS):
        rows = [row for row in range(len(images)) if confidence[row, column] >= FLOOR]
        drawn = sorted((find_place(images[row], tag), row) for row in rows)[:MOST]
        draws += [
            Draw(images[row], tag, float(confidence[row, column]), f"{place:.15f}", len(drawn) / len(rows))
            for place, row in drawn
        ]
    return draws


@pytest.fixture(autouse=True, scope="module")
def _few() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auditing, "MOST", MOST)
        yield


@given(st.integers(0, 60), st.integers(0, 99), st.lists(st.integers(0, 60), max_size=6))
def test_blocks_change_no_draw_and_no_probability(count: int, seed: int, cuts: list[int]) -> None:
    confidence = torch.rand(count, 3, generator=torch.Generator().manual_seed(seed))
    confidence[:, 2] = FLOOR / 2
    confidence[::5, 0] = torch.nan
    images = [f"{seed}-{number}" for number in range(count)]
    drawing, ends = Drawing(TAGS), sorted({0, count, *(cut for cut in cuts if cut < count)})
    for start, end in pairwise(ends):
        drawing.add(images[start:end], confidence[start:end])
    assert list(drawing.list_draws()) == sort_all(images, confidence)


def test_every_candidate_is_drawn_as_often_as_is_written() -> None:
    count, times = 3 * MOST, 3_000
    drawn = [0] * count
    sure = torch.full((MOST, 1), 0.9)
    for turn in range(times):
        drawing = Drawing(["cat"])
        for start in range(0, count, MOST):
            drawing.add([f"{turn}-{number}" for number in range(start, start + MOST)], sure)
        for draw in drawing.list_draws():
            assert draw.probability == 1 / 3
            drawn[int(draw.image.partition("-")[2])] += 1
    assert sum(drawn) == times * MOST
    assert all(abs(often - times / 3) < 5 * (times * 2 / 9) ** 0.5 for often in drawn)  # five standard deviations
