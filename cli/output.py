"""Rows for people and machines: a table, RFC 4180 CSV, or one JSON array. Every command prints through here."""

import csv
import json
import re
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from taggy.errors import InputError

ROUGH = 0.001
GAP = 2
WRAPPED = 24  # longer texts may be wrapped to so many columns, shorter ones never
_PICTURE_ID = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{56}\b")


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON array.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How rows are printed.")]


def choose_format(*, as_json: bool, as_csv: bool) -> Format:
    """Choose how rows are printed by two flags.

    Raises:
        InputError: both are set.
    """
    if as_json and as_csv:
        raise InputError("Say --json or --csv, not both.")
    return Format.json if as_json else Format.csv if as_csv else Format.table


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: Format = Format.table) -> None:
    """Print rows of plain values on standard output; a table shortens the ids of pictures, and says so."""
    if form is Format.json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif form is Format.csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows([_write_cell(value) for value in row] for row in rows)
    else:
        _print_table(columns, rows)


def print_json(records: Sequence[dict[str, Any]] | dict[str, Any]) -> None:
    """Print rows, or one thing of many parts, as JSON."""
    sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table, or where the terminal is too narrow for its columns, each row as lines of name and value."""
    console = Console()
    cells = [[_hide_controls(_show_cell(value)) for value in row] for row in rows]
    needed = [min(max(cell_len(text) for text in texts), WRAPPED) for texts in zip(columns, *cells, strict=True)]
    if sum(needed) + GAP * len(columns) > console.width and cells:
        for number, row in enumerate(cells, start=1):
            console.rule(f"{number}", align="left", style="dim")
            console.print(
                _make_table(["", ""], [*zip(columns, row, strict=True)], [max(map(cell_len, columns)), 1], head=False)
            )
    else:
        console.print(_make_table(columns, cells, needed, head=True))
    if any(_PICTURE_ID.search(value) for row in rows for value in row if isinstance(value, str)):
        typer.echo("Ids of pictures are shortened here; --format csv and json have them whole.", err=True)


def _make_table(columns: Sequence[str], cells: Sequence[Sequence[str]], widths: Sequence[int], *, head: bool) -> Table:
    table = Table(
        box=SIMPLE_HEAD if head else None, show_header=head, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0)
    )
    for column, width in zip(columns, widths, strict=True):
        table.add_column(Text(column), overflow="fold", min_width=width)
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _write_cell(value: Any) -> str:
    """Write a value so that it can be read back: absent as nothing, lists and maps as JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _show_cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) >= ROUGH or not value else f"{value:.1e}"
    return _PICTURE_ID.sub(r"\1…", _write_cell(value))


def _hide_controls(text: str) -> str:
    """Show control characters as their codes: a tag must not write on the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
