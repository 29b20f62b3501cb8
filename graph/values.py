"""Values as the driver gives them, made plain: what JSON, CSV and a table can show, and nothing else."""

import math
from datetime import date, datetime, time
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time
from neo4j.vector import Vector

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None


def make_plain(value: Any) -> Plain:  # noqa: C901, PLR0911 - one case a kind of value
    """Make a value plain: nodes by labels and properties, times as ISO 8601, not-a-number and infinity as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Node():
            return {"labels": [*sorted(value.labels)], "properties": _make_map(value)}
        case Relationship():
            return {"type": value.type, "properties": _make_map(value)}
        case Path():
            return {"nodes": _make_list(value.nodes), "relationships": _make_list(value.relationships)}
        case Point():
            return {"srid": value.srid, "coordinates": [*map(make_plain, value)]}
        case Date() | DateTime() | Time() | Duration():
            return value.iso_format()
        case date() | datetime() | time():
            return value.isoformat()
        case Vector():
            return _make_list(value.to_native())
        case bytes() | bytearray():
            return value.hex()
        case dict():
            return _make_map(value)
        case _:
            return _make_list(value)


def _make_map(values: Any) -> dict[str, Plain]:
    return {name: make_plain(value) for name, value in sorted(values.items())}


def _make_list(values: Any) -> list[Plain]:
    return [make_plain(value) for value in values]
