"""Examples: a folder of pictures with and without marks, drawn to learn from."""

import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from media.files import place_file
from model.marks import KINDS, mark_picture
from model.watermarks import read_picture
from taggy.errors import InputError


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
