"""Sample voters: simulated people who look at the sample's pictures and answer, mostly rightly."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sources.sample import COLOURS, SHAPES, SamplePicture


@dataclass(frozen=True)
class SampleVoter:
    """A simulated voter: how often a true tag gets Yes, how often a wrong one gets No, how often neither."""

    id: str
    name: str
    sensitivity: float
    specificity: float
    passes: float = 0.04


@dataclass(frozen=True)
class SampleVote:
    """What a simulated voter answers of a file and a tag."""

    voter: str
    file_name: str
    tag: str
    answer: Literal["yes", "no", "pass"]


CAREFUL = (("Ada", 0.99, 0.99), ("Ben", 0.97, 0.98), ("Chi", 0.95, 0.97), ("Dov", 0.96, 0.93), ("Eve", 0.93, 0.96))
CARELESS = (("Yes-man Yan", 0.99, 0.25), ("Hasty Zoe", 0.65, 0.6))
VOTERS = tuple(
    SampleVoter(f"simulated-{name.split()[-1].lower()}", f"{name} (simulated)", sensitivity, specificity)
    for name, sensitivity, specificity in (*CAREFUL, *CARELESS)
)
PAIRS_EACH = 150
UNCLAIMED_SHARE = 0.25


def simulate_votes(pictures: Sequence[SamplePicture], seed: int = 21) -> Iterator[SampleVote]:
    """Let every sample voter answer `PAIRS_EACH` different pairs; a quarter of them tags that nobody claimed."""
    dice = random.Random(seed)  # noqa: S311 - a simulation that can be repeated, no secret
    tags = [*COLOURS, *SHAPES]
    for voter in VOTERS:
        answered: set[tuple[str, str]] = set()
        while len(answered) < PAIRS_EACH:
            picture = dice.choice(pictures[: len(pictures) // 3])
            claimed = sorted(picture.claimed)
            tag = dice.choice(tags if dice.random() < UNCLAIMED_SHARE else claimed)
            if (picture.file_name, tag) in answered:
                continue
            answered.add((picture.file_name, tag))
            yield SampleVote(voter.id, picture.file_name, tag, _answer(voter, tag in picture.truth, dice))


def _answer(voter: SampleVoter, true: bool, dice: random.Random) -> Literal["yes", "no", "pass"]:
    if dice.random() < voter.passes:
        return "pass"
    right = dice.random() < (voter.sensitivity if true else voter.specificity)
    return "yes" if right == true else "no"
