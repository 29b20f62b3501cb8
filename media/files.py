"""Files: opened beneath a folder without following links, and put in place whole or not at all."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

from taggy.errors import DiskError, MissingMediaError
from taggy.settings import secure_folder

_REASONS = {
    errno.ENOENT: "is gone",
    errno.ELOOP: "is a link, and links are not followed",
    errno.ENOTDIR: "lies behind a link or a file where a folder was, and links are not followed",
    errno.ENXIO: "is no regular file",
}

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


def open_beneath(root: Path, path: str) -> BinaryIO:
    """Open a regular file beneath a folder for reading; no part of the way below `root` may be a link.

    Raises:
        MissingMediaError: it is gone, a link, no regular file, or cannot be read.
    """
    try:
        descriptor = _open_parts(root, PurePosixPath(path).parts, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        raise MissingMediaError(f"The file {path!r} in {str(root)!r} {_explain(error)}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise MissingMediaError(f"The file {path!r} in {str(root)!r} is no regular file.")
    return os.fdopen(descriptor, "rb")


def open_folder_beneath(root: Path, path: str) -> int:
    """Open a folder beneath another one as a file descriptor, following no link; '' is the folder itself.

    Raises:
        MissingMediaError: it is gone, a link, no folder, or cannot be read.
    """
    try:
        return _open_parts(root, PurePosixPath(path).parts, os.O_RDONLY | os.O_DIRECTORY)
    except (OSError, ValueError) as error:
        raise MissingMediaError(f"The folder {path!r} in {str(root)!r} {_explain(error)}.") from error


def _open_parts(root: Path, parts: tuple[str, ...], last: int) -> int:
    if any(part in ("/", "..") for part in parts):
        raise ValueError("the way leads out of the folder")
    folder = os.O_RDONLY | os.O_DIRECTORY
    descriptor = os.open(root, folder | os.O_CLOEXEC)
    for number, part in enumerate(parts, start=1):
        flags = (last if number == len(parts) else folder) | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            deeper = os.open(part, flags, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = deeper
    return descriptor


def _explain(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0, f"cannot be read ({error.strerror})")
    return f"cannot be opened ({error})"


@contextmanager
def place_file(path: Path) -> Iterator[IO[bytes]]:
    """Write a file beside its place and move it there at the end; an error leaves nothing behind.

    Raises:
        DiskError: the disk is full, or may not be written.
    """
    secure_folder(path.parent)
    with translate_full_disk(path), NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            yield file.file
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)  # noqa: PTH105 - the name is a string already
        except BaseException:
            os.unlink(file.name)  # noqa: PTH108 - as above
            raise


@contextmanager
def translate_full_disk(path: Path) -> Iterator[None]:
    """Say which file could not be written.

    Raises:
        DiskError: the disk is full, or may not be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise DiskError(
            f"The file {path} cannot be written ({error.strerror}). Make room; then do the same again: what was done "
            f"stays."
        ) from error
