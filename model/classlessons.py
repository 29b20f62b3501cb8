"""Class lessons: the pictures of a folder, a sub-folder a class, what a network sees in each, and which are held out.

Of an animation the first frame is learned from. What shows the same pixels as another picture of its class is learned
from once; what does so in two classes contradicts itself, and is left out of both. A fifth of each class is held out:
the pictures whose digests of seed and pixels are the lowest.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from media.decoding import Limits, open_frames
from model.backbones import Backbone
from model.pictures import Reader, convert_to_rgb, decode_batches
from model.steps import Steps
from taggy.errors import InputError, MissingMediaError

FEWEST = 10  # pictures a class
HELD = 0.2
BATCH = 16
LONGEST = 100  # characters of a class's name


@dataclass(frozen=True)
class ClassFolder:
    """A folder's classes, its files (paths in it) with the number of the class of each, and what is passed over."""

    root: Path
    classes: list[str]
    files: dict[str, int]
    skipped: dict[str, str]


@dataclass(frozen=True)
class ClassLessons:
    """What is learned from: n pictures by their paths, what the network sees in each, and which are held out.

    `skipped` are files that are not learned from, each with the reason.
    """

    classes: list[str]
    paths: list[str]
    labels: Tensor  # n, the number of the class
    seen: Tensor  # n by width
    held: Tensor  # n bool
    skipped: dict[str, str]
    read: Reader


def list_class_files(folder: Path) -> ClassFolder:
    """List the files of a folder, a sub-folder a class; hidden ones are passed over.

    Raises:
        InputError: there is no such folder; it has fewer than two classes, or one without a file; or a name is none.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {str(folder)!r}.")
    named: dict[str, Path] = {}
    for place in sorted(place for place in folder.iterdir() if place.is_dir() and not place.name.startswith(".")):
        if (name := _name_class(place.name)) in named:
            raise InputError(f"Two folders are called {name!r}, written in two ways. Rename one of them.")
        named[name] = place
    if len(named) < 2:  # noqa: PLR2004 - one of two, at least
        raise InputError(
            f"The folder {str(folder)!r} has {len(named)} sub-folders. A class is a sub-folder of pictures; "
            f"two at least are needed."
        )
    files: dict[str, int] = {}
    skipped: dict[str, str] = {}
    for number, (name, place) in enumerate(named.items()):
        found = dict(_list_files(folder, place))
        if not found:
            raise InputError(f"The class {name!r} is empty. Put {FEWEST} pictures into it at least, or remove it.")
        skipped |= {path: "Its name is no valid Unicode text. Rename it." for path, valid in found.items() if not valid}
        files |= {path: number for path, valid in found.items() if valid}
    return ClassFolder(folder, [*named], files, skipped)


def _name_class(written: str) -> str:
    """Bring the name of a class to its one form."""
    name = unicodedata.normalize("NFC", written).strip()
    if not name.isprintable() or len(name) > LONGEST:
        raise InputError(
            f"A class cannot be called {written!a}: letters, digits and signs that can be seen, {LONGEST} at most."
        )
    return name


def _list_files(root: Path, place: Path) -> Iterator[tuple[str, bool]]:
    """List the files below a class's folder, by their paths in the root, and whether each is valid Unicode."""
    for path in sorted(place.rglob("*")):
        within = path.relative_to(root)
        if path.is_file() and not any(part.startswith(".") for part in within.parts):
            name = within.as_posix()
            shown = name.encode("utf-8", "replace").decode()
            yield shown, shown == name


def read_class_lessons(folder: ClassFolder, backbone: Backbone, limits: Limits, seed: int) -> Steps[ClassLessons]:
    """Look at every picture of a folder. Yields how many were read.

    Args:
        folder: what is looked at.
        backbone: sees them, on the device where it is.
        limits: what is not decoded.
        seed: of what is held out.

    Raises:
        InputError: too few pictures of a class can be learned from.
    """
    read = partial(_read_still, folder.root, limits)
    skipped = dict(folder.skipped)
    rows: dict[str, tuple[str, Tensor]] = {}
    where = next(backbone.networks[0].parameters()).device
    for batch in decode_batches([*folder.files], read, lambda frame: (_digest(frame), frame), skipped, BATCH, ahead=1):
        ready = torch.stack([backbone.prepare(frame) for _, frame in batch.prepared])
        seen = backbone.embed(ready.to(where)).float().cpu()
        digests = [digest for digest, _ in batch.prepared]
        rows |= dict(zip(batch.images, zip(digests, seen, strict=True), strict=True))
        yield len(rows) + len(skipped) - len(folder.skipped)
    skipped |= _find_twins(folder, {path: digest for path, (digest, _) in rows.items()})
    paths = [path for path in folder.files if path not in skipped]
    labels = [folder.files[path] for path in paths]
    _check_counts(folder.classes, labels)
    held = _hold_out(labels, [rows[path][0] for path in paths], seed)
    vectors = torch.stack([rows[path][1] for path in paths])
    return ClassLessons(folder.classes, paths, torch.tensor(labels), vectors, torch.tensor(held), skipped, read)


def _read_still(root: Path, limits: Limits, path: str) -> list[Image.Image]:
    try:
        content = (root / path).read_bytes()
    except OSError as error:
        raise MissingMediaError(f"The file cannot be read ({error.strerror}).") from error
    with open_frames(BytesIO(content), limits) as picture:
        picture.seek(0)
        return [convert_to_rgb(picture)]


def _digest(frame: Image.Image) -> str:
    return sha256(f"{frame.width}x{frame.height};".encode() + frame.tobytes()).hexdigest()


def _find_twins(folder: ClassFolder, digests: dict[str, str]) -> dict[str, str]:
    """Find what is left out because other files show the same pixels, each with the reason."""
    alike: dict[str, list[str]] = defaultdict(list)
    for path, digest in digests.items():
        alike[digest].append(path)
    left: dict[str, str] = {}
    for paths in alike.values():
        if len(classes := sorted({folder.files[path] for path in paths})) > 1:
            both = " and ".join(repr(folder.classes[number]) for number in classes)
            left |= dict.fromkeys(paths, f"The same pixels are in {both}. Leave it in one of them.")
        else:
            left |= dict.fromkeys(paths[1:], f"It shows the same pixels as {paths[0]!r}.")
    return left


def _check_counts(classes: Sequence[str], labels: Sequence[int]) -> None:
    counts = Counter(labels)
    for number, name in enumerate(classes):
        if counts[number] < FEWEST:
            raise InputError(
                f"The class {name!r} has {counts[number]} pictures that can be learned from; {FEWEST} at least are "
                f"needed. Add some, or remove the class."
            )


def _hold_out(labels: Sequence[int], digests: Sequence[str], seed: int) -> list[bool]:
    """Tell which pictures are held out: a fifth of each class, those whose digests with the seed are the lowest."""
    order = sorted(range(len(labels)), key=lambda row: sha256(f"{seed}|{digests[row]}".encode()).digest())
    left = {label: round(HELD * count) for label, count in Counter(labels).items()}
    held = [False] * len(labels)
    for row in order:
        if left[labels[row]]:
            left[labels[row]] -= 1
            held[row] = True
    return held
