"""Real crowds: how right the fit is beside crowd-kit's DawidSkene, MajorityVote and GLAD.

    python -m benchmarks.crowds [--set NAME]... [--seeds N] [--glad] [--quick]

Every set of `../shared/crowd/votes` with a truth, whole and thinned to 2, 3 and 5 answers a task, drawn anew for each
seed. No method sees the truth. Differences are ours less theirs, with a 95 % interval of a paired bootstrap: tasks are
drawn anew, each with all its seeds and thinnings, the same ones for both sides. `all` is the mean over sets and
thinnings. `--glad` adds GLAD, which takes a minute a set, on the first seed only.

Probabilities of majority are its shares with one more answer spread evenly over the labels; else one mistake of all
would cost it without end. `log-loss` counts no probability as less than a millionth.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from crowdkit.aggregation import GLAD, DawidSkene, MajorityVote

from benchmarks.runs import make_parser, print_settings, print_table, write_difference
from consensus.answers import Answers, Floats, sort_answers
from consensus.dawidskene import fit_answers
from consensus.scores import BINS, find_losses, find_right
from consensus.votefiles import VoteFile, read_vote_file

VOTES = Path("../shared/crowd/votes")
THINNED = (0, 2, 3, 5)  # 0: all answers
SEEDS = 5
DRAWS = 2_000
MEASURES = ("accuracy", "log-loss", "calibration error")
Method = Callable[[Answers], Floats]


def believe_peer(peer: Callable[[], DawidSkene | MajorityVote | GLAD]) -> Method:
    """Make a method of one of crowd-kit's."""

    def believe(answers: Answers) -> Floats:
        frame = pd.DataFrame({"task": answers.tasks, "worker": answers.voters, "label": answers.labels})
        shares = peer().fit_predict_proba(frame).sort_index()
        return np.asarray(shares.reindex(columns=range(answers.label_count), fill_value=0.0), np.float64)

    return believe


def believe_majority(answers: Answers) -> Floats:
    """Return the majority's shares, smoothed."""
    sizes = sort_answers(answers).sizes[:, None]
    return (believe_peer(MajorityVote)(answers) * sizes + 1 / answers.label_count) / (sizes + 1)


METHODS: dict[str, Method] = {
    "Taggy": lambda answers: fit_answers(answers).truth,
    "DawidSkene": believe_peer(DawidSkene),
    "MajorityVote": believe_majority,
}
SLOW: dict[str, Method] = {"GLAD": believe_peer(GLAD)}


@dataclass(frozen=True)
class Trial:
    """What one method believed of the tasks with a truth, on one draw: right, log-loss, and surest probability."""

    right: Floats
    loss: Floats
    sure: Floats


def thin_answers(answers: Answers, most: int, seed: int) -> Answers:
    """Keep so many answers of each task, drawn at random."""
    order = np.random.default_rng(seed).permutation(len(answers.tasks))
    order = order[np.argsort(answers.tasks[order], kind="stable")]
    tasks = answers.tasks[order]
    kept = order[np.arange(len(tasks)) - np.searchsorted(tasks, tasks) < most]
    return Answers(
        answers.tasks[kept],
        answers.voters[kept],
        answers.labels[kept],
        answers.groups,
        answers.priors,
        answers.known,
        answers.voter_count,
        answers.label_count,
    )


def try_method(method: Method, file: VoteFile, most: int, seeds: int) -> list[Trial]:
    """Try a method on every draw of a thinning."""
    judged = np.flatnonzero(file.truth >= 0)
    true, trials = file.truth[judged], []
    for seed in range(seeds if most else 1):
        believed = method(thin_answers(file.answers, most, seed) if most else file.answers)[judged]
        trials.append(Trial(find_right(believed, true), find_losses(believed, true), believed.max(axis=1)))
    return trials


def measure_draws(trials: list[Trial], weights: Floats) -> Floats:
    """Compute the three measures (mean over seeds) for each row of the tasks' weights: shape (rows, 3)."""
    tasks = weights.sum(axis=1)
    found = np.zeros((len(weights), len(MEASURES)))
    for trial in trials:
        bins = np.minimum((trial.sure * BINS).astype(np.intp), BINS - 1)
        off = np.zeros((len(bins), BINS))
        off[np.arange(len(bins)), bins] = trial.right - trial.sure
        sums = (weights @ trial.right, weights @ trial.loss, np.abs(weights @ off).sum(axis=1))
        found += np.stack(sums, axis=1) / tasks[:, None]
    return found / len(trials)


def draw_weights(tasks: int) -> Floats:
    """Draw how often each task counts: first each once, then as the bootstrap has it."""
    drawn = np.random.default_rng(0).multinomial(tasks, np.full(tasks, 1 / tasks), DRAWS)
    return np.concatenate([np.ones((1, tasks)), drawn])


def list_sets(names: list[str] | None) -> Iterator[tuple[str, VoteFile]]:
    """List the sets that have a truth."""
    for folder in sorted(VOTES.iterdir()):
        truth = folder / "truth.csv"
        if (not names or folder.name in names) and len(truth.read_text(encoding="utf-8").splitlines()) > 1:
            yield folder.name, read_vote_file(folder / "votes.csv", truth)


def print_results(results: dict[tuple[str, int], dict[str, Floats]], peers: list[str]) -> None:
    """Print the figures of all, and the differences from each peer."""
    pooled = {name: np.mean([found[name] for found in results.values()], axis=0) for name in ("Taggy", *peers)}
    rows = {(f"{name}, {most or 'all'} votes"): found for (name, most), found in results.items()} | {"all": pooled}
    for place, measure in enumerate(MEASURES):
        figures = [(name, *(f"{found[method][0, place]:.3f}" for method in found)) for name, found in rows.items()]
        print_table(measure, ("set", "Taggy", *peers), figures)
        differences = [
            (name, *(write_difference((found["Taggy"] - found[peer])[:, place]) for peer in peers))
            for name, found in rows.items()
        ]
        print_table(f"{measure}: Taggy less …", ("set", *peers), differences)


def main() -> None:
    """Measure all sets, or those named."""
    parser = make_parser(__doc__.splitlines()[0])
    parser.add_argument("--set", action="append", help="only this set; may be given again")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="draws of each thinning")
    parser.add_argument("--glad", action="store_true", help="add GLAD, first seed only")
    given = parser.parse_args()
    methods, seeds = METHODS | (SLOW if given.glad else {}), 1 if given.quick or given.glad else given.seeds
    results: dict[tuple[str, int], dict[str, Floats]] = {}
    for name, file in list_sets(given.set):
        weights = draw_weights(int((file.truth >= 0).sum()))
        for most in THINNED:
            results[name, most] = {
                method: measure_draws(try_method(believe, file, most, seeds), weights)
                for method, believe in methods.items()
            }
    print_settings({"seeds": seeds, "draws of the bootstrap": DRAWS})
    print_results(results, [name for name in methods if name != "Taggy"])


if __name__ == "__main__":
    main()
