"""Rejudging: new answers on a run's audits become new thresholds, without training it again."""

from pathlib import Path

from graph.connection import Graph
from graph.runs import find_live_run, require_run
from model.checkpoint import load_checkpoint, name_checkpoint
from model.judging import Judged, judge_run
from model.predictions import read_predictions
from taggy.errors import NotFoundError
from taggy.steps import Report

STEP = "choosing thresholds"


async def rejudge_run(graph: Graph, home: Path, run: str | None, promise: float, report: Report) -> Judged:
    """Choose a run's thresholds anew, by all that was answered since: the named one, else the live one.

    A threshold that was set by hand gives way to what the answers say. Proposals follow at the next `propose`.

    Raises:
        ModelError: its checkpoint cannot be used.
        NotFoundError: there is no such run, or none is live.
    """
    found = await (require_run(graph, run) if run else find_live_run(graph))
    if found is None:
        raise NotFoundError("There is no model run 'that is live'. `taggy model runs` lists them.")
    checkpoint = load_checkpoint(name_checkpoint(home, found.run), found.checkpoint)
    await report(STEP, 0, 2)
    predictions = await read_predictions(graph, checkpoint)
    await report(STEP, 1, 2)
    confidence = checkpoint.facts.calibration.compute_confidence(predictions.logits)
    judged = await judge_run(graph, found.run, predictions, confidence, promise)
    await report(STEP, 2, 2)
    return judged
