"""Drift: voters who come to judge differently, and tags whose meaning moved, from how answers agree over time.

Definition. An answer *agrees* where it is what the others say of its pair (`consensus.others`: of Yes and No the more
probable without the answer; who answers alone is not counted). If nothing changed, it does so with probability

    e = sum over truths z of q[z] · c[z, what the others say]

for a voter with the matrix c, so that a pair that is unclear or a voter who errs much is not taken for a change. The
residual r is 1 - e where it agrees, -e where not. For a voter, or a tag, each month but the first parts the n answers
into those before and those after, with answers to `ENOUGH` pairs on both sides, and

    z = (mean of r after - mean of r before) / √(S/n · (1/number before + 1/number after))

where S is the sum over pairs of (the sum of their residuals)², of residuals less their mean: answers to one pair are
wrong together where it is hard, and must not count as so many. If nothing changed, z has about a standard normal
distribution. The month with the largest |z| is where it moved. Its p = 2 · (1 - Φ(|z|)) is multiplied with the number
of months tried and the number of voters (or tags) tested (Bonferroni), and what is below `LUCK` *moved*: of twenty
libraries in which nothing changes, one names something.

Measured by `benchmarks.conduct`: of 200 crowds in which nothing changed, 9 had a voter who drifts and 5 a tag that
does.

Example. A tag with an answer to each of 100 pairs until May of which 90 agree, and of 100 from June on of which 60
agree, where 85 were to be expected of these voters on both: means 0.05 and -0.25, S/n = 0.19, z = -0.3 / √(0.19 ·
0.02) = -4.9.

References: K.-Y. Liang and S. L. Zeger, "Longitudinal data analysis using generalized linear models" (Biometrika 73,
1986: variances of clusters); A. N. Pettitt, "A non-parametric approach to the change-point problem" (Applied
Statistics 28, 1979), for the largest of all partings.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Answers, Floats, Places
from consensus.dawidskene import Fit
from consensus.others import weigh_others

ENOUGH = 20
LUCK = 0.05

Months = NDArray[np.int64]


@dataclass(frozen=True)
class Agreements:
    """m answers to pairs that others answered too: when, whether each agrees, and how far that was expected."""

    answers: Places  # (m,) number of the answer
    pairs: Places  # (m,) number of its task
    months: Months  # (m,) months since 1970
    agreed: Floats  # (m,) 1 or 0
    expected: Floats  # (m,)


@dataclass(frozen=True)
class Month:
    """How many answers of a month agree, and how many were expected to."""

    month: int
    answers: int
    agreed: int
    expected: float


@dataclass(frozen=True)
class Drift:
    """How somebody, or something, agrees month by month; `z` and `since` of the strongest change, None where too few.

    `chance` is that of so strong a change anywhere, among all that were tested.
    """

    who: int
    months: tuple[Month, ...]
    z: float | None = None
    since: int | None = None
    chance: float = 1.0

    @property
    def moved(self) -> bool:
        """Whether it is beyond luck."""
        return self.chance < LUCK


def find_agreements(answers: Answers, fit: Fit, months: Months) -> Agreements:
    """Tell of each answer to a pair that others answered too, or that is known, whether it is what they say."""
    others = weigh_others(answers, fit)
    sizes = np.bincount(answers.tasks, minlength=len(answers.groups))
    told = np.flatnonzero((sizes[answers.tasks] > 1) | (answers.known[answers.tasks] >= 0))
    yes = others.yes[told]
    says = (yes > 1 / 2).astype(np.int64)
    matrices = others.matrices[told]
    rows = np.arange(len(told))
    expected = (1 - yes) * matrices[rows, 0, says] + yes * matrices[rows, 1, says]
    agreed = (answers.labels[told] == says).astype(np.float64)
    return Agreements(told, answers.tasks[told].astype(np.intp), months[told], agreed, np.asarray(expected))


def find_drift(said: Agreements, groups: Places) -> list[Drift]:
    """Find how each group of answers agrees over time; `groups` are the (m,) numbers of the voters or the tags."""
    order = np.lexsort((said.months, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    parts = np.split(order, starts[1:]) if len(order) else []
    found = [_measure(int(groups[part[0]]), said, part) for part in parts]
    tested = sum(drift.z is not None for drift in found)
    return [
        Drift(one.who, one.months, one.z, one.since, min(1.0, one.chance * tested)) if one.z is not None else one
        for one in found
    ]


def _measure(who: int, said: Agreements, part: Places) -> Drift:
    """Measure one group, whose answers lie in order of their months."""
    times, agreed, expected = said.months[part], said.agreed[part], said.expected[part]
    starts = np.flatnonzero(np.diff(times, prepend=-1))
    ends = [*starts[1:].tolist(), len(part)]
    months = tuple(
        Month(int(times[a]), b - a, int(agreed[a:b].sum()), float(expected[a:b].sum()))
        for a, b in zip(starts.tolist(), ends, strict=True)
    )
    pairs = _number(said.pairs[part])
    before = {cut: len(np.unique(pairs[:cut])) for cut in starts[1:].tolist()}
    cuts = [cut for cut, seen in before.items() if seen >= ENOUGH and len(np.unique(pairs[cut:])) >= ENOUGH]
    if not cuts:
        return Drift(who, months)
    scores = _compare_sides(agreed - expected, pairs, np.array(cuts))
    best = int(np.abs(scores).argmax())
    chance = math.erfc(abs(float(scores[best])) / math.sqrt(2)) * len(cuts)
    return Drift(who, months, float(scores[best]), int(times[cuts[best]]), min(1.0, chance))


def _compare_sides(residuals: Floats, pairs: Places, cuts: Places) -> Floats:
    """Return z for each parting: see the module's definition."""
    n = len(residuals)
    sums = np.cumsum(residuals)[cuts - 1]
    centred = np.bincount(pairs, residuals - residuals.mean())
    variance = max(float(np.square(centred).sum()), 1 / 4) / n
    apart = (residuals.sum() - sums) / (n - cuts) - sums / cuts
    return np.asarray(apart / np.sqrt(variance * (1 / cuts + 1 / (n - cuts))))


def _number(names: Places) -> Places:
    return np.asarray(np.unique(names, return_inverse=True)[1], np.intp)
