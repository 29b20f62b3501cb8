"""Classes of duplicates: which pictures are one, and which of them is shown. All of it is derived from verdicts.

Definition. Pictures are joined along the pairs judged `duplicate`, one pair after the other: people's first, the
newest first; then the machine's, the nearest first; ties by key. A pair that would bring two pictures into one class
that a person judged `alternate` or `unrelated` is passed over. A class is what is joined in the end, and of its
members the best copy is shown (`graph.copies`): `DUPLICATE_OF` leads to it straight from each other one.

So what a person parted stays apart, the newest `duplicate` of a person always joins, no verdict is ever changed by
another one, and the same verdicts give the same classes in whatever order they came.

Example. a = b (machine), b = c (machine), a ≠ c (a person): the nearer one of the two joins, the other is passed over.

Reference: J. B. Kruskal, "On the shortest spanning subtree of a graph" (1956), for joining the strongest pair first;
K. Wagstaff and C. Cardie, "Clustering with instance-level constraints" (2000), for pairs that must not be joined.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph.comparisons import Compared, list_comparisons, rank_comparison, set_orders
from graph.connection import Record, Runner, Transaction
from graph.consensus import lock_pictures, recompute_images
from graph.copies import choose_best, describe_copies
from graph.keys import duplicate_key


class Relatives(Record):
    """A picture, what is shown for it and what it is shown for now, and which were judged to be its duplicates."""

    image: str
    shown: str
    copies: list[str]
    judged: list[str]


class LearnedCount(Record):
    """How many pictures are now known to have been learned from, by themselves or by one of their class."""

    pictures: int


class StarCount(Record):
    """How many pictures got another one to be shown for them."""

    stars: int


class Classes:
    """Classes that grow as pictures are joined; what people parted is never brought together."""

    def __init__(self, images: Iterable[str], comparisons: Sequence[Compared]) -> None:
        self._homes = {image: {image} for image in images}
        self._parted: defaultdict[str, set[str]] = defaultdict(set)
        for pair in comparisons:
            if pair.verdict in ("alternate", "unrelated"):
                self._parted[pair.one].add(pair.other)
                self._parted[pair.other].add(pair.one)
        for pair in _sort_by_strength(comparisons):
            self.join(pair.one, pair.other)

    def find(self, image: str) -> set[str]:
        """Find the members of a picture's class."""
        return self._homes[image]

    def join(self, one: str, other: str) -> bool:
        """Join the classes of two pictures, and tell whether they are in one now."""
        small, large = sorted((self._homes[one], self._homes[other]), key=len)
        if small is large:
            return True
        if any(self._parted[image] & large for image in small if image in self._parted):
            return False
        large |= small
        self._homes.update(dict.fromkeys(small, large))
        return True


def _sort_by_strength(comparisons: Sequence[Compared]) -> list[Compared]:
    """List what was judged a duplicate: people's verdicts, the newest first, then the machine's, the nearest first."""
    found = [pair for pair in comparisons if pair.verdict == "duplicate"]
    people = sorted((pair for pair in found if pair.who), key=lambda pair: (pair.at, pair.key), reverse=True)
    machine = sorted((pair for pair in found if not pair.who), key=lambda pair: (pair.distance or 0.0, pair.key))
    return people + machine


async def lock_family(tx: Transaction, images: Iterable[str]) -> dict[str, str]:
    """Lock the classes of these pictures and of all that a verdict may join them with; return what is shown for each.

    Read again under the locks until there is no picture more: a merge that came between is followed. A picture that
    does not exist is left out.
    """
    wanted = set(images)
    while True:
        await lock_pictures(tx, wanted)
        relatives = await list_relatives(tx, sorted(wanted))
        reached = {near for row in relatives for near in (row.shown, *row.copies, *row.judged)}
        if reached <= wanted:
            return {row.image: row.shown for row in relatives}
        wanted |= reached


async def settle_family(tx: Transaction, family: Mapping[str, str]) -> dict[str, str]:
    """Bring the classes of a locked family in line with its verdicts, and the pairs of all that changed with them.

    What still waits to be judged leaves the board while both of its pictures are in one class.

    Returns:
        The picture that is shown for each of the family now.
    """
    comparisons = await list_comparisons(tx, sorted(family))
    classes = Classes(family, comparisons)
    shown = await _choose_shown(tx, family, classes)
    moved = {image: better for image, better in shown.items() if better != family[image]}
    if moved:
        await write_stars(tx, moved)
        await share_learned(tx, sorted({shown[image] for image in moved}))
    places = {pair.key: _find_place(pair, classes) for pair in comparisons}
    changed = {pair.key: places[pair.key] for pair in comparisons if places[pair.key] != pair.order}
    if changed:
        await set_orders(tx, changed)
    if moved:
        touched = {which for image in moved for which in (family[image], shown[image])}
        await recompute_images(tx, [image for image in shown if touched & {family[image], shown[image]}])
    return shown


async def _choose_shown(tx: Transaction, images: Iterable[str], classes: Classes) -> dict[str, str]:
    """Choose which member is shown for each of these pictures."""
    shown = {image: image for image in images}
    copies = await describe_copies(tx, sorted(image for image in shown if len(classes.find(image)) > 1))
    for image in copies:
        shown[image] = choose_best([copies[member] for member in classes.find(image)]).id
    return shown


def _find_place(pair: Compared, classes: Classes) -> str | None:
    if pair.verdict or classes.find(pair.one) is classes.find(pair.other):
        return None
    return rank_comparison(pair.distance, pair.key)


async def rebuild_images(tx: Transaction, images: Sequence[str]) -> int:
    """Derive the classes of these pictures and every pair of theirs anew; return how many pairs exist now."""
    await settle_family(tx, await lock_family(tx, images))
    return await recompute_images(tx, images)


async def list_relatives(runner: Runner, images: Sequence[str]) -> list[Relatives]:
    """List what belongs with each of these pictures."""
    return await runner.fetch(Relatives, "list_relatives", images=images)


async def write_stars(tx: Transaction, shown: Mapping[str, str]) -> int:
    """Say which picture is shown for each of these; itself where it is no duplicate."""
    stars = [
        {"image": image, "key": duplicate_key(image), "shown": None if better == image else better}
        for image, better in sorted(shown.items())
    ]
    return (await tx.fetch(StarCount, "write_stars", stars=stars))[0].stars


async def share_learned(tx: Transaction, images: Sequence[str]) -> int:
    """Let all of the classes of these shown pictures remember which seeds' runs learned from any of them, for good."""
    return (await tx.fetch(LearnedCount, "share_learned", batch={"images": images}))[0].pictures
