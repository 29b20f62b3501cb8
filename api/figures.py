"""Figures: what was measured of a run on a tag, and by how much those of two runs differ."""

from typing import Any, Literal

from pydantic import BaseModel
from pydantic.config import JsonDict

from graph.connection import Graph
from graph.runs import TagFigures, list_tag_figures

PAGE = 1000
COMPARED = ("average_precision", "precision", "coverage")
EXAMPLE_TAG: JsonDict = {
    "tag": "sunset",
    "category": "scene",
    "support": 120,
    "precision": 0.97,
    "recall": 0.61,
    "average_precision": 0.91,
    "chance": 0.03,
    "auroc": 0.98,
    "f1": 0.75,
    "calibration_error": 0.02,
    "coverage": 0.61,
    "measured_on": "test",
    "threshold": 0.84,
    "answered_by": "tag",
    "audited": 90,
    "missing": 0,
    "silent": None,
}
EXAMPLE_DIFFERENCE: JsonDict = {
    "tag": "sunset",
    "category": "scene",
    "average_precision": 0.03,
    "precision": -0.01,
    "coverage": 0.2,
}


class Figures(BaseModel):
    """What was measured of a run on a tag; null where it was not. `silent` says why the run does not propose it.

    `chance` is the average precision of noise. `measured_on` is `test`, the pictures that no run learns from, or
    `folds`, the others, each judged out of fold. `missing` is how many more audited answers it takes until a threshold
    can keep the promise.
    """

    tag: str
    category: str | None
    support: int
    precision: float | None
    recall: float | None
    average_precision: float | None
    chance: float | None
    auroc: float | None
    f1: float | None
    calibration_error: float | None
    coverage: float | None
    measured_on: Literal["test", "folds"] | None
    threshold: float | None
    answered_by: str | None
    audited: int | None
    missing: int | None
    silent: str | None


class Difference(BaseModel):
    """By how much a run's figures on a tag are above the other's; null where either has none."""

    tag: str
    category: str | None
    average_precision: float | None
    precision: float | None
    coverage: float | None


def read_figures(row: TagFigures) -> Figures:
    """Read what ASSESSED says; a run of an older Taggy says less."""
    said = row.figures
    camel: dict[str, Any] = {
        "average_precision": "averagePrecision",
        "calibration_error": "calibrationError",
        "answered_by": "answeredBy",
        "measured_on": "measuredOn",
    }
    figures = {name: said.get(camel.get(name, name)) for name in Figures.model_fields}
    return Figures.model_validate(
        figures | {"tag": row.tag, "category": row.category, "silent": said.get("reason") or said.get("abstains")}
    )


async def list_figures(graph: Graph, run: str) -> dict[str, Figures]:
    """List what was measured of a run on each tag, by its name."""
    found: dict[str, Figures] = {}
    after = ""
    while page := await list_tag_figures(graph, run, after, PAGE):
        after = page[-1].tag
        found |= {row.tag: read_figures(row) for row in page}
    return found


def compare_figures(one: dict[str, Figures], other: dict[str, Figures]) -> list[Difference]:
    """Compare the figures of two runs on the tags that both were measured on, where it got worst first."""
    return sorted((_subtract(one[tag], other[tag]) for tag in one.keys() & other.keys()), key=_sort_worst_first)


def _subtract(one: Figures, other: Figures) -> Difference:
    apart: dict[str, float | None] = {}
    for name in COMPARED:
        first, second = getattr(one, name), getattr(other, name)
        apart[name] = None if first is None or second is None else first - second
    return Difference.model_validate({"tag": one.tag, "category": one.category} | apart)


def _sort_worst_first(difference: Difference) -> tuple[bool, float, str]:
    worst = difference.average_precision
    return worst is None, worst or 0.0, difference.tag
