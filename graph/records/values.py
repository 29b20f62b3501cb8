"""Property values as JSON and back, exactly: what JSON cannot say stands in an object that names its type."""

import base64
import math
from datetime import UTC, timedelta
from typing import Any

import pytz  # type: ignore[import-untyped]  # the driver's zones: its moments take no others
from neo4j.spatial import CartesianPoint, Point, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

from taggy.errors import BackupError

GEOGRAPHIC = {4326, 4979}


def encode_value(value: Any) -> Any:  # noqa: PLR0911 - one case a type
    """Turn a property value into JSON.

    A finite number, a text and a truth value stay as they are; a moment becomes `{"datetime": "…Z", "zone": …}`, the
    zone being minutes from UTC or a name.

    Raises:
        BackupError: it is of a type that a backup of records cannot carry.
    """
    match value:
        case bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else {"float": repr(value)}
        case list():
            return [encode_value(item) for item in value]
        case bytes() | bytearray():
            return {"bytes": base64.b64encode(value).decode()}
        case DateTime():
            return _encode_moment(value)
        case Date():
            return {"date": value.iso_format()}
        case Time():
            return {"time": value.iso_format()}
        case Duration():
            return {"duration": [value.months, value.days, value.seconds, value.nanoseconds]}
        case Point():
            return {"point": [*value], "srid": value.srid}
    raise BackupError(
        f"A property of the type {type(value).__name__} cannot be carried as a record. "
        f"Back up the local server without --logical."
    )


def _encode_moment(value: DateTime) -> dict[str, Any]:
    if value.tzinfo is None:
        return {"datetime": value.iso_format()}
    zone = getattr(value.tzinfo, "zone", None)
    if zone in (None, "UTC"):  # the driver tells Z and [UTC] not apart, and Taggy writes Z
        zone = round((value.utcoffset() or timedelta()).total_seconds() / 60)
    return {"datetime": value.astimezone(UTC).iso_format(), "zone": zone}


def decode_value(value: Any) -> Any:  # noqa: PLR0911 - one case a type
    """Turn JSON back into the property value that it was.

    Raises:
        BackupError: it says nothing that can be read.
    """
    match value:
        case bool() | int() | float() | str():
            return value
        case list():
            return [decode_value(item) for item in value]
        case {"float": text}:
            return float(text)
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"datetime": text}:
            return _decode_moment(text, value.get("zone"))
        case {"duration": [months, days, seconds, nanoseconds]}:
            return Duration(months=months, days=days, seconds=seconds, nanoseconds=nanoseconds)
        case {"point": coordinates, "srid": srid}:
            return (WGS84Point if srid in GEOGRAPHIC else CartesianPoint)(coordinates)
        case {"date": text}:
            return Date.from_iso_format(text)
        case {"time": text}:
            return Time.from_iso_format(text)
    raise BackupError(
        f"The backup holds the value {value!r}, which cannot be read. It is of a newer Taggy, or damaged."
    )


def _decode_moment(text: str, zone: str | int | None) -> DateTime:
    moment = DateTime.from_iso_format(text)
    if zone is None:
        return moment
    known = pytz.timezone(zone) if isinstance(zone, str) else pytz.FixedOffset(zone)
    return moment.astimezone(known if zone else UTC)  # pytz's own UTC would be written as a zone of that name


def encode_properties(properties: dict[str, Any]) -> dict[str, Any]:
    """Turn the properties of a node or relationship into JSON."""
    return {name: encode_value(value) for name, value in properties.items()}


def decode_properties(properties: dict[str, Any]) -> dict[str, Any]:
    """Turn JSON back into properties."""
    return {name: decode_value(value) for name, value in properties.items()}
