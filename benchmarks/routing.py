"""Routing: how many answers are saved by asking what an answer tells most of, simulated on voters like real ones.

    python -m benchmarks.routing [--first SEED] [--quick]

Fixed before the first run, but for the common answers, which took out noise: 600 pairs, of which a tenth or a half are
true; 40 voters a seed, whose sensitivities and specificities are drawn from the voters with 20 answers or more of the
two-label sets of `../shared/crowd/votes`, as a fit of those sets has them. Everything is asked once of a random voter.
Then come rounds of a fifth of an answer a pair, each pair once at most in a round, up to five answers a pair. Who
answers is drawn at random among those who did not.

Every strategy has the same consensus, which is Taggy's: reliabilities are fitted anew before each round, and each
answer adds its log-odds to those of a prior. Without a run the prior is 1/2. With a run it is the confidence of a
calibrated one, that is, drawn first (Beta with three imagined answers) and then the truth by it.

    random       any pair
    uncertainty  the pairs whose posterior is nearest to 1/2
    ActiveLab    cleanlab's `get_active_learning_scores`, the lowest first; it takes the run's confidences as those of
                 its classifier, and without a run the posteriors, which are the best that there are
    Taggy        `graph.priorities`: of the 16 best pairs on average, the one that is best for the voter who comes

An error is a pair whose posterior lies on the wrong side of 1/2; in the middle it is half of one. Curves are means over
20 seeds, the same truth and voters for all strategies, and the same answer of a voter to a pair, whoever asks for it.
The speed-up is how many answers a pair a peer needs for the error that it has at five, by how many Taggy needs for it;
differences are of the mean error over the whole curve. Intervals are 95 % of a bootstrap over seeds.
"""

from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from cleanlab.multiannotator import get_active_learning_scores
from numpy.typing import NDArray

from benchmarks.runs import make_parser, print_settings, print_table
from consensus.answers import Answers, Floats
from consensus.dawidskene import fit_answers
from consensus.votefiles import read_vote_file
from graph.priorities import find_gain

VOTES = Path("../shared/crowd/votes")
ENOUGH = 20
PAIRS, VOTERS, SEEDS = 600, 40, 20
ROUND, MOST = 0.2, 5  # answers a pair
PAGE = 16
LIMITS = 0.05, 0.95  # of what a voter is believed
RATES = (0.1, 0.5)
IMAGINED = 3.0
DRAWS = 10_000
Places = NDArray[np.intp]


@dataclass
class World:
    """What is true, who answers, and what was answered so far: -1 for nothing, 0 for No, 1 for Yes."""

    truth: NDArray[np.int8]  # (pairs,)
    run: Floats | None  # (pairs,) confidence
    answers: NDArray[np.int8]  # (pairs, voters) what each would say
    given: NDArray[np.int8]  # (pairs, voters)
    dice: np.random.Generator
    believed: Floats = field(init=False)  # (voters, 2) as the last fit has them
    posterior: Floats = field(init=False)  # (pairs,)

    def answer(self, pair: int, voter: int) -> None:
        """Let a voter answer."""
        self.given[pair, voter] = self.answers[pair, voter]

    def list_free(self, pair: int) -> Places:
        """List who has not answered."""
        return np.flatnonzero(self.given[pair] < 0)

    def believe(self) -> None:
        """Fit the voters, and add up what they said."""
        pairs, voters = np.nonzero(self.given >= 0)
        said = self.given[pairs, voters]
        none = np.zeros(len(self.truth), np.int32)
        answers = Answers(
            pairs.astype(np.int32),
            voters.astype(np.int32),
            said,
            none,
            none,
            np.full(len(self.truth), -1, np.int8),
            VOTERS,
            2,
        )
        right = np.diagonal(fit_answers(answers).overall, axis1=1, axis2=2)[:, ::-1]
        self.believed = np.clip(right, *LIMITS)
        sensitivity, specificity = self.believed[voters].T
        shares = np.where(said == 1, sensitivity / (1 - specificity), (1 - sensitivity) / specificity)
        odds = np.bincount(pairs, np.log(shares), len(self.truth))
        if self.run is not None:
            odds += np.log(self.run / (1 - self.run))
        self.posterior = 1 / (1 + np.exp(-odds))

    @property
    def error(self) -> float:
        """The share of pairs that are believed wrongly."""
        off = np.abs(self.posterior - self.truth)
        return float(np.mean((off > 1 / 2) + (np.abs(off - 1 / 2) < 1e-9) / 2))  # noqa: PLR2004 - in the middle


Choose = Callable[[World, int], list[tuple[int, int]]]


def ask_in_order(world: World, order: Places, count: int) -> list[tuple[int, int]]:
    """Ask the first pairs that anybody can answer, each of a random voter."""
    chosen = []
    for pair in order:
        free = world.list_free(pair)
        if len(free):
            chosen.append((int(pair), int(world.dice.choice(free))))
        if len(chosen) == count:
            break
    return chosen


def choose_random(world: World, count: int) -> list[tuple[int, int]]:
    """Choose any pairs."""
    return ask_in_order(world, world.dice.permutation(len(world.truth)), count)


def choose_uncertain(world: World, count: int) -> list[tuple[int, int]]:
    """Choose the pairs in the middle; equal ones by lot."""
    doubt = np.abs(world.posterior - 1 / 2).round(9)
    return ask_in_order(world, np.lexsort((world.dice.random(len(doubt)), doubt)), count)


def choose_activelab(world: World, count: int) -> list[tuple[int, int]]:
    """Choose as cleanlab says; equal ones by lot."""
    yes = world.posterior if world.run is None else world.run
    labels = np.where(world.given < 0, np.nan, world.given.astype(np.float64))
    labels = labels[:, (world.given >= 0).any(axis=0)]
    with redirect_stdout(None):  # it tells of voters who share no pair with another yet
        scores, _ = get_active_learning_scores(labels, np.stack([1 - yes, yes], axis=1))
    return ask_in_order(world, np.lexsort((world.dice.random(len(scores)), scores)), count)


def choose_taggy(world: World, count: int) -> list[tuple[int, int]]:
    """Choose what the voter who comes tells most of, on the first page of what an average one does."""
    gains = np.array([find_gain(p) for p in world.posterior.tolist()]).round(6)
    answers = (world.given >= 0).sum(axis=1)
    order = np.lexsort((world.dice.random(len(gains)), answers, -gains)).tolist()
    chosen: list[tuple[int, int]] = []
    while len(chosen) < count:
        voter = int(world.dice.integers(VOTERS))
        page = [pair for pair in order if world.given[pair, voter] < 0][:PAGE]
        if not page:
            continue
        own = [find_gain(float(world.posterior[pair]), *world.believed[voter].tolist()) for pair in page]
        best = max(range(len(page)), key=lambda place: (round(own[place], 5), -answers[page[place]]))
        chosen.append((page[best], voter))
        order.remove(page[best])
    return chosen


STRATEGIES: dict[str, Choose] = {
    "random": choose_random,
    "uncertainty": choose_uncertain,
    "ActiveLab": choose_activelab,
    "Taggy": choose_taggy,
}


def read_voters() -> Floats:
    """Read (voters, 2) sensitivities and specificities of real voters with enough answers."""
    found = []
    for folder in sorted(VOTES.iterdir()):
        file = read_vote_file(folder / "votes.csv")
        if file.answers.label_count == len(("no", "yes")):
            given = np.bincount(file.answers.voters, minlength=file.answers.voter_count)
            right = np.diagonal(fit_answers(file.answers).overall, axis1=1, axis2=2)[:, ::-1]
            found.append(right[given >= ENOUGH])
    return np.concatenate(found)


def make_world(pool: Floats, rate: float, seed: int, pairs: int, *, with_run: bool) -> World:
    """Make a world where everything was asked once; of one seed it is always the same."""
    dice = np.random.default_rng(seed)
    voters = pool[dice.integers(len(pool), size=VOTERS)]
    run = np.clip(dice.beta(rate * IMAGINED, (1 - rate) * IMAGINED, pairs), 0.01, 0.99) if with_run else None
    truth = (dice.random(pairs) < (rate if run is None else run)).astype(np.int8)
    right = dice.random((pairs, VOTERS)) < np.where(truth[:, None] == 1, voters[:, 0], voters[:, 1])
    answers = np.where(right, truth[:, None], 1 - truth[:, None]).astype(np.int8)
    world = World(truth, run, answers, np.full((pairs, VOTERS), -1, np.int8), dice)
    for pair in range(pairs):
        world.answer(pair, int(dice.integers(VOTERS)))
    world.believe()
    return world


def draw_curve(world: World, choose: Choose) -> Floats:
    """Ask round by round; return the error after each."""
    curve = [world.error]
    count = round(ROUND * len(world.truth))
    for _ in range(round((MOST - 1) / ROUND)):
        for pair, voter in choose(world, count):
            world.answer(pair, voter)
        world.believe()
        curve.append(world.error)
    return np.array(curve)


def find_answers(curve: Floats, error: float) -> float:
    """Find after how many answers a pair a curve first comes down to an error, between rounds in a straight line."""
    reached = int(np.argmax(curve <= error)) if (curve <= error).any() else len(curve) - 1
    if reached == 0:
        return 1.0
    above, below = curve[reached - 1], curve[reached]
    part = (above - error) / (above - below) if above > below else 1.0
    return 1 + ROUND * (reached - 1 + min(max(part, 0.0), 1.0))


def write_interval(find: Callable[[Places], float], seeds: int, digits: int) -> str:
    """Write a figure of all seeds with its interval over draws of seeds."""
    drawn = np.random.default_rng(0).integers(seeds, size=(DRAWS, seeds))
    low, high = np.quantile([find(row) for row in drawn], (0.025, 0.975))
    return f"{find(np.arange(seeds)):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def print_curves(title: str, curves: dict[str, Floats]) -> None:
    """Print the mean curves, and what Taggy saves beside each peer."""
    places = range(0, len(curves["Taggy"][0]), 2)
    header = ("answers a pair", *(f"{1 + ROUND * place:.1f}" for place in places))
    rows = [(name, *(f"{100 * c[:, place].mean():.1f}" for place in places)) for name, c in curves.items()]
    print_table(f"{title}: errors, %", header, rows)
    ours, rows = curves["Taggy"], []
    for name, theirs in curves.items():
        if name == "Taggy":
            continue

        def save(drawn: Places, theirs: Floats = theirs) -> float:
            mean = theirs[drawn].mean(axis=0)
            return MOST / find_answers(ours[drawn].mean(axis=0), mean[-1])

        def differ(drawn: Places, theirs: Floats = theirs) -> float:
            return float(100 * (ours[drawn] - theirs[drawn]).mean())

        rows.append((name, write_interval(save, len(ours), 2), write_interval(differ, len(ours), 2)))
    print_table(f"{title}: Taggy beside …", ("peer", "speed-up", "error less theirs, percentage points"), rows)


def main() -> None:
    """Simulate all strategies."""
    parser = make_parser(__doc__.splitlines()[0])
    parser.add_argument("--first", type=int, default=0, help="the first of the seeds")
    given = parser.parse_args()
    pairs, count = (100, 2) if given.quick else (PAIRS, SEEDS)
    seeds = range(given.first, given.first + count)
    pool = read_voters()
    sensitivity, specificity = np.median(pool, axis=0)
    middle = f"median sensitivity {sensitivity:.2f}, specificity {specificity:.2f}"
    print_settings(
        {"seeds": f"{seeds[0]} to {seeds[-1]}", "pairs": pairs, "voters to draw from": f"{len(pool)}, {middle}"}
    )
    for with_run in (False, True):
        for rate in RATES:
            curves = {
                name: np.stack(
                    [draw_curve(make_world(pool, rate, seed, pairs, with_run=with_run), choose) for seed in seeds]
                )
                for name, choose in STRATEGIES.items()
            }
            print_curves(f"{rate:.0%} true, {'with' if with_run else 'without'} a run", curves)


if __name__ == "__main__":
    main()
