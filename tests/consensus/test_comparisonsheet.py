"""The sheet: a person counts once a pair of shown pictures, with the latest answer; a pass says nothing."""

from consensus.comparisonsheet import ComparisonSheet
from consensus.preferences import fit_preferences
from consensus.ratingquality import measure_quality
from graph.preferences import Choice, GivenRow, Strength

PERSONS = {"v": "v", "w": "w", "n": "anonymous", "m": "anonymous"}


def row(
    voter: str, left: str, right: str, answer: Choice, at: int, strength: Strength | None = 1, *, held: bool = False
) -> GivenRow:
    """Make an answer."""
    return (f"{voter}|{left}|{right}|{at}", voter, left, right, answer, strength, held, at)


def read(*rows: GivenRow) -> list[tuple[str, str, str, int, bool]]:
    """Read a sheet of these answers back, by name."""
    sheet = ComparisonSheet()
    sheet.add(rows, PERSONS)
    numbered = sheet.number()
    parts = ((numbered.known, False), (numbered.held, True))
    return [
        (numbered.persons[who], numbered.images[left], numbered.images[right], answer, held)
        for given, held in parts
        for who, left, right, answer in zip(
            given.persons.tolist(), given.lefts.tolist(), given.rights.tolist(), given.answers.tolist(), strict=True
        )
    ]


def test_answers_are_signed_by_the_side_and_weighed_by_the_strength() -> None:
    assert read(
        row("v", "a", "b", "left", 1, 2), row("v", "b", "c", "right", 2), row("v", "c", "a", "tie", 3, None)
    ) == [("v", "a", "b", 2, False), ("v", "b", "c", -1, False), ("v", "c", "a", 0, False)]


def test_the_latest_answer_of_a_person_on_a_pair_counts_in_whatever_order_they_are_read() -> None:
    first, second = row("n", "a", "b", "left", 1), row("m", "b", "a", "left", 2)
    assert read(first, second) == read(second, first) == [("anonymous", "b", "a", 1, False)]
    assert read(row("v", "a", "b", "left", 1), row("v", "a", "b", "pass", 2, None)) == []


def test_copies_of_one_picture_and_voters_who_count_as_nobody_are_left_out() -> None:
    assert read(row("v", "a", "a", "left", 1), row("gone", "a", "b", "left", 1)) == []


def test_what_is_held_out_is_apart_and_the_first_answers_can_be_taken() -> None:
    sheet = ComparisonSheet()
    rows = [row("v", "a", name, "left", at, held=at == 2) for at, name in enumerate("bcde", start=1)]
    sheet.add(rows, PERSONS)
    numbered = sheet.number()
    assert (len(numbered.known.answers), len(numbered.held.answers)) == (3, 1)
    assert numbered.count_comparisons().tolist() == [3, 1, 1, 1, 0]
    first = numbered.take_first(1)
    assert (first.known.rights.tolist(), first.held.rights.tolist()) == ([1], [4])


def test_two_pictures_that_are_held_out_for_one_are_so_for_all() -> None:
    held = row("v", "b", "a", "left", 3, held=True)
    others = [row("w", "a", "b", "left", 1), row("n", "a", "c", "left", 2)]
    for rows in ([held, *others], [*others, held]):
        assert read(*rows) == [
            ("anonymous", "a", "c", 1, False),
            ("w", "a", "b", 1, True),
            ("v", "b", "a", 1, True),
        ]
    for silent in (row("gone", "a", "b", "left", 3, held=True), row("v", "a", "b", "pass", 3, None, held=True)):
        assert read(silent, *others)[1:] == [("w", "a", "b", 1, True)]


def test_a_fit_hears_of_nobody_and_nothing_that_is_held_out_alone() -> None:
    alone, beside = ComparisonSheet(), ComparisonSheet()
    learned = [row("v", "a", "b", "left", 2), row("v", "b", "c", "right", 4)]
    alone.add(learned, PERSONS)
    beside.add([row("w", "x", "a", "left", 1, held=True), *learned, row("n", "c", "y", "left", 3, held=True)], PERSONS)
    one, other = alone.number().known, beside.number().known
    assert (one.person_count, one.thing_count) == (other.person_count, other.thing_count) == (1, 3)
    assert (fit_preferences(one).scores == fit_preferences(other).scores).all()
    quality = measure_quality(beside.number(), {}, {}, {})
    assert [(told.by, told.answers) for told in quality.foretold] == [("scores", 0), ("ensemble", 0)]
