"""Reading a run: what it says of the pictures out of fold, with its own calibration and the thresholds of now."""

from pathlib import Path
from typing import Any

from graph.connection import Graph
from graph.runs import ModelRun, find_live_run, list_runs, list_tag_figures, require_run
from model.checkpoint import Checkpoint, load_checkpoint, name_checkpoint
from model.comparison import Opinions
from model.predictions import read_predictions
from model.thresholds import Threshold
from taggy.errors import NotFoundError

RUNS = 1000
PAGE = 1000


async def read_run(graph: Graph, home: Path, run: str | None) -> tuple[ModelRun, Checkpoint, Opinions]:
    """Read the named run, else the live one, else the newest candidate.

    Raises:
        ModelError: its checkpoint cannot be used.
        NotFoundError: there is no such run, or none at all.
    """
    chosen = await choose_run(graph, run)
    checkpoint = load_checkpoint(name_checkpoint(home, chosen.run), chosen.checkpoint)
    predictions = await read_predictions(graph, checkpoint)
    confidence = checkpoint.facts.calibration.compute_confidence(predictions.logits)
    return chosen, checkpoint, Opinions(predictions, confidence, await read_thresholds(graph, checkpoint))


async def choose_run(graph: Graph, run: str | None) -> ModelRun:
    """Find the named run, else the live one, else the newest candidate.

    Raises:
        NotFoundError: there is no such run, or none at all.
    """
    if run is not None:
        return await require_run(graph, run)
    if found := await find_live_run(graph) or await find_candidate(graph):
        return found
    raise NotFoundError("There is no model run yet. `taggy model train` trains one.")


async def find_candidate(graph: Graph) -> ModelRun | None:
    """Find the newest candidate."""
    return next((run for run in await list_runs(graph, RUNS) if run.state == "candidate"), None)


async def read_thresholds(graph: Graph, checkpoint: Checkpoint) -> list[Threshold]:
    """Read a run's thresholds as they were last judged."""
    facts, after = checkpoint.facts, ""
    known: dict[str, dict[str, Any]] = {}
    while page := await list_tag_figures(graph, facts.run, after, PAGE):
        after = page[-1].tag
        known |= {row.tag: row.figures for row in page}
    return [_read_threshold(known.get(tag, {})) for tag in facts.tags]


def _read_threshold(figures: dict[str, Any]) -> Threshold:
    return Threshold(
        value=figures.get("threshold"),
        answered_by=figures.get("answeredBy") or "nobody",
        reason=figures.get("reason"),
        audited=figures.get("audited") or 0,
        missing=figures.get("missing") or 0,
    )
