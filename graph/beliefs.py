"""Beliefs: what the evidence on one pair adds up to, as three probabilities and all that follows from them.

Definition. Before anything was said a pair is as likely as not. Speakers are taken to be right or wrong independently
of each other (naive Bayes), so that their words are log-odds that add up. Each *share* is, with `graph.odds`,

    a voter's Yes or No          what it is worth by the voter's sensitivity and specificity in the tag's category
    one that was not clicked     `IMPLICIT` of that
    one of c of a cluster        1/c of that: of those who answer together only as much as of one of them
    a Pass, a voter set aside    0
    a ruling of a reviewer       `RULING` answers of somebody unknown: ±RULING · ln 2
    a claim of a source          what it is worth by the source's precision
    the live run                 the logit of its confidence

and with p = 1 / (1 + exp(-sum))

    people    = p(voters + ruling)             absent where nobody answered
    evidence  = p(voters + ruling + claims)    absent where there is neither
    posterior = p(all of them)

so that a model without people is believed by its calibrated confidence, and people outweigh it with every answer. The
sums do not depend on the order in which anything came. `yesWeight` and `noWeight` are the shares of people for and
against, in answers of somebody unknown (ln 2 each); they are what the model learns from.

Example. Three Yes, one No of voters unknown, one claim, the run at 0.9: the odds are 2³/2 = 4, so people = 0.8; with
the claim 8, so evidence = 8/9; with the run 8 · 9 = 72, so posterior = 72/73.

Reference: I. J. Good, "Probability and the Weighing of Evidence" (1950); A. P. Dawid and A. M. Skene, "Maximum
likelihood estimation of observer error-rates using the EM algorithm" (Applied Statistics 28, 1979), the E-step.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from graph.disputes import Weights, name_disagreement, rank_denied_claim, rank_disagreement, rank_rating
from graph.evidence import Evidence, Voice
from graph.keys import pair_key, write_order
from graph.odds import ANSWER, find_probability, weigh_answer, weigh_claim, weigh_confidence
from graph.priorities import rank_question
from graph.settling import settle

RULING = 20.0
IMPLICIT = 0.5
TOLERANCE = 0.001  # a probability that moves by no more is the same: see `is_moved`
DECIMALS = 9  # of probabilities and weights: an unknown voter's Yes is two thirds, not a hair less

PROBABILITIES = {"people", "evidence", "posterior", "gap"}
WEIGHTS = {"yesWeight", "noWeight"}
LISTS = {"rank", "rankSafe", "ask", "askSafe", "agreed", "board", "denied", "misrated"}

Property = str | int | float | bool | None


class Share(NamedTuple):
    """What one speaker adds to the log-odds of a pair; `speaker` is a voter's id, a source's name, or empty."""

    kind: Literal["voter", "ruling", "source", "run"]
    speaker: str
    odds: float


def list_shares(said: Evidence) -> list[Share]:
    """List what each speaker adds: voters, a ruling, sources, the live run; see the module's definition."""
    together = Counter(vote.cluster for vote in said.heard if vote.says is not None)
    shares = [Share("voter", vote.speaker, _weigh_voice(vote, together[vote.cluster])) for vote in said.votes]
    if said.ruled is not None:
        shares.append(Share("ruling", "", RULING * ANSWER if said.ruled else -RULING * ANSWER))
    shares += [Share("source", claim.source, weigh_claim(claim.precision)) for claim in said.claimed]
    if said.run is not None:
        shares.append(Share("run", "", weigh_confidence(said.run)))
    return shares


def _weigh_voice(voice: Voice, together: int) -> float:
    """Weigh an answer of one of so many of a cluster who say Yes or No."""
    if voice.says is None or voice.aside:
        return 0.0
    whole = weigh_answer(says=voice.says, sensitivity=voice.sensitivity, specificity=voice.specificity)
    return whole * (IMPLICIT if voice.implicit else 1.0) / (1 if voice.cluster is None else together)


def believe(said: Evidence) -> dict[str, Property]:
    """Compute all properties of a pair's CONSENSUS from what was said of it; absent ones are left out."""
    run = said.run
    shares = list_shares(said)
    by_people = [share.odds for share in shares if share.kind in ("voter", "ruling")]
    by_evidence = [share.odds for share in shares if share.kind != "run"]
    answered = said.yes + said.no > 0 or said.ruled is not None
    people = _add_up(by_people) if answered else None
    evidence = _add_up(by_evidence) if answered or said.claims else None
    posterior = _add_up([share.odds for share in shares])
    settlement = settle(said, people)
    settled = settlement and settlement.answer
    weights = Weights(
        _count_answers(odds for odds in by_people if odds > 0), _count_answers(-odds for odds in by_people if odds < 0)
    )
    kind = name_disagreement(said, weights, people, evidence)
    listed = said.listable and settled != "no"
    asked = said.listable and settled is None
    safe = said.nsfw in ("unknown", "cleared")
    rank = f"{write_order(1 - posterior)}|{said.image}"
    ask = rank_question(said, posterior)
    properties: dict[str, Property] = {
        "key": pair_key(said.image, said.tag),
        "image": said.image,
        "tag": said.tag,
        "yes": said.yes,
        "no": said.no,
        "pass": said.passes,
        "derived": sum(vote.derived for vote in said.votes) or None,
        "strangers": sum(vote.stranger and vote.says is not None for vote in said.votes) or None,
        "unfit": sum(vote.unfit for vote in said.votes) or None,
        "claims": said.claims,
        "yesWeight": weights.yes if answered else None,
        "noWeight": weights.no if answered else None,
        "people": people,
        "evidence": evidence,
        "posterior": posterior,
        "run": run,
        "proposed": said.proposed,
        "settled": settled,
        "settledBy": settlement and settlement.by,
        "rank": rank if listed else None,
        "rankSafe": rank if listed and safe else None,
        "ask": ask if asked else None,
        "askSafe": ask if asked and safe else None,
        "agreed": _rank_agreement(said, people) if listed and safe else None,
        "gap": run - people if kind in ("human-only", "refused") and run is not None and people is not None else None,
        "board": rank_disagreement(said, kind, weights, evidence),
        "denied": rank_denied_claim(said, people),
        "misrated": rank_rating(said, evidence),
    }
    return {name: value for name, value in properties.items() if value is not None}


def is_moved(old: Mapping[str, Property], new: Mapping[str, Property]) -> bool:
    """Tell whether a pair adds up to something else than is stored of it, by more than a fit of reliability leaves.

    `people`, `evidence`, `posterior` and what is computed of them may differ by `TOLERANCE`; which of them there are,
    on which boards and lists the pair stands, and everything else may not.
    """
    return old.keys() != new.keys() or any(
        old[name] != value and _is_another(name, old[name], value) for name, value in new.items()
    )


def _is_another(name: str, old: Property, new: Property) -> bool:
    """Tell whether two unlike values matter: of a list only the words do, for its numbers go by probabilities."""
    if name in PROBABILITIES:
        return abs(float(old) - float(new)) > TOLERANCE  # type: ignore[arg-type]  # numbers
    if name in LISTS:
        return _list_words(old) != _list_words(new)
    return name not in WEIGHTS


def _list_words(rank: Property) -> list[str]:
    return [part for part in str(rank).split("|") if not part.isdigit()]


def _add_up(odds: Iterable[float]) -> float:
    return round(find_probability(math.fsum(odds)), DECIMALS)


def _count_answers(odds: Iterable[float]) -> float:
    """Count how many answers of somebody unknown are worth so much."""
    return round(math.fsum(odds) / ANSWER, DECIMALS)


def _rank_agreement(said: Evidence, people: float | None) -> str | None:
    """Rank a pair among those that people say Yes to; absent where they do not."""
    if people is None or people <= 1 / 2:
        return None
    return f"{write_order(1 - people)}|{said.image}|{said.tag}"
