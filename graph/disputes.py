"""Disputes: on which boards a pair stands, and where: the strings that sort what a look gains most first."""

from math import fsum
from typing import Literal, NamedTuple

from graph.conflicts import is_rating, weigh_denied_claim, weigh_rating
from graph.evidence import Evidence
from graph.keys import write_order
from graph.odds import ANSWER, find_probability, weigh_claim, weigh_confidence

SURE = 0.8
SPLIT = 0.3
HEARD = 0.5  # answers that a side is worth at least, so that it contradicts the other
STRENGTH = 2.0  # answers that a split is held against: few who differ are little
DENIED = 0.4  # a No of somebody who is hardly better than chance does not deny
CLAIMED = 0.6  # nor does such a Yes, or a claim of such a source, claim

Kind = Literal["model-only", "human-only", "refused", "contested"]


class Weights(NamedTuple):
    """What people's Yes and their No are worth, in answers of somebody of whom nothing is known."""

    yes: float
    no: float

    @property
    def contradict(self) -> bool:
        """Whether reliable people contradict each other: both sides are heard, and neither outweighs the other.

        The share of Yes is (1 + yes) / (2 + yes + no): one answer is imagined on each side.
        """
        share = (1 + self.yes) / (STRENGTH + self.yes + self.no)
        return min(self) >= HEARD and SPLIT < share < 1 - SPLIT

    @property
    def strength(self) -> float:
        """How evenly and how heavily they contradict each other, from 0 to 1."""
        return 2 * min(self) / (self.yes + self.no + STRENGTH)


def name_disagreement(said: Evidence, weights: Weights, people: float | None, evidence: float | None) -> Kind | None:
    """Name the disagreement on a pair; a ruling ends it.

    contested: reliable people against reliable people. refused: people say No, the run is sure or proposes it.
    human-only: people or a source say Yes, the run denies it, and is less sure than it usually is where the tag is.
    model-only: the run proposes it, nobody said so.
    """
    sure = said.proposed or (said.run is not None and said.run >= SURE)
    if said.ruled is not None:
        return None
    if weights.contradict:
        return "contested"
    if people is not None and people <= DENIED and sure:
        return "refused"
    if evidence is not None and evidence >= CLAIMED and _denies(said):
        return "human-only"
    if said.proposed and evidence is None:
        return "model-only"
    return None


def rank_disagreement(said: Evidence, kind: Kind | None, weights: Weights, evidence: float | None) -> str | None:
    """Rank a pair on the board of its kind: the strongest disagreement first."""
    if kind is None:
        return None
    if kind == "contested":
        strength = weights.strength
    elif kind == "model-only":
        strength = said.run or 0.0
    elif kind == "human-only":
        strength = weigh_doubt(said.run or 0.0, said.usual, evidence or 0.0)
    else:
        strength = abs((said.run or 0.0) - (evidence or 0.0))
    return _rank_row(said, kind, strength)


def _denies(said: Evidence) -> bool:
    return said.run is not None and said.run <= 1 - SURE and (said.usual is None or said.run < said.usual)


def weigh_doubt(run: float, usual: float | None, evidence: float) -> float:
    """Weigh how likely a pair that is said to be so is not, from 0 to 1, by the run's confidence and the evidence.

    A rare or difficult tag gets little confidence even where it is right. So the run counts by how much less sure it is
    than it usually is where the tag is: the log-odds of the pair are logit(evidence) + logit(run) - logit(usual).
    Example: evidence 2/3, run 1/10, usually 1/2: the odds are 2 · (1/9) / 1, so 9/11.
    """
    odds = weigh_confidence(evidence) + weigh_confidence(run) - weigh_confidence(0.5 if usual is None else usual)
    return 1 - find_probability(odds)


def rank_denied_claim(said: Evidence, people: float | None) -> str | None:
    """Rank a claim that people deny; absent where they do not."""
    if people is None or people > DENIED or not said.claimed:
        return None
    worth = fsum(weigh_claim(claim.precision) for claim in said.claimed) / ANSWER
    return _rank_row(said, "source-against-people", weigh_denied_claim(worth, people))


def rank_rating(said: Evidence, evidence: float | None) -> str | None:
    """Rank a rating that is held against what the picture is; absent where there is no conflict."""
    if not is_rating(said.tag):
        return None
    sure = said.run is not None and (said.proposed or said.run >= SURE)
    held = said.run if evidence is None and sure else evidence
    if held is None or (evidence is not None and evidence < CLAIMED):
        return None
    return _rank_row(said, "rating-conflict", weigh_rating(said.tag, said.nsfw, held))


def _rank_row(said: Evidence, board: str, strength: float | None) -> str | None:
    """Rank a pair on a board by what a look gains, from 0 to 1; what is ruled or hidden stands on none."""
    if strength is None or said.ruled is not None or not said.listable:
        return None
    return f"{board}|{write_order(1 - strength)}|{said.image}|{said.tag}"
