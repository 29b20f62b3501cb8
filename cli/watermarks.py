"""`taggy watermarks`: draw marked pictures to learn from, and train what tells them."""

from pathlib import Path
from typing import Annotated

import typer

from cli.interrupts import explain_interrupt
from cli.modelembed import WeightsOption
from cli.modelworks import explain_missing_torch
from cli.progress import open_progress
from taggy.settings import load_settings

app = typer.Typer(help="Watermarks: draw examples, train what tells them.", no_args_is_help=True)


@app.command()
def draw(
    pictures: Annotated[Path, typer.Argument(help="A folder of pictures without watermarks.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write, with `clean` and `marked` in it.")],
    without: Annotated[list[str] | None, typer.Option(help="A kind of mark to leave out; may be repeated.")] = None,
    copies: Annotated[int, typer.Option(min=1, max=100, help="Marked ones a picture, each of another kind.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Of everything drawn at random.")] = 1,
) -> None:
    """Draw a folder to train on: each picture as it is, and some times with a mark; the kinds of marks take turns."""
    with explain_missing_torch():
        from model.examples import draw_examples  # noqa: PLC0415 - its packages may be left out
    with explain_interrupt("Stopped. What was written stays; the same command writes it again."):
        drawn, skipped = draw_examples(pictures, folder, without or [], copies, seed)
    typer.echo(f"{drawn} pictures drawn, each clean and {copies} times marked; {len(skipped)} could not be read.")


@app.command()
def train(
    folder: Annotated[Path, typer.Argument(help="A folder with pictures in `clean` and in `marked`.")],
    backbone: Annotated[
        str | None, typer.Option(help="A network of timm by name, with pretrained weights; else a small one learns.")
    ] = None,
    weights: WeightsOption = None,
    name: Annotated[str, typer.Option(help="What the files are called.")] = "watermarks",
    looks: Annotated[int, typer.Option(min=100, help="Pictures to look at, the same ones again and again.")] = 60_000,
    seed: Annotated[int, typer.Option(min=0, help="Of everything drawn at random.")] = 1,
) -> None:
    """Train a detector of watermarks from a folder; say how often it misses a mark and refuses in vain."""
    with explain_missing_torch():
        from model.backbones import load_backbone  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.detectors import make_beginning, save_detector  # noqa: PLC0415 - as above
        from model.examples import find_side, list_examples  # noqa: PLC0415 - as above
        from model.serving import serve_detector  # noqa: PLC0415 - as above
        from model.steps import finish_steps  # noqa: PLC0415 - as above
        from model.watermarks import count_looks, train_watermarks  # noqa: PLC0415 - as above
    settings = load_settings()
    examples = list_examples(folder)
    eyes = load_backbone(backbone, weights) if backbone else make_beginning(seed, find_side(examples))
    with explain_interrupt("Stopped. Nothing was written; the same command begins anew."), open_progress() as report:
        steps = train_watermarks(examples, eyes, seed, looks, settings.device)
        trained = finish_steps("looking at the pictures", count_looks(examples, looks), steps, report)
    place = settings.home / "filters" / f"{name}.safetensors"
    save_detector(trained, place)
    serve_detector(trained, place.with_suffix(".onnx"))
    facts = trained.facts
    typer.echo(f"Of {facts.tested} pictures that it has not seen before, at a threshold of {facts.threshold:.3f}:")
    typer.echo(f"{facts.missed:>8.1%}  of the marked ones are missed")
    typer.echo(f"{facts.alarms:>8.1%}  of the clean ones are refused")
    for file, reason in trained.skipped.items():
        typer.echo(f"  {file}  {reason}")
    typer.echo(f"Written: {place} and {place.with_suffix('.onnx').name}")
