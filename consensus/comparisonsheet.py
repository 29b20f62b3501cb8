"""A sheet of comparisons: what people answered on two pictures, numbered so that a fit can read it.

Each person counts once a pair of shown pictures, with the latest answer on any of their copies; a latest answer that
is a pass says nothing. Two copies of one picture are no pair. Two pictures that were drawn to judge by (`held`) for
anybody are kept apart for all, also where they were learned from before or are shown for others now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from consensus.preferences import STRONG, Comparisons, Ints
from graph.connection import Graph
from graph.preferences import GivenRow, count_preferences, list_persons, list_preferences
from taggy.steps import Report, pass_over

SIGNS = {"left": 1, "right": -1, "tie": 0}


class ComparisonSheet:
    """All comparisons so far, the earliest first; names stand at their numbers."""

    def __init__(self) -> None:
        self._latest: dict[tuple[str, str, str], tuple[int, GivenRow]] = {}
        self._held: set[tuple[str, str]] = set()

    def add(self, rows: Iterable[GivenRow], persons: Mapping[str, str]) -> None:
        """Add answers; those of voters who count as nobody are left out."""
        for row in rows:
            _, voter, left, right, _, _, held, at = row
            pair = (min(left, right), max(left, right))
            if held:
                self._held.add(pair)
            if left == right or voter not in persons:
                continue
            place = (persons[voter], *pair)
            if place not in self._latest or self._latest[place][0] <= at:
                self._latest[place] = (at, row)

    def number(self) -> "Numbered":
        """Number everything that says something: what a fit learns from first, so that it hears of nothing else."""
        persons: dict[str, int] = {}
        images: dict[str, int] = {}
        rows, held = [], []
        said = [(key[1:] in self._held, at, key, row) for key, (at, row) in self._latest.items() if row[4] != "pass"]
        for apart, _, (person, *_), row in sorted(said):
            _, _, left, right, answer, strength, _, _ = row
            places = (images.setdefault(left, len(images)), images.setdefault(right, len(images)))
            sign = SIGNS[answer] * (STRONG if strength == STRONG else 1)
            rows.append((persons.setdefault(person, len(persons)), *places, sign))
            held.append(apart)
        who, lefts, rights, answers = np.array(rows, np.int64).reshape(-1, 4).T
        given = Comparisons(who, lefts, rights, answers, len(persons), len(images))
        known = given.take(~np.array(held, bool))
        counts = (_count(known.persons), _count(known.lefts, known.rights))
        return Numbered(given, np.array(held, bool), list(persons), list(images), counts)


def _count(*numbers: Ints) -> int:
    return max((int(part.max()) + 1 for part in numbers if len(part)), default=0)


class Numbered:
    """Comparisons, which of them are held out, and the names behind their numbers.

    `counts` are the persons and pictures that a fit learns from; those met in what is held out alone come after them.
    """

    def __init__(
        self,
        given: Comparisons,
        held: NDArray[np.bool_],
        persons: list[str],
        images: list[str],
        counts: tuple[int, int],
    ) -> None:
        self.given = given
        self.persons = persons
        self.images = images
        self._apart, self._counts = held, counts
        self.known = replace(given.take(~held), person_count=counts[0], thing_count=counts[1])
        self.held = given.take(held)

    def take_first(self, count: int) -> "Numbered":
        """Take so many of the comparisons that a fit learns from, the earliest, and all that are held out."""
        late = np.zeros(len(self.given.answers), bool)
        late[np.flatnonzero(~self._apart)[count:]] = True
        return Numbered(self.given.take(~late), self._apart[~late], self.persons, self.images, self._counts)

    def count_comparisons(self) -> Ints:
        """Count, of each picture, the comparisons that a fit learns from."""
        count = len(self.images)
        return np.bincount(self.known.lefts, minlength=count) + np.bincount(self.known.rights, minlength=count)


async def read_comparisons(graph: Graph, criterion: str, report: Report = pass_over) -> Numbered:
    """Read all answers by a criterion, a page after the other, while people go on."""
    sheet = ComparisonSheet()
    persons: dict[str, str] = {}
    done, total = 0, await count_preferences(graph, criterion)
    async for page in list_preferences(graph, criterion):
        if new := {row[1] for row in page} - persons.keys():
            persons |= await list_persons(graph, sorted(new))
        sheet.add(page, persons)
        done += len(page)
        await report("reading", done, max(done, total))
    return sheet.number()
