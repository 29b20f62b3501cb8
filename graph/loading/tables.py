"""Tables: the CSV files that Neo4j's import tool reads, one a label or relationship type, streamed row by row.

The header names each column's property and type; a column without a type holds text. What is absent is an empty field.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, Self

BETWEEN = "\uffff"  # between the elements of a list: no character, and never one of a text
_UNWRITABLE = ("\n", "\r", "\0", BETWEEN)


@dataclass(frozen=True, slots=True)
class Table:
    """The nodes of a label or the relationships of a type, with their columns as the import tool names them."""

    kind: Literal["nodes", "relationships"]
    name: str
    columns: tuple[str, ...]

    def name_argument(self, parts: int) -> str:
        """Name its files as an option of the import tool: the header's, then one a part."""
        files = ",".join([f"{self.name}.csv", *(f"{self.name}-{part}.csv" for part in range(parts))])
        return f"--{self.kind}={self.name}={files}"


def make_node_table(label: str, key: str, *columns: str) -> Table:
    """Describe the nodes of a label; relationships name them by their key."""
    return Table("nodes", label, (f"{key}:ID({label})", *columns))


def make_link_table(start: str, kind: str, end: str, *columns: str) -> Table:
    """Describe the relationships of a type between two labels; every one has a key."""
    return Table("relationships", kind, (f":START_ID({start})", f":END_ID({end})", "key", *columns))


class TableWriter:
    """Writes rows into one part of some tables, and counts them."""

    def __init__(self, folder: Path, tables: Iterable[Table], part: int = 0) -> None:
        self.counts: Counter[str] = Counter({table.name: 0 for table in tables})
        self._files: dict[str, IO[str]] = {}
        self._writers: dict[str, Any] = {}
        for name in self.counts:
            file = (folder / f"{name}-{part}.csv").open("w", encoding="utf-8", newline="")
            self._files[name] = file
            self._writers[name] = csv.writer(file, lineterminator="\n")

    def __enter__(self) -> Self:
        """Hand itself out."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()

    def write(self, name: str, rows: Sequence[Sequence[object]]) -> None:
        """Write rows whose values stand in the order of the table's columns."""
        self.counts[name] += len(rows)
        self._writers[name].writerows(rows)


def write_headers(folder: Path, tables: Iterable[Table]) -> None:
    """Write the file with the header of each table."""
    for table in tables:
        (folder / f"{table.name}.csv").write_text(",".join(table.columns) + "\n", encoding="utf-8")


def is_writable(text: str | None) -> bool:
    """Tell whether a text can stand in a table: not one that is empty, has a line break, or a sign of no script."""
    return text is None or (text != "" and not any(sign in text for sign in _UNWRITABLE))


def write_truth(value: object) -> str | None:
    """Write true and false as the import tool reads them."""
    return None if value is None else "true" if value else "false"
