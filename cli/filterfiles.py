"""Files of what filters are made of: mixtures and networks, by name, in `filters` of the data folder."""

from pathlib import Path

from taggy.errors import InputError


def name_filter_file(home: Path, name: str) -> Path:
    """Name the file of a mixture or a network; its ONNX file stands beside it.

    Raises:
        InputError: the name cannot be a file's.
    """
    if not name or name.startswith(".") or any(character in name for character in "/\\\0"):
        raise InputError(f"It cannot be called {name!r}: it names a file. Say --name with letters and digits.")
    return home / "filters" / f"{name}.safetensors"
