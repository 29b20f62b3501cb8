"""Reading the graph as records while people vote: pages by key, staged beside the backup so that it can be resumed.

What it gives. There is no one moment that all of it shows: pages are read one after the other, each as it is then.
What was there when the backup began, and was neither changed nor deleted since, is in it; what came, changed or went
meanwhile may be in it or not, each record whole. Of a voter and a pair it shows one moment: an answer that is changed
or taken back moves from SORT to SORTED_BEFORE, which is read later, so it is met at least once, and the restore drops
the second one. Every relationship has its ends in it: an end that came after its label was read is read then, and a
relationship whose end is gone by then is gone itself. What is derived is not in it: the restore's last step, the
rebuild of every pair, makes it fit what was carried. A model run that proposes or goes live meanwhile may be carried
in part: `taggy model propose` completes it.

Memory holds one page. The keys of what was read are kept in a small database in the stage.
"""

import gzip
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

from graph.connection import Graph, translate_errors
from graph.records.statements import find_nodes, read_nodes, read_relationships
from graph.records.values import encode_properties
from graph.schema import Relationship, list_kept_labels, list_kept_relationships

PAGE = 1_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS part (name TEXT PRIMARY KEY, after TEXT, rows INTEGER, bytes INTEGER, done INTEGER);
CREATE TABLE IF NOT EXISTS node (label TEXT, key TEXT, PRIMARY KEY (label, key)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of records in the stage: the nodes of a label, or the relationships of a type between two labels."""

    name: str
    rows: int
    path: Path


@dataclass(slots=True)
class _Place:
    """How far a part has come."""

    after: str = ""
    rows: int = 0
    bytes: int = 0
    done: bool = False


def list_part_names() -> list[str]:
    """List the parts of a backup of records, in the order in which they are read and written."""
    nodes = [f"nodes/{label}" for label in list_kept_labels()]
    return [*nodes, *(name_relationships(of) for of in list_kept_relationships())]


def name_relationships(of: Relationship) -> str:
    """Name the part that holds these relationships."""
    return f"relationships/{of.start}-{of.type}-{of.end}"


def locate_part(name: str) -> str:
    """Say what the file of a part is named."""
    return f"{name.replace('/', '-')}.ndjson.gz"


class Stage:
    """The folder in which a backup of records is gathered; what is in it counts once its page is noted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = sqlite3.connect(folder / "stage.db")
        self.database.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def locate(self, name: str) -> Path:
        """Say where a part lies."""
        return self.folder / locate_part(name)

    def find_place(self, name: str) -> _Place:
        """Find how far a part has come, and cut off what was written after that was noted."""
        found = self.database.execute("SELECT after, rows, bytes, done FROM part WHERE name = ?", (name,)).fetchone()
        place = _Place(found[0], found[1], found[2], bool(found[3])) if found else _Place()
        path = self.locate(name)
        path.touch(mode=0o600)
        if path.stat().st_size != place.bytes:
            os.truncate(path, place.bytes)
        return place

    def add_page(self, name: str, place: _Place, lines: list[dict[str, Any]]) -> None:
        """Write a page behind what is there, and note it in the open transaction."""
        text = "".join(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in lines)
        with self.locate(name).open("ab") as file:
            file.write(gzip.compress(text.encode(), mtime=0))
            file.flush()
            place.bytes = file.tell()
        place.rows += len(lines)
        values = (name, place.after, place.rows, place.bytes, place.done)
        self.database.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?)", values)

    def keep_nodes(self, label: str, keys: list[str]) -> None:
        """Note, in the open transaction, that these nodes are in the backup."""
        self.database.executemany("INSERT OR IGNORE INTO node VALUES (?, ?)", [(label, key) for key in keys])

    def list_missing(self, label: str, keys: set[str]) -> list[str]:
        """List those of the keys whose node is not in the backup."""
        known = "SELECT 1 FROM node WHERE label = ? AND key = ?"
        return sorted(key for key in keys if not self.database.execute(known, (label, key)).fetchone())


def list_parts(folder: Path) -> list[Part]:
    """List the parts that were read into a stage, in order, with their numbers of rows."""
    with closing(Stage(folder)) as stage:
        return [Part(name, stage.find_place(name).rows, stage.locate(name)) for name in list_part_names()]


async def read_records(graph: Graph, folder: Path) -> AsyncIterator[tuple[str, int]]:
    """Read every record into the stage; what an earlier run has read there is kept.

    Yields:
        After each page: the part and its rows so far.
    """
    with closing(Stage(folder)) as stage:
        for label in list_kept_labels():
            async for rows in _read_nodes(graph, stage, label):
                yield f"nodes/{label}", rows
        for of in list_kept_relationships():
            async for rows in _read_relationships(graph, stage, of):
                yield name_relationships(of), rows


async def _read_nodes(graph: Graph, stage: Stage, label: str) -> AsyncIterator[int]:
    name = f"nodes/{label}"
    place = stage.find_place(name)
    while not place.done:
        page = await _fetch(graph, read_nodes(label), after=place.after, limit=PAGE)
        _move_on(place, page)
        with stage.database:
            _add_nodes(stage, label, place, page)
        yield place.rows


async def _read_relationships(graph: Graph, stage: Stage, of: Relationship) -> AsyncIterator[int]:
    name = name_relationships(of)
    place = stage.find_place(name)
    while not place.done:
        page = await _fetch(graph, read_relationships(of), after=place.after, limit=PAGE)
        _move_on(place, page)
        rows = [row for row in page if row["ours"]]
        with stage.database:
            for label, end in ((of.start, "start"), (of.end, "end")):
                rows = await _complete_ends(graph, stage, label, end, rows)
            lines = [
                {"key": row["key"], "start": row["start"], "end": row["end"], "properties": _encode(row)}
                for row in rows
            ]
            stage.add_page(name, place, lines)
        yield place.rows


async def _complete_ends(
    graph: Graph, stage: Stage, label: str, end: str, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Read the ends that came after their label was read, and leave out what lost its end meanwhile."""
    missing = stage.list_missing(label, {row[end] for row in rows})
    if not missing:
        return rows
    found = await _fetch(graph, find_nodes(label), keys=missing)
    _add_nodes(stage, label, stage.find_place(f"nodes/{label}"), found)
    gone = set(missing) - {row["key"] for row in found}
    return [row for row in rows if row[end] not in gone]


def _add_nodes(stage: Stage, label: str, place: _Place, page: list[dict[str, Any]]) -> None:
    stage.add_page(f"nodes/{label}", place, [{"key": row["key"], "properties": _encode(row)} for row in page])
    stage.keep_nodes(label, [row["key"] for row in page])


def _move_on(place: _Place, page: list[dict[str, Any]]) -> None:
    place.done = len(page) < PAGE
    place.after = page[-1]["key"] if page else place.after


def _encode(row: dict[str, Any]) -> dict[str, Any]:
    return encode_properties(row["properties"])


async def _fetch(graph: Graph, text: LiteralString, **params: Any) -> list[dict[str, Any]]:
    async with graph.driver.session(database=graph.database) as session:
        with translate_errors():
            return await session.execute_read(lambda tx: _run(tx, text, params))


async def _run(tx: Any, text: LiteralString, params: dict[str, Any]) -> list[dict[str, Any]]:
    result = await tx.run(text, params)
    return [dict(row) async for row in result]
