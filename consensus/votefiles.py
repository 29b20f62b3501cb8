"""Files of votes: `task,worker,label` and `task,truth` as CSV, read into arrays, every fault named by its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Answers
from consensus.csvfiles import read_rows
from taggy.errors import InputError

MOST_LABELS = 100
MOST_FIGURES = 50_000_000  # voters x labels², which is what a fit keeps of them
VOTES = ("task", "worker", "label")
TRUTH = ("task", "truth")


@dataclass(frozen=True)
class VoteFile:
    """The answers of a file, the names behind their numbers, and the true label where one is given."""

    answers: Answers
    tasks: list[str]
    voters: list[str]
    labels: list[str]
    truth: NDArray[np.int8]  # (t,) the true label, -1 where none is given; the answers do not know it
    repeated: int  # lines of a voter who had answered the task already


def read_vote_file(votes: Path, truth: Path | None = None) -> VoteFile:
    """Read votes, and what is true. Of several answers of one voter to one task the last counts.

    Raises:
        InputError: a file cannot be used; it says which, in which line, and what to do.
    """
    tasks: dict[str, int] = {}
    voters: dict[str, int] = {}
    seen: dict[str, int] = {}
    answers: dict[tuple[int, int], int] = {}
    lines = 0
    for _, (task, voter, label) in read_rows(votes, VOTES):
        lines += 1
        pair = tasks.setdefault(task, len(tasks)), voters.setdefault(voter, len(voters))
        answers[pair] = seen.setdefault(label, len(seen))
    told = {} if truth is None else _read_truth(truth, tasks)
    true = np.full(len(tasks), -1, np.int64)
    for task, label in told.items():
        true[tasks[task]] = seen.setdefault(label, len(seen))
    labels = _order_labels(seen)
    _check_labels(votes, labels, len(voters))
    places = np.array([*map(labels.index, seen), -1], np.int8)  # the last one is for -1
    pairs = np.array(list(answers), np.int32)
    none = np.zeros(len(tasks), np.int32)
    found = Answers(
        tasks=pairs[:, 0],
        voters=pairs[:, 1],
        labels=places[list(answers.values())],
        groups=none,
        priors=none,
        known=np.full(len(tasks), -1, np.int8),
        voter_count=len(voters),
        label_count=len(labels),
    )
    return VoteFile(found, list(tasks), list(voters), labels, places[true], lines - len(answers))


def _read_truth(path: Path, tasks: dict[str, int]) -> dict[str, str]:
    told: dict[str, str] = {}
    for line, (task, label) in read_rows(path, TRUTH):
        if task not in tasks:
            raise InputError(f"{path}, line {line}: nobody answered the task {task!r}. Remove the line.")
        if told.setdefault(task, label) != label:
            raise InputError(f"{path}, line {line}: the truth of {task!r} is {told[task]!r} above. Keep one of them.")
    return told


def _order_labels(labels: Iterable[str]) -> list[str]:
    """Order labels as numbers where all are, else as texts."""
    if all(label.isascii() and label.isdigit() for label in labels):
        return sorted(labels, key=lambda label: (int(label), label))
    return sorted(labels)


def _check_labels(path: Path, labels: list[str], voters: int) -> None:
    if len(labels) == 1:
        raise InputError(f"{path}: every answer is {labels[0]!r}, which tells nothing. Give votes with two labels.")
    if len(labels) > MOST_LABELS or voters * len(labels) ** 2 > MOST_FIGURES:
        counts = f"{len(labels):,} different labels by {voters:,} workers"
        raise InputError(f"{path}: {counts} are too many. Is `label` the right column? At most {MOST_LABELS} labels.")
