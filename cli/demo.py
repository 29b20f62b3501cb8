"""`taggy demo`: the whole road on a collection that is drawn here, with simulated voters."""

import asyncio
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from cli.model import propose_tags, train_model
from cli.modelworks import explain_missing_torch
from cli.serve import serve as serve_page
from graph.connection import Graph, open_graph
from graph.imports import GraphRecorder
from graph.migrations import ensure_schema
from graph.runs import find_live_run
from graph.simulation import add_simulated_voters, remove_simulated_voters, remove_simulated_votes
from graph.tags import describe_tags
from graph.votes import Asked, Ballot, cast_votes
from media.store import MediaStore
from sources.folder import import_folder
from sources.sample import DESCRIPTIONS, SamplePicture, draw_sample
from sources.sample_voters import VOTERS, simulate_votes
from taggy.settings import Settings, load_settings

app = typer.Typer(help="A sample collection, simulated voters, proposals and the page.", invoke_without_command=True)
COLLECTION = "sample"
BATCH = 50
ASKED = Asked(why="simulated", probability=1.0, shown="picture")
console = Console(stderr=True, highlight=False)


@app.callback()
def demo(
    context: typer.Context,
    *,
    model: bool = typer.Option(True, help="Train the small model and let it propose (needs torch)."),
    serve: bool = typer.Option(True, help="Open the voting page afterwards."),
) -> None:
    """Draw and import the sample, let simulated voters answer, train, propose, and open the voting page.

    What is there already is kept: run it again and it goes on where it was.
    """
    if context.invoked_subcommand:
        return
    settings = load_settings()
    asyncio.run(_prepare(settings))
    if model:
        _train_and_propose(settings)
    _say_what_to_try(model=model)
    if serve:
        serve_page(host=None, port=None, workers=None, open_page=sys.stdout.isatty())


@app.command("remove-voters")
def remove_voters() -> None:
    """Remove the simulated voters with every answer they gave; the pictures and your own votes stay."""
    asyncio.run(_remove_voters())


async def _prepare(settings: Settings) -> None:
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        folder = settings.home / "sample" / "pictures"
        with Progress(TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), console=console) as bar:
            drawing = bar.add_task("drawing pictures")
            pictures = draw_sample(folder, lambda done, total: bar.update(drawing, completed=done, total=total))
            await import_sample(graph, settings, folder, bar)
            voting = bar.add_task("simulated voters answer")
            await simulate(graph, folder, pictures, lambda done, total: bar.update(voting, completed=done, total=total))


def _train_and_propose(settings: Settings) -> None:
    """Train and propose, unless a run is live already."""
    if asyncio.run(_find_live_run(settings)):
        return
    with explain_missing_torch():
        from model.plans import Plan  # noqa: PLC0415 - torch is loaded only where it is needed
    propose_tags(train_model(Plan(threshold=0.8)).run)  # by hand: nobody has answered audits yet


async def _find_live_run(settings: Settings) -> str | None:
    async with open_graph(settings) as graph:
        live = await find_live_run(graph)
        return live.run if live else None


async def _remove_voters() -> None:
    async with open_graph(load_settings()) as graph:
        await ensure_schema(graph)
        withdrawn = 0
        async for votes in remove_simulated_votes(graph):
            withdrawn += votes
        voters = await remove_simulated_voters(graph)
    typer.echo(f"Removed {voters} simulated voters and {withdrawn} answers.")


async def import_sample(graph: Graph, settings: Settings, folder: Path, bar: Progress) -> None:
    """Import the drawn pictures as the collection `sample`; what is known is skipped."""
    importing = bar.add_task("importing them")

    async def show(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - one step, no cursor
        bar.update(importing, completed=done, total=total)

    with MediaStore(settings.home) as store:
        await import_folder(
            GraphRecorder(graph),
            store,
            settings,
            folder,
            collection=COLLECTION,
            copy=False,
            tags_from_folder_name=False,
            progress=show,
        )
    await describe_tags(graph, DESCRIPTIONS)


async def simulate(
    graph: Graph, folder: Path, pictures: list[SamplePicture], progress: Callable[[int, int], None]
) -> None:
    """Cast the answers of the simulated voters, as answers to questions that were asked; again changes nothing."""
    await add_simulated_voters(graph, [(voter.id, voter.name) for voter in VOTERS])
    images = {p.file_name: hashlib.sha256((folder / p.file_name).read_bytes()).hexdigest() for p in pictures}
    votes = list(simulate_votes(pictures))
    for start in range(0, len(votes), BATCH):
        batch = votes[start : start + BATCH]
        await cast_votes(graph, [Ballot(v.voter, images[v.file_name], v.tag, v.answer, asked=ASKED) for v in batch])
        progress(min(start + BATCH, len(votes)), len(votes))


def _say_what_to_try(*, model: bool) -> None:
    console.print(
        """
Try next, in another terminal (the command lies in .venv/bin):
  a ranking       taggy query rank_pairs
  a lookup        taggy query rank_images_for_tag --param tag=star
  a disagreement  taggy query list_contested"""
        + ("\n                  taggy query list_model_only" if model else "")
    )
    console.print("  the simulated voters go with  taggy demo remove-voters\n")
