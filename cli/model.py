"""`taggy model`: train the vision model, let it propose, see its runs."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cli import modelreport
from cli.interrupts import explain_interrupt
from cli.modelarrivals import arrivals
from cli.modelembed import BackboneOption, WeightsOption, backbones, embed, similar
from cli.modelexport import export
from cli.modeljudge import judge
from cli.modelwords import search, suggest
from cli.modelworks import choose_backbone, explain_missing_torch
from cli.output import Format, FormatOption, print_rows
from cli.runner import run_here
from graph.connection import open_graph
from graph.jobs import order_proposals, order_training
from graph.migrations import ensure_schema
from graph.proposals import retire_run
from graph.runs import list_assessments, list_runs
from taggy.errors import InputError
from taggy.settings import load_settings

if TYPE_CHECKING:
    from model.plans import Plan
    from model.proposing import Proposed
    from model.training import Trained

app = typer.Typer(help="Train the vision model, let it propose, see its runs.", no_args_is_help=True)
for command in (
    arrivals,
    judge,
    embed,
    similar,
    backbones,
    export,
    search,
    suggest,
    modelreport.report,
    modelreport.compare,
):
    app.command()(command)
T = TypeVar("T")
GOES_ON_OR_ANEW = "Stopped. Nothing is half done; the same command goes on or begins anew."
LISTED = 1000
SHOWN = 10
RUN_COLUMNS = ["run", "state", "backbone", "revision", "seed", "pictures", "pairs", "created"]
TAG_COLUMNS = ["tag", "support", "average precision", "chance", "precision", "coverage", "threshold", "answered by"]
TAG_COLUMNS += ["audited", "missing", "silent because"]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")]


@app.command()
def train(
    backbone: BackboneOption = None,
    weights: WeightsOption = None,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="Propose from this confidence on, whatever the audits say.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31, help="Of folds and of everything drawn at random.")] = 1,
    part: Annotated[
        list[str] | None,
        typer.Option(
            help="CATEGORY=NAME or CATEGORY=NAME,FILE: a backbone of its own for a category; may be repeated."
        ),
    ] = None,
    *,
    finetune: Annotated[
        bool, typer.Option("--finetune", help="Let the named backbone learn the tags too; on a CPU it takes long.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Train a run on what people and sources say; without a backbone a small network is trained from nothing.

    It changes no pair until `taggy model propose`.
    """
    settings = load_settings()
    name, file = choose_backbone(settings, backbone, weights)
    if finetune and not name:
        raise InputError("--finetune needs a network to begin with: say --backbone NAME too.")
    with explain_missing_torch():
        from model.plans import Plan, read_part  # noqa: PLC0415 - torch is loaded only where it is needed
    parts = tuple(read_part(text) for text in part or ())
    plan = Plan(name, file, seed, threshold, finetune=finetune, parts=parts)
    trained = train_model(replace(plan, popularity=settings.popularity, promise=settings.promise))
    _print_summary(asdict_trained(trained), as_json=as_json, advice="Let it propose with `taggy model propose`.")


@app.command()
def propose(
    run: Annotated[str | None, typer.Argument(help="The run; the newest candidate, else the live one.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Let a run go live and propose tags; what the run before it proposed is taken back."""
    proposed = propose_tags(run)
    _print_summary(asdict(proposed), as_json=as_json, advice="See them with `taggy query list_model_only`.")


@app.command()
def retire(run: Annotated[str, typer.Argument(help="The run.")], *, as_json: JsonOption = False) -> None:
    """Retire a run: remove what it proposed, and nothing else."""
    removed = _wait(_retire(run))
    _print_summary({"run": run, "taken_back": removed}, as_json=as_json, advice="")


@app.command()
def runs(form: FormatOption = Format.table) -> None:
    """List the runs, newest first."""
    print_rows(RUN_COLUMNS, _wait(_list_runs()), form)


@app.command()
def tags(run: Annotated[str, typer.Argument(help="The run.")], form: FormatOption = Format.table) -> None:
    """List how good a run is on each tag, out of fold, and where it abstains."""
    print_rows(TAG_COLUMNS, _wait(_list_tags(run)), form)


def train_model(plan: "Plan") -> "Trained":
    """Train a run as a job, with progress on standard error.

    Raises:
        ConflictError: a run is being trained elsewhere.
        ModelError: the backbone cannot be had, or there is nothing to learn from.
    """
    trained: Trained = run_here(order_training(plan.as_params()), says=GOES_ON_OR_ANEW)
    return trained


def propose_tags(run: str | None = None) -> "Proposed":
    """Let a run propose, with progress on standard error.

    Raises:
        ModelError: torch is not installed, or the run's checkpoint cannot be used.
    """
    proposed: Proposed = run_here(order_proposals(run))
    return proposed


def asdict_trained(trained: "Trained") -> dict[str, Any]:
    """Sum a training up: the tags it has a head for and may propose, and their mean average precision."""
    with_head = [a for a in trained.assessments if a.average_precision is not None]
    precision = sum(a.average_precision or 0 for a in with_head) / max(len(with_head), 1)
    return {
        "run": trained.run,
        "backbone": trained.backbone,
        "pictures": trained.pictures,
        "pairs": trained.pairs,
        "tags": len(with_head),
        "tags_too_rare": len(trained.assessments) - len(with_head),
        "tags_abstained": sum(a.abstains is not None for a in with_head),
        "mean_average_precision": round(precision, 4),
        "skipped": trained.skipped,
    }


def _wait(work: Coroutine[Any, Any, T]) -> T:
    with explain_interrupt(GOES_ON_OR_ANEW):
        return asyncio.run(work)


async def _retire(run: str) -> int:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        return await retire_run(graph, run)


async def _list_runs() -> list[list[Any]]:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        return [
            [r.run, r.state, r.backbone, r.revision, r.seed, r.pictures, r.pairs, r.created_at.iso_format()]
            for r in await list_runs(graph, LISTED)
        ]


async def _list_tags(run: str) -> list[list[Any]]:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        return [
            [
                *(a.tag, a.support, a.average_precision, a.chance, a.precision, a.coverage, a.threshold),
                *(a.answered_by, a.audited, a.missing, a.abstains or a.reason),
            ]
            for a in await list_assessments(graph, run, LISTED)
        ]


def _print_summary(summary: dict[str, Any], *, as_json: bool, advice: str) -> None:
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False, allow_nan=False))
        return
    skipped = summary.pop("skipped", {})
    for name, value in summary.items():
        typer.echo(f"{name.replace('_', ' '):>24}  {value}")
    if skipped:
        typer.echo(f"{len(skipped)} pictures could not be read:")
    for image, reason in list(skipped.items())[:SHOWN]:
        typer.echo(f"  {image[:12]}…  {reason}")
    if len(skipped) > SHOWN:
        typer.echo(f"  … and {len(skipped) - SHOWN} more; --json lists them all.")
    if advice:
        typer.echo(advice)
