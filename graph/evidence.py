"""Evidence: all that was said of a pair, each speaker once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, NamedTuple

from pydantic import BeforeValidator, ConfigDict

from graph.connection import Record
from graph.odds import DEFAULT


def _fill_share(share: float | None) -> float:
    return DEFAULT if share is None else share


# A share of cases from 0 to 1; where the graph knows none it is that of a speaker of whom nothing is known.
Share = Annotated[float, BeforeValidator(_fill_share)]


class Voice(NamedTuple):
    """One voter's answer on a pair: `says` is None for a pass, `asked` False where it was volunteered.

    `derived` where it follows through the vocabulary from what the voter said of another tag; `unfit` where the voter
    passed because it is a bad picture; `implicit` where it was left as it was among many. `aside` where staff set the
    voter aside, `cluster` those whom the voter answers with, both as they are now. `sensitivity` and `specificity`
    are the voter's in the tag's category, else in all, else the crowd's.
    """

    says: bool | None
    asked: bool
    stranger: bool
    speaker: str = ""
    derived: bool = False
    unfit: bool = False
    implicit: bool = False
    aside: bool = False
    cluster: str | None = None
    sensitivity: Share = DEFAULT
    specificity: Share = DEFAULT


class Claim(NamedTuple):
    """A source that claims a pair, and which share of its claims is right: in the tag's category, else in all."""

    source: str
    precision: Share = DEFAULT


@dataclass(frozen=True)
class Evidence:
    """All that was said of a pair. `run` is a probability, `ruled` a reviewer's ruling.

    `usual` is how sure the run is on average where the tag is.

    `named` are the pairs that were asked for and stand for this one, and `copies` counts the pictures that are shown as
    this one, itself among them. `told` are the tags on which it is heard in turn, and `implied` counts those that a Yes
    here makes a Yes. `ruled_afar` tells whether the ruling follows through the vocabulary from one on another tag.
    `rules` are the library's rules of settling as text, None for the usual ones.
    """

    __pydantic_config__: ClassVar[ConfigDict] = Record.model_config

    image: str
    tag: str
    named: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    implied: int = 0
    copies: int = 1
    shown: bool = True
    votes: tuple[Voice, ...] = ()
    claimed: tuple[Claim, ...] = ()
    ruled: bool | None = None
    ruled_afar: bool = False
    run: float | None = None
    usual: float | None = None
    proposed: bool = False
    nsfw: str = "unknown"
    listable: bool = True
    rules: str | None = None

    @cached_property
    def heard(self) -> tuple[Voice, ...]:
        """The answers that count: those of voters who are not set aside."""
        return tuple(vote for vote in self.votes if not vote.aside)

    @cached_property
    def yes(self) -> int:
        """Voters who say so."""
        return sum(vote.says is True for vote in self.heard)

    @cached_property
    def no(self) -> int:
        """Voters who deny it."""
        return sum(vote.says is False for vote in self.heard)

    @property
    def passes(self) -> int:
        """Voters who passed."""
        return len(self.heard) - self.yes - self.no

    @property
    def claims(self) -> int:
        """Sources that claim it."""
        return len(self.claimed)

    @property
    def exists(self) -> bool:
        """Whether there is a pair, and anything was said of it, or follows that is not a No: a No makes no pair."""
        spoken = any(vote.says or not vote.derived for vote in self.heard)
        ruled = self.ruled or (self.ruled is False and not self.ruled_afar)
        return self.shown and bool(spoken or self.claims or self.run is not None or ruled)
