"""Examples: pictures with and without marks in a folder, drawn, listed and read."""

import random
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PIL import Image, UnidentifiedImageError

from media.files import place_file
from model.marks import KINDS, mark_picture
from model.pictures import convert_to_rgb
from taggy.errors import InputError

LEAST = 20  # pictures of each kind
DRAWN = re.compile(r".*--\d+-([a-z]+)")
SIDES = (64, 512)  # pixels, at least and at most


@dataclass(frozen=True)
class Example:
    """A picture to learn from: its file, which picture it is, if it bears a mark, and of what kind a drawn one."""

    path: Path
    picture: str
    marked: bool
    kind: str | None = None


def list_examples(folder: Path) -> list[Example]:
    """List the files of `clean` and `marked` in a folder, by name.

    Raises:
        InputError: one of the two is missing, or has too few.
    """
    found = []
    for name, marked in (("clean", False), ("marked", True)):
        paths = sorted(path for path in (folder / name).glob("*") if path.is_file())
        if len({path.stem.partition("--")[0] for path in paths}) < LEAST:
            raise InputError(
                f"The folder {str(folder / name)!r} has {len(paths)} pictures; {LEAST} at least are needed in `clean` "
                f"and in `marked` each. `taggy watermarks draw PICTURES FOLDER` makes both."
            )
        found += [Example(path, path.stem.partition("--")[0], marked, _find_kind(path)) for path in paths]
    return found


def _find_kind(path: Path) -> str | None:
    """Find the kind of a mark that `draw_examples` drew, by the file's name."""
    named = DRAWN.fullmatch(path.stem)
    return named[1] if named and named[1] in KINDS else None


def find_side(examples: Sequence[Example]) -> int:
    """Find at what side in pixels to look: the middle of the longer sides of examples, a multiple of 16 in `SIDES`.

    A mark is as large as it was drawn then, and no detail is lost or made up.
    """
    longer = []
    for example in examples:
        with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError), Image.open(example.path) as file:
            longer.append(max(file.size))
    least, most = SIDES
    return min(most, max(least, 16 * round(median(longer or [least]) / 16)))


def draw_examples(
    pictures: Path, folder: Path, without: Sequence[str], copies: int = 1, seed: int = 1
) -> tuple[int, dict[str, str]]:
    """Write each picture as `clean/NAME.png`, and marked as `marked/NAME--NUMBER-KIND.png`; the kinds take turns.

    Returns:
        How many were drawn, and the files that are no pictures, each with the reason.

    Raises:
        InputError: there is no such folder or kind of mark, or no kind is left.
    """
    if not pictures.is_dir():
        raise InputError(f"There is no folder {str(pictures)!r}.")
    if unknown := sorted({*without} - KINDS.keys()):
        raise InputError(f"There is no kind of mark {unknown[0]!r}. There are: {', '.join(KINDS)}.")
    kinds = [kind for kind in KINDS if kind not in without]
    if not kinds:
        raise InputError("Every kind of mark is left out. Leave one.")
    drawn, skipped = 0, {}
    for path in sorted(path for path in pictures.iterdir() if path.is_file()):
        dice = random.Random(f"{seed} {path.name}")  # noqa: S311 - drawings that can be repeated
        try:
            picture = read_picture(path)
        except InputError as error:
            skipped[path.name] = str(error)
            continue
        name = path.name.replace("--", "-")
        _write(picture, folder / "clean" / f"{name}.png")
        for copy in range(copies):
            kind = kinds[(drawn * copies + copy) % len(kinds)]
            _write(mark_picture(picture, kind, dice), folder / "marked" / f"{name}--{copy}-{kind}.png")
        drawn += 1
    return drawn, skipped


def _write(picture: Image.Image, path: Path) -> None:
    with place_file(path) as file:
        picture.save(file, "PNG")


def read_picture(path: Path) -> Image.Image:
    """Read the first frame of a file as RGB.

    Raises:
        InputError: it is no picture.
    """
    try:
        with Image.open(path) as picture:
            return convert_to_rgb(picture)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise InputError(f"The file {path.name!r} is no picture that can be read ({error}).") from error
