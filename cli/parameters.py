"""Parameters as they are typed on the command line, turned into what a query's header asks for."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from graph.catalogue import Field, Query
from taggy.errors import QueryError

DEFAULTS: dict[str, object] = {
    "after": "",
    "limit": 50,
    "candidates": 200,
    "depth": 5000,
    "minPosterior": 0.0,
    "without": [],
    "hidden": False,
}
LARGEST = 2**63 - 1


def split_parameters(given: Sequence[str]) -> dict[str, str]:
    """Split NAME=VALUE pairs; of several with one name the last one counts.

    Raises:
        QueryError: one has no `=`, or is no valid Unicode.
    """
    parts: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (equals and name):
            raise QueryError(f"{text!r} is no parameter. Write NAME=VALUE.")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise QueryError(f"The parameter {name!a} is no valid Unicode text.")
        parts[name] = value
    return parts


def read_parameters(query: Query, given: Sequence[str]) -> dict[str, object]:
    """Read the parameters of a query, by the types of its header.

    `DEFAULTS` may be left out, and so may what the header says to be null for something.

    Raises:
        QueryError: one is unknown, missing or of another type.
    """
    parts = split_parameters(given)
    fields = {field.name: field for field in query.params}
    if unknown := sorted(parts.keys() - fields):
        raise QueryError(f"{query.name} has no parameter {unknown[0]!r}. It takes {', '.join(fields) or 'none'}.")
    return {name: _read(query, field, parts.get(name)) for name, field in fields.items()}


def _read(query: Query, field: Field, text: str | None) -> object:
    if text is not None:
        return _convert(field, text)
    if field.name in DEFAULTS:
        return DEFAULTS[field.name]
    if "null for" in field.says:
        return None
    raise QueryError(f"{query.name} needs --param {field.name}=… ({field.type}: {field.says}).")


def _convert(field: Field, text: str) -> object:
    convert = _TYPES.get(field.type)
    if convert is None:
        raise QueryError(f"The parameter {field.name} is a {field.type}, which cannot be given on the command line.")
    try:
        return convert(text)
    except (ValueError, KeyError) as error:
        raise QueryError(f"{text!r} is no {field.type} for the parameter {field.name}.") from error


def _read_integer(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def _read_list(text: str) -> list[str]:
    """Read names between commas; a JSON list where a name has a comma in it."""
    if not text.startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    names = json.loads(text)
    if not all(isinstance(name, str) for name in names):
        raise ValueError(text)
    return list(names)


def _read_time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


_TYPES: dict[str, Callable[[str], object]] = {
    "STRING": str,
    "INTEGER": _read_integer,
    "FLOAT": float,
    "BOOLEAN": {"true": True, "false": False}.__getitem__,
    "LIST<STRING>": _read_list,
    "DATETIME": _read_time,
    "ZONED DATETIME": _read_time,
}
