"""Comparisons in pairs: how rightly held-out ones are foretold, and how long a fit takes, beside crowd-kit's.

    python -m benchmarks.preferences [--quick]

Every set of `../shared/crowd/pairs`: a fifth of the comparisons is held out, the same for all sides, and those of it
that are no ties are foretold. Ours fits the others with their ties and foretells who is asked and what stands where;
crowd-kit's BradleyTerry and NoisyBradleyTerry (their defaults, 100 iterations) fit those that are no ties, and foretell
the higher score; equal ones count half. Differences are ours less theirs with a 95 % interval of a paired bootstrap
over the held-out comparisons; `all` is the mean over the sets. The kinds of keenness of our model were chosen with
these sets in view: on others it may gain less.

The sets are spread over all cores; then, alone on the machine, simulated comparisons (1,000 things, 200 persons, no
ties) are fitted once by NoisyBradleyTerry and five times by ours: seconds of the fit alone, on the same arrays and
frame. Theirs goes through the comparisons one by one in Python, each iteration anew, which takes minutes for 100,000.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from crowdkit.aggregation import BradleyTerry, NoisyBradleyTerry

from benchmarks.runs import RUNS, make_parser, measure_spread, print_settings, print_table, write_difference
from consensus.answers import Floats
from consensus.comparisonfiles import read_comparison_file
from consensus.preferences import Comparisons, fit_preferences

PAIRS = Path("../shared/crowd/pairs")
HELD = 0.2
DRAWS = 2_000
LARGE, QUICK = 100_000, 5_000
ITERATIONS = 100
RANDOM = 0.1
PEERS: dict[str, Callable[[int], BradleyTerry | NoisyBradleyTerry]] = {
    "BradleyTerry": lambda iterations: BradleyTerry(n_iter=iterations),
    "NoisyBradleyTerry": lambda iterations: NoisyBradleyTerry(n_iter=iterations),
}


def make_frame(given: Comparisons) -> pd.DataFrame:
    """Write what is no tie as crowd-kit takes it."""
    decided = given.take(given.answers != 0)
    frame = pd.DataFrame({"worker": decided.persons, "left": decided.lefts, "right": decided.rights})
    frame["label"] = np.where(decided.answers > 0, decided.lefts, decided.rights)
    return frame


def find_right(gaps: Floats, asked: Comparisons) -> Floats:
    """Tell of each comparison whether it was foretold rightly: 1, 0, or a half where nothing was foretold."""
    return np.where(gaps == 0, 0.5, (gaps > 0) == (asked.answers > 0))


def try_sides(given: Comparisons, iterations: int) -> dict[str, Floats]:
    """Foretell what is held out of a set by each side."""
    held = np.random.default_rng(1).random(len(given.answers)) < HELD
    known, asked = given.take(~held), given.take(held & (given.answers != 0))
    fit = fit_preferences(known)
    right = {"Taggy": find_right(fit.predict(asked) @ fit.levels, asked)}
    for name, make in PEERS.items():
        scores = make(iterations).fit_predict(make_frame(known)).reindex(range(given.thing_count), fill_value=0.0)
        right[name] = find_right((scores.to_numpy()[asked.lefts] - scores.to_numpy()[asked.rights]), asked)
    return right


def draw_means(values: Floats) -> Floats:
    """Compute the mean, then those of the bootstrap's draws."""
    dice = np.random.default_rng(0)
    drawn = [values[dice.integers(len(values), size=len(values))].mean() for _ in range(DRAWS)]
    return np.array([values.mean(), *drawn])


def try_folder(iterations: int, folder: Path) -> dict[str, Floats]:
    """Foretell what is held out of the set in a folder by each side."""
    return try_sides(read_comparison_file(folder / "comparisons.csv").given, iterations)


def compare_sets(iterations: int) -> None:
    """Compare on every set, and pooled."""
    rows, gained = [], {name: list[Floats]() for name in PEERS}
    folders = sorted(path for path in PAIRS.iterdir() if path.is_dir())
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        tried = pool.map(partial(try_folder, iterations), folders, chunksize=1)
    for folder, right in zip(folders, tried, strict=True):
        differences = []
        for name in PEERS:
            gained[name].append(draw_means(right["Taggy"] - right[name]))
            differences.append(write_difference(100 * gained[name][-1], 2))
        rows.append([folder.name, *(f"{100 * found.mean():.2f}" for found in right.values()), *differences])
    rows.append(["all", "", "", "", *(write_difference(100 * np.mean(found, axis=0), 2) for found in gained.values())])
    header = ["set", "Taggy", *PEERS, *(f"less {name}" for name in PEERS)]
    print_table("Held-out comparisons foretold rightly, %", header, rows)


def simulate(count: int) -> Comparisons:
    """Simulate comparisons by persons of whom a tenth answers at random."""
    dice = np.random.default_rng(1)
    things, persons = 1_000, 200
    scores, keen = dice.normal(0, 1, things), np.where(dice.random(persons) < RANDOM, 0.0, 1.0)
    who, left = dice.integers(persons, size=count), dice.integers(things, size=count)
    right = (left + dice.integers(1, things, size=count)) % things
    chance = 1 / (1 + np.exp(-keen[who] * (scores[left] - scores[right])))
    return Comparisons(who, left, right, np.where(dice.random(count) < chance, 1, -1), persons, things)


def measure_time(fit: Callable[[], object]) -> float:
    """Measure the seconds of a fit."""
    began = time.perf_counter()
    fit()
    return time.perf_counter() - began


def compare_time(count: int, iterations: int) -> None:
    """Compare how long a fit of many takes."""
    given = simulate(count)
    theirs = measure_time(partial(NoisyBradleyTerry(n_iter=iterations).fit, make_frame(given)))
    ours = measure_spread(measure_time(partial(fit_preferences, given)) for _ in range(RUNS))
    print_table(
        f"Seconds to fit {count:,} comparisons",
        ["side", "seconds", "times faster"],
        [["NoisyBradleyTerry", f"{theirs:.1f}", "1"], ["Taggy", str(ours), f"{theirs / ours.median:.0f}"]],
    )


def main() -> None:
    """Measure both."""
    quick = make_parser(__doc__ or "").parse_args().quick
    iterations = 5 if quick else ITERATIONS
    print_settings({"crowd-kit": f"{iterations} iterations", "held out": HELD, "draws": DRAWS})
    compare_sets(iterations)
    compare_time(QUICK if quick else LARGE, iterations)


if __name__ == "__main__":
    main()
