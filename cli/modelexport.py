"""`taggy model export`: a run as one ONNX file, for other programs and to be served without torch."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.graphwork import work_on_graph
from cli.modelworks import explain_missing_torch
from graph.connection import Graph
from graph.runs import ModelRun, find_live_run, list_runs, require_run
from taggy.errors import NotFoundError
from taggy.settings import load_settings

NEWEST = 1


def export(
    run: Annotated[str | None, typer.Argument(help="The run; the live one, else the newest.")] = None,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; TAGGY_HOME/models/RUN.onnx, from where it is served.")
    ] = None,
) -> None:
    """Write a run as one ONNX file: its network, heads and calibration, and what it says of itself."""

    async def work(graph: Graph) -> tuple[ModelRun, Path, str]:
        chosen = await _choose_run(graph, run)
        return (chosen, *await asyncio.to_thread(_export, chosen, to))

    chosen, path, digest = work_on_graph(work)
    typer.echo(f"Run {chosen.run} is in {path}, what it computes has the SHA-256 {digest}.")


def _export(run: ModelRun, to: Path | None) -> tuple[Path, str]:
    from model.runtime import explain_missing_extra, name_export  # noqa: PLC0415 - it takes its time

    with explain_missing_torch(), explain_missing_extra("onnx"):
        from model.checkpoint import load_checkpoint, name_checkpoint  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.export import export_run  # noqa: PLC0415 - torch is loaded only where it is needed
    home = load_settings().home
    path = to or name_export(home, run.run)
    return path, export_run(load_checkpoint(name_checkpoint(home, run.run), run.checkpoint), run.checkpoint, path)


async def _choose_run(graph: Graph, run: str | None) -> ModelRun:
    """Choose a run by its id; else the live one, else the newest.

    Raises:
        NotFoundError: there is no such run, or none at all.
    """
    if run is not None:
        return await require_run(graph, run)
    if chosen := await find_live_run(graph) or next(iter(await list_runs(graph, NEWEST)), None):
        return chosen
    raise NotFoundError("There is no model run yet. `taggy model train` trains one.")
