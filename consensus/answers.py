"""Answers of many voters to many tasks, as arrays, and the order in which sums go over them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
BLOCK = 32_768  # answers that are taken at once, so that they stay in the processor's cache


@dataclass(frozen=True)
class Answers:
    """n answers with one of k exclusive labels (for a tag 0 = No, 1 = Yes), each voter at most once a task."""

    tasks: NDArray[np.int32]  # (n,) number of the task
    voters: NDArray[np.int32]  # (n,) number of the voter
    labels: NDArray[np.int8]  # (n,) 0 to k-1
    groups: NDArray[np.int32]  # (t,) number of each task's group, in which voters have a reliability of their own
    priors: NDArray[np.int32]  # (t,) number of each task's prior class; the tasks of one share a base rate
    known: NDArray[np.int8]  # (t,) the true label where it is known, -1 elsewhere
    voter_count: int
    label_count: int


@dataclass(frozen=True)
class SortedAnswers:
    """Answers in order of task, voter and label: sums over them do not depend on the order in which they came."""

    given: Answers
    tasks: Places  # (n,) number of the task
    cells: Places  # (n,) number of (voter, group, label)
    sizes: Places  # (t,) answers of each task
    shares: Floats  # (k, t) plain shares of each task's answers; 0 where there are none
    groups: int

    @property
    def table_shape(self) -> tuple[int, int, int, int]:
        """Return the shape of counts by truth, voter, group and label, of which the last three make a cell."""
        return self.given.label_count, self.given.voter_count, self.groups, self.given.label_count

    @cached_property
    def doubt(self) -> float:
        """Compute 1 / (m - 1), where m is the mean number of answers to the task of an answer, at least 1.25."""
        mean = float(np.square(self.sizes).sum()) / max(len(self.tasks), 1)
        return 1 / max(mean - 1, 1 / 4)

    @cached_property
    def class_shares(self) -> Floats:
        """Add up the shares by prior class, (classes, k), which also counts the tasks with an answer."""
        return self.add_classes(self.shares)

    def add_classes(self, rows: Floats) -> Floats:
        """Add up (k, t) figures by prior class to (classes, k), of tasks with an answer."""
        priors, size = self.given.priors, int(self.given.priors.max(initial=0)) + 1
        answered = self.sizes > 0
        return np.stack([np.bincount(priors, row * answered, size) for row in rows], axis=1)

    def find_majority(self) -> Floats:
        """Find the (k, t) shares of each task's answers and of one more answer, spread evenly over the labels."""
        return np.asarray((self.shares * self.sizes + 1 / len(self.shares)) / (self.sizes + 1))

    def iterate_blocks(self) -> Iterator[tuple[slice, slice]]:
        """Iterate over whole tasks with about `BLOCK` answers: which answers, and which tasks."""
        ends = np.cumsum(self.sizes)
        task, answer = 0, 0
        while task < len(ends):
            stop = max(task + 1, int(np.searchsorted(ends, answer + BLOCK, side="right")))
            yield slice(answer, int(ends[stop - 1])), slice(task, stop)
            task, answer = stop, int(ends[stop - 1])


def sort_answers(answers: Answers) -> SortedAnswers:
    """Sort answers by task, voter and label, and count them."""
    k, size, groups = answers.label_count, len(answers.groups), int(answers.groups.max(initial=0)) + 1
    order = np.sort((answers.tasks.astype(np.int64) * answers.voter_count + answers.voters) * k + answers.labels)
    rest, labels = np.divmod(order, k)
    tasks, voters = np.divmod(rest, max(answers.voter_count, 1))
    cells = np.asarray((voters * groups + answers.groups[tasks]) * k + labels, np.intp)
    sizes = np.bincount(tasks, minlength=size)
    shares = np.stack([np.bincount(tasks[labels == label], minlength=size) for label in range(k)])
    return SortedAnswers(answers, tasks, cells, sizes, shares / np.maximum(sizes, 1), groups)
