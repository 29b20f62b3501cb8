"""What accepted links between tags mean: whose answers count for which tag, and which links contradict others.

Definition. Aliases lead every tag to one canonical tag; implications and exclusions count between canonical tags.
Write *up(t)* for t and all that it implies, by one step or more. Then, for canonical tags t ≠ s,

    a Yes on s is a Yes on t   where t ∈ up(s)                                    Yes goes up
    a No  on s is a No  on t   where s ∈ up(t)                                    No goes down
    a Yes on s is a No  on t   where some p ∈ up(s) and q ∈ up(t) exclude each other

and an answer on an alias says what the same answer on its canonical tag says: of that tag itself it is a direct
answer, as good as any. Nothing follows from a No for what lies above, nor for what is excluded. This is all that
follows: the rules are clauses of two literals, (not s or t) and (not p or not q), so resolution chains.

Links are consistent where no tag implies itself and no tag implies both sides of an exclusion: such a tag could match
no picture.

Example. kitten → cat → animal, and cat excludes dog: a Yes on kitten is a Yes on cat and animal and a No on dog; a No
on animal is a No on cat and kitten.

Reference: W. F. Dowling, J. H. Gallier, "Linear-time algorithms for testing the satisfiability of propositional Horn
formulae", Journal of Logic Programming 1 (1984).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from taggy.errors import ConflictError, InputError

LinkKind = Literal["alias", "implies", "excludes"]
WORDS: dict[LinkKind, str] = {"alias": "is another name of", "implies": "implies", "excludes": "excludes"}


class Link(NamedTuple):
    """One tag is another name of another, implies it, or excludes it (then the lower name comes first)."""

    kind: LinkKind
    start: str
    end: str

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.start!r} {WORDS[self.kind]} {self.end!r}"


class Hearing(NamedTuple):
    """What a Yes and a No on one tag say of another (None for nothing); `direct` where the one is the other's alias."""

    yes: bool | None
    no: bool | None
    direct: bool = False


OWN = Hearing(yes=True, no=False, direct=True)
Hearings = Mapping[tuple[str, str], Hearing]


class Closure:
    """What links mean together. It ends on any links, even on contradictory ones."""

    def __init__(self, links: Iterable[Link]) -> None:
        self.links = sorted(set(links))
        self._next = {link.start: link.end for link in self.links if link.kind == "alias"}

    @cached_property
    def names(self) -> frozenset[str]:
        """Every tag that has a link."""
        return frozenset(name for link in self.links for name in (link.start, link.end))

    def follow_aliases(self, name: str) -> tuple[str, ...]:
        """List the names from a tag to its canonical one; a ring of aliases ends at its lowest name."""
        path = [name]
        while (name := self._next.get(path[-1], path[-1])) not in path:
            path.append(name)
        if name != path[-1]:
            return (*path, min(path[path.index(name) :]))
        return tuple(path)

    def find_canonical(self, name: str) -> str:
        """Find the canonical tag of a name."""
        return self.follow_aliases(name)[-1]

    @cached_property
    def parents(self) -> dict[str, set[str]]:
        """What each canonical tag implies at once."""
        return self._join("implies")

    @cached_property
    def excluded(self) -> dict[str, set[str]]:
        """What each canonical tag excludes at once, either way."""
        return self._join("excludes", both=True)

    def _join(self, kind: LinkKind, *, both: bool = False) -> dict[str, set[str]]:
        joined: dict[str, set[str]] = {}
        for link in self.links:
            if link.kind == kind:
                start, end = self.find_canonical(link.start), self.find_canonical(link.end)
                joined.setdefault(start, set()).add(end)
                if both:
                    joined.setdefault(end, set()).add(start)
        return joined

    def climb(self, tag: str) -> dict[str, tuple[str, ...]]:
        """Find *up(tag)*: each with a shortest way from the tag to it."""
        ways: dict[str, tuple[str, ...]] = {tag: (tag,)}
        reached = [tag]
        for below in reached:
            for above in sorted(self.parents.get(below, ())):
                if above not in ways:
                    ways[above] = (*ways[below], above)
                    reached.append(above)
        return ways

    def list_hearings(self, names: Collection[str]) -> dict[tuple[str, str], Hearing]:
        """List what each canonical tag (the first of a pair) hears from each of these names, itself among them."""
        up = {name: self.climb(name).keys() for name in sorted({self.find_canonical(name) for name in names})}
        below: dict[str, set[str]] = {}
        for tag, above in up.items():
            for name in above:
                below.setdefault(name, set()).add(tag)
        aliases: dict[str, list[str]] = {}
        for name in names:
            aliases.setdefault(self.find_canonical(name), []).append(name)
        heard: dict[tuple[str, str], Hearing] = {}
        for tag, above in up.items():
            barred = {s for q in above for p in self.excluded.get(q, ()) for s in below.get(p, ())}
            for name in {*above, *below[tag], *barred}:
                yes = True if name in below[tag] else False if name in barred else None
                said = OWN if name == tag else Hearing(yes, False if name in above else None)
                heard |= {(tag, alias): said for alias in aliases.get(name, ())}
        return heard

    def list_rings(self) -> Iterator[tuple[str, ...]]:
        """List ways by which a tag implies itself."""
        for tag in sorted(self.parents):
            for parent in sorted(self.parents[tag]):
                if way := self.climb(parent).get(tag):
                    yield (tag, *way)

    def list_contradictions(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """List tags that imply two which exclude each other, by the two ways."""
        for tag in sorted({*self.parents, *self.excluded}):
            ways = self.climb(tag)
            for name, way in ways.items():
                for other in sorted(self.excluded.get(name, ())):
                    if other in ways and name <= other:
                        yield way, ways[other]


def check_link(links: Collection[Link], new: Link) -> Link:
    """Check that a link may join accepted ones, and return it as it would count: between canonical tags.

    Raises:
        InputError: it joins a tag to itself.
        ConflictError: it closes a ring, says what others say already, or contradicts them; the message names the way.
    """
    if new.start == new.end:
        raise InputError(f"{new.start!r} cannot be linked with itself. Name two tags.")
    closure = Closure(links)
    start, end = closure.find_canonical(new.start), closure.find_canonical(new.end)
    if start == end:
        aliases = " and ".join(_draw(closure.follow_aliases(name)) for name in (new.start, new.end) if name != start)
        raise ConflictError(f"{new.start!r} and {new.end!r} are one tag already: {aliases}. Withdraw that alias first.")
    if new.kind == "alias" and new.start != start:
        names = _draw(closure.follow_aliases(new.start))
        raise ConflictError(f"{new.start!r} is an alias already: {names}. Withdraw that first, or name {start!r}.")
    up, down = closure.climb(start).get(end), closure.climb(end).get(start)
    if new.kind == "implies" and up:
        raise ConflictError(f"That {new} follows already: {_draw(up)}. It would be redundant.")
    if new.kind != "implies" and (way := up or down):
        raise ConflictError(f"That {new} contradicts that {way[0]!r} implies {way[-1]!r}: {_draw(way)}. Withdraw one.")
    across = _find_exclusion(closure, start, end)
    if across and new.kind == "excludes":
        raise ConflictError(f"That {new} follows already: {across}. It would be redundant.")
    if across:
        raise ConflictError(f"That {new} contradicts that they exclude each other: {across}. Withdraw one.")
    _check_together([*links, new], new)
    return Link(new.kind, start, end)


def _find_exclusion(closure: Closure, start: str, end: str) -> str | None:
    """Draw a way from one tag up to what excludes something above the other, where there is one."""
    ways, others = closure.climb(start), closure.climb(end)
    for name, way in ways.items():
        for other in sorted(closure.excluded.get(name, set()) & others.keys()):
            return f"{_draw(way)} excludes {' ← '.join(reversed(others[other]))}"
    return None


def _check_together(links: Collection[Link], new: Link) -> None:
    closure = Closure(links)
    for ring in closure.list_rings():
        raise ConflictError(f"If {new}, a tag implies itself: {_draw(ring)}. Withdraw one of these links first.")
    for way, other in closure.list_contradictions():
        raise ConflictError(
            f"If {new}, nothing could be {way[0]!r}: {_draw(way)} and {_draw(other)}, which exclude each other. "
            "Withdraw one of these links first."
        )


def _draw(way: Iterable[str]) -> str:
    return " → ".join(way)


def list_component(links: Iterable[Link], names: Iterable[str]) -> list[Link]:
    """List the links that hang together with these tags: nothing else of the closure can move with them."""
    near: dict[str, list[Link]] = {}
    for link in links:
        near.setdefault(link.start, []).append(link)
        near.setdefault(link.end, []).append(link)
    found: set[Link] = set()
    reached = list(dict.fromkeys(names))
    seen = set(reached)
    for name in reached:
        for link in near.get(name, ()):
            found.add(link)
            fresh = {link.start, link.end} - seen
            seen |= fresh
            reached.extend(fresh)
    return sorted(found)
