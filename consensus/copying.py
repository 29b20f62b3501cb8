"""Copying: voters who give the same answers far more often than two who judge for themselves, as accounts of one do.

Definition. Of two voters and the n tasks that both answered and that others answered too, or that are known (at least
`SHARED`), others say how probable it is that both give the same answer if they judge independently:

    e = sum over truths z of q[z] · sum over labels l of c1[z, l] · c2[z, l]

where q is what all but these two say (`consensus.others`). With O the tasks on which they agree and E the sum of e,

    surplus = (O - E) / (n - E)                                    how much of what they would differ in they do not
    z       = (O - E) / √(sum of e · (1 - e))

Hard tasks make honest voters err together, so z is measured against the crowd: less the median of all pairs, over
their spread (1.48 times the median deviation, at least 1). Two *copy* where the surplus is `COPIED` at least, and
either z is beyond luck, p < `LUCK` / (pairs compared), or z has p < `SCREEN` and their *timing* is beyond luck: with
A the tasks that both answered within `TOGETHER` seconds, and B the number to be expected were the times of each
shuffled over the shared tasks, exp(-(A ln(A/B) - (A - B))) bounds its chance. Timing alone says nothing: two may sit
side by side. Those who copy, and whoever copies one of them, are a *cluster*.

A ring that answers the same pictures outvotes others and looks right. So pairs with the surplus and p < `ECHO` are
taken together first, one voice a group and task, what others say is fitted anew without the echo, and all are
compared again, until the groups stay or `ROUNDS` are over. Meanwhile nobody is believed to err less than half as
often as the crowd, or than 1 of 20 times, or a ring would look too good to be told from the best. To be together by
mistake does no harm: only the last comparison counts.

False alarms: at most one honest crowd in twenty has a pair listed (Bonferroni), if errors are as independent as the
crowd's median; the bar on the surplus makes it rarer. Whoever says the same always copies nobody here: agreement with
such a voter is expected. Who shares a *misunderstanding* of a few tags stays below the surplus.

Measured by `benchmarks.conduct`: of 200 honest crowds of 40 voters, whose pairs are equally hard or very unequally,
none had a pair listed. Of rings of 2 to 6 that copied 95 of 100 of their 150 answers, 235 of 240 were found whole,
and nobody else with them; of rings that copied 90, 189 of 240.

Example. Two voters who are right 9 of 10 times agree on 82 of 100 tasks by chance. All 100: surplus 1, z = 4.7.

References: B. Efron, "Large-scale simultaneous hypothesis testing: the choice of a null hypothesis" (JASA 99, 2004);
J. Cohen, "A coefficient of agreement for nominal scales" (1960), whose form the surplus has; W. Hoeffding,
"Probability inequalities for sums of bounded random variables" (JASA 58, 1963).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Answers, Floats, Places
from consensus.dawidskene import fit_answers
from consensus.others import SLIP, expect_yes, weigh_others

SHARED = 20
COPIED = 0.5
LUCK = 0.05
SCREEN = 1e-3
ECHO = 0.02
ROUNDS = 4
TOGETHER = 10.0  # seconds
CROWDED = 30  # pairs, from which on they show their own spread
NEIGHBOURS = 50  # answers of a task that each answer is compared with
NONE = 1e-9  # what is left to differ in, of two who cannot
NORMAL = 1.4826  # standard deviations in a median deviation


@dataclass(frozen=True)
class Copying:
    """Two voters who copy: of so many tasks of both how many they agree on, and would by chance."""

    first: int
    second: int
    tasks: int
    agreed: int
    expected: float
    surplus: float
    together: int


@dataclass(frozen=True)
class _Pairs:
    """Pairs of answers to one task by pairs of voters who share many."""

    one: Places  # (m,) number of an answer
    other: Places  # (m,)
    number: Places  # (m,) number of the pair of voters
    voters: NDArray[np.int64]  # (p, 2)

    def add_up(self, figures: Floats | NDArray[np.bool_]) -> Floats:
        """Add up (m,) figures by pair of voters."""
        return np.bincount(self.number, figures, len(self.voters)).astype(np.float64)


def find_copying(answers: Answers, times: Floats) -> list[Copying]:
    """Find pairs of voters who copy, the greatest surplus first.

    `times` are the seconds at which the n answers were given. Time and memory grow with the pairs of answers to one
    task, each with its next `NEIGHBOURS` at most.
    """
    order = np.lexsort((answers.voters, answers.tasks))
    answers, times = _take(answers, order), times[order]
    pairs = _share_tasks(answers)
    if not len(pairs.voters):
        return []
    compared = _compare(answers, pairs, _join_echoes(answers, pairs), 0.0)
    likely = np.flatnonzero((compared.chance < SCREEN) & (compared.surplus >= COPIED))
    luck = LUCK / len(pairs.voters)
    found = []
    for number in likely.tolist():
        mine = pairs.number == number
        near, chance = _compare_times(times[pairs.one[mine]], times[pairs.other[mine]])
        if compared.chance[number] < luck or chance < luck:
            one, other = pairs.voters[number].tolist()
            tasks, agreed = int(compared.tasks[number]), int(compared.agreed[number])
            expected, surplus = float(compared.expected[number]), float(compared.surplus[number])
            found.append(Copying(one, other, tasks, agreed, expected, surplus, near))
    return sorted(found, key=lambda pair: (-pair.surplus, -pair.tasks, pair.first, pair.second))


def _join_echoes(answers: Answers, pairs: _Pairs) -> Places:
    """Give each voter the number of the group that may be one voice."""
    groups = np.arange(answers.voter_count)
    right = np.diagonal(fit_answers(answers).crowd).mean()
    slip = min(SLIP, (1 - right) / 2)
    for _ in range(ROUNDS):
        compared = _compare(answers, pairs, groups, slip)
        echoes = pairs.voters[(compared.chance < ECHO) & (compared.surplus >= COPIED)]
        joined = join_pairs(echoes, answers.voter_count)
        if np.array_equal(joined, groups):
            break
        groups = joined
    return groups


def join_pairs(pairs: NDArray[np.int64], voters: int) -> Places:
    """Give each voter the lowest number among those whom the pairs link it to, itself where there is none."""
    lowest = np.arange(voters)
    while len(pairs):
        least = np.minimum(lowest[pairs[:, 0]], lowest[pairs[:, 1]])
        moved = lowest.copy()
        np.minimum.at(moved, pairs[:, 0], least)
        np.minimum.at(moved, pairs[:, 1], least)
        if np.array_equal(moved, lowest):
            break
        lowest = moved
    return np.asarray(lowest, np.intp)


@dataclass(frozen=True)
class _Compared:
    """Of each pair of voters: tasks that others speak of, those agreed on, those expected to be, and what that says."""

    tasks: Floats
    agreed: Floats
    expected: Floats
    surplus: Floats
    chance: Floats


def _compare(answers: Answers, pairs: _Pairs, groups: Places, slip: float) -> _Compared:
    """Compare pairs of voters on what others say of, where those of one group are one voice.

    Nobody is believed to be right more often than 1 - `slip`.
    """
    voices, voice = _join_answers(answers, groups)
    others = weigh_others(voices, fit_answers(voices))
    matrices = others.matrices.clip(slip, 1 - slip)
    one, other, tasks = voice[pairs.one], voice[pairs.other], answers.tasks[pairs.one]
    unknown, apart = answers.known[tasks] < 0, one != other
    told = ~unknown | (np.bincount(voices.tasks)[tasks] > 1 + apart)
    left = np.where(unknown, others.weights[one] + apart * others.weights[other], 0)
    yes = expect_yes(others.odds[tasks] - left)
    same = (matrices[one] * matrices[other]).sum(axis=2)
    expected = (1 - yes) * same[:, 0] + yes * same[:, 1]
    shared = pairs.add_up(told)
    agreed = pairs.add_up(told & (answers.labels[pairs.one] == answers.labels[pairs.other]))
    sums, variances = pairs.add_up(told * expected), pairs.add_up(told * expected * (1 - expected))
    chance = _find_chances((agreed - sums) / np.sqrt(np.maximum(variances, NONE)), shared >= SHARED)
    return _Compared(shared, agreed, sums, (agreed - sums) / np.maximum(shared - sums, NONE), chance)


def _find_chances(z: Floats, enough: NDArray[np.bool_]) -> Floats:
    """Find how probable so large a z is in this crowd; of pairs with too few tasks nothing is known."""
    if enough.sum() >= CROWDED:
        centre = float(np.median(z[enough]))
        z = (z - max(centre, 0)) / max(NORMAL * float(np.median(np.abs(z[enough] - centre))), 1)
    return np.where(enough, [math.erfc(value / math.sqrt(2)) / 2 for value in z], 1)


def _join_answers(answers: Answers, groups: Places) -> tuple[Answers, Places]:
    """Let each group of voters answer each task once, as most of it did, or as its first where it is divided.

    Returns:
        The answers of the groups, and the number of the one that stands for each answer.
    """
    keys = answers.tasks.astype(np.int64) * answers.voter_count + groups[answers.voters]
    joined, first, voice = np.unique(keys, return_index=True, return_inverse=True)
    sums = np.bincount(voice, 2.0 * answers.labels - 1, len(joined))
    labels = np.where(sums == 0, answers.labels[first], sums > 0)
    tasks, voters = np.divmod(joined, max(answers.voter_count, 1))
    voices = replace(
        answers, tasks=tasks.astype(np.int32), voters=voters.astype(np.int32), labels=labels.astype(np.int8)
    )
    return voices, np.asarray(voice, np.intp)


def _compare_times(one: Floats, other: Floats) -> tuple[int, float]:
    """Count the tasks that both answered together, and bound the chance of so many were the times shuffled."""
    near = int((np.abs(one - other) <= TOGETHER).sum())
    inner = np.sort(other)
    reach = np.searchsorted(inner, one + TOGETHER, side="right") - np.searchsorted(inner, one - TOGETHER)
    expected = float(reach.sum()) / len(one)
    if near <= expected:
        return near, 1.0
    return near, math.exp(-(near * math.log(near / expected) - (near - expected)))


def _share_tasks(answers: Answers) -> _Pairs:
    """List the pairs of answers to one task by voters who share at least `SHARED` tasks; answers are in their order."""
    steps = min(int(np.bincount(answers.tasks).max(initial=0)) - 1, NEIGHBOURS)
    ones = [np.flatnonzero(answers.tasks[:-step] == answers.tasks[step:]) for step in range(1, steps + 1)]
    empty = np.zeros(0, np.intp)
    one = np.concatenate([empty, *ones])
    other = np.concatenate([empty, *(found + step for step, found in enumerate(ones, start=1))])
    keys = answers.voters[one].astype(np.int64) * answers.voter_count + answers.voters[other]
    known, number, counts = np.unique(keys, return_inverse=True, return_counts=True)
    often = counts >= SHARED
    kept = often[number]
    places = np.cumsum(often) - 1
    voters = np.stack(np.divmod(known[often], max(answers.voter_count, 1)), axis=1)
    return _Pairs(one[kept], other[kept], places[number[kept]], voters)


def _take(answers: Answers, order: Places) -> Answers:
    return replace(answers, tasks=answers.tasks[order], voters=answers.voters[order], labels=answers.labels[order])
