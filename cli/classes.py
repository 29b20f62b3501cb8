"""`taggy classes`: train what tells classes of pictures, find mislabelled ones, and suspect pictures of the library."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import suspecting
from cli.filterfiles import name_filter_file
from cli.graphwork import work_on_graph
from cli.interrupts import explain_interrupt
from cli.modelembed import BackboneOption, WeightsOption
from cli.modelworks import choose_backbone, explain_missing_torch
from cli.output import Format, FormatOption, print_json, print_rows
from cli.progress import open_progress
from graph.connection import Graph
from media.decoding import Limits
from media.store import MediaStore
from model.runtime import explain_missing_extra
from taggy.settings import Settings, load_settings

if TYPE_CHECKING:
    from model.backbones import Backbone
    from model.classaccuracy import Accuracy, Doubted
    from model.classtraining import TrainedClasses
    from model.settledfolders import Gathered

app = typer.Typer(help="Classes of pictures: trained from a folder, cleaned, and judged by.", no_args_is_help=True)
app.command("judge")(suspecting.judge)
app.command("list")(suspecting.list_waiting)
EYES = "nsfwjs"
STAGES = ("stage", "pictures", "right", "accuracy", "low", "high", "undoubted")
DOUBTS = ("path", "labelled", "likely", "confidence", "own")
FolderArgument = Annotated[Path, typer.Argument(help="A folder with a sub-folder of pictures for each class.")]
SeedOption = Annotated[int, typer.Option(min=0, help="Of everything drawn at random.")]
SuspectOption = Annotated[
    list[str] | None, typer.Option(help="A class whose pictures `judge` suspects; may be repeated.")
]


@app.command()
def train(
    folder: FolderArgument,
    *,
    backbone: BackboneOption = None,
    weights: WeightsOption = None,
    name: Annotated[str | None, typer.Option(help="What the files are called; else as the folder.")] = None,
    suspect: SuspectOption = None,
    clean: Annotated[
        bool, typer.Option("--clean", help="Then learn again, without what is likely mislabelled.")
    ] = False,
    stages: Annotated[int, typer.Option(min=0, max=8, help="Stages that free deeper layers, after the head's.")] = 2,
    passes: Annotated[int, typer.Option(min=1, max=1000, help="Over the pictures, in each of those.")] = 4,
    seed: SeedOption = 1,
    form: FormatOption = Format.table,
) -> None:
    """Train a class network: its head first, then deeper layers, stage by stage; say what it is worth after each.

    Without a backbone the network of nsfwjs learns on. Stopped, the same command goes on where it was.
    """
    with explain_missing_torch(), explain_missing_extra("onnx"):
        from model.classes import save_classifier  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.classtraining import ClassPlan, train_classes  # noqa: PLC0415 - as above
        from model.serving import serve_classifier  # noqa: PLC0415 - as above
    settings = load_settings()
    called = name or folder.absolute().name
    place = name_filter_file(settings.home, called)
    under_way = settings.home / "models" / f"classes-{called}.safetensors"
    plan = ClassPlan(tuple(suspect or ()), clean, stages, passes, seed, settings.device)
    eyes, limits = _load_eyes(settings, backbone, weights), Limits.from_settings(settings)
    with explain_interrupt(), open_progress() as report:
        trained = asyncio.run(train_classes(folder, eyes, limits, plan, under_way, report))
        save_classifier(trained.classifier, place)
        serve_classifier(trained.classifier, place.with_suffix(".onnx"))
    under_way.unlink(missing_ok=True)
    _print_trained(trained, form)
    typer.echo(f"Written: {place} and {place.with_suffix('.onnx').name}", err=form is not Format.table)


@app.command()
def gather(
    folder: Annotated[Path, typer.Argument(help="The folder to write, with a sub-folder for each tag.")],
    tags: Annotated[list[str], typer.Argument(help="Tags of which a picture has one, such as ratings.")],
) -> None:
    """Write a folder to train on: copies of the pictures that people settled Yes for just one of some tags."""
    with explain_missing_torch():
        from model.settledfolders import gather_classes  # noqa: PLC0415 - its packages may be left out
    settings = load_settings()
    with explain_interrupt(), open_progress() as report, MediaStore(settings.home) as store:

        async def work(graph: Graph) -> "Gathered":
            return await gather_classes(graph, store, tags, folder, report)

        done = work_on_graph(work)
    for tag, count in done.written.items():
        typer.echo(f"{count:>8}  {tag}")
    typer.echo(f"{done.several} pictures have several of the tags and were left out.")
    for image, reason in done.skipped.items():
        typer.echo(f"  {image[:12]}…  {reason}")


@app.command()
def doubt(
    folder: FolderArgument,
    *,
    backbone: BackboneOption = None,
    weights: WeightsOption = None,
    seed: SeedOption = 1,
    form: FormatOption = Format.table,
) -> None:
    """List pictures that are likely to be in the wrong class, the surest first; nothing is changed."""
    with explain_missing_torch():
        from model.classtraining import ClassPlan, doubt_classes  # noqa: PLC0415 - torch is loaded only where it is needed
    settings = load_settings()
    eyes, limits = _load_eyes(settings, backbone, weights), Limits.from_settings(settings)
    plan = ClassPlan(seed=seed, device=settings.device)
    with explain_interrupt("Stopped. Nothing was written; the same command begins anew."), open_progress() as report:
        found = asyncio.run(doubt_classes(folder, eyes, limits, plan, report))
    print_rows(DOUBTS, _list_doubts(found), form)


@app.command()
def nsfw(
    *,
    suspect: SuspectOption = None,
    name: Annotated[str, typer.Option(help="What the files are called.")] = suspecting.DEFAULT,
) -> None:
    """Write the class network of nsfwjs: drawings, hentai, neutral, porn, sexy. It needs no training."""
    place = name_filter_file(load_settings().home, name)
    classifier = suspecting.write_nsfw_classes(place, suspect)
    typer.echo(f"Classes: {', '.join(classifier.facts.classes)}; suspected: {', '.join(classifier.facts.suspect)}")
    typer.echo(f"Written: {place} and {place.with_suffix('.onnx').name}")


def _load_eyes(settings: Settings, backbone: str | None, weights: Path | None) -> "Backbone":
    with explain_missing_torch():
        from model.backbones import load_backbone  # noqa: PLC0415 - torch is loaded only where it is needed
    name, file = choose_backbone(settings, backbone, weights)
    return load_backbone(name, file) if name else load_backbone(EYES, None)


def _print_trained(trained: "TrainedClasses", form: Format) -> None:
    """Print what was trained: accuracies, confusion, what is doubted, what was passed over."""
    classes = trained.classifier.facts.classes
    stages = [_describe_stage(stage) for stage in trained.stages]
    if form is Format.json:
        print_json(
            {
                "classes": classes,
                "stages": [dict(zip(STAGES, row, strict=True)) for row in stages],
                "confusion": trained.confusion,
                "doubted": [asdict(doubted) for doubted in trained.doubted],
                "skipped": trained.skipped,
            }
        )
        return
    print_rows(STAGES, stages, form)
    if form is Format.csv:
        return
    told = [[name, *row] for name, row in zip(classes, trained.confusion, strict=True)]
    print_rows(("held-out ones of", *(f"told {name}" for name in classes)), told)
    typer.echo(f"{len(trained.doubted)} pictures are likely in the wrong class; `taggy classes doubt` lists them.")
    for path, reason in trained.skipped.items():
        typer.echo(f"  {path}  {reason}")


def _describe_stage(stage: "Accuracy") -> tuple[object, ...]:
    low, high = stage.interval
    undoubted = stage.undoubted_right / stage.undoubted if stage.undoubted else None
    return stage.stage, stage.pictures, stage.right, stage.right / stage.pictures, low, high, undoubted


def _list_doubts(found: list["Doubted"]) -> list[tuple[object, ...]]:
    return [(one.path, one.labelled, one.likely, one.confidence, one.own) for one in found]
