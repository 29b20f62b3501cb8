"""The split: nothing lies across, nothing tested on was learned from, and it is the same everywhere."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from graph.runs import TrainingPicture
from model.split import find_side, split_pictures
from tests.model.pictures import picture

SERIES = st.tuples(st.sampled_from("st"), st.sampled_from("ab"), st.sampled_from(["2026-01-01", "2026-01-02"]))
NAMES = [f"{number:02d}" for number in range(24)]


@st.composite
def libraries(draw: st.DrawFn) -> list[TrainingPicture]:
    """Draw pictures that are each alone, some of them parts of series, some learned from by runs of seeds."""
    return [
        picture(
            name,
            came=draw(st.none() | st.integers(0, 9)),
            series=draw(st.frozensets(SERIES, max_size=2)),
            learned=draw(st.sets(st.integers(1, 3), max_size=1)),
        )
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True))
    ]


def find_group(pictures: Sequence[TrainingPicture], start: int) -> set[int]:
    """Find what hangs together with a picture, by going from one to the next: slow and plain."""
    reached = [start]
    for near in reached:
        reached += [
            row
            for row, other in enumerate(pictures)
            if row not in reached and set(other.series) & set(pictures[near].series)
        ]
    return set(reached)


@given(libraries(), st.integers(1, 3))
def test_a_group_is_on_one_side_by_its_oldest_picture(pictures: list[TrainingPicture], seed: int) -> None:
    split = split_pictures(seed, pictures)
    for row in range(len(pictures)):
        members = find_group(pictures, row)
        known = [number for number in members if pictures[number].came is not None] or members
        oldest = pictures[min(known, key=lambda number: (pictures[number].came or 0, pictures[number].image))].image
        assert split.groups[row] == oldest
        learned = any(seed in pictures[number].learned for number in members)
        assert split.test[row] == (find_side(seed, oldest) and not learned)


@given(libraries(), st.randoms(use_true_random=False))
def test_the_order_of_the_pictures_changes_nothing(pictures: list[TrainingPicture], dice: object) -> None:
    mixed = sorted(pictures, key=lambda _: dice.random())  # type: ignore[attr-defined]  # a Random
    one, other = split_pictures(1, pictures), split_pictures(1, mixed)
    told = {p.image: (g, t) for p, g, t in zip(mixed, other.groups, other.test, strict=True)}
    assert [told[p.image] for p in pictures] == list(zip(one.groups, one.test, strict=True))


class Library:
    """Pictures with an age, classes that are merged and parted, and what runs of seed 1 learned from."""

    def __init__(self) -> None:
        self.classes = [{name} for name in NAMES]
        self.learned: set[str] = set()

    def read(self) -> list[TrainingPicture]:
        """Read each class as the picture that is shown."""
        return [
            picture(
                max(members),
                came=int(min(members)),
                members=tuple(sorted(members)),
                series=(("s", "a", "d"),) if "03" in members or "04" in members else (),
                learned=(1,) if members & self.learned else (),
            )
            for members in self.classes
        ]

    def merge(self, one: int, other: int) -> None:
        """Merge two classes; all remember what any of them was learned from."""
        first, second = self.classes[one % len(self.classes)], self.classes[other % len(self.classes)]
        if first is not second:
            self.classes = [members for members in self.classes if members not in (first, second)] + [first | second]
            if (first | second) & self.learned:
                self.learned |= first | second

    def part(self, one: int) -> None:
        """Part a class into its members."""
        members = self.classes.pop(one % len(self.classes))
        self.classes += [{name} for name in sorted(members)]


@given(st.lists(st.tuples(st.sampled_from(["merge", "part", "train"]), st.integers(0, 99), st.integers(0, 99))))
def test_no_test_picture_ever_was_learned_from(steps: list[tuple[str, int, int]]) -> None:
    library, joined, ever = Library(), set[str](), set[str]()
    for step, one, other in steps:
        pictures = library.read()
        split = split_pictures(1, pictures)
        tested = {i for p, test in zip(pictures, split.test, strict=True) for i in p.members if test}
        assert not tested & ever
        assert not tested & joined
        if step == "train":
            ever |= {i for p, test in zip(pictures, split.test, strict=True) for i in p.members if not test}
            library.learned |= ever
        elif step == "merge":
            library.merge(one, other)
            joined |= {i for members in library.classes if members & ever for i in members}
        else:
            library.part(one)


def test_a_tenth_is_tested_on() -> None:
    tested = [name for name in range(10_000) if find_side(1, str(name))]
    assert 900 < len(tested) < 1100
    assert [name for name in range(10_000) if find_side(1, str(name))] == tested
    assert [name for name in range(10_000) if find_side(2, str(name))] != tested
    assert find_side(1, "a") is False
