"""`taggy compare report`: how good ratings are, as one HTML page and as CSV."""

import asyncio
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.interrupts import explain_interrupt
from cli.modelworks import explain_missing_torch
from cli.progress import open_progress
from consensus.comparing import WorkerFigures
from consensus.comparisonsheet import Numbered, read_comparisons
from consensus.rating import open_eye
from consensus.ratingquality import Best, Foretold, Learnt, Quality, measure_quality
from graph.connection import open_graph
from graph.criteria import DEFAULT, Criterion, find_criterion
from graph.migrations import ensure_schema
from graph.ratings import read_decisions, read_ratings
from graph.voters import list_voters
from taggy.settings import load_settings

if TYPE_CHECKING:
    from model.page import Report, Table

STOPPED = "Stopped. Nothing was written."
HELD = "Held-out answers were drawn at random, and nothing learned from them."
DECIDED = "Against what people keep (settled Yes) and drop (settled No)."
PERSONS = (
    "Of the answers that were learned from: how many agree with the scores, which these helped to find, and how many "
    "say left; how keenly one tells pictures apart (1 is usual, 0 presses at random), and leans to the left."
)
ACCOUNTS = 10_000  # whose names are told


def report(
    *,
    out: Annotated[Path, typer.Option(help="The HTML file, which needs no other.")],
    csv: Annotated[Path | None, typer.Option(help="A folder for all tables as CSV.")] = None,
    criterion: Annotated[str, typer.Option(help="What pictures are compared by.")] = DEFAULT.name,
    against: Annotated[str, typer.Option(help="The tag whose Yes keeps a picture and whose No drops it.")] = "keep",
) -> None:
    """Report on ratings: how well they foretell held-out answers, and how they agree with what people keep."""
    with explain_missing_torch():
        from model.page import write_report  # noqa: PLC0415 - what draws is loaded only where it is needed
    with explain_interrupt(STOPPED):
        write_report(asyncio.run(_report(criterion, against)), out, csv)
    typer.echo(f"Written: {out}" + (f" and the tables in {csv}" if csv else ""))


async def _report(name: str, against: str) -> "Report":
    settings = load_settings()
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        criterion = await find_criterion(graph, name)
        with open_progress() as show:
            read = await read_comparisons(graph, name, show)
        decisions = await read_decisions(graph, against)
        eye = await open_eye(graph, settings.backbone)
        placed = await eye.look(graph, sorted({*read.images, *decisions})) if eye else {}
        kept = await read_ratings(graph, name)
        names = {account.id: account.name for account in await list_voters(graph, ACCOUNTS)}
    worth = {key.rpartition("|")[2]: row.get("score", row.get("guess", 0.0)) for key, row in kept.items()}
    found = await asyncio.to_thread(measure_quality, read, placed, decisions, worth)
    found = replace(found, persons=[replace(one, worker=names.get(one.worker, one.worker)) for one in found.persons])
    return make_page(criterion, against, read, found, len(worth))


def make_page(criterion: Criterion, against: str, read: Numbered, found: Quality, rated: int) -> "Report":
    """Make the page of what was found."""
    from model.page import Plot, Report  # noqa: PLC0415 - what draws is loaded only where it is needed
    from model.plots import draw_lines  # noqa: PLC0415 - as above

    facts = [
        ("question", criterion.question),
        ("comparisons", f"{len(read.known.answers):,} to learn from, {len(read.held.answers):,} held out"),
        ("persons", f"{len(read.persons):,}"),
        ("pictures", f"{rated:,} are rated; {found.kept:,} are kept and {found.dropped:,} dropped by “{against}”"),
        ("AUROC", "–" if found.auroc is None else f"{found.auroc:.3f}"),  # noqa: RUF001 - a dash, no minus
    ]
    counts = [float(step.answers) for step in found.curve]
    accuracy = {"scores": [s.by_scores for s in found.curve], "ensemble": [s.by_ensemble for s in found.curve]}
    best = {"kept": [row.precision for row in found.best]}
    plots = [Plot(HELD, draw_lines(counts, accuracy, "Learning curve", "answers", "held-out accuracy"))]
    if found.auroc is not None:
        against_curve = {"ensemble": [s.auroc for s in found.curve]}
        percents = [float(row.percent) for row in found.best]
        plots.append(Plot(DECIDED, draw_lines(counts, against_curve, "AUROC by answers", "answers", "AUROC")))
        plots.append(Plot(DECIDED, draw_lines(percents, best, "Precision by percentile", "best so many %", "kept")))
    missing = list_missing(read, found, against)
    return Report(f"Ratings by {criterion.name}", facts, missing, list_tables(found), plots, [])


def list_missing(read: Numbered, found: Quality, against: str) -> list[str]:
    """Say what could not be measured, and why."""
    missing = []
    if not len(read.held.answers):
        missing.append("No answer is held out yet: nothing says how well preferences are foretold.")
    if found.auroc is None:
        missing.append(f"AUROC needs rated pictures that are settled Yes and No on “{against}”.")
    return missing


def list_tables(found: Quality) -> "list[Table]":
    """List all tables."""
    from model.page import Table  # noqa: PLC0415 - what draws is loaded only where it is needed

    foretold = ["by", "answers", "accuracy", "low", "high"]
    curve = ["answers", "by scores", "by ensemble", "AUROC of the ensemble"]
    best = ["best %", "pictures", "precision", "low", "high"]
    busiest = sorted(found.persons, key=lambda person: person.comparisons, reverse=True)
    persons = ["person", "answers", "agreement", "lefts", "keenness", "leaning"]
    return [
        Table("foretold", "Held-out answers", HELD, foretold, _list(found.foretold)),
        Table("learning", "Learning curve", f"{HELD} {DECIDED}", curve, _list(found.curve)),
        Table("precision", "Precision by percentile", DECIDED, best, _list(found.best)),
        Table("persons", "Persons", PERSONS, persons, _list(busiest)),
    ]


def _list(rows: Sequence[Foretold | Learnt | Best | WorkerFigures]) -> list[list[Any]]:
    return [list(astuple(row)) for row in rows]
