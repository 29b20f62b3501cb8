"""Odds: what one speaker's word is worth, in log-odds, so that words of independent speakers add up.

Definition. Somebody who says Yes to a share *s* (sensitivity) of what is so, and No to a share *t* (specificity) of
what is not, speaks with the likelihood ratio of the two truths:

    Yes adds ln(s / (1 - t))        No adds ln((1 - s) / t)

A claim of a source, right in a share *q* of the cases, adds logit(q) = ln(q / (1 - q)), and a probability that somebody
is told adds its logit. s, t and q are kept within `LEAST` and `MOST`: the best slip now and then. Of whom nothing is
known they are `DEFAULT`, 2/3, so that a word is worth `ANSWER` = ln 2.

Example. s = 0.9, t = 0.8: Yes adds ln 4.5 = 1.50, No adds ln 1/8 = -2.08. A coin, s = t = 1/2, adds nothing.

Reference: I. J. Good, "Probability and the Weighing of Evidence" (1950).
"""

import math

ANSWER = math.log(2)
DEFAULT = 2 / 3
LEAST, MOST = 0.05, 0.95
SURE = 0.999  # no confidence of a model counts as more: people must be able to outweigh it


def weigh_answer(*, says: bool, sensitivity: float, specificity: float) -> float:
    """Return the log-odds that an answer adds: see the module's definition."""
    s, t = _bound(sensitivity), _bound(specificity)
    return math.log(s / (1 - t)) if says else math.log((1 - s) / t)


def weigh_claim(precision: float) -> float:
    """Return the log-odds that a claim of a source adds."""
    return find_odds(_bound(precision))


def weigh_confidence(confidence: float) -> float:
    """Return the log-odds that a model's confidence adds."""
    return find_odds(min(max(confidence, 1 - SURE), SURE))


def find_odds(probability: float) -> float:
    """Return the log-odds of a probability between 0 and 1, both excluded."""
    return math.log(probability / (1 - probability))


def find_probability(odds: float) -> float:
    """Return the probability of log-odds."""
    if odds < 0:
        return 1 - find_probability(-odds)
    return 1 / (1 + math.exp(-odds))


def _bound(share: float) -> float:
    return min(max(share, LEAST), MOST)
