"""TOML files that a person wrote: read whole, or refused with the reason."""

import tomllib
from pathlib import Path
from typing import Any

from taggy.errors import InputError

MOST = 1_000_000  # bytes


def read_toml(path: Path, noun: str, guide: str) -> tuple[str, dict[str, Any]]:
    """Read a file, which errors call a `noun` and explain by a `guide` of docs; return its text and what it says.

    Raises:
        InputError: it cannot be read, has more than `MOST` bytes, or is no TOML in UTF-8.
    """
    name = f"The {noun} {str(path)!r}"
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise InputError(f"{name} cannot be read ({error.strerror}). Write one: docs/{guide}.") from error
    if len(content) > MOST:
        raise InputError(f"{name} has more than {MOST:,} bytes. Name a {noun}.")
    try:
        text = content.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is no UTF-8. Save it as such.") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name} is no TOML: {error}. Mend it: docs/{guide}.") from error
