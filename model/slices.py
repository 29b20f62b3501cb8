"""Slices: how good a run is on some of the pictures, such as those of a source, of a month, or that few people like."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import torch
from torch import Tensor

from graph.connection import Graph
from graph.slices import list_images_in_collection, list_images_of_source, list_images_with_tag
from model.assessment import measure_calibration_error
from model.predictions import Predictions
from model.quality import assess_predictions, mark_proposed
from model.thresholds import Threshold
from taggy.bounds import compute_interval
from taggy.errors import InputError

PAGE = 5000
BANDS = ("least popular quarter", "second quarter", "third quarter", "most popular quarter")
QUERIES = {
    "tag": list_images_with_tag,
    "collection": list_images_in_collection,
    "source": list_images_of_source,
}


@dataclass(frozen=True)
class SliceQuality:
    """How good a run is on some pictures: precision of what it proposes there with its interval, and mean figures."""

    name: str
    pictures: int
    proposals: int
    precision: float | None
    low: float
    high: float
    recall: float | None
    average_precision: float | None
    calibration_error: float | None


def measure_slice(
    name: str, rows: Tensor, predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]
) -> SliceQuality:
    """Measure a run on some rows (n bool): pairs of all tags together, average precision as the tags' mean."""
    part, sure = predictions.take(rows), confidence[rows]
    known = (part.weights > 0) & torch.isfinite(sure)
    truth, proposed = part.targets > 1 / 2, mark_proposed(sure, thresholds) & known
    hits, proposals, positives = (int(x.sum()) for x in (proposed & truth, proposed, truth & known))
    low, high = compute_interval(hits, proposals)
    found = [q.average_precision for q in assess_predictions(part, sure, thresholds)]
    measured = [value for value in found if value is not None]
    return SliceQuality(
        name=name,
        pictures=len(part.images),
        proposals=proposals,
        precision=hits / proposals if proposals else None,
        low=low,
        high=high,
        recall=hits / positives if positives else None,
        average_precision=fmean(measured) if measured else None,
        calibration_error=measure_calibration_error(sure[known], truth[known]),
    )


def part_by_popularity(predictions: Predictions) -> dict[str, Tensor]:
    """Part the pictures into quarters by popularity, and those of unknown popularity: n bool each."""
    popularity = predictions.popularity
    known = popularity > 0
    parts = {}
    if known.any():
        ends = torch.quantile(popularity[known].double(), torch.tensor([0.25, 0.5, 0.75], dtype=torch.float64))
        band = torch.bucketize(popularity.double(), ends)
        parts = {name: known & (band == number) for number, name in enumerate(BANDS)}
    return {name: rows for name, rows in (parts | {"popularity unknown": ~known}).items() if rows.any()}


def part_by_month(predictions: Predictions) -> dict[str, Tensor]:
    """Part the pictures by the month in which they came: n bool each, oldest first."""
    return {
        month or "month unknown": torch.tensor([month == other for other in predictions.months])
        for month in sorted(set(predictions.months))
    }


async def part_by_name(graph: Graph, slices: Sequence[str], predictions: Predictions) -> dict[str, Tensor]:
    """Part the pictures by slices such as `tag:sunset`, `collection:hills` or `source:folder`: n bool each.

    Raises:
        InputError: a slice is of no such kind, or has none of the pictures.
    """
    parts = {}
    for name in slices:
        kind, _, value = name.partition(":")
        if kind not in QUERIES or not value:
            raise InputError(f"{name!r} is no slice. Say tag:NAME, collection:NAME or source:NAME.")
        inside: set[str] = set()
        after = ""
        while page := await QUERIES[kind](graph, value, after, PAGE):
            after = page[-1]
            inside.update(page)
        parts[name] = torch.tensor([image in inside for image in predictions.images], dtype=torch.bool)
        if not parts[name].any():
            raise InputError(f"No picture that the run was asked about is in the slice {name!r}. Is it written so?")
    return parts
