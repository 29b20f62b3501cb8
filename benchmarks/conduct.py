"""How often honest crowds are called copiers, one-sided or drifting, and how many rings are found: simulated, by seed.

    python -m benchmarks.conduct

A crowd of 40 voters, right on 65 to 95 of 100 Yes's and likewise No's, answers 800 pairs, 3, 5 or 8 of them each; how
hard the pairs are differs not at all, by a standard deviation of 1, or of 2 in log-odds. A ring of extra voters
answers 150 of the pairs: a first judges, all give its answer with the probability `copied`, else judge themselves.

Then the real crowds of `../shared/crowd/votes` with Yes-or-No questions: who is named, and why. Of these nobody knows
who answered in bad faith.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from consensus.answers import Answers, Floats
from consensus.copying import find_copying
from consensus.dawidskene import fit_answers
from consensus.drift import find_agreements, find_drift
from consensus.signs import find_one_sided
from consensus.votefiles import read_vote_file

VOTES = Path("../shared/crowd/votes")
SETS = ("bluebirds", "rte", "temporal")
VOTERS = 40
HONEST = 200
RINGS = 20
DAY = 86_400.0
TAGS = 20


@dataclass(frozen=True)
class Crowd:
    """What to simulate: voters, pairs, answers a pair, how unequally hard they are, and a ring."""

    seed: int
    pairs: int = 800
    answers: int = 5
    hardness: float = 0.0
    ring: int = 0
    echoed: int = 150
    copied: float = 0.95


def simulate_crowd(crowd: Crowd) -> tuple[Answers, Floats]:
    """Simulate answers, and the seconds at which they were given; the ring are the last voters."""
    chance = np.random.default_rng(crowd.seed)
    truth = chance.integers(0, 2, crowd.pairs).astype(np.int8)
    skill = np.log(1 / (1 - chance.uniform(0.65, 0.95, (2, VOTERS))) - 1)
    ease = chance.normal(0, crowd.hardness, crowd.pairs)

    def judge(voters: NDArray[np.int64], pairs: NDArray[np.int64]) -> NDArray[np.int8]:
        right = chance.random(len(pairs)) < 1 / (1 + np.exp(-skill[truth[pairs], voters] - ease[pairs]))
        return np.where(right, truth[pairs], 1 - truth[pairs]).astype(np.int8)

    pairs = np.repeat(np.arange(crowd.pairs), crowd.answers)
    voters = chance.random((crowd.pairs, VOTERS)).argpartition(crowd.answers)[:, : crowd.answers].ravel()
    labels = judge(voters, pairs)
    echoed = chance.choice(crowd.pairs, crowd.echoed if crowd.ring else 0, replace=False)
    first = judge(np.zeros_like(echoed), echoed)
    for member in range(crowd.ring):
        own = judge(np.zeros_like(echoed), echoed)
        given = np.where(chance.random(len(echoed)) < crowd.copied, first, own)
        pairs, voters = np.append(pairs, echoed), np.append(voters, np.full_like(echoed, VOTERS + member))
        labels = np.append(labels, given).astype(np.int8)
    alike = np.zeros(crowd.pairs, np.int32)
    known = np.full(crowd.pairs, -1, np.int8)
    answers = Answers(
        pairs.astype(np.int32), voters.astype(np.int32), labels, alike, alike, known, VOTERS + crowd.ring, 2
    )
    return answers, chance.uniform(0, 360 * DAY, len(pairs))


def find_ring(crowd: Crowd) -> set[int]:
    """Find who is called a copier."""
    return {voter for pair in find_copying(*simulate_crowd(crowd)) for voter in (pair.first, pair.second)}


def count_alarms(seeds: range) -> dict[str, int]:
    """Count the honest crowds in which anybody, or any tag, is named."""
    alarms = dict.fromkeys(("copies", "always yes or no", "voter drifts", "tag drifts"), 0)
    for seed in seeds:
        answers, times = simulate_crowd(Crowd(seed, answers=(3, 5, 8)[seed % 3], hardness=seed // 3 % 3))
        fit = fit_answers(answers)
        months = np.sort(times // (30 * DAY)).astype(np.int64)
        said = find_agreements(answers, fit, months)
        tags = np.random.default_rng(seed).integers(0, TAGS, len(answers.groups))
        alarms["copies"] += bool(find_copying(answers, times))
        alarms["always yes or no"] += bool(find_one_sided(answers, fit))
        alarms["voter drifts"] += any(
            one.moved for one in find_drift(said, answers.voters[said.answers].astype(np.intp))
        )
        alarms["tag drifts"] += any(one.moved for one in find_drift(said, tags[said.pairs]))
    return alarms


def list_real_signs(name: str) -> list[str]:
    """List who is named in a real crowd, and why."""
    votes = read_vote_file(VOTES / name / "votes.csv", None).answers
    apart: Floats = np.arange(float(len(votes.tasks))) * DAY
    copying = [f"copies: {pair}" for pair in find_copying(votes, apart)]
    return copying + [f"{sign.kind}: {sign.because}" for sign in find_one_sided(votes, fit_answers(votes))]


def main() -> None:
    """Print how many of so many honest crowds raise an alarm, how many rings are found, and who is named for real."""
    for name, count in count_alarms(range(HONEST)).items():
        print(f"{name:<18} {count:>4} of {HONEST} honest crowds")
    print("ring  copied  found whole  others named")
    for ring in (2, 3, 4, 6):
        for copied in (1.0, 0.95, 0.9):
            whole, wrong = 0, 0
            for seed in range(3 * RINGS):
                found = find_ring(Crowd(seed, hardness=seed % 3, ring=ring, copied=copied))
                members = set(range(VOTERS, VOTERS + ring))
                whole, wrong = whole + (found == members), wrong + bool(found - members)
            print(f"{ring:>4}  {copied:>6}  {whole:>3} of {3 * RINGS}    {wrong:>3}")
    for name in SETS:
        for line in list_real_signs(name):
            print(f"{name}: {line}")


if __name__ == "__main__":
    main()
