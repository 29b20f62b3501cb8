"""The listing of a folder: every file beneath it, in a fixed order, and what cannot be looked at."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from media.files import open_folder_beneath
from sources.reports import Remark
from taggy.errors import MissingMediaError

MAX_PATH = 1000
METADATA = "metadata.jsonl"
SIDECARS = (".txt", ".json")


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that may be a picture: where it lies beneath the folder, and how it was found."""

    path: str
    size: int
    mtime_ns: int
    sidecars: tuple[str, ...]


@dataclass(slots=True)
class Listing:
    """All files of a folder: those to look at, the metadata files, and what was refused."""

    files: list[ListedFile] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def list_folder(root: Path, besides: Path) -> Listing:
    """List a folder and its subfolders, sorted by name, following no link and leaving out `besides`."""
    listing = Listing()
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = _list_entries(root, folder)
        except MissingMediaError as error:
            listing.remarks.append(Remark("file", folder, str(error)))
            continue
        taken = [entry for entry in entries if _take_entry(listing, entry)]
        files = {path: facts for path, facts in taken if not stat.S_ISDIR(facts.st_mode)}
        _sort_files(listing, files)
        folders = [path for path, facts in taken if stat.S_ISDIR(facts.st_mode) and root / path != besides]
        pending.extend(reversed(folders))
    return listing


def _list_entries(root: Path, folder: str) -> list[tuple[str, os.stat_result]]:
    descriptor = open_folder_beneath(root, folder)
    try:
        names = sorted(os.listdir(descriptor))  # noqa: PTH208 - pathlib lists no descriptors
        facts = [os.stat(name, dir_fd=descriptor, follow_symlinks=False) for name in names]
    except OSError as error:
        raise MissingMediaError(f"It changed while it was read ({error.strerror}). Run again.") from error
    finally:
        os.close(descriptor)
    paths = [f"{folder}/{name}" if folder else name for name in names]
    return list(zip(paths, facts, strict=True))


def _take_entry(listing: Listing, entry: tuple[str, os.stat_result]) -> bool:
    """Say whether an entry can be looked at; where it cannot, remark why."""
    path, facts = entry
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        reason = "Its name is no valid UTF-8. Rename it."
    else:
        if size > MAX_PATH:
            reason = f"Its path has {size} bytes; at most {MAX_PATH} are kept. Shorten it."
        elif stat.S_ISLNK(facts.st_mode):
            reason = "It is a link, and links are not followed. Import the folder that it leads to."
        elif not stat.S_ISDIR(facts.st_mode) and not stat.S_ISREG(facts.st_mode):
            reason = "It is no regular file."
        else:
            return True
    listing.remarks.append(Remark("file", path, reason))
    return False


def _sort_files(listing: Listing, files: dict[str, os.stat_result]) -> None:
    """Tell pictures, sidecars and metadata files apart; `NAME.txt` and `NAME.json` go with a file `NAME`."""
    for path, facts in files.items():
        if path.rpartition("/")[2] == METADATA:
            listing.metadata.append(path)
        elif not _is_sidecar(path, files):
            sidecars = tuple(path + ending for ending in SIDECARS if path + ending in files)
            listing.files.append(ListedFile(path, facts.st_size, facts.st_mtime_ns, sidecars))


def _is_sidecar(path: str, files: Iterable[str]) -> bool:
    return any(path.endswith(ending) and path.removesuffix(ending) in files for ending in SIDECARS)
