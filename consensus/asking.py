"""Asking: who is asked, within what, why, and which pairs they can be asked about now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from consensus.leases import Leases, Pair
from graph.questions import QuestionCard

Why = Literal["control", "audit", "retest", "test", "suggested", "information", "grid"]

ANSWERS_TO_SETTLE = 2


class Askable(Protocol):
    """A pair that may be asked about, and how many informative answers it has."""

    @property
    def image(self) -> str:
        """Id of the picture."""

    @property
    def tag(self) -> str:
        """Name of the tag."""

    @property
    def answers(self) -> int:
        """Yes and No."""


@dataclass(frozen=True)
class Scope:
    """What a voter chose to be asked about; None is everything."""

    tag: str | None = None
    category: str | None = None
    collection: str | None = None


@dataclass(frozen=True)
class Asker:
    """Who is asked: the voter, the ids that are the same person, and whether NSFW may be shown."""

    voter: str
    aliases: tuple[str, ...] = ()
    nsfw: bool = False

    @property
    def ids(self) -> list[str]:
        """Every id under which this person has answered."""
        return [self.voter, *self.aliases]


@dataclass(frozen=True)
class Question:
    """A pair to ask about, why it was chosen, and with what probability it was drawn."""

    card: QuestionCard
    why: Why
    probability: float


def list_free(
    leases: Leases, pairs: Sequence[Askable], asker: Asker, taken: Collection[Pair] = (), *, again: bool = False
) -> list[tuple[Pair, int]]:
    """List those that can be asked, with their answers: not `taken`, no other holds their last answer.

    What this voter holds already is among them only where it may be asked `again`.
    """
    holders = leases.list_holders((pair.image, pair.tag) for pair in pairs)
    free = []
    for row in pairs:
        pair = (row.image, row.tag)
        held = holders.get(pair, set())
        if pair in taken or (not again and asker.voter in held):
            continue
        if len(held - {asker.voter}) < count_needed(row.answers):
            free.append((pair, row.answers))
    return free


def count_needed(answers: int) -> int:
    """Count how many voters may be asked at once: as many as settle the pair."""
    return max(1, ANSWERS_TO_SETTLE - answers)
