"""Claims: how many of a source's claims people confirm, category by category.

Definition. A source's open claim counts where people answered its pair and the pair was drawn without regard to what
was said of it: for a control question, evenly from all open pairs (weight 1), or for an audit, with a known
probability p (weight 1/p, so that all audits together weigh what as many control questions do, and none more than
`CAP` of them; the self-normalised estimator of Hájek). Other questions go where people disagree, and would make every
source look worse. The claim is right with the probability that the fit gives its pair. With weights w and
probabilities t, a cell's n claims are worth

    n* = (sum of w)^2 / (sum of w^2),   of which right:   c* = n* · (sum of w·t) / (sum of w)

With `STRENGTH` k = 10 its precision has the posterior Beta(k·m + c*, k·(1-m) + n* - c*), where m is what is expected
before: for a category the source's own overall mean, for that the mean of all sources, for it `EXPECTED` = 0.9. What a
source does not claim says nothing: no share of what it misses is known. Training measures sources the same way, on the
pictures that it holds, by plain majority, and with every answer.

Example. All sources: 8 of 10 right, so the mean is (9 + 8) / 20 = 0.85. One with 4 of 4: (8.5 + 4) / 14 = 0.893.

Reference: J. Hájek, comment on D. Basu, in "Foundations of Statistical Inference" (1971); L. Kish, "Survey Sampling"
(1965), section 11.7 (effective size); A. Gelman et al., "Bayesian Data Analysis", 3rd ed. (2013), section 5.1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.answersheet import AnswerSheet
from consensus.betas import find_quantiles
from graph.reliability import WHOLE, Figures

STRENGTH = 10.0
EXPECTED = 0.9
CAP = 10.0
TAIL = 0.025
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the claims of each cell are worth, how many are right, and how many there are."""

    worth: Floats
    right: Floats
    claims: NDArray[np.int64]


def weigh_tasks(controls: NDArray[np.bool_], audits: Floats) -> Floats:
    """Weigh tasks by how they were drawn; 0 where it was not at random."""
    audited = (audits > 0) & ~controls
    weights = controls.astype(np.float64)
    if audited.any():
        raw = 1 / audits[audited]
        weights[audited] = np.minimum(raw / raw.mean(), CAP)
    return weights


def count_claims(cells: NDArray[np.int64], weights: Floats, truth: Floats, count: int) -> Tally:
    """Count claims by cell."""
    total = np.bincount(cells, weights, count)
    squares = np.bincount(cells, weights * weights, count)
    right = np.bincount(cells, weights * truth, count)
    worth = np.divide(total * total, squares, out=np.zeros(count), where=squares > 0)
    shares = np.divide(right, total, out=np.zeros(count), where=total > 0)
    return Tally(worth, worth * shares, np.bincount(cells, minlength=count))


def measure_sources(sheet: AnswerSheet, truth: Floats) -> list[Figures]:
    """Measure every source with a claim that was judged, in all and by category; `truth` is P(Yes) of each task."""
    claims, answers = sheet.claims, sheet.answers
    weights = weigh_tasks(sheet.controls, sheet.audits)[claims.tasks]
    drawn = weights > 0
    tasks, sources, weights = claims.tasks[drawn], claims.sources[drawn].astype(np.int64), weights[drawn]
    right, groups = truth[tasks], len(sheet.categories)
    crowd = _find_mean(count_claims(np.zeros(len(tasks), np.int64), weights, right, 1), np.array([EXPECTED]))
    whole = count_claims(sources, weights, right, len(sheet.sources))
    means = np.broadcast_to(crowd, len(sheet.sources))
    cells = count_claims(sources * groups + answers.groups[tasks], weights, right, len(sheet.sources) * groups)
    by_category = np.repeat(_find_mean(whole, means), groups)
    names = list(sheet.sources)
    places = [(source, category) for source in names for category in sheet.categories]
    return [
        *_describe([(source, WHOLE) for source in names], whole, means),
        *(figures for figures in _describe(places, cells, by_category) if figures.category != WHOLE),
    ]


def _find_mean(tally: Tally, expected: Floats) -> Floats:
    return np.asarray((STRENGTH * expected + tally.right) / (STRENGTH + tally.worth))


def _describe(places: list[tuple[str, str]], tally: Tally, expected: Floats) -> list[Figures]:
    """Describe the cells that have claims; `places` says the source and category of each."""
    a = STRENGTH * expected + tally.right
    b = STRENGTH * (1 - expected) + tally.worth - tally.right
    low, high = find_quantiles(a, b, TAIL), find_quantiles(a, b, 1 - TAIL)
    precision = a / (a + b)
    return [
        Figures(
            "source",
            *places[cell],
            float(precision[cell]),
            {
                "precision": float(precision[cell]),
                "lowPrecision": float(low[cell]),
                "highPrecision": float(high[cell]),
                "claims": int(tally.claims[cell]),
            },
        )
        for cell in np.flatnonzero(tally.claims).tolist()
    ]
