"""`taggy model embed`, `similar` and `backbones`: what the model sees with, and what looks alike to it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.modelworks import Embedded, choose_backbone, explain_missing_torch
from cli.output import Format, FormatOption, print_rows
from cli.runner import run_here
from graph.connection import Graph
from graph.images import find_image
from graph.jobs import order_embedding
from graph.similar import Likeness, Similar
from taggy.errors import NotFoundError
from taggy.settings import load_settings

SIMILAR_COLUMNS = ["image", "cosine"]
BACKBONE_COLUMNS = ["name", "million parameters", "MB", "side", "licence", "weights"]
MOST = 200
BackboneOption = Annotated[
    str | None, typer.Option(help="A network of timm by name, with pretrained weights; else TAGGY_BACKBONE.")
]
WeightsOption = Annotated[
    Path | None, typer.Option(help="Its weights as a safetensors file, in place of the hub; else TAGGY_WEIGHTS.")
]


def embed(backbone: BackboneOption = None, weights: WeightsOption = None) -> None:
    """Look at every picture that the backbone has not seen, and keep what it sees. Stopped, it goes on where it was."""
    settings = load_settings()
    name, file = choose_backbone(settings, backbone, weights)
    done: Embedded = run_here(order_embedding(name, str(file.absolute()) if file else None))
    typer.echo(
        f"{done.backbone} on {done.device}: {done.pictures} pictures seen, {len(done.skipped)} could not be read"
    )
    for image, reason in done.skipped.items():
        typer.echo(f"  {image[:12]}…  {reason}")


def similar(
    image: Annotated[str, typer.Argument(help="The picture's id.")],
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="Pictures to list.")] = 10,
    *,
    nsfw: Annotated[bool, typer.Option(help="Also pictures that are or may be NSFW.")] = False,
    form: FormatOption = Format.table,
) -> None:
    """List the pictures that look most alike to one, nearest first: exactly, or by the vector index."""

    async def find(graph: Graph) -> Similar:
        if (known := await find_image(graph, image)) is None:
            raise NotFoundError(f"There is no picture {image!r}. The page and `taggy query` show ids.")
        return await Likeness(graph, load_settings().backbone).list_similar(known.shown, nsfw=nsfw, limit=limit)

    found = work_on_graph(find)
    if found.backbone is None:
        raise NotFoundError("No backbone has seen any picture yet. `taggy model embed` lets one look.")
    print_rows(SIMILAR_COLUMNS, [[near.image, round(near.cosine, 4)] for near in found.images], form)
    typer.echo(f"by {found.backbone}, {'exact' if found.way == 'memory' else 'by the vector index'}", err=True)


def backbones(
    pattern: Annotated[str | None, typer.Argument(help="Names of timm, as *siglip*; none lists the advised.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """List networks with published weights: how large they are, their licence, and where the weights come from."""
    with explain_missing_torch():
        from model.backbones import RECOMMENDED, describe_backbone, list_backbones  # noqa: PLC0415 - it loads torch
    names = list_backbones(pattern) if pattern else list(RECOMMENDED)
    rows: list[list[Any]] = []
    for name in names[:MOST]:
        fact = describe_backbone(name)
        million = round(fact.parameters / 1e6, 1)
        rows.append([name, million, round(4 * million), fact.side, fact.licence, fact.weights])
    print_rows(BACKBONE_COLUMNS, rows, form)
    if len(names) > MOST:
        typer.echo(f"and {len(names) - MOST} more: narrow the pattern", err=True)
