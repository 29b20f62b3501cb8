"""`taggy outliers`: find what is unlike a collection that is known to be good, look at it, and restore it."""

from typing import Annotated

import typer

from cli.filterfiles import name_filter_file
from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.modelembed import BackboneOption, WeightsOption
from cli.modelworks import choose_backbone, explain_missing_torch
from cli.output import Format, FormatOption, print_rows
from cli.progress import open_progress
from graph.connection import Graph
from graph.filters import RefusedImage, list_filtered, list_filters, restore_image
from graph.voters import find_voter
from taggy.errors import ModelError
from taggy.settings import load_settings

app = typer.Typer(help="Pictures that are unlike a good collection: fitted, judged, restored.", no_args_is_help=True)
AGAIN = "Stopped. What was judged stays; the same command goes through all again and changes nothing twice."
REFUSED = ("image", "filter", "stage", "score", "percentile", "reason", "at")
Name = Annotated[
    str, typer.Argument(help="The mixture: the name of the collection that it was fitted on, unless --name.")
]


@app.command()
def fit(
    collection: Annotated[str, typer.Argument(help="A collection that is known to be good.")],
    backbone: BackboneOption = None,
    weights: WeightsOption = None,
    name: Annotated[str | None, typer.Option(help="What the mixture is called; else as the collection.")] = None,
    keep: Annotated[float, typer.Option(min=0.5, max=0.9999, help="Share of such pictures to keep.")] = 0.95,
    components: Annotated[int, typer.Option(min=1, max=64, help="Gaussians at most; BIC chooses.")] = 16,
) -> None:
    """Fit a mixture of Gaussians on what a backbone sees in a good collection, and write it for filters too.

    The backbone must have looked at the pictures: `taggy model embed`. Nothing is judged yet.
    """
    settings = load_settings()
    named, file = choose_backbone(settings, backbone, weights)
    if named is None:
        raise ModelError("No backbone is named. Say --backbone NAME or set TAGGY_BACKBONE, as for `taggy model embed`.")
    with explain_missing_torch():
        from model.backbones import load_backbone  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.outliers import save_outliers  # noqa: PLC0415 - as above
        from model.screenings import fit_collection  # noqa: PLC0415 - as above
        from model.serving import serve_backbone  # noqa: PLC0415 - as above
    place = name_filter_file(settings.home, name or collection)
    eyes = load_backbone(named, file)
    with explain_interrupt("Stopped. Nothing was written; the same command begins anew."):
        fitted = work_on_graph(lambda graph: fit_collection(graph, collection, eyes.key, keep, components))
        save_outliers(fitted, place)
        serve_backbone(eyes, place.with_suffix(".onnx"))
    facts = fitted.facts
    typer.echo(
        f"{facts.components} Gaussians on {facts.pictures} pictures of {collection!r}, of {len(facts.tried)} numbers "
        f"tried; {keep:.1%} are kept, from a log-likelihood of {facts.threshold:.1f} on."
    )
    typer.echo(f"Written: {place} and {place.with_suffix('.onnx').name}")


@app.command()
def judge(
    mixture: Name, collection: Annotated[str, typer.Argument(help="The collection whose pictures are judged.")]
) -> None:
    """Judge the pictures of a collection, and withhold those that are refused until staff restore them."""
    with explain_missing_torch():
        from model.outliers import load_outliers  # noqa: PLC0415 - its packages may be left out
        from model.screenings import judge_collection  # noqa: PLC0415 - as above
    fitted = load_outliers(name_filter_file(load_settings().home, mixture))
    with explain_interrupt(AGAIN), open_progress() as report:
        judged, refused = work_on_graph(lambda graph: judge_collection(graph, mixture, fitted, collection, report))
    typer.echo(f"{judged} pictures judged, {refused} refused. Look at them with `taggy outliers list`.")


@app.command("list")
def list_pictures(
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Pictures at most.")] = 50,
    after: Annotated[str, typer.Option(help="Go on after this place.")] = "",
    filters: Annotated[bool, typer.Option("--filters", help="Count what each filter said instead.")] = False,
    form: FormatOption = Format.table,
) -> None:
    """List what filters refused and nobody restored, those nearest to a bound first."""
    if filters:
        counts = work_on_graph(list_filters)
        rows = [(row.name, row.kept, row.refused, row.restored, row.at and row.at.iso_format()) for row in counts]
        print_rows(("filter", "kept", "refused", "restored", "at"), rows, form)
        return

    async def work(graph: Graph) -> list[RefusedImage]:
        return await list_filtered(graph, after, limit)

    page = work_on_graph(work)
    print_rows(
        REFUSED,
        [(p.id, p.filter, p.stage, p.score, p.percentile, p.reason, p.at.iso_format()) for p in page],
        form,
    )
    if len(page) == limit:
        typer.echo(f"The pictures that follow: --after '{page[-1].cursor}'", err=True)


@app.command()
def restore(
    image: Annotated[str, typer.Argument(help="The whole id of a picture.", show_default=False)],
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The account that says so.")],
    why: Annotated[str | None, typer.Option("--why", help="Kept with what was changed.")] = None,
) -> None:
    """Show a picture after all; no filter refuses it again."""

    async def work(graph: Graph) -> bool:
        return await restore_image(graph, image, (await find_voter(graph, by)).id, why)

    typer.echo("It is shown again." if work_on_graph(work) else "No filter refuses it; nothing was changed.")
