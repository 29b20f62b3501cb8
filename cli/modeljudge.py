"""`taggy model judge`: choose a run's thresholds anew, by what people answered on its audits."""

import json
from typing import Annotated

import typer

from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.modelworks import explain_missing_torch
from cli.progress import open_progress
from taggy.settings import load_settings


def judge(
    run: Annotated[str | None, typer.Argument(help="The run; else the live one.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Choose a run's thresholds anew by the audits answered since. Its proposals follow with `taggy model propose`."""
    with explain_missing_torch():
        from model.rejudging import rejudge_run  # noqa: PLC0415 - torch is loaded only where it is needed
    settings = load_settings()
    with explain_interrupt("Stopped. Nothing was changed; the same command begins anew."), open_progress() as report:
        judged = work_on_graph(lambda graph: rejudge_run(graph, settings.home, run, settings.promise, report))
    rows = judged.assessments
    summary = {
        "run": judged.run,
        "audits": judged.audits,
        "answered": judged.answered,
        "tags": len(rows),
        "tags_answered_for": sum(row.threshold is not None for row in rows),
        "answers_missing": sum(row.missing or 0 for row in rows),
    }
    if as_json:
        typer.echo(json.dumps(summary, allow_nan=False))
        return
    for name, value in summary.items():
        typer.echo(f"{name.replace('_', ' '):>24}  {value}")
