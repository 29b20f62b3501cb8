"""Files of gold answers as CSV, `image,tag,answer` and maybe `purpose`: checked as a whole before any of it is kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from consensus.csvfiles import read_rows
from graph.connection import Graph
from graph.gold import BATCH, PURPOSES, GoldAnswer, GoldPair, Purpose, check_purpose, find_gold_pairs, set_all_gold
from graph.rulings import Answer
from graph.tagnames import normalise_tag
from taggy.errors import ConflictError, InputError, TagNameError

COLUMNS = ("image", "tag", "answer")
IMAGE = re.compile(r"[0-9a-f]{64}")
ANSWERS: tuple[Answer, ...] = get_args(Answer)
Line = tuple[int, GoldAnswer]


async def import_gold(graph: Graph, path: Path, purpose: Purpose | None, who: str, why: str | None) -> tuple[int, int]:
    """Give the gold answers of a file, and return how many it has and how many of them are new or changed.

    Raises:
        InputError: the file cannot be used; it says in which line, and what to do. Nothing was changed.
        ConflictError: a pair is gold for the other purpose; it says in which line. Nothing was changed.
    """
    lines = await _check_pairs(graph, path, list(read_gold_file(path, purpose)))
    given = await set_all_gold(graph, [answer for _, answer in lines], who, why)
    return len(given), sum(gold.before != gold.answer for gold in given)


def read_gold_file(path: Path, purpose: Purpose | None) -> Iterator[Line]:
    """Read gold answers for one purpose, or for those of the column `purpose` where none is named.

    Raises:
        InputError: the file cannot be used; it says in which line, and what to do.
    """
    columns = COLUMNS if purpose else (*COLUMNS, "purpose")
    for line, (image, tag, *words) in read_rows(path, columns):
        answer = next((known for known in ANSWERS if known == words[0].lower()), None)
        meant = purpose or next((known for known in PURPOSES if known == words[1].lower()), None)
        if not IMAGE.fullmatch(image):
            raise _fault(path, line, f"the image {image!r} is no id of a picture, which is 64 hexadecimal digits")
        if answer is None:
            raise _fault(path, line, f"the answer {words[0]!r} is neither yes nor no")
        if meant is None:
            raise _fault(path, line, f"the purpose {words[1]!r} is neither test nor audit")
        try:
            yield line, GoldAnswer(image, normalise_tag(tag), answer, meant)
        except TagNameError as error:
            raise InputError(f"{path}, line {line}: {error}") from error


async def _check_pairs(graph: Graph, path: Path, lines: list[Line]) -> list[Line]:
    """Check that the pairs exist and may be given so; of lines that say the same of one pair the first is kept.

    Raises:
        InputError: there is no such picture or tag, or two lines contradict each other.
        ConflictError: a pair is gold for the other purpose.
    """
    firsts: dict[tuple[str, str], Line] = {}
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        found = await find_gold_pairs(graph, [(given.image, given.tag) for _, given in batch])
        for line, given in batch:
            pair = found.get((given.image, given.tag))
            if pair is None:
                raise _fault(path, line, f"there is no picture {given.image!r} or no tag {given.tag!r}")
            _check_line(path, line, given, pair, firsts.setdefault((pair.shown, pair.stands), (line, given)))
    return list(firsts.values())


def _check_line(path: Path, line: int, given: GoldAnswer, pair: GoldPair, first: Line) -> None:
    if (given.answer, given.purpose) != (first[1].answer, first[1].purpose):
        said = f"{pair.stands!r} on {pair.shown} is {given.purpose} {given.answer}"
        raise _fault(path, line, f"{said}, and in line {first[0]} it is {first[1].purpose} {first[1].answer}")
    try:
        check_purpose(pair, given.purpose)
    except ConflictError as error:
        raise ConflictError(f"{path}, line {line}: {error} Nothing was changed.") from error


def _fault(path: Path, line: int, what: str) -> InputError:
    return InputError(f"{path}, line {line}: {what}. Mend or remove the line; nothing was changed.")
