"""Priorities: which open pair of a tag is asked about first, as a string that sorts it before the others.

Definition. A pair is true with probability *p*; a voter says Yes with sensitivity *s* where it is, and No with
specificity *t* where it is not. What one answer of theirs tells is how many bits it takes off our doubt, on average
over what they may say: the mutual information of answer and truth,

    gain(p, s, t) = h(p·s + (1 - p)·(1 - t)) - p·h(s) - (1 - p)·h(t),    h(x) = -x·log2(x) - (1 - x)·log2(1 - x)

It is never negative, nothing for a coin (s = 1 - t) and for what is certain, and most where p is near 1/2. The value of
a question to nobody in particular is the gain by an average voter (s = t = `AVERAGE`), times the share of those asked
who may be expected to say Yes or No instead of passing, times the number of pairs on which the answer is expected to be
heard: one for each copy of the picture, and one for each tag that a Yes implies through the vocabulary:

    value = gain(p, AVERAGE, AVERAGE) · (1 + yes + no) / (1 + yes + no + passes) · (copies + p · implied)

Of equal values the pair with the fewest answers comes first. A voter who is asked has a value of their own: the same,
with their own s and t in the place of the average.

Example. Nobody spoke of a pair: p = 1/2 and the value is 1 - h(2/3) = 0.082 bits. One Yes: p = 2/3, and 0.074. A Yes
and a No: again p = 1/2, but two answers, so after those that nobody spoke of. Who is always right would tell one bit.

Looking one answer ahead is greedy, and near the best there is as long as answers do not depend on each other.

References: D. V. Lindley, "On a measure of the information provided by an experiment" (Annals of Mathematical
Statistics 27, 1956); D. J. C. MacKay, "Information-based objective functions for active data selection" (Neural
Computation 4, 1992).
"""

import math

from graph.evidence import Evidence
from graph.keys import write_order
from graph.odds import DEFAULT

AVERAGE = DEFAULT


def find_gain(posterior: float, sensitivity: float = AVERAGE, specificity: float = AVERAGE) -> float:
    """Return how many bits a voter's answer tells of a pair: see the module's definition."""
    yes = posterior * sensitivity + (1 - posterior) * (1 - specificity)
    known = posterior * _find_entropy(sensitivity) + (1 - posterior) * _find_entropy(specificity)
    return max(0.0, _find_entropy(yes) - known)


def rank_question(said: Evidence, posterior: float) -> str:
    """Rank an open pair among those of its tag: what an answer tells most of first, then the fewest answers.

    The string begins with 1 / (1 + value) at six decimals, which `read_value` reads again.
    """
    spoken = said.yes + said.no
    informative = (1 + spoken) / (1 + spoken + said.passes)
    value = find_gain(posterior) * informative * (said.copies + posterior * said.implied)
    return f"{write_order(1 / (1 + value))}|{spoken + said.passes:05d}|{said.image}"


def read_value(ask: str) -> float:
    """Read the value of a question, in bits, from the string that ranks it."""
    return 1_000_000 / int(ask.split("|", 1)[0]) - 1


def weigh_question(ask: str, posterior: float, sensitivity: float, specificity: float) -> float:
    """Return the value of a question, in bits, to a voter of this sensitivity and specificity."""
    average = find_gain(posterior)
    return read_value(ask) * find_gain(posterior, sensitivity, specificity) / average if average else 0.0


def _find_entropy(share: float) -> float:
    """Return the entropy of a Yes-or-No of this probability, in bits."""
    if not 0 < share < 1:
        return 0.0
    return -share * math.log2(share) - (1 - share) * math.log2(1 - share)
