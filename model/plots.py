"""Plots: small drawings as SVG that stands inside a page, without a font, a script or an address."""

import re
from collections.abc import Mapping, Sequence
from io import StringIO

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from model.bins import Bin
from model.slices import SliceQuality

SIZE = (3.6, 3.2)
BLUE, GREY = "#2d4a9e", "#8a8579"
_OUTSIDE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", re.DOTALL)
_NUMBERED = re.compile(r' id="[a-zA-Z]+[\w.]*_\d+"')


def draw_reliability(bins: Sequence[Bin], title: str) -> str:
    """Draw how often a confidence comes true, each bin with its interval; on the line it says what it means."""
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    shares = [one.share for one in bins]
    reach = [[one.share - one.low for one in bins], [one.high - one.share for one in bins]]
    axes.errorbar([one.confidence for one in bins], shares, yerr=reach, fmt="o", color=BLUE, markersize=4, capsize=3)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share that is true")
    return _write(figure, title)


def draw_precision(slices: Sequence[SliceQuality], title: str) -> str:
    """Draw the precision of each slice with its interval, in the order given; those without a proposal are left out."""
    kept = [one for one in slices if one.precision is not None]
    middles = [one.precision or 0.0 for one in kept]
    reach = [
        [middle - one.low for middle, one in zip(middles, kept, strict=True)],
        [one.high - middle for middle, one in zip(middles, kept, strict=True)],
    ]
    figure = Figure(figsize=(max(SIZE[0], 0.45 * len(kept) + 1.2), SIZE[1]), layout="constrained")
    axes = figure.add_subplot()
    places = list(range(len(kept)))
    axes.errorbar(places, middles, yerr=reach, fmt="o", color=BLUE, markersize=4, capsize=3)
    axes.set_xticks(places, [_escape_dollars(one.name) for one in kept], rotation=30, ha="right")
    axes.set(ylim=(0, 1.02), ylabel="precision")
    return _write(figure, title)


def draw_lines(
    places: Sequence[float], lines: Mapping[str, Sequence[float | None]], title: str, below: str, beside: str
) -> str:
    """Draw what became of shares, a line a name, over places that double; a share that is absent is left out."""
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    for (name, shares), style in zip(lines.items(), ("-o", "--s", ":^"), strict=False):
        known = [(place, share) for place, share in zip(places, shares, strict=True) if share is not None]
        axes.plot(*zip(*known, strict=True) if known else ([], []), style, label=_escape_dollars(name), markersize=4)
    axes.set_xscale("log")
    axes.set_xticks(list(places), [f"{place:g}" for place in places], rotation=30, ha="right")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set(ylim=(0, 1.02), xlabel=below, ylabel=beside)
    axes.legend(frameon=False, fontsize=8)
    return _write(figure, title)


def _write(figure: Figure, title: str) -> str:
    """Write a figure as SVG: the same for the same figures, text as text, nothing that leads outside."""
    figure.suptitle(_escape_dollars(title), fontsize=10)
    text = StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": title, "font.size": 9, "font.family": "sans-serif"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    return _NUMBERED.sub("", _OUTSIDE.sub("", text.getvalue())).strip()


def _escape_dollars(name: str) -> str:
    """Keep a name from being read as a formula."""
    return name.replace("$", r"\$")
