"""Files of comparisons as CSV, `worker,left,right,label` and `item,score`, read into arrays; faults by their line."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from consensus.answers import Floats
from consensus.csvfiles import read_rows
from consensus.preferences import Comparisons
from taggy.errors import InputError

COMPARISONS = ("worker", "left", "right", "label")
TRUTH = ("item", "score")


@dataclass(frozen=True)
class ComparisonFile:
    """The comparisons of a file, the names behind their numbers, and the true scores: NaN where none is given."""

    given: Comparisons
    workers: list[str]
    items: list[str]
    truth: Floats


def read_comparison_file(comparisons: Path, truth: Path | None = None) -> ComparisonFile:
    """Read comparisons: `label` is the item that is better, empty where neither is. Each line counts.

    Raises:
        InputError: a file cannot be used; it says which, in which line, and what to do.
    """
    workers: dict[str, int] = {}
    items: dict[str, int] = {}
    rows = []
    for line, (worker, left, right, label) in read_rows(comparisons, COMPARISONS, frozenset({"label"})):
        if left == right:
            raise InputError(f"{comparisons}, line {line}: {left!r} is compared with itself. Remove the line.")
        if label not in (left, right, ""):
            raise InputError(
                f"{comparisons}, line {line}: the label {label!r} is neither {left!r} nor {right!r}. Write the better "
                "one of them, or nothing for a tie."
            )
        places = (items.setdefault(left, len(items)), items.setdefault(right, len(items)))
        answer = (label == left) - (label == right)
        rows.append((workers.setdefault(worker, len(workers)), *places, answer))
    told = np.full(len(items), np.nan)
    for line, (item, score) in read_rows(truth, TRUTH) if truth else ():
        if item not in items:
            raise InputError(f"{truth}, line {line}: nobody compared the item {item!r}. Remove the line.")
        if not math.isnan(told[items[item]]):
            raise InputError(f"{truth}, line {line}: the item {item!r} stands above too. Keep one of them.")
        told[items[item]] = _read_score(truth, line, score)
    persons, lefts, rights, answers = np.array(rows, np.int64).T
    given = Comparisons(persons, lefts, rights, answers, len(workers), len(items))
    return ComparisonFile(given, list(workers), list(items), told)


def _read_score(path: Path | None, line: int, score: str) -> float:
    try:
        value = float(score)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{path}, line {line}: the score {score!r} is no number. Mend the line.")
    return value
