"""Split: which pictures no run of a seed learns from, and which belong together.

Definition. A *group* is what hangs together: pictures of one duplicate class, and pictures that one author posted at
one source on one day (by the post's date, in its absence by the day of the import). A group's name is the id of its
oldest picture (by arrival, then by id). It is on the *test side* where

    SHA-256("test|seed|name") mod 10 = 0     and no run of the seed ever learned from a picture of the group.

So a tenth of the groups is tested on, the same ones everywhere for a seed, whatever else the library holds.

Groups change: a merge may join both sides, and an un-merge part them again. What decides is therefore stored on the
picture: `Image.learned`, the seeds whose runs learned from it. It is written for a whole class before the run is kept,
shared among a class by every merge, and never taken back. A group that a merge joins across the sides holds a picture
that was learned from, so it has left the test side; after an un-merge each of its pictures remembers. Before a seed's
first run nothing was learned, and there are no sides to join.

Days, not chains of posts that are close in time: a source that posts at every hour would be one group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from graph.runs import TrainingPicture

PARTS = 10


@dataclass(frozen=True)
class Split:
    """Of each picture the name of its group, and whether it is on the test side."""

    groups: list[str]
    test: list[bool]


def find_side(seed: int, group: str) -> bool:
    """Tell whether a group is drawn for the test side, by the seed and its oldest picture alone."""
    return int.from_bytes(sha256(f"test|{seed}|{group}".encode()).digest()[:8]) % PARTS == 0


def split_pictures(seed: int, pictures: Sequence[TrainingPicture]) -> Split:
    """Split pictures, each of which is the shown one of its class, group by group."""
    roots = _join_series(pictures)
    oldest: dict[int, tuple[bool, int, str]] = {}
    learned: set[int] = set()
    for root, picture in zip(roots, pictures, strict=True):
        age = (picture.came is None, picture.came or 0, picture.members[0])
        oldest[root] = min(oldest.get(root, age), age)
        if seed in picture.learned:
            learned.add(root)
    test = {root: root not in learned and find_side(seed, age[2]) for root, age in oldest.items()}
    return Split([oldest[root][2] for root in roots], [test[root] for root in roots])


def _join_series(pictures: Sequence[TrainingPicture]) -> list[int]:
    """Return the number of a picture that stands for each one's group: union-find with halved paths."""
    parents = list(range(len(pictures)))

    def find(number: int) -> int:
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    first: dict[tuple[str, str, str], int] = {}
    for number, picture in enumerate(pictures):
        for series in picture.series:
            parents[find(number)] = find(first.setdefault(series, number))
    return [find(number) for number in range(len(pictures))]
