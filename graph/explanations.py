"""Explanations: what each speaker adds to what is believed of a pair, as one query says it.

The definition is `graph/beliefs.py`, which every vote goes by; `cypher/explanations/explain_pair.cypher` computes the
same figures for whoever wants to look at them with Cypher, and a test holds the two together.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.connection import Record, Runner
from graph.odds import find_probability
from taggy.errors import NotFoundError


class ExplainedShare(Record):
    """What one speaker adds to the log-odds of a pair, and the sum so far.

    `right` are a voter's sensitivity and specificity, a source's precision, or the run's confidence; `notes` say what
    else bears on it: derived, implicit, aside, cluster.
    """

    image: str
    tag: str
    kind: Literal["voter", "ruling", "source", "run"]
    speaker: str | None
    name: str | None
    says: bool | None
    right: tuple[float, ...] | None
    notes: tuple[str, ...]
    share: float
    total: float


@dataclass(frozen=True)
class Explanation:
    """A pair as it is shown, with what everybody adds, and what that comes to; each None where nobody spoke."""

    image: str
    tag: str
    shares: Sequence[ExplainedShare]

    @property
    def people(self) -> float | None:
        """What voters and a ruling add up to; None where they said neither Yes nor No."""
        return self._add_up("voter", "ruling")

    @property
    def evidence(self) -> float | None:
        """What people and sources add up to."""
        return self._add_up("voter", "ruling", "source")

    @property
    def posterior(self) -> float | None:
        """What all of them add up to."""
        return self._add_up("voter", "ruling", "source", "run")

    def _add_up(self, *kinds: str) -> float | None:
        said = [share for share in self.shares if share.kind in kinds]
        if not any(share.kind != "voter" or (share.says is not None and "aside" not in share.notes) for share in said):
            return None
        return find_probability(math.fsum(share.share for share in said))


async def explain_pair(runner: Runner, image: str, tag: str) -> Explanation:
    """Explain what is believed of a pair, named by any picture of the class and any name of the tag.

    Raises:
        NotFoundError: nobody has said anything of it.
    """
    shares = await runner.fetch(ExplainedShare, "explain_pair", image=image, tag=tag)
    if not shares:
        raise NotFoundError(f"Nobody has said anything of {tag!r} on picture {image!r}.")
    return Explanation(shares[0].image, shares[0].tag, shares)
