"""CSV files that people hand in: some columns of each row, every fault named by its line."""

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from taggy.errors import InputError


def read_rows(
    path: Path, columns: tuple[str, ...], may_be_empty: frozenset[str] = frozenset()
) -> Iterator[tuple[int, list[str]]]:
    """Read the columns of a CSV file: the number of the line on which a row ends, and its values in normal form.

    Raises:
        InputError: the file cannot be used; it says in which line, and what to do.
    """
    rows = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            places, width = _find_columns(path, next(reader, []), columns)
            wanted = [(name, place, name in may_be_empty) for name, place in zip(columns, places, strict=True)]
            for row in reader:
                if row:
                    rows += 1
                    yield reader.line_num, _read_row(path, reader.line_num, row, wanted, width)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Give a CSV file.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}, line {_find_foreign(path)}: it is not UTF-8. Save the file as UTF-8.") from error
    except csv.Error as error:
        raise InputError(f"{path} is no CSV after {rows:,} rows: {error}. Mend or remove that row.") from error
    if not rows:
        raise InputError(f"{path} has no row below its header. Give at least one.")


def _find_foreign(path: Path) -> int:
    """Find the first line that is not UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 0


def _find_columns(path: Path, header: list[str], columns: tuple[str, ...]) -> tuple[list[int], int]:
    names = [name.strip().lower() for name in header]
    for column in columns:
        if names.count(column) != 1:
            fault = "twice" if column in names else "not"
            found = ", ".join(map(repr, header)) or "nothing"
            wanted = ",".join(columns)
            raise InputError(f"{path}, line 1: the column {column!r} is {fault} in it ({found}). Begin with {wanted}.")
    return [names.index(column) for column in columns], len(names)


def _read_row(path: Path, line: int, row: list[str], wanted: list[tuple[str, int, bool]], width: int) -> list[str]:
    if len(row) != width:
        raise InputError(f"{path}, line {line}: {len(row)} values where the header has {width}. Mend the line.")
    values = [unicodedata.normalize("NFC", row[place]).strip() for _, place, _ in wanted]
    for (column, _, may_be_empty), value in zip(wanted, values, strict=True):
        if not value and not may_be_empty:
            raise InputError(f"{path}, line {line}: the {column} is empty. Fill it in or remove the line.")
    return values
