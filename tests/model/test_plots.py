"""Plots: well-formed SVG that says what it should and leads nowhere."""

import re
from xml.etree import ElementTree as ET

from model.bins import Bin
from model.plots import draw_precision, draw_reliability
from model.slices import SliceQuality

BINS = [Bin(10, 0.25, 0.3, 0.1, 0.6), Bin(10, 0.85, 0.9, 0.6, 0.98)]


def test_a_drawing_stands_by_itself_and_is_the_same_again() -> None:
    title = "Reliability: <b>$x$ & co"
    svg = draw_reliability(BINS, title)
    assert svg == draw_reliability(BINS, title)
    drawn = ET.fromstring(svg)  # noqa: S314 - as above
    words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Reliability: <b>$x$ & co", "confidence", "share that is true"} <= set(words)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', svg))
    assert "<metadata" not in svg
    assert "<?xml" not in svg


def test_slices_stand_in_order_and_those_without_a_proposal_are_left_out() -> None:
    slices = [
        SliceQuality(name, 3, 2, precision, 0.2, 0.9, None, None, None)
        for name, precision in (("2026-02", 0.5), ("2026-01", None), ("2026-03", 0.75))
    ]
    drawn = ET.fromstring(draw_precision(slices, "Precision by month"))  # noqa: S314 - as above
    words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text") if text.text]
    assert [word for word in words if word.startswith("2026")] == ["2026-02", "2026-03"]
    assert ET.fromstring(draw_precision([], "Precision by month")) is not None  # noqa: S314 - as above
