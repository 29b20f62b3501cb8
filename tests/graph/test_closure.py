"""What links mean together: hand-computed toys, and a naive fix-point as the oracle."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.closure import OWN, Closure, Hearing, Link, LinkKind, check_link, list_component
from graph.hearings import plan_moves
from taggy.errors import ConflictError, InputError, TaggyError

NAMES = ("a", "b", "c", "d", "e", "f")
KINDS: tuple[LinkKind, ...] = ("alias", "implies", "excludes")
LINKS = st.lists(st.builds(Link, st.sampled_from(KINDS), st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=12)
UP, DOWN, ACROSS = Hearing(yes=True, no=None), Hearing(yes=None, no=False), Hearing(yes=False, no=None)
PETS = [
    Link("implies", "kitten", "cat"),
    Link("implies", "cat", "animal"),
    Link("excludes", "cat", "dog"),
    Link("alias", "kitty", "cat"),
]


def list_heard(links: list[Link]) -> dict[tuple[str, str], Hearing]:
    """What tags hear from others, without themselves."""
    closure = Closure(links)
    return {pair: said for pair, said in closure.list_hearings(closure.names).items() if pair[0] != pair[1]}


def test_yes_goes_up_no_goes_down_and_yes_is_no_on_what_is_excluded() -> None:
    assert list_heard(PETS) == {
        ("animal", "cat"): UP,
        ("animal", "kitten"): UP,
        ("animal", "kitty"): UP,
        ("cat", "animal"): DOWN,
        ("cat", "dog"): ACROSS,
        ("cat", "kitten"): UP,
        ("cat", "kitty"): OWN,
        ("dog", "cat"): ACROSS,
        ("dog", "kitten"): ACROSS,
        ("dog", "kitty"): ACROSS,
        ("kitten", "animal"): DOWN,
        ("kitten", "cat"): DOWN,
        ("kitten", "dog"): ACROSS,
        ("kitten", "kitty"): DOWN,
    }


def test_an_alias_of_an_alias_is_one_of_the_canonical_tag() -> None:
    closure = Closure([Link("alias", "colours", "colour"), Link("alias", "colour", "color")])
    assert closure.follow_aliases("colours") == ("colours", "colour", "color")
    assert closure.find_canonical("color") == "color"
    assert closure.list_hearings(closure.names) == {("color", name): OWN for name in ("color", "colour", "colours")}


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (Link("alias", "cat", "kitty"), "are one tag already: kitty → cat"),
        (Link("implies", "kitty", "cat"), "are one tag already: kitty → cat"),
        (Link("alias", "kitty", "pet"), "'kitty' is an alias already: kitty → cat"),
        (Link("alias", "animal", "kitten"), "'kitten' implies 'animal': kitten → cat → animal"),
        (Link("alias", "dog", "kitten"), "exclude each other: dog excludes cat ← kitten"),
        (Link("implies", "kitten", "animal"), "follows already: kitten → cat → animal"),
        (Link("implies", "animal", "kitten"), "a tag implies itself: animal → kitten → cat → animal"),
        (Link("implies", "dog", "kitten"), "exclude each other: dog excludes cat ← kitten"),
        (Link("excludes", "animal", "kitten"), "'kitten' implies 'animal': kitten → cat → animal"),
        (Link("excludes", "dog", "kitten"), "follows already: dog excludes cat ← kitten"),
    ],
)
def test_what_may_not_be_is_refused_with_the_way(new: Link, says: str) -> None:
    with pytest.raises(ConflictError, match=says):
        check_link(PETS, new)


def test_a_tag_that_could_match_nothing_is_refused() -> None:
    links = [*PETS, Link("implies", "catdog", "dog"), Link("implies", "catdog", "pet")]
    with pytest.raises(ConflictError, match="nothing could be 'catdog': catdog → pet → cat and catdog → dog"):
        check_link(links, Link("implies", "pet", "cat"))
    with pytest.raises(InputError, match="'cat' cannot be linked with itself"):
        check_link([], Link("implies", "cat", "cat"))


def test_a_link_counts_between_canonical_tags() -> None:
    assert check_link(PETS, Link("implies", "tiger", "kitty")) == Link("implies", "tiger", "cat")


def test_a_ring_that_a_backup_may_hold_does_not_hang() -> None:
    ring = [Link("alias", "a", "b"), Link("alias", "b", "a"), Link("implies", "c", "d"), Link("implies", "d", "c")]
    closure = Closure(ring)
    assert {name: closure.find_canonical(name) for name in "ab"} == {"a": "a", "b": "a"}
    assert list_heard(ring) == {("a", "b"): OWN, ("c", "d"): Hearing(True, False), ("d", "c"): Hearing(True, False)}


def accept(links: list[Link]) -> list[Link]:
    """Keep those links, one after the other, that may be accepted."""
    kept: list[Link] = []
    for link in links:
        try:
            check_link(kept, link)
        except TaggyError:
            continue
        kept.append(link)
    return kept


def infer(links: list[Link], name: str, *, says: bool) -> set[tuple[str, bool]]:
    """All that follows from one answer, rule by rule until nothing is new."""
    known = {(name, says)}
    while True:
        found = set(known)
        for kind, start, end in links:
            for answer in (True, False):
                found |= {(end, answer)} if kind == "alias" and (start, answer) in known else set()
                found |= {(start, answer)} if kind == "alias" and (end, answer) in known else set()
            found |= {(end, True)} if kind == "implies" and (start, True) in known else set()
            found |= {(start, False)} if kind == "implies" and (end, False) in known else set()
            found |= {(end, False)} if kind == "excludes" and (start, True) in known else set()
            found |= {(start, False)} if kind == "excludes" and (end, True) in known else set()
        if found == known:
            return known
        known = found


@settings(max_examples=150)
@given(links=LINKS)
def test_the_closure_is_all_that_follows(links: list[Link]) -> None:
    kept = accept(links)
    closure = Closure(kept)
    expected = {}
    for name in closure.names:
        yes, no = infer(kept, name, says=True), infer(kept, name, says=False)
        assert not any((tag, not says) in yes for tag, says in yes), "a tag that can be Yes without a contradiction"
        for tag in {closure.find_canonical(other) for other in closure.names}:
            said = Hearing(
                True if (tag, True) in yes else False if (tag, False) in yes else None,
                True if (tag, True) in no else False if (tag, False) in no else None,
                direct=tag == closure.find_canonical(name),
            )
            if said != Hearing(None, None):
                expected[tag, name] = said
    assert closure.list_hearings(closure.names) == expected


@settings(max_examples=60)
@given(links=LINKS, place=st.integers(0, 20))
def test_what_moves_is_what_differs_as_a_whole(links: list[Link], place: int) -> None:
    kept = accept(links)
    rest = [link for number, link in enumerate(kept) if number != place]
    moves = plan_moves(rest, kept)
    before, after = (Closure(part).list_hearings(NAMES) for part in (rest, kept))
    pairs = before.keys() | after.keys()
    assert set(moves.tags) == {pair[0] for pair in pairs if before.get(pair) != after.get(pair)}
    assert before | moves.after == before | after
    assert {pair for pair in before if pair not in after} == {pair for pair in moves.before if pair not in moves.after}


def test_only_what_hangs_together_is_looked_at() -> None:
    far = Link("implies", "rose", "flower")
    assert list_component([*PETS, far], ["dog"]) == sorted(PETS)
