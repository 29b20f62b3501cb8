"""`taggy filter`: verdicts on the pictures of a folder, by a filter's file; nothing is imported."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.interrupts import explain_interrupt
from cli.modelworks import explain_missing_torch
from cli.output import CsvOption, JsonOption, choose_format, print_rows
from media.decoding import Limits
from model.runtime import explain_missing_extra
from taggy.errors import InputError, MissingMediaError
from taggy.settings import load_settings

COLUMNS = ("index", "path", "verdict", "stage", "score", "percentile", "reason")


def filter_pictures(
    path: Annotated[Path, typer.Argument(help="A picture, or a folder of pictures with its folders.")],
    file: Annotated[Path | None, typer.Option("--filter", help="The filter's TOML file; else TAGGY_FILTER.")] = None,
    *,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Say which pictures a filter keeps and which it refuses, at which stage, by what score and why."""
    settings = load_settings()
    rules = file or settings.filter
    if rules is None:
        raise InputError("No filter is named. Write one (docs/filters.md), and say --filter FILE or set TAGGY_FILTER.")
    form = choose_format(as_json=as_json, as_csv=as_csv)
    paths = list_files(path)
    with explain_missing_torch(), explain_missing_extra("onnx"):
        from model.filtering import Filter  # noqa: PLC0415 - ONNX Runtime is loaded only where it is needed
    judge = Filter(rules, Limits.from_settings(settings))
    with explain_interrupt("Stopped. Nothing was written; the same command begins anew."):
        rows = [
            (
                row.index,
                str(paths[row.index].relative_to(path.parent)),
                row.verdict,
                row.stage,
                row.score,
                row.percentile,
                row.reason,
            )
            for row in judge.judge(_read_all(paths))
        ]
    print_rows(COLUMNS, rows, form)
    refused = sum(row[2] == "refused" for row in rows)
    typer.echo(f"{len(rows)} pictures, {len(rows) - refused} kept, {refused} refused", err=True)


def list_files(path: Path) -> list[Path]:
    """List a file, or the files below a folder by name; hidden ones are passed over.

    Raises:
        InputError: there is nothing there.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(f"There is no file or folder {str(path)!r}.")
    return sorted(
        found
        for found in path.rglob("*")
        if found.is_file() and not any(part.startswith(".") for part in found.relative_to(path).parts)
    )


def _read_all(paths: list[Path]) -> Iterator[partial[bytes]]:
    for path in paths:
        yield partial(_read, path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingMediaError(f"The file cannot be read ({error.strerror}).") from error
