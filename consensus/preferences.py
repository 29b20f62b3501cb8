"""Preferences: scores of things that people compared in pairs, with ties, strengths and how each person answers.

Definition. Person w, who is shown l on the left and r on the right, answers y: 1 for left, -1 for right, 0 for a tie,
and 2 or -2 where one side is *much* better. With the scores s and

    d = a_w (s_l - s_r) + b_w,        P(y) ∝ exp(y d / 2 + t_|y|),        t_1 = 0,

a strong preference pulls twice as hard as a weak one, a tie pulls to equal scores, and with left and right alone it is
the model of Bradley and Terry. Person w tells things apart as keenly as a_w, which is one of `KEENNESS` (0 presses
at random, below 0 has the question the wrong way round; scaled so that who has it the right way round has 1 on
average), and leans to the left by b_w: who always presses left gets
a large b_w and moves no score. t_0 is there only if somebody tied, t_2 only if somebody preferred strongly.

What a_w is, is weighed by the answers of w and by how common each keenness is, which is fitted (an EM step); scores and
leanings are normal around 0 as widely as they turn out to spread, so that few answers move little, and the most
probable (Fisher scoring, scores by conjugate gradients). Things that no chain of comparisons joins are parts, and only
scores within a part can be compared; a score's deviation, from the inverse of the information, is that from its mean.

References: R. Bradley and M. Terry, "Rank analysis of incomplete block designs" (1952); A. Agresti, "Analysis of
ordinal paired comparison data" (1992: adjacent categories); X. Chen et al., "Pairwise ranking aggregation in a
crowdsourced setting" (WSDM 2013: how keen a person is, negative where it is the wrong way round); N. Laird,
"Nonparametric maximum likelihood estimation of a mixing distribution" (1978).

Example. Of 4 comparisons of x and y by one person 3 prefer x: s_x - s_y is below the log(3) = 1.10 that counting alone
would say, for four answers are few.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Floats

STRONG = 2
KEENNESS = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
USUAL = 0.8  # of persons at first; fitted then, as if half a person more were of each keenness
ROUNDS = 200
CLOSE = 1e-3
EXACT = 2_000  # scores whose information is inverted as a whole
WIDE, LEAN = 1.5, 0.3  # how widely scores and leanings spread at first; fitted then, as if `SEEN` more had such
SEEN = 4

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Comparisons:
    """Who compared what: person, left and right as places, and the answer from -2 (right is much better) to 2."""

    persons: Ints
    lefts: Ints
    rights: Ints
    answers: Ints
    person_count: int
    thing_count: int

    def take(self, rows: NDArray[np.bool_] | Ints) -> "Comparisons":
        """Take some of them."""
        persons, lefts, rights, answers = (part[rows] for part in (self.persons, self.lefts, self.rights, self.answers))
        return Comparisons(persons, lefts, rights, answers, self.person_count, self.thing_count)


@dataclass(frozen=True)
class Preferences:
    """What comparisons add up to: scores with their deviations, the part each is in, and how each person answers."""

    scores: Floats
    deviations: Floats
    parts: Ints
    keen: Floats  # the kinds of keenness, scaled
    kinds: Floats  # (persons, kinds) how probable each keenness is of each person
    leaning: Floats
    openness: dict[int, float]  # t by |y|; an answer that nobody gave is not in it

    @property
    def keenness(self) -> Floats:
        """How keenly each person tells things apart, as far as one can say."""
        return np.asarray(self.kinds @ self.keen)

    def predict(self, asked: Comparisons) -> Floats:
        """Say how probable each answer is: a row a comparison, a column an answer of `levels`."""
        apart, leaning = self.scores[asked.lefts] - self.scores[asked.rights], self.leaning[asked.persons]
        likely = [spread_answers(keen * apart + leaning, self.openness) for keen in self.keen]
        return np.asarray(np.einsum("kny,nk->ny", likely, self.kinds[asked.persons]))

    @property
    def levels(self) -> Ints:
        """The answers that there are, from the strongest for right to the strongest for left."""
        return _list_levels(self.openness)


def fit_preferences(given: Comparisons) -> Preferences:
    """Fit scores and persons to comparisons; none at all leaves everything at its mean.

    Things without a comparison stand at 0 with the deviation of the whole.
    """
    return _Fit(given).run()


def _find_spread(squares: Floats, usual: float) -> float:
    return float(np.sqrt((squares.sum() + SEEN * usual**2) / (len(squares) + SEEN)))


def _list_levels(openness: dict[int, float]) -> Ints:
    return np.array(sorted({sign * level for level in openness for sign in (-1, 1)}))


def spread_answers(gaps: Floats, openness: dict[int, float]) -> Floats:
    """Say how probable each level is at these gaps: a row a gap."""
    levels = _list_levels(openness)
    logits = gaps[:, None] * levels / 2 + np.array([openness[abs(level)] for level in levels.tolist()])
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


class _Fit:
    """A fit under way."""

    def __init__(self, given: Comparisons) -> None:
        self.given = given
        self.scores = np.zeros(given.thing_count)
        self.leaning = np.zeros(given.person_count)
        self.openness = dict.fromkeys(sorted({1, *np.abs(given.answers).tolist()}), 0.0)
        self.levels = _list_levels(self.openness)
        self.came = np.searchsorted(self.levels, given.answers)
        self.compared = self._sum_own(np.ones(len(given.answers))) > 0
        self.keen = KEENNESS.copy()
        self.common = np.where(KEENNESS == 1, USUAL, (1 - USUAL) / (len(KEENNESS) - 1))
        self.wide, self.lean = WIDE, LEAN

    def run(self) -> Preferences:
        """Go on until no score moves."""
        for _ in range(ROUNDS):
            before = self.scores
            likely = self._foresee()
            kinds = self._weigh_kinds(likely)
            stiff = self._step(likely, kinds)
            if np.abs(self.scores - before).max(initial=0) < CLOSE * self.wide:
                break
        parts = find_parts(self.given)
        return Preferences(
            self.scores, self._measure(stiff, parts), parts, self.keen, kinds, self.leaning, self.openness
        )

    def _foresee(self) -> Floats:
        """Say how probable each answer is by each keenness: (keenness, comparisons, levels)."""
        apart = self.scores[self.given.lefts] - self.scores[self.given.rights]
        leaning = self.leaning[self.given.persons]
        return np.stack([spread_answers(keen * apart + leaning, self.openness) for keen in self.keen])

    def _weigh_kinds(self, likely: Floats) -> Floats:
        """Weigh of what keenness each person is, and fit how common each is."""
        given, count = self.given, self.given.person_count
        seen = np.log(likely[:, np.arange(len(self.came)), self.came])
        odds = np.column_stack([np.bincount(given.persons, part, count) for part in seen]) + np.log(self.common)
        kinds = np.exp(odds - odds.max(axis=1, keepdims=True))
        kinds /= kinds.sum(axis=1, keepdims=True)
        self.common = (kinds.sum(axis=0) + 0.5) / (count + 0.5 * len(KEENNESS))
        self._set_scale()
        return np.asarray(kinds)

    def _set_scale(self) -> None:
        """Let who has it the right way round be 1 on average: every gap stays, and scores cannot shrink for ever."""
        right = self.keen > 0
        usual = float(self.common[right] @ self.keen[right] / self.common[right].sum())
        self.keen = self.keen / usual
        self.scores, self.wide = self.scores * usual, self.wide * usual

    def _step(self, likely: Floats, kinds: Floats) -> Floats:
        """Take a step in everything that answers depend on; return how stiffly each holds its two scores together."""
        levels = self.levels
        weight = kinds[self.given.persons].T
        expected = likely @ levels
        slope = weight * (self.given.answers - expected) / 2
        information = weight * (likely @ levels**2 - expected**2) / 4
        stiff = np.asarray(self.keen**2 @ information)
        self._open(np.einsum("kny,kn->ny", likely, weight))
        self._move_scores(np.asarray(self.keen @ slope), stiff)
        self._move_leaning(slope.sum(axis=0), information.sum(axis=0))
        return stiff

    def _open(self, likely: Floats) -> None:
        """Fit ties and strong preferences, each by how often they came and should have."""
        magnitudes = np.abs(self.levels)
        for level in self.openness:
            if level != 1:
                share = likely[:, magnitudes == level].sum(axis=1)
                short = float((np.abs(self.given.answers) == level).sum() - share.sum())
                self.openness[level] += short / (float((share * (1 - share)).sum()) + 1)

    def _move_scores(self, pull: Floats, stiff: Floats) -> None:
        own = 1 / self.wide**2
        self.scores = self.scores + self._solve(stiff, own, self._gather(pull) - own * self.scores)
        spread = (self.scores**2 + 1 / (self._sum_own(stiff) + own))[self.compared]
        self.wide = _find_spread(spread, WIDE)

    def _move_leaning(self, pull: Floats, stiff: Floats) -> None:
        persons, count = self.given.persons, self.given.person_count
        own = 1 / self.lean**2
        held = np.bincount(persons, stiff, count) + own
        self.leaning = self.leaning + (np.bincount(persons, pull, count) - own * self.leaning) / held
        self.lean = _find_spread(self.leaning**2 + 1 / held, LEAN)

    def _gather(self, values: Floats) -> Floats:
        """Sum values for each thing: as they are where it stood left, turned where it stood right."""
        count = self.given.thing_count
        left, right = (np.bincount(side, values, count) for side in (self.given.lefts, self.given.rights))
        return np.asarray(left - right, float)

    def _sum_own(self, values: Floats) -> Floats:
        count = self.given.thing_count
        left, right = (np.bincount(side, values, count) for side in (self.given.lefts, self.given.rights))
        return np.asarray(left + right, float)

    def _solve(self, stiff: Floats, own: float, wanted: Floats) -> Floats:
        """Solve (information + own) x = wanted by conjugate gradients, scaled by the diagonal."""
        lefts, rights = self.given.lefts, self.given.rights
        scale = 1 / (self._sum_own(stiff) + own)
        found, rest = np.zeros_like(wanted), wanted.copy()
        ready = scale * rest
        way, size = ready, rest @ ready
        enough = 1e-12 * float(size)
        for _ in range(len(wanted)):
            if size <= enough:
                break
            pushed = self._gather(stiff * (way[lefts] - way[rights])) + own * way
            length = size / (way @ pushed)
            found, rest = found + length * way, rest - length * pushed
            ready = scale * rest
            before, size = size, rest @ ready
            way = ready + size / before * way
        return found

    def _measure(self, stiff: Floats, parts: Ints) -> Floats:
        """Measure how sure each score is beside the mean of its part, alone by itself.

        Beyond `EXACT` things it is measured as if the others' scores were known.
        """
        own = 1 / self.wide**2
        if self.given.thing_count > EXACT:
            return np.asarray(1 / np.sqrt(self._sum_own(stiff) + own))
        whole = np.diag(self._sum_own(stiff) + own)
        np.subtract.at(whole, (self.given.lefts, self.given.rights), stiff)
        np.subtract.at(whole, (self.given.rights, self.given.lefts), stiff)
        among = (parts[:, None] == parts) / np.bincount(parts)[parts]
        among[np.bincount(parts)[parts] == 1] = 0
        centre = np.eye(len(parts)) - among
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", centre @ np.linalg.inv(whole), centre)))


def find_parts(given: Comparisons) -> Ints:
    """Number the parts of things that chains of comparisons join, by the first thing of each."""
    parts = np.arange(given.thing_count)
    while True:
        least = np.minimum(parts[given.lefts], parts[given.rights])
        joined = parts.copy()
        np.minimum.at(joined, given.lefts, least)
        np.minimum.at(joined, given.rights, least)
        joined = joined[joined]
        if (joined == parts).all():
            return np.unique(parts, return_inverse=True)[1]
        parts = joined
