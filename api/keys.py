"""Keys: secrets of a data folder, each in a file of its own that only the owner reads."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from taggy.errors import InputError
from taggy.settings import secure_folder


def load_signing_key(home: Path) -> bytes:
    """Read the key that signs question tokens: 32 bytes.

    Raises:
        InputError: others may read the file, or it holds no key.
    """
    return load_key(home, "token", lambda: secrets.token_bytes(32))


def load_metrics_key(home: Path) -> bytes:
    """Read the key that opens /metrics: text, because Prometheus reads the same file.

    Raises:
        InputError: others may read the file, or it holds no key.
    """
    return load_key(home, "metrics", lambda: secrets.token_urlsafe(32).encode())


def load_key(home: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """Read a key of a data folder, or make it on first use; only its owner may read it.

    Raises:
        InputError: others may read the file, or it holds no key.
    """
    path = secure_folder(home / "keys") / f"{name}.key"
    if not path.exists():
        _write_key(path, make())
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(f"Others may read the {name} key {path}. Delete it: Taggy makes a new one.")
    key = path.read_bytes()
    if len(key) != len(make()):
        raise InputError(f"The {name} key {path} is damaged. Delete it: Taggy makes a new one.")
    return key


def _write_key(path: Path, key: bytes) -> None:
    """Write a new key; of two programs that do so at once, the first one's stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
