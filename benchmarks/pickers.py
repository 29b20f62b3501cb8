"""Pickers: how many comparisons are saved by choosing which two pictures to ask, with a simulated taste.

    python -m benchmarks.pickers [--seeds 20] [--quick]

Fixed before the first run. The pictures are the clip art of `../shared/clipart`, one of each family of look-alikes,
described by the network of npm's `nsfwjs` (`model/nsfwjs.py`). Two tastes, drawn anew for each seed:

    tags       every tag that people gave to eight pictures or more is worth something (normal), and each picture
               something of its own (a third of the spread); no embedding was asked
    direction  a picture is worth what a random direction of the embeddings says, among the first 32 axes

Worth is scaled to a spread of 2. A picture is to be kept if it is among the best fifth. One voter compares, answering
as the model of `consensus.preferences` has it, ties and strong preferences among the answers. Half of the pictures are
never asked about; AUROC is that of the ensemble's guess among these, against keep or drop. Every 20 answers all is
fitted anew, up to 400. Each draw is from a pool of 64 pictures drawn at random, as it is in Taggy, and the pickers have
the same pictures, taste and first 20 answers.

The given AUROC is what `random` has, on average, after half of the answers. Counted is how many answers a picker needs
until it has that for the first time (all of them where it never does). The saving is how many random needs by how many
a picker needs, over all seeds; the difference is that of the mean AUROC over the whole curve. Intervals are 95 % of a
bootstrap over the seeds, paired. A picker has won where both its intervals lie above no saving on both tastes. The
seeds are spread over all cores.
"""

import os
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.clipart import Collection, embed_all, read_collection
from benchmarks.runs import make_parser, print_settings, print_table
from consensus.answers import Floats
from consensus.ensemble import Ensemble, find_basis, fit_ensemble
from consensus.pickers import Picker, list_pairs, rank_pairs
from consensus.preferences import Comparisons, fit_preferences, spread_answers
from consensus.ratingquality import measure_auroc
from model.backbones import load_backbone

CLIPART = Path("../shared/clipart")
PICKERS: tuple[Picker, ...] = ("random", "variance", "gradient")
TASTES = ("tags", "direction")
SPREAD, KEPT, OWN, AXES = 2.0, 0.2, 1 / 3, 32
ROUND, MOST, POOL = 20, 400, 64
OPENNESS = {0: -0.5, 1: 0.0, 2: -2.0}
LEVELS = np.array([-2, -1, 0, 1, 2])
DRAWS = 10_000


@dataclass(frozen=True)
class World:
    """Pictures as points, what each is worth, and which of them are asked about."""

    points: Floats
    worth: Floats
    asked: np.ndarray[tuple[int], np.dtype[np.int64]]
    others: np.ndarray[tuple[int], np.dtype[np.int64]]

    def measure(self, ensemble: Ensemble) -> float:
        """Measure how well the guess tells what is to be kept, among pictures that are never asked about."""
        kept = self.worth >= np.quantile(self.worth, 1 - KEPT)
        return measure_auroc(ensemble.rate(self.points[self.others]).mean(axis=1), kept[self.others]) or 0.5


def make_world(collection: Collection, points: Floats, taste: str, dice: np.random.Generator) -> World:
    """Draw a taste, and which pictures are asked about."""
    if taste == "tags":
        worth = collection.truth @ dice.normal(size=len(collection.tags))
        worth = worth + OWN * worth.std() * dice.normal(size=len(worth))
    else:
        axes = min(AXES, points.shape[1])
        worth = points[:, :axes] @ dice.normal(size=axes)
    order = dice.permutation(len(points))
    half = len(order) // 2
    return World(points, SPREAD * (worth - worth.mean()) / worth.std(), order[:half], order[half:])


def run(world: World, picker: Picker, most: int, seed: int) -> list[float]:
    """Let a picker ask; return the AUROC after each round."""
    dice = np.random.default_rng(seed)
    rows: list[tuple[int, int, int]] = []
    ensemble, curve = Ensemble(np.zeros((world.points.shape[1], 1))), []
    while len(rows) < most:
        given = {frozenset(row[:2]) for row in rows}
        now: Picker = picker if rows else "random"
        for _ in range(ROUND):
            pool = dice.choice(world.asked, min(POOL, len(world.asked)), replace=False)
            pairs = pool[list_pairs(len(pool), dice)]
            ranked = rank_pairs(now, pairs, world.points, ensemble).tolist()
            left, right = next(pair for pair in ranked if frozenset(pair) not in given)
            given.add(frozenset((left, right)))
            likely = spread_answers(np.array([world.worth[left] - world.worth[right]]), OPENNESS)[0]
            rows.append((left, right, int(dice.choice(LEVELS, p=likely))))
        ensemble = learn(world, rows)
        curve.append(world.measure(ensemble))
    return curve


def learn(world: World, rows: list[tuple[int, int, int]]) -> Ensemble:
    """Fit everything to the answers so far, as a server does."""
    lefts, rights, answers = np.array(rows, np.int64).T
    seen, places = np.unique(np.concatenate([lefts, rights]), return_inverse=True)
    one, other = np.split(places, 2)
    small = Comparisons(np.zeros(len(rows), np.int64), one, other, answers, 1, len(seen))
    return fit_ensemble(world.points[seen], small, fit_preferences(small))


def try_seed(collection: Collection, points: Floats, most: int, drawn: tuple[str, int]) -> dict[Picker, list[float]]:
    """Let each picker ask about one taste."""
    taste, seed = drawn
    world = make_world(collection, points, taste, np.random.default_rng(1_000 + seed))
    return {picker: run(world, picker, most, seed) for picker in PICKERS}


def count_needed(curves: Floats, target: float) -> Floats:
    """Count the answers until each curve has the given AUROC for the first time."""
    there = curves >= target
    return np.asarray(np.where(there.any(axis=1), there.argmax(axis=1) + 1, curves.shape[1]) * ROUND, float)


def main() -> None:
    """Measure, and print tables."""
    parser = make_parser(__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20, help="how many tastes of each kind")
    options = parser.parse_args()
    seeds, most = (3, 100) if options.quick else (options.seeds, MOST)
    collection = read_collection(CLIPART, 300 if options.quick else None)
    vectors = embed_all(load_backbone("nsfwjs", None), collection.pictures)
    points = find_basis(vectors).place(vectors)
    print_settings({"seeds": seeds, "answers": most, "axes": points.shape[1], "tags": len(collection.tags)})
    rows: list[list[object]] = []
    blind = replace(collection, pictures=[])  # what is asked about are points
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # of each process: there is one a core
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        for taste in TASTES:
            drawn = [(taste, seed) for seed in range(seeds)]
            tried = pool.map(partial(try_seed, blind, points, most), drawn, chunksize=1)
            rows += compare(taste, {picker: np.array([found[picker] for found in tried]) for picker in PICKERS})
    header = ["taste", "picker", "AUROC given", "answers needed", "saving", "AUROC over the curve", "AUROC at the end"]
    print_table("Comparisons needed, by picker", header, rows)


def compare(taste: str, curves: dict[Picker, Floats]) -> list[list[object]]:
    """Compare the pickers with random, seed by seed."""
    usual = curves["random"]
    target = float(usual.mean(axis=0)[usual.shape[1] // 2 - 1])
    needed = {picker: count_needed(curve, target) for picker, curve in curves.items()}
    drawn = np.random.default_rng(1).integers(len(usual), size=(DRAWS, len(usual)))
    rows: list[list[object]] = []
    for picker, curve in curves.items():
        saved = needed["random"][drawn].mean(axis=1) / needed[picker][drawn].mean(axis=1)
        better = (curve - usual).mean(axis=1)[drawn].mean(axis=1)
        saving = f"{needed['random'].mean() / needed[picker].mean():.2f} ({bound(saved, 2)})"
        difference = f"{(curve - usual).mean():+.3f} ({bound(better, 3)})"
        row = [taste, picker, f"{target:.3f}", f"{needed[picker].mean():.0f}", saving, difference]
        rows.append([*row, f"{curve[:, -1].mean():.3f}"])
    return rows


def bound(values: Floats, digits: int) -> str:
    """Write the bounds of a 95 % interval."""
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{low:.{digits}f} to {high:.{digits}f}"


if __name__ == "__main__":
    main()
