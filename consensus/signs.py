"""Signs of bad faith in one voter's answers: too fast to have looked, or the same whatever is asked.

Definition. *Too fast*: the crowd's pace is the median over voters of their median time an answer, as a logarithm, and
its spread 1.48 times the median deviation from it (at least half as much again, `PACE`). An answer is hasty where it
took less than the pace less `FAR` spreads; or where it took less than the voter's own pace less `FAR` of the voter's
own spreads, and less than half the crowd's pace: somebody who begins to click through. A voter with `TIMED` timed
answers or more is too fast where a quarter of them are hasty. Medians stay where they are as long as most are honest.

*Always yes* (and likewise *always no*): E is the number of No's to be expected of a voter like the others on the same
pairs, given what others say of each (`consensus.others`); O how many there were. The voter is listed where O is at
most a quarter of E and exp(-(E - O + O ln(O/E))), which bounds the chance of so few (Chernoff), is below `LUCK`
divided by the number of voters. So who is only asked what is so may always say Yes.

Example. Others expect 21 No's among 57 pairs, and there is one: exp(-(20 + ln(1/21))), one in twenty million.

References: F. R. Hampel, "The influence curve and its role in robust estimation" (JASA 69, 1974: median deviation);
W. Hoeffding, "Probability inequalities for sums of bounded random variables" (JASA 58, 1963).
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from consensus.answers import Answers, Floats
from consensus.dawidskene import Fit
from consensus.others import weigh_others

Kind = Literal["too-fast", "always-yes", "always-no", "copies"]
TIMED = 20
FAR = 3.0
PACE = math.log(3 / 2)
LUCK = 0.05
FEW = 4.0
NORMAL = 1.4826  # standard deviations in a median deviation
WORDS = ("No", "Yes")


@dataclass(frozen=True)
class Sign:
    """A sign in the answers of a voter, and what it rests on, in words and figures."""

    voter: int
    kind: Kind
    because: str


def find_hasty(answers: Answers, took: Floats) -> list[Sign]:
    """Find voters who are too fast; `took` are the seconds that each of the n answers took, NaN where unknown."""
    timed = np.flatnonzero(took > 0)
    logs, voters = np.log(took[timed]), answers.voters[timed]
    order = np.argsort(voters, kind="stable")
    starts = np.flatnonzero(np.diff(voters[order], prepend=-1))
    paces = {int(voters[part[0]]): logs[part] for part in np.split(order, starts[1:]) if len(part) >= TIMED}
    if not paces:
        return []
    pace, spread = _find_pace(np.array([np.median(times) for times in paces.values()]))
    found = []
    for voter, times in sorted(paces.items()):
        own, around = _find_pace(times)
        bar = max(pace - FAR * spread, min(own - FAR * around, pace - math.log(2)))
        hasty = int((times < bar).sum())
        if 4 * hasty >= len(times):
            limit = f"less than {math.exp(bar):.1f} seconds, where others take {math.exp(pace):.1f}"
            found.append(Sign(voter, "too-fast", f"{hasty} of {len(times)} answers took {limit}"))
    return found


def _find_pace(logs: Floats) -> tuple[float, float]:
    middle = float(np.median(logs))
    return middle, max(NORMAL * float(np.median(np.abs(logs - middle))), PACE)


def find_one_sided(answers: Answers, fit: Fit) -> list[Sign]:
    """Find voters who say the same whatever is asked."""
    if not len(answers.tasks):
        return []
    yes = weigh_others(answers, fit).yes
    said = np.bincount(answers.voters, answers.labels, answers.voter_count)
    given = np.bincount(answers.voters, minlength=answers.voter_count)
    expected = np.bincount(answers.voters, yes * fit.crowd[1, 1] + (1 - yes) * fit.crowd[0, 1], answers.voter_count)
    bar = math.log(max(int((given > 0).sum()), 1) / LUCK)
    found = []
    sides: tuple[tuple[int, Kind], ...] = ((0, "always-yes"), (1, "always-no"))
    for rare, kind in sides:
        seldom = (said if rare else given - said).tolist()
        awaited = (expected if rare else given - expected).tolist()
        for voter, (o, e) in enumerate(zip(seldom, awaited, strict=True)):
            if FEW * o <= e and e - o + (o * math.log(o / e) if o else 0) > bar:
                because = f"said {WORDS[rare]} on {o:.0f} of {given[voter]} pairs, where others would on {e:.0f}"
                found.append(Sign(voter, kind, because))
    return found
