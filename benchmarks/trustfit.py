"""The fit of a million simulated votes beside crowd-kit's DawidSkene: time and memory.

    python -m benchmarks.trustfit [--votes N] [--runs N] [--quick]

Votes are simulated: five a task, by one voter for every 500 votes, each right on No and on Yes with a chance of its own
(Beta(8, 2)), three tasks in ten Yes. Both sides get the same numbers in the same order, as arrays and as a data frame,
and run with their defaults until they end by themselves, in a process of its own each, in turns. *time* is of the fit
alone; *memory* is the largest resident size of the process, with Python and all that the side imports.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.runs import RUNS, make_parser, measure_spread, print_settings, print_table

VOTES = 1_000_000
QUICK = 50_000
EACH = 5
YES = 0.3
SIDES = ("Taggy", "crowd-kit")


def simulate_votes(votes: int, path: Path) -> None:
    """Simulate votes and write them, with the truth, to a file."""
    rng = np.random.default_rng(0)
    tasks, voters = votes // EACH, max(votes // 500, EACH)
    truth = (rng.random(tasks) < YES).astype(np.int8)
    right = rng.beta(8, 2, (voters, 2))
    task = np.repeat(np.arange(tasks, dtype=np.int32), EACH)
    first = rng.integers(0, voters, tasks)
    step = rng.integers(1, max(voters // EACH, 2), tasks)
    voter = ((first[:, None] + step[:, None] * np.arange(EACH)) % voters).ravel().astype(np.int32)
    hit = rng.random(len(task)) < right[voter, truth[task]]
    label = np.where(hit, truth[task], 1 - truth[task]).astype(np.int8)
    order = rng.permutation(len(task))
    np.savez(path, task=task[order], voter=voter[order], label=label[order], truth=truth)


def run_side(side: str, path: Path) -> dict[str, float]:
    """Fit the votes of a file with one side; say how long it took, how much memory, and how right it was."""
    with np.load(path) as file:
        task, voter, label, truth = (file[name] for name in ("task", "voter", "label", "truth"))
    fit = prepare_ours(task, voter, label) if side == "Taggy" else prepare_peer(task, voter, label)
    started = time.perf_counter()
    believed = fit()
    taken = time.perf_counter() - started
    return {
        "seconds": taken,
        "memory": read_memory(),
        "accuracy": float((believed.argmax(axis=1) == truth).mean()),
    }


def prepare_ours(task: Any, voter: Any, label: Any) -> Any:
    """Prepare our fit."""
    from consensus.dawidskene import Answers, fit_answers  # noqa: PLC0415 - each side imports only its own

    tasks = int(task.max()) + 1
    none, unknown = np.zeros(tasks, np.int32), np.full(tasks, -1, np.int8)
    answers = Answers(task, voter, label, none, none, unknown, int(voter.max()) + 1, 2)
    return lambda: fit_answers(answers).truth


def prepare_peer(task: Any, voter: Any, label: Any) -> Any:
    """Prepare crowd-kit's."""
    import pandas as pd  # noqa: PLC0415 - each side imports only its own
    from crowdkit.aggregation import DawidSkene  # noqa: PLC0415

    frame = pd.DataFrame({"task": task, "worker": voter, "label": label})

    def fit() -> Any:
        return DawidSkene().fit_predict_proba(frame).sort_index()[[0, 1]].to_numpy()

    return fit


def read_memory() -> float:
    """Read the largest resident size of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def start_side(side: str, path: Path) -> dict[str, float]:
    """Run one side in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.trustfit", "--side", side, "--file", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure both sides in turns, or run one side."""
    parser = make_parser(__doc__.splitlines()[0])
    parser.add_argument("--votes", type=int, default=VOTES)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(json.dumps(run_side(given.side, given.file)))
        return
    votes = QUICK if given.quick else given.votes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.npz"
        simulate_votes(votes, path)
        runs = [{side: start_side(side, path) for side in SIDES} for _ in range(given.runs)]
    print_settings({"votes": f"{votes:,}", "runs": given.runs})
    rows = [
        (
            side,
            *(measure_spread(run[side][name] for run in runs) for name in ("seconds", "memory", "accuracy")),
        )
        for side in SIDES
    ]
    print_table("fit", ("side", "time, s", "memory, MiB", "accuracy"), rows)
    for name in ("seconds", "memory"):
        print(
            f"{name}, crowd-kit / Taggy: {measure_spread(run['crowd-kit'][name] / run['Taggy'][name] for run in runs)}"
        )


if __name__ == "__main__":
    main()
