"""Implications: which tag is on every picture that another is on?

Definition. A implies B where whatever shows A shows B: every oak is a tree. The share of A's voices that write B too
(`consensus.uses`) is known to be at least so large, for what was not written is unknown and not No. People's answers
on pictures of A say more: Yes and No count as they are, and the more of them there are, the less do claims weigh:

    hits   = s · share(B | A) + yes        s = voices of A / (1 + yes + no)
    trials = s + yes + no
    score  = bound(hits, trials)           Wilson's lower bound (`taggy.bounds`)

If the name of A ends in the name of B (polar bear, bear), that is two more hits. Proposed is what is scored `ENOUGH`
or more, if A is the rarer one, at least `SUPPORT` voices or answers speak of it (a name counts for two), and B is
`LIFT` times as frequent beside A as anywhere. What follows from two others is left out: oak implies plant, where oak
implies tree and tree implies plant.

Example. Four voices use oak, all of them with tree: score = bound(4, 4) = 0.51. People answer tree with No on one of
these pictures: s = 2, score = bound(2, 3) = 0.21, and nothing is proposed.

Reference: R. Agrawal, T. Imieliński, A. Swami, "Mining association rules between sets of items in large databases"
(SIGMOD 1993), for support, confidence and lift; P. Heymann, H. Garcia-Molina, "Collaborative creation of communal
hierarchical taxonomies in social tagging systems" (2006), for tags.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from consensus.spelling import Pair
from consensus.uses import Neighbours, Uses
from consensus.words import list_singulars
from taggy.bounds import bound_share

ENOUGH = 0.3
SUPPORT = 3
LIFT = 2.0
HEAD = 2.0


@dataclass(frozen=True)
class Implication:
    """That one tag implies another, and what speaks for it."""

    one: str
    other: str
    score: float
    share: float
    voices: float
    yes: int
    no: int
    lift: float
    head: bool


def rank_implications(uses: Uses, known: Collection[Pair] = (), without: Collection[Pair] = ()) -> list[Implication]:
    """Rank what may imply what, best first.

    `known` implications hold already and others may follow from them; pairs in `without` are left out, in either order.
    """
    settled = {frozenset(pair) for pair in (*known, *without)}
    found = [
        implication
        for tag in sorted(uses.places)
        if uses.count_pictures(tag) >= SUPPORT
        for implication in _list_implications(uses, tag)
        if frozenset((implication.one, implication.other)) not in settled
    ]
    found.sort(key=lambda said: (-said.score, said.one, said.other))
    redundant = find_redundant([(said.one, said.other) for said in found], known)
    return [said for said in found if (said.one, said.other) not in redundant]


def _list_implications(uses: Uses, tag: str) -> Iterable[Implication]:
    near = uses.find_neighbours(tag)
    for other in near.weights.keys() | near.yes.keys():
        said = _weigh_implication(uses, tag, other, near)
        if said is not None and said.score >= ENOUGH:
            yield said


def _weigh_implication(uses: Uses, tag: str, other: str, near: Neighbours) -> Implication | None:
    if not _is_rarer(uses, tag, other):
        return None
    yes, no = near.yes.get(other, 0), near.no.get(other, 0)
    answers = yes + no
    head = is_head(other, tag)
    if max(near.voices, answers) < SUPPORT - HEAD * head:
        return None
    share = near.weights.get(other, 0.0) / near.voices
    weight, extra = near.voices / (1 + answers), HEAD * head
    hits, trials = weight * share + yes + extra, weight + answers + extra
    lift = hits / trials / uses.shares.get(other, 1.0)
    if lift < LIFT:
        return None
    return Implication(tag, other, bound_share(hits, trials), share, near.voices, yes, no, lift, head)


def _is_rarer(uses: Uses, tag: str, other: str) -> bool:
    return (uses.count_pictures(tag), tag) < (uses.count_pictures(other), other)


def is_head(head: str, name: str) -> bool:
    """Tell whether the words of a name end in those of another: a polar bear is a bear."""
    words, last = list_singulars(name), list_singulars(head)
    return len(last) < len(words) and bool(last) and words[-len(last) :] == last


def find_redundant(proposed: Collection[Pair], known: Collection[Pair] = ()) -> set[Pair]:
    """Find the proposed implications that follow from two or more others, proposed or known."""
    above: dict[str, set[str]] = defaultdict(set)
    for one, other in (*proposed, *known):
        above[one].add(other)
    return {(one, other) for one, other in proposed if _reaches(above, above[one] - {other}, other, without=one)}


def _reaches(above: dict[str, set[str]], starts: set[str], end: str, without: str) -> bool:
    seen, pending = {without}, list(starts)
    while pending:
        tag = pending.pop()
        if tag == end:
            return True
        if tag not in seen:
            seen.add(tag)
            pending.extend(above.get(tag, ()))
    return False
