"""Thresholds: from which confidence on a run may propose a tag, so that a promised share of what it proposes is right.

Definition. An *audit* is a pair that was drawn at random from all pairs of a run with a confidence of at least `FLOOR`
(model/auditing.py) and that a person was asked about. Nothing else measures precision: claims and other answers do not
count. The audits are parted by a hash of their picture. By one half a threshold is chosen: let λ be a value, n the
audits with a confidence of at least λ, k how many of them people answered No. If of all pairs at or above λ a share of
less than `promise` were right, then k so few would be found with a probability of at most

    p(k, n) = Σ_{i≤k} C(n, i) · (1 - promise)^i · promise^(n-i)          (exact binomial tail)

A value whose p is at most 0.05 (`RISK`) keeps the promise. *Fixed-sequence testing*: values are tried in an order that
was fixed without looking at the answers, from the strictest down, and trying ends at the first that fails; the last
that held is the threshold. As a further value is tried only after the one before held, the chance that a threshold is
chosen that breaks the promise is at most 0.05 in all, however many values there are.

The order. The values lie at `SHARES` of the audits' confidences. It begins with the value that would most likely hold
at 0.95 were the confidences true: one that is too strict leaves too few audits to bear a No, one that is too loose lets
wrong pairs in. None of it depends on the answers, nor on the promise; so a stricter promise never gives a lower
threshold.

A tag with fewer than 59 (`FEWEST`) answered audits in that half is answered for by its category: all such tags of the
category are tested together as if they were one. It promises that of all their proposals together enough are right.
Tags with enough audits of their own are not among them, pass or fail: the answers must not choose who is pooled.

A fair sample. Each pair has a place in [0, 1), a hash of picture and tag. A tag's audits are its pairs with the lowest
places and are asked in that order; so those below any place are a fair sample of all pairs at or above any λ. Only
audits below the place of the first that is open still count, whoever answered them and why; of a category, below the
lowest such place of its tags. What nobody could answer is passed over.

The other half of the audits judges the chosen value: it is reported and never used.

Example. With the promise 0.95, 0.95^59 = 0.0485: 59 audits without a No suffice, 58 do not. One No needs 93, two 124.

The guarantee is of one judging. Who judges again after every answer until a tag passes has had many tries.

References: A. Angelopoulos and others, "Learn then Test", arXiv 2110.01052, section on fixed-sequence testing;
C. Clopper, E. Pearson, "The use of confidence or fiducial limits" (1934); E. Ohlsson, "Coordination of samples using
permanent random numbers" (1995).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import count as count_on

RISK = 0.05
FLOOR = 0.5
FEWEST = 59
USUAL = 0.95
SHARES = tuple(number / 16 for number in range(2, 17))


@dataclass(frozen=True)
class Audit:
    """A pair drawn for an audit: `right` is None while nobody answered it; `whole` where all of its tag were drawn."""

    image: str
    tag: str
    confidence: float
    right: bool | None
    whole: bool = True

    @property
    def place(self) -> float:
        """Where the pair stands among all of its tag, the same in every run."""
        return find_place(self.image, self.tag)

    @property
    def chooses(self) -> bool:
        """Whether it is in the half by which a threshold is chosen; else it judges."""
        return sha256(f"half|{self.image}".encode()).digest()[0] % 2 == 0


@dataclass(frozen=True)
class Threshold:
    """From which confidence on a tag is proposed, and what that rests on."""

    value: float | None  # None: silent
    answered_by: str  # "tag", "category", "hand" or "nobody"
    reason: str | None  # why it is silent, in plain words
    audited: int  # audited proposals at or above the value, of the tag or its category, by which it was chosen
    missing: int  # about how many more audits must be answered for the bound; 0 where it holds
    judged: int = 0  # audited proposals at or above the value in the other half
    right: int = 0  # how many of these people answered Yes


def find_place(image: str, tag: str) -> float:
    """Find a pair's place in [0, 1): evenly spread, and the same for every run, so that answers serve the next one."""
    return int.from_bytes(sha256(f"audit|{image}|{tag}".encode()).digest()[:6]) / 2**48


def measure_tail(wrong: int, audited: int, promise: float) -> float:
    """Return the probability of at most so many wrong ones, were just the promised share right; 1 of no audit."""
    if promise >= 1 or wrong >= audited:
        return 1.0  # no sample shows that nothing at all is wrong
    fixed = math.lgamma(audited + 1)
    return min(1.0, math.fsum(_weigh(i, audited, fixed, promise) for i in range(wrong + 1)))


def _weigh(i: int, n: int, fixed: float, promise: float) -> float:
    ways = fixed - math.lgamma(i + 1) - math.lgamma(n - i + 1)
    return math.exp(ways + i * math.log1p(-promise) + (n - i) * math.log(promise))


@cache
def count_needed(wrong: int, promise: float) -> int:
    """Count the audits that show the promise to be kept where so many of them are wrong."""
    low, high = wrong, wrong + 1
    while measure_tail(wrong, high, promise) > RISK:
        low, high = high, 2 * high
        if high > 10**9:
            return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if measure_tail(wrong, middle, promise) > RISK else (low, middle)
    return high


def choose_thresholds(
    tags: Sequence[str],
    categories: Sequence[str],
    audits: Sequence[Audit],
    promise: float,
    hand: float | None = None,
) -> list[Threshold]:
    """Choose a threshold a tag; `hand` is one that the owner sets for all: it promises nothing."""
    drawn: dict[str, list[Audit]] = {tag: [] for tag in tags}
    for audit in audits:
        if audit.tag in drawn:
            drawn[audit.tag].append(audit)
    if hand is not None:
        return [_report(hand, "hand", _keep_fair(drawn[tag])) for tag in tags]
    own = {tag: _choose(_keep_fair(drawn[tag]), "tag", promise) for tag in tags}
    few = {tag for tag in tags if len(_keep_half(_keep_fair(drawn[tag]), chooses=True)) < FEWEST}
    pools: dict[str, list[Audit]] = {}
    for tag, category in zip(tags, categories, strict=True):
        if tag in few and category:
            pools.setdefault(category, []).extend(drawn[tag])
    pooled = {category: _choose(_keep_fair(pool), "category", promise) for category, pool in pools.items()}
    return [
        _answer(own[tag], pooled.get(category), drawn[tag]) if tag in few else own[tag]
        for tag, category in zip(tags, categories, strict=True)
    ]


def _answer(own: Threshold, pooled: Threshold | None, drawn: Sequence[Audit]) -> Threshold:
    """Answer for a tag with few audits by its category, where that may; else say what is missing."""
    if not drawn:
        reason = f"no picture reaches a confidence of {FLOOR:g}"
        return Threshold(None, "nobody", reason, 0, 0)
    if pooled and pooled.value is not None:
        return pooled
    if pooled and pooled.missing and pooled.missing < own.missing:
        return Threshold(None, "nobody", f"{own.reason}; its category: {pooled.reason}", own.audited, pooled.missing)
    return own


def _keep_fair(audits: Sequence[Audit]) -> list[Audit]:
    """Keep the answered audits below the first open one, and below where the draw of any of their tags ended."""
    last: dict[str, float] = {}
    for audit in audits:
        if not audit.whole:
            last[audit.tag] = max(last.get(audit.tag, 0.0), audit.place)
    cut = min(last.values(), default=1.0)
    cut = min([cut, *(math.nextafter(audit.place, 0) for audit in audits if audit.right is None)])
    return [audit for audit in audits if audit.right is not None and audit.place <= cut]


def _keep_half(audits: Sequence[Audit], *, chooses: bool) -> list[Audit]:
    return [audit for audit in audits if audit.chooses == chooses]


def _choose(fair: Sequence[Audit], answered_by: str, promise: float) -> Threshold:
    """Try the values from the strictest down until one fails; silent where the first does."""
    half = _keep_half(fair, chooses=True)
    if len(half) < FEWEST:
        missing = 2 * max(count_needed(0, promise) - len(half), 1)
        return Threshold(None, "nobody", f"only {len(half)} answered audits choose; {FEWEST} must", len(half), missing)
    value, wrong, count = None, 0, 0
    for tried in _order_values(fair, half):
        above = [audit for audit in half if audit.confidence >= tried]
        wrong, count = sum(not audit.right for audit in above), len(above)
        if measure_tail(wrong, count, promise) > RISK:
            break
        value = tried
    if value is not None:
        return _report(value, answered_by, fair)
    reason = f"{wrong} of {count} audited proposals are wrong: too many to promise {promise:g}"
    return Threshold(None, "nobody", reason, count, 2 * (count_needed(wrong, promise) - count))


def _order_values(fair: Sequence[Audit], half: Sequence[Audit]) -> list[float]:
    """Order the values to try, by the confidences alone."""
    confidences = sorted((audit.confidence for audit in fair), reverse=True)
    values = sorted({confidences[math.ceil(share * len(fair)) - 1] for share in SHARES}, reverse=True)
    chances = []
    for value in values:
        above = [audit.confidence for audit in half if audit.confidence >= value]
        chances.append(measure_tail(_count_borne(len(above)), len(above), math.fsum(above) / max(len(above), 1)))
    return values[chances.index(max(chances)) :]


def _count_borne(audited: int) -> int:
    """Count the wrong ones that so many audits bear at the usual promise; -1 where they bear none."""
    return next(wrong for wrong in count_on() if count_needed(wrong, USUAL) > audited) - 1


def _report(value: float, answered_by: str, fair: Sequence[Audit]) -> Threshold:
    above = [audit for audit in fair if audit.confidence >= value]
    judging = _keep_half(above, chooses=False)
    right = sum(bool(audit.right) for audit in judging)
    return Threshold(value, answered_by, None, len(above) - len(judging), 0, len(judging), right)
