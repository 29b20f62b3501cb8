"""Families: pictures that look like one among them, their leader; so thousands of look-alikes are as many links.

Leader clustering (J. A. Hartigan, "Clustering Algorithms", 1975, chapter 3): one picture after another joins the
nearest leader that it looks like, or becomes a leader itself. Only leaders are searched, and memory grows with them
alone. No member is farther than `LOOSE` from its leader, so no two of a family are far from each other: a chain in
which each looks like the next (A like B, B like C, A unlike C) is cut where the first one is left behind.

A picture that looks like a leader only in a mirror becomes a leader, since it may have look-alikes of its own, and is
linked to the nearest one that it mirrors.

Example: of A, B near A, and C near B but not A, B joins A and C leads a family of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from media.lookalikes import Hashes, LookalikeIndex, Numbers
from media.prints import Prints, measure_distance

NEAR = 0.035  # docs/benchmarks.md says what this finds, and how much of it is right
LOOSE = 0.15  # up to here what embeddings confirm
MEASURED = 100  # leaders of the nearest hashes; drawings of one kind can share them by the thousand

_Candidate = tuple[int, int]  # in how many bits a leader's hashes differ, and which leader it is
Confirm = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A picture that belongs to no family yet."""

    image: str
    prints: Prints


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture belongs: its family's leader, which may be itself, and whom it looks like, if anyone."""

    image: str
    leader: str
    like: str | None = None
    distance: float = 0.0
    mirrored: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class _Near:
    """A leader that a newcomer looks like."""

    leader: int
    distance: float


class Families:
    """The leaders, and whom each newcomer looks like among them."""

    def __init__(self) -> None:
        self._index = LookalikeIndex()
        self._images: list[str] = []
        self._prints: list[Prints] = []

    def add_leader(self, newcomer: Newcomer) -> None:
        """Add a leader; one without prints leads nobody."""
        if newcomer.prints.frames:
            hashes = newcomer.prints.hashes.ravel()
            self._index.add(hashes, np.full(len(hashes), len(self._images), np.int64))
            self._images.append(newcomer.image)
            self._prints.append(newcomer.prints)

    def list_candidates(self, newcomers: Sequence[Newcomer]) -> set[tuple[str, str]]:
        """List whom embeddings may be asked about: newcomers, with leaders or one another, whose hashes are near."""
        beside = LookalikeIndex()
        names = [newcomer.image for newcomer in newcomers]
        for number, newcomer in enumerate(newcomers):
            hashes = newcomer.prints.hashes.ravel()
            beside.add(hashes, np.full(len(hashes), number, np.int64))
        hashes, rows = _gather(newcomers, mirrored=False)
        found = self._index.find(hashes)
        near = beside.find(hashes)
        pairs = {(names[rows[q]], self._images[o]) for q, o in zip(found.queries, found.owners, strict=True)}
        return pairs | {
            (names[rows[q]], names[o]) for q, o in zip(near.queries, near.owners, strict=True) if rows[q] > o
        }

    def place_all(self, newcomers: Sequence[Newcomer], confirm: Confirm) -> list[Place]:
        """Place newcomers one after another; those that become leaders are added.

        `confirm` is asked about a newcomer and a leader between `NEAR` and `LOOSE`.
        """
        before = self._index.size
        known = [self._find_known(newcomers, mirrored=mirrored) for mirrored in (False, True)]
        places = []
        for number, newcomer in enumerate(newcomers):
            plain, mirrored = (
                found[number] + self._find_since(newcomer, before, mirrored=side)
                for side, found in zip((False, True), known, strict=True)
            )
            place = self._place(newcomer, plain, mirrored, confirm)
            if place.leader == newcomer.image:
                self.add_leader(newcomer)
            places.append(place)
        return places

    def _find_known(self, newcomers: Sequence[Newcomer], *, mirrored: bool) -> list[list[_Candidate]]:
        hashes, rows = _gather(newcomers, mirrored=mirrored)
        found = self._index.find(hashes)
        near: list[list[_Candidate]] = [[] for _ in newcomers]
        for query, bits, owner in zip(rows[found.queries], found.distances, found.owners, strict=True):
            near[query].append((int(bits), int(owner)))
        return near

    def _find_since(self, newcomer: Newcomer, since: int, *, mirrored: bool) -> list[_Candidate]:
        hashes = newcomer.prints.mirrored if mirrored else newcomer.prints.hashes
        found = self._index.find(hashes.ravel(), since)
        return list(zip(found.distances.tolist(), found.owners.tolist(), strict=True))

    def _place(
        self, newcomer: Newcomer, plain: list[_Candidate], mirrored: list[_Candidate], confirm: Confirm
    ) -> Place:
        near = self._measure(newcomer, plain, mirrored=False)
        for found in near:
            leader = self._images[found.leader]
            if found.distance <= NEAR or confirm(newcomer.image, leader):
                confirmed = found.distance > NEAR
                return Place(newcomer.image, leader, leader, found.distance, confirmed=confirmed)
        for found in self._measure(newcomer, mirrored, mirrored=True)[:1]:
            if found.distance <= NEAR:
                like = self._images[found.leader]
                return Place(newcomer.image, newcomer.image, like, found.distance, mirrored=True)
        return Place(newcomer.image, newcomer.image)

    def _measure(self, newcomer: Newcomer, candidates: list[_Candidate], *, mirrored: bool) -> list[_Near]:
        """Measure how far the newcomer is from the likeliest leaders: those within `LOOSE`, nearest first."""
        found = []
        for leader in dict.fromkeys(leader for _, leader in sorted(candidates)[:MEASURED]):
            distance = measure_distance(newcomer.prints, self._prints[leader], mirrored=mirrored)
            if distance <= LOOSE:
                found.append(_Near(leader, distance))
        return sorted(found, key=lambda one: (one.distance, one.leader))


def _gather(newcomers: Sequence[Newcomer], *, mirrored: bool) -> tuple[Hashes, Numbers]:
    """Gather the hashes of newcomers, and for each hash the number of its newcomer."""
    parts = [(one.prints.mirrored if mirrored else one.prints.hashes).ravel() for one in newcomers]
    hashes = np.concatenate([*parts, np.empty(0, np.uint64)])
    return hashes, np.repeat(np.arange(len(parts)), [len(part) for part in parts])
