"""Judging by gold: how right are people, all evidence and the live run on pairs whose answer staff know?

Definition. Of the pairs of audit gold on which a judge has a probability *p* of Yes: it says Yes where p > 0.5, and
half of each where p = 0.5. *Accuracy* is the share that is said rightly, with Wilson's 95 % interval (`taggy.bounds`);
*sensitivity* and *specificity* are that share among the pairs that are Yes, and that are No; log-loss and calibration
error as in `consensus.scores`. A pair on which a judge has no probability is silent, and counted as such.

Each judging is counted on the gold that judged (`uses`), because it wears out: what is judged again and again by the
same answers, and changed by what comes of it, comes to fit these answers rather than the truth, and looks better than
it is.

Example. Two pairs, Yes and No, with people at 0.8 and 0.6: accuracy 0.5, sensitivity 1, specificity 0, log-loss
(0.22 + 0.92) / 2 = 0.57, calibration error |0.8 - 1| / 2 + |0.6 - 0| / 2 = 0.4.

Reference: C. Dwork et al., "The reusable holdout: preserving validity in adaptive data analysis" (Science 349, 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from consensus.scores import find_right, score_truth
from graph.connection import Graph
from graph.goldaudits import UsedAudit, use_all_audits
from taggy.bounds import compute_interval
from taggy.errors import NotFoundError


@dataclass(frozen=True)
class JudgeFigures:
    """How right a judge is; None where it cannot be said of the pairs that there are."""

    judge: str
    pairs: int
    silent: int
    accuracy: float | None
    low: float | None
    high: float | None
    log_loss: float | None
    sensitivity: float | None
    specificity: float | None
    calibration_error: float | None


@dataclass(frozen=True)
class Judgement:
    """What gold says of each judge; how often it had judged before, and how many were left out for not being fair."""

    gold: int
    left_out: int
    least_uses: int
    most_uses: int
    judges: list[JudgeFigures]


async def judge_by_gold(graph: Graph) -> Judgement:
    """Judge by all audit gold, and count that it did.

    Raises:
        NotFoundError: there is none.
    """
    found = await use_all_audits(graph)
    audits = [audit for audit in found if audit.counts]
    if not audits:
        raise NotFoundError(
            "There is no audit gold that could judge. Draw pairs at random, look at each yourself, and give what is "
            "true: `taggy gold set IMAGE TAG yes --purpose audit`, or many at once by `taggy gold import FILE`."
        )
    uses = [audit.uses for audit in audits]
    judges = [
        measure_judge("people", audits, [audit.people for audit in audits]),
        measure_judge("posterior", audits, [audit.posterior for audit in audits]),
        measure_judge("run", audits, [audit.run for audit in audits]),
    ]
    return Judgement(len(audits), len(found) - len(audits), min(uses), max(uses), judges)


def measure_judge(judge: str, audits: Sequence[UsedAudit], believed: Sequence[float | None]) -> JudgeFigures:
    """Measure how right the probabilities of Yes are, one an audit, None where the judge is silent."""
    said = [(p, audit.response) for p, audit in zip(believed, audits, strict=True) if p is not None]
    silent = len(audits) - len(said)
    if not said:
        return JudgeFigures(judge, 0, silent, *[None] * 7)
    yes = np.array([p for p, _ in said])
    labels, true = np.column_stack([1 - yes, yes]), np.array([response for _, response in said], np.int8)
    scores, right = score_truth(labels, true), find_right(labels, true)
    low, high = compute_interval(float(right.sum()), len(said))
    sensitivity, specificity = (
        float(right[true == label].mean()) if (true == label).any() else None for label in (1, 0)
    )
    return JudgeFigures(
        judge=judge,
        pairs=len(said),
        silent=silent,
        accuracy=scores.accuracy,
        low=low,
        high=high,
        log_loss=scores.log_loss,
        sensitivity=sensitivity,
        specificity=specificity,
        calibration_error=scores.calibration_error,
    )
