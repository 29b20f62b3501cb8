"""`taggy model search` and `suggest`: what a backbone that knows words finds for a phrase, or for silent tags."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.modelworks import explain_missing_torch
from cli.output import Format, FormatOption, print_rows
from cli.progress import open_progress
from graph.connection import Graph
from graph.suggestions import Suggestion
from taggy.settings import load_settings

if TYPE_CHECKING:
    from model.words import TextSide

BackboneOption = Annotated[str | None, typer.Option(help="A network of open_clip; that of the settings.")]
WeightsOption = Annotated[Path | None, typer.Option(help="Its weights as a safetensors file, in place of the hub.")]


def search(
    phrase: Annotated[str, typer.Argument(help="What the pictures should show, in plain English.")],
    backbone: BackboneOption = None,
    weights: WeightsOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="List at most so many.")] = 20,
    form: FormatOption = Format.table,
) -> None:
    """Find the pictures that lie nearest to a phrase; the score is a cosine, not a probability."""
    text = load_text(backbone, weights)
    from model.words import search_pictures  # noqa: PLC0415 - torch is loaded only where it is needed

    async def work(graph: Graph) -> list[Suggestion]:
        return await search_pictures(graph, text, phrase, limit)

    print_rows(["image", "score"], [[found.image, found.score] for found in work_on_graph(work)], form)


def suggest(backbone: BackboneOption = None, weights: WeightsOption = None, form: FormatOption = Format.table) -> None:
    """Suggest pictures for the tags that few have voted on: people are asked about them; nothing else is changed."""
    text = load_text(backbone, weights)
    from model.words import suggest_pictures  # noqa: PLC0415 - torch is loaded only where it is needed

    async def work(graph: Graph) -> dict[str, int]:
        with open_progress() as report:
            return await suggest_pictures(graph, text, report)

    with explain_interrupt("Stopped. What was suggested stays; the same command begins anew."):
        suggested = work_on_graph(work)
    print_rows(["tag", "pictures"], [[tag, count] for tag, count in sorted(suggested.items())], form)


def load_text(backbone: str | None, weights: Path | None) -> "TextSide":
    """Load the half of a network that reads, the named one or that of the settings.

    Raises:
        ModelError: the model's packages are not installed, or the network knows no words or cannot be had.
    """
    settings = load_settings()
    from model.runtime import explain_missing_extra  # noqa: PLC0415 - it takes its time

    with explain_missing_torch(), explain_missing_extra("text"):
        from model.words import load_text_side  # noqa: PLC0415 - torch is loaded only where it is needed
    return load_text_side(backbone or settings.backbone, weights or (None if backbone else settings.weights))
