"""`taggy classes judge` and `list`: pictures of the library that a class network suspects until a person has looked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.filterfiles import name_filter_file
from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.modelworks import explain_missing_torch
from cli.output import Format, FormatOption, print_rows
from cli.progress import open_progress
from graph.connection import Graph
from graph.suspicions import SuspectedImage, list_suspicions
from model.runtime import explain_missing_extra, open_embedder
from taggy.settings import load_settings

if TYPE_CHECKING:
    from model.classes import Classifier
    from model.suspecting import Suspected

DEFAULT = "nsfw"
WAITING = ("image", "filter", "score", "reason", "at")


def judge(
    name: Annotated[str, typer.Argument(help="The class network; that of nsfwjs is there without training.")] = DEFAULT,
    *,
    bound: Annotated[
        float, typer.Option(min=0.05, max=0.9999, help="From how likely on a picture is suspected.")
    ] = 0.8,
) -> None:
    """Suspect the pictures of the library that a class network is sure enough of, until a person has looked."""
    with explain_missing_torch():
        from model.classes import load_classifier  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.pictures import open_reader  # noqa: PLC0415 - as above
        from model.suspecting import suspect_pictures  # noqa: PLC0415 - as above
    settings = load_settings()
    place = name_filter_file(settings.home, name)
    classifier = write_nsfw_classes(place, None) if name == DEFAULT and not place.exists() else load_classifier(place)
    embedder = open_embedder(settings, classifier.backbone)
    with explain_interrupt(), open_progress() as report, open_reader(settings.home) as read:

        async def work(graph: Graph) -> "Suspected":
            return await suspect_pictures(graph, name, classifier, embedder, bound, read, report)

        done = work_on_graph(work)
    typer.echo(
        f"{done.judged} pictures judged, {done.waiting} wait for a person, {done.changed} of them suspected since; "
        f"{len(done.skipped)} could not be read. Look at them with `taggy classes list`."
    )


def list_waiting(
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Pictures at most.")] = 50,
    after: Annotated[str, typer.Option(help="Go on after this place.")] = "",
    form: FormatOption = Format.table,
) -> None:
    """List what class networks suspect and no person has looked at, and why, the surest first."""

    async def work(graph: Graph) -> list[SuspectedImage]:
        return await list_suspicions(graph, after, limit)

    page = work_on_graph(work)
    print_rows(WAITING, [(p.id, p.filter, p.score, p.reason, p.at.iso_format()) for p in page], form)
    if len(page) == limit:
        typer.echo(f"The pictures that follow: --after '{page[-1].cursor}'", err=True)


def write_nsfw_classes(place: Path, suspect: list[str] | None) -> "Classifier":
    """Write the class network of nsfwjs, of which these classes are suspected, or the usual ones."""
    with explain_missing_torch(), explain_missing_extra("onnx"):
        from model.classes import save_classifier  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.nsfwclasses import choose_suspects, load_nsfw_classes  # noqa: PLC0415 - as above
        from model.serving import serve_classifier  # noqa: PLC0415 - as above
    classifier = load_nsfw_classes()
    if suspect:
        classifier = choose_suspects(classifier, suspect)
    save_classifier(classifier, place)
    serve_classifier(classifier, place.with_suffix(".onnx"))
    return classifier
