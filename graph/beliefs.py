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

from functools import cached_property
from typing import Literal

from graph.connection import Record
from graph.keys import pair_key

STRENGTH = 2.0
RULING = 20.0
VOICES = 2
AGREE = 0.75
SURE = 0.8
SPLIT = 0.3
DENIED = 1 / 3  # one No, and nothing else
CLAIMED = 2 / 3  # one Yes or one claim, and nothing else

Kind = Literal["model-only", "human-only", "refused", "contested"]
Property = str | int | float | bool | None


class Voice(Record):
    """One voter's answer on a pair: `says` is None for a pass, `asked` False where it was volunteered.

    `derived` where it follows through the vocabulary from what the voter said of another tag.
    """

    says: bool | None
    asked: bool
    stranger: bool
    derived: bool = False


class Evidence(Record):
    """All that was said of a pair. `run` is a probability, `ruled` a reviewer's ruling, `claims` counts sources.

    `named` are the pairs that were asked for and stand for this one, `told` the tags on which it is heard in turn, and
    `ruled_afar` tells whether the ruling follows through the vocabulary from one on another tag.
    """

    image: str
    tag: str
    named: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    shown: bool = True
    votes: tuple[Voice, ...] = ()
    claims: int = 0
    ruled: bool | None = None
    ruled_afar: bool = False
    run: float | None = None
    proposed: bool = False
    nsfw: str = "unknown"
    listable: bool = True

    @cached_property
    def yes(self) -> int:
        """Voters who say so."""
        return sum(vote.says is True for vote in self.votes)

    @cached_property
    def no(self) -> int:
        """Voters who deny it."""
        return sum(vote.says is False for vote in self.votes)

    @property
    def passes(self) -> int:
        """Voters who passed."""
        return len(self.votes) - self.yes - self.no

    def count_voices(self, *, says: bool) -> int:
        """Count the independent voices for an answer, among answers to questions that were asked.

        Each named voter is one; all strangers together are one, for what most of them say.
        """
        asked = [vote for vote in self.votes if vote.asked]
        named = sum(vote.says is says and not vote.stranger for vote in asked)
        strangers = [vote.says for vote in asked if vote.stranger]
        return named + (strangers.count(says) > strangers.count(not says))

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
        """Whether there is a pair, and anything was said of it, or follows that is not a No: a No makes no pair."""
        spoken = any(vote.says or not vote.derived for vote in self.votes)
        ruled = self.ruled or (self.ruled is False and not self.ruled_afar)
        return self.shown and bool(spoken or self.claims or self.run is not None or ruled)


def mean_belief(prior: float, yes: float, no: float) -> float:
    """Return the mean of the Beta posterior: see the module's definition."""
    return (STRENGTH * prior + yes) / (STRENGTH + yes + no)


def believe(said: Evidence) -> dict[str, Property]:
    """Compute all properties of a pair's CONSENSUS from what was said of it; absent ones are left out."""
    yes, no, claims, run = said.yes_weight, said.no_weight, said.claims, said.run
    people = mean_belief(0.5, yes, no) if yes + no else None
    evidence = mean_belief(0.5, yes + claims, no) if yes + no + claims else None
    posterior = mean_belief(0.5 if run is None else run, yes + claims, no)
    settled = settle(said, people)
    kind = name_disagreement(said, people, evidence)
    listed = said.listable and settled != "no"
    asked = said.listable and settled is None
    safe = said.nsfw in ("unknown", "cleared")
    rank = f"{_order(1 - posterior)}|{said.image}"
    ask = f"{said.yes + said.no + said.passes:05d}|{_order(abs(2 * (people or 0.5) - 1))}|{said.image}"
    properties: dict[str, Property] = {
        "key": pair_key(said.image, said.tag),
        "image": said.image,
        "tag": said.tag,
        "yes": said.yes,
        "no": said.no,
        "pass": said.passes,
        "derived": sum(vote.derived for vote in said.votes) or None,
        "claims": claims,
        "people": people,
        "evidence": evidence,
        "posterior": posterior,
        "run": run,
        "proposed": said.proposed,
        "settled": settled,
        "rank": rank if listed else None,
        "rankSafe": rank if listed and safe else None,
        "ask": ask if asked else None,
        "askSafe": ask if asked and safe else None,
        "agreed": _rank_agreement(said, people) if listed and safe else None,
        "gap": run - people if kind in ("human-only", "refused") and run is not None and people else None,
        "board": _rank_disagreement(said, kind, evidence) if said.listable else None,
    }
    return {name: value for name, value in properties.items() if value is not None}


def settle(said: Evidence, people: float | None) -> Literal["yes", "no"] | None:
    """Tell whether people settled the pair: a ruling, or two voices that agree and are not outvoted.

    A voice is an answer to a question that was asked: see `Evidence.count_voices`.
    """
    if said.ruled is not None:
        return "yes" if said.ruled else "no"
    if people is not None and people >= AGREE and said.count_voices(says=True) >= VOICES:
        return "yes"
    if people is not None and people <= 1 - AGREE and said.count_voices(says=False) >= VOICES:
        return "no"
    return None


def name_disagreement(said: Evidence, people: float | None, evidence: float | None) -> Kind | None:
    """Name the disagreement on a pair; a ruling ends it.

    contested: people against people. refused: people say No, the run is sure or proposes it. human-only: people or
    a source say Yes, the run denies it. model-only: the run proposes it, nobody said so.
    """
    sure = said.proposed or (said.run is not None and said.run >= SURE)
    if said.ruled is not None:
        return None
    if people is not None and said.yes and said.no and SPLIT < people < 1 - SPLIT:
        return "contested"
    if people is not None and people <= DENIED and sure:
        return "refused"
    if evidence is not None and evidence >= CLAIMED and said.run is not None and said.run <= 1 - SURE:
        return "human-only"
    if said.proposed and evidence is None:
        return "model-only"
    return None


def _order(value: float) -> str:
    """Write a number from 0 to 1 so that texts sort as the numbers do: six decimals, fixed width."""
    return f"{round(value * 1_000_000):07d}"


def _rank_agreement(said: Evidence, people: float | None) -> str | None:
    """Rank a pair among those that people say Yes to; absent where they do not."""
    if people is None or people <= 1 / 2:
        return None
    return f"{_order(1 - people)}|{said.image}|{said.tag}"


def _rank_disagreement(said: Evidence, kind: Kind | None, evidence: float | None) -> str | None:
    """Rank a pair on the board of its kind: the strongest disagreement first."""
    if kind is None:
        return None
    if kind == "contested":
        smaller = min(said.yes, said.no)
        strength = 2 * smaller / (said.yes + said.no + STRENGTH)
    elif kind == "model-only":
        strength = said.run or 0.0
    else:
        strength = abs((said.run or 0.0) - (evidence or 0.0))
    return f"{kind}|{_order(1 - strength)}|{said.image}|{said.tag}"
