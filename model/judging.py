"""Judging: what people answered on a run's audits becomes its thresholds."""

from dataclasses import dataclass

from torch import Tensor

from graph.audits import PAGE, list_audits
from graph.connection import Graph
from graph.runs import Assessment, add_assessments
from model.assessment import assess_tags
from model.predictions import Predictions
from model.thresholds import Audit, choose_thresholds


@dataclass(frozen=True)
class Judged:
    """A run whose thresholds were chosen anew, and how good it is on each tag with a head."""

    run: str
    audits: int
    answered: int
    assessments: list[Assessment]


async def judge_run(
    graph: Graph, run: str, predictions: Predictions, confidence: Tensor, promise: float, hand: float | None = None
) -> Judged:
    """Choose a run's thresholds by the audits that people have answered, and keep how good it is with them."""
    audits, drawn = await _read_audits(graph, run)
    thresholds = choose_thresholds(predictions.tags, predictions.categories, audits, promise, hand)
    assessments = assess_tags(predictions, confidence, thresholds)
    await graph.write(lambda tx: add_assessments(tx, run, assessments))
    return Judged(run, drawn, sum(audit.right is not None for audit in audits), assessments)


async def _read_audits(graph: Graph, run: str) -> tuple[list[Audit], int]:
    """Read a run's audits; what nobody answered or can is passed over, but counted."""
    audits: list[Audit] = []
    drawn, after = 0, ""
    while page := await list_audits(graph, run, after, PAGE):
        for row in page:
            right = None if row.people in (None, 1 / 2) else row.people > 1 / 2
            if right is not None or not row.closed:
                audits.append(Audit(row.image, row.tag, row.confidence, right, row.probability >= 1))
        drawn, after = drawn + len(page), page[-1].cursor
    return audits, drawn
