"""Causes: what a disagreement is likely to come from, told by rules from what is counted already.

Each rule looks at the row, at what is counted of its tag (`graph.disagreements.count_disputes`, at most 100 pairs of a
kind) and at the picture's size; the first that holds is the cause, and none may hold. They are priors that a person can
read, not a fit: nobody has labelled causes.

1. **bad picture**: somebody passed because it is a bad picture, and those who did are at least half as many as those
   who said Yes or No; or its shorter side is below 100 pixels.
2. **ambiguous tag**: people are divided on at least 3 pairs of the tag, and on at least a fifth of those on which they
   are divided or have settled.
3. **model fault**, where the run takes part: it abstains on the tag; or its precision there is below 0.7; or people
   deny at least 5 of its pairs, and these are at least a quarter of them and the pairs settled Yes.
4. **voter noise**, where people take part: their answers are worth less than half as many of somebody of whom nothing
   is known; or they are worth at most 4 of these, and strangers gave at least half of them.

What an answer is worth follows from how reliable the voter is (`graph.beliefs`). The order is that of what spoils the
others: on a bad picture every tag is disputed, on an ambiguous tag every model is.
"""

from dataclasses import dataclass
from typing import Literal

from graph.disagreements import Board, Disagreement, TagDisputes
from graph.images import Image

Name = Literal["bad-picture", "ambiguous-tag", "model-fault", "voter-noise"]
SMALL = 100
DIVIDED, DIVIDED_SHARE = 3, 0.2
POOR = 0.7
REFUSED, REFUSED_SHARE = 5, 0.25
FEW = 4
OF_THE_MODEL: frozenset[Board] = frozenset({"model-only", "human-only", "refused"})


@dataclass(frozen=True)
class Cause:
    """What a disagreement is likely to come from, and the figures that say so."""

    name: Name
    because: str


def tell_cause(board: Board, row: Disagreement, tag: TagDisputes | None, picture: Image) -> Cause | None:
    """Tell the likely cause of a row; None where no rule holds."""
    found = _blame_picture(row, picture)
    if tag:
        found = found or _blame_tag(tag)
    if tag and board in OF_THE_MODEL:
        found = found or _blame_model(tag)
    return found or _blame_voters(row)


def _blame_picture(row: Disagreement, picture: Image) -> Cause | None:
    if row.unfit and 2 * row.unfit >= row.yes + row.no:
        passes = "one passed" if row.unfit == 1 else f"{row.unfit} passed"
        return Cause("bad-picture", f"{passes} because it is a bad picture")
    if min(picture.width, picture.height) < SMALL:
        return Cause("bad-picture", f"it is {picture.width} × {picture.height} pixels")  # noqa: RUF001 - the sign for times
    return None


def _blame_tag(tag: TagDisputes) -> Cause | None:
    among = tag.contested + tag.settled_yes + tag.settled_no
    if tag.contested < DIVIDED or tag.contested < DIVIDED_SHARE * among:
        return None
    return Cause("ambiguous-tag", f"people are divided on {tag.contested} of {among} pairs of the tag")


def _blame_model(tag: TagDisputes) -> Cause | None:
    if tag.abstains:
        return Cause("model-fault", f"the run abstains on the tag: {tag.abstains}")
    if tag.precision is not None and tag.precision < POOR:
        return Cause("model-fault", f"the run's precision on the tag is {tag.precision:.2f}")
    among = tag.refused + tag.settled_yes
    if tag.refused >= REFUSED and tag.refused >= REFUSED_SHARE * among:
        return Cause("model-fault", f"people deny {tag.refused} of {among} pairs of the tag")
    return None


def _blame_voters(row: Disagreement) -> Cause | None:
    answers, worth = row.yes + row.no, row.yes_weight + row.no_weight
    if 2 * worth < answers:
        return Cause("voter-noise", f"{_count(answers)} worth {worth:.1f} of somebody unknown")
    if not answers or worth > FEW or 2 * row.strangers < answers:
        return None
    return Cause("voter-noise", f"{row.strangers} of {answers} answers are by strangers")


def _count(answers: int) -> str:
    return "the only answer is" if answers == 1 else f"{answers} answers are"
