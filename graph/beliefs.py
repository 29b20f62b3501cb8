"""What the evidence on one pair adds up to: three probabilities, whether people settled it, and its ranks.

Definition. The share of people who would say Yes to a pair is given a Beta prior with mean *m* and strength
*k* = 2 (two imagined answers). After *y* answers Yes and *n* answers No the mean of the Beta posterior is

    mean(m, y, n) = (k·m + y) / (k + y + n)

With m = 1/2 this is Laplace's rule of succession, (1 + y) / (2 + y + n). A Pass says nothing. A reviewer's ruling
counts `RULING` answers, an open claim of a source one Yes. Then

    people    = mean(1/2, y, n)             votes and rulings; absent where nobody answered
    evidence  = mean(1/2, y + claims, n)    people and claims; absent where there is neither
    posterior = mean(run, y + claims, n)    the live run's confidence is the prior mean, 1/2 where it is silent

so that a model without people is believed by its calibrated confidence, and people outweigh it with every answer.

Example. Three Yes, one No, one claim, the run at 0.9: people = 4/6, evidence = 5/7, posterior = 5.8/7.

Reference: P.-S. de Laplace, "Mémoire sur la probabilité des causes par les évènements" (1774); A. Gelman et al.,
"Bayesian Data Analysis", 3rd ed. (2013), section 2.4 (beta-binomial, prior as pseudo-counts).
"""

from typing import Literal

from pydantic import Field

from graph.connection import Record
from graph.keys import pair_key

STRENGTH = 2.0
RULING = 20.0
VOICES = 2
AGREE = 0.75
SURE = 0.8
SPLIT = 0.3

Kind = Literal["model-only", "human-only", "refused", "contested"]
Property = str | int | float | bool | None


class Tally(Record):
    """Who said what of a pair; counts of speakers. `run` is a probability, `ruled` a reviewer's ruling."""

    image: str
    tag: str
    shown: bool = True
    yes: int = 0
    no: int = 0
    pass_: int = Field(default=0, alias="pass")
    named_yes: int = 0
    named_no: int = 0
    stranger_yes: int = 0
    stranger_no: int = 0
    claims: int = 0
    ruled: bool | None = None
    run: float | None = None
    proposed: bool = False
    nsfw: str = "unknown"
    listable: bool = True

    @property
    def yes_weight(self) -> float:
        """Answers Yes, a ruling among them."""
        return self.yes + (RULING if self.ruled else 0)

    @property
    def no_weight(self) -> float:
        """Answers No, a ruling among them."""
        return self.no + (RULING if self.ruled is False else 0)

    @property
    def exists(self) -> bool:
        """Whether there is a pair, and anything was said of it."""
        spoken = self.yes + self.no + self.pass_ + self.claims or self.run is not None
        return self.shown and bool(spoken or self.ruled is not None)


def mean_belief(prior: float, yes: float, no: float) -> float:
    """Return the mean of the Beta posterior: see the module's definition."""
    return (STRENGTH * prior + yes) / (STRENGTH + yes + no)


def believe(tally: Tally) -> dict[str, Property]:
    """Compute all properties of a pair's CONSENSUS from its tally; absent ones are left out."""
    yes, no, claims, run = tally.yes_weight, tally.no_weight, tally.claims, tally.run
    people = mean_belief(0.5, yes, no) if yes + no else None
    evidence = mean_belief(0.5, yes + claims, no) if yes + no + claims else None
    posterior = mean_belief(0.5 if run is None else run, yes + claims, no)
    settled = settle(tally, people)
    kind = name_disagreement(tally, people, evidence)
    listed = tally.listable and settled != "no"
    asked = tally.listable and settled is None
    safe = tally.nsfw in ("unknown", "cleared")
    rank = f"{_order(1 - posterior)}|{tally.image}"
    ask = f"{tally.yes + tally.no + tally.pass_:05d}|{_order(abs(2 * (people or 0.5) - 1))}|{tally.image}"
    properties: dict[str, Property] = {
        "key": pair_key(tally.image, tally.tag),
        "image": tally.image,
        "tag": tally.tag,
        "yes": tally.yes,
        "no": tally.no,
        "pass": tally.pass_,
        "claims": claims,
        "people": people,
        "evidence": evidence,
        "posterior": posterior,
        "run": run,
        "proposed": tally.proposed,
        "settled": settled,
        "rank": rank if listed else None,
        "rankSafe": rank if listed and safe else None,
        "ask": ask if asked else None,
        "askSafe": ask if asked and safe else None,
        "agreed": _rank_agreement(tally, people) if listed and safe else None,
        "gap": run - people if kind in ("human-only", "refused") and run is not None and people else None,
        "board": _rank_disagreement(tally, kind, evidence) if tally.listable else None,
    }
    return {name: value for name, value in properties.items() if value is not None}


def settle(tally: Tally, people: float | None) -> Literal["yes", "no"] | None:
    """Tell whether people settled the pair: a ruling, or two voices that agree and are not outvoted.

    A voice is a named voter's answer to a question that was asked; all strangers together are one voice.
    """
    if tally.ruled is not None:
        return "yes" if tally.ruled else "no"
    voices_yes = tally.named_yes + (tally.stranger_yes > tally.stranger_no)
    voices_no = tally.named_no + (tally.stranger_no > tally.stranger_yes)
    if people is not None and voices_yes >= VOICES and people >= AGREE:
        return "yes"
    if people is not None and voices_no >= VOICES and people <= 1 - AGREE:
        return "no"
    return None


def name_disagreement(tally: Tally, people: float | None, evidence: float | None) -> Kind | None:
    """Name the disagreement on a pair; a ruling ends it.

    contested: people against people. refused: people say No, the run is sure or proposes it. human-only: people or
    a source say Yes, the run denies it. model-only: the run proposes it, nobody said so.
    """
    sure = tally.proposed or (tally.run is not None and tally.run >= SURE)
    if tally.ruled is not None:
        return None
    if people is not None and tally.yes and tally.no and SPLIT < people < 1 - SPLIT:
        return "contested"
    if people is not None and people <= 1 / 3 and sure:
        return "refused"
    if evidence is not None and evidence >= 2 / 3 and tally.run is not None and tally.run <= 1 - SURE:
        return "human-only"
    if tally.proposed and evidence is None:
        return "model-only"
    return None


def _order(value: float) -> str:
    """Write a number from 0 to 1 so that texts sort as the numbers do: six decimals, fixed width."""
    return f"{round(value * 1_000_000):07d}"


def _rank_agreement(tally: Tally, people: float | None) -> str | None:
    """Rank a pair among those that people say Yes to; absent where they do not."""
    if people is None or people <= 1 / 2:
        return None
    return f"{_order(1 - people)}|{tally.image}|{tally.tag}"


def _rank_disagreement(tally: Tally, kind: Kind | None, evidence: float | None) -> str | None:
    """Rank a pair on the board of its kind: the strongest disagreement first."""
    if kind is None:
        return None
    if kind == "contested":
        smaller = min(tally.yes, tally.no)
        strength = 2 * smaller / (tally.yes + tally.no + STRENGTH)
    elif kind == "model-only":
        strength = tally.run or 0.0
    else:
        strength = abs((tally.run or 0.0) - (evidence or 0.0))
    return f"{kind}|{_order(1 - strength)}|{tally.image}|{tally.tag}"
