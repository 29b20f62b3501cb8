"""The promise: is of what the model proposes as much right as it says, and how much does it still say?

    python -m benchmarks.promise generated     # 20,000 pictures whose truth is known in full
    python -m benchmarks.promise clipart       # the clip art beside the checkout; a tag not given counts as No

Twenty seeds. Of each the pictures are parted at random: by one third the confidences are calibrated, from the second
audits are drawn and answered with the truth, so that thresholds can be chosen; the third, that neither saw, is what the
figures are of. Logits are out of fold (five folds). *Afterwards* is the threshold of each tag that
proposes most on the third part with the promised precision there: nobody can know it before, so it is a bound.

`generated`: the tags of a picture are drawn each by its own share (1 to 20 %); its embedding is the sum of a direction
a tag, more or less pronounced, and noise; heads are least squares there. `clipart`: Taggy's heads on the features of
nsfwjs, one picture of each family of look-alikes; tags that at least 30 of these have.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor

from benchmarks.clipart import Learn, Scores, embed_all, learn_heads, read_collection
from benchmarks.runs import make_parser, measure_spread, print_settings, print_table
from model.auditing import Drawing
from model.backbones import load_backbone
from model.calibration import fit_calibration
from model.predictions import Predictions
from model.thresholds import Audit, Threshold, choose_thresholds

SHARED = Path(__file__).resolve().parents[2] / "shared" / "clipart"
SEEDS = 20
FOLDS = 5
PROMISE = 0.95
CALIBRATION, AUDITS, JUDGING = range(3)
PICTURES, TAGS, WIDTH = 20_000, 24, 32
FEWEST = 30


@dataclass(frozen=True)
class Collection:
    """Pictures as embeddings, and which tags each truly has."""

    embeddings: Tensor
    truth: Tensor
    categories: list[str]
    learn: Learn


@dataclass(frozen=True)
class Outcome:
    """Of one seed: precision of all proposals, tags that kept the promise, of how many, coverage, and the best one."""

    precision: float | None
    kept: int
    speaking: int
    by_category: int
    coverage: float
    afterwards: float


def generate(seed: int, pictures: int) -> Collection:
    """Draw a collection whose embeddings depend on the tags alone."""
    dice = Generator().manual_seed(seed)
    share = 0.01 * 20 ** torch.rand(TAGS, generator=dice)
    truth = torch.rand(pictures, TAGS, generator=dice) < share
    directions = torch.nn.functional.normalize(torch.randn(TAGS, WIDTH, generator=dice), dim=1)
    directions *= 2 + 8 * torch.rand(TAGS, 1, generator=dice)
    embeddings = truth.float() @ directions + torch.randn(pictures, WIDTH, generator=dice)
    return Collection(embeddings, truth, [f"category {number % 4}" for number in range(TAGS)], learn_squares)


def read_clipart(limit: int) -> Collection:
    """Read the clip art, one of each family of look-alikes, with the tags that people gave it."""
    found = read_collection(SHARED, limit)
    often = [number for number, count in enumerate(found.truth.sum(0)) if count >= FEWEST]
    seen = embed_all(load_backbone("nsfwjs", None), found.pictures)
    truth = torch.from_numpy(found.truth[:, often] > 0)
    return Collection(torch.from_numpy(seen).float(), truth, ["clip art"] * len(often), learn_heads)


def measure(collection: Collection, seed: int) -> Outcome:
    """Train, calibrate, audit and choose on two parts; measure on the third."""
    count, tags = collection.truth.shape
    dice = Generator().manual_seed(seed)
    part = torch.randperm(count, generator=dice) % 3
    names = [f"tag {number}" for number in range(tags)]
    images = [f"{seed}-{number}" for number in range(count)]
    logits = _cross_fit(collection, torch.randperm(count, generator=dice) % FOLDS)
    calibration = fit_calibration(
        predict(collection.truth, collection.categories, logits, images, names, part != CALIBRATION)
    )
    confidence = calibration.compute_confidence(logits)
    rows = (part == AUDITS).nonzero().squeeze(1).tolist()
    place = {images[row]: row for row in rows}
    drawing = Drawing(names)
    drawing.add([images[row] for row in rows], confidence[rows])
    column = {name: number for number, name in enumerate(names)}
    audits = [
        Audit(d.image, d.tag, d.confidence, bool(collection.truth[place[d.image], column[d.tag]]), d.probability >= 1)
        for d in drawing.list_draws()
    ]
    thresholds = choose_thresholds(names, collection.categories, audits, PROMISE)
    return _sum_up(confidence[part == JUDGING], collection.truth[part == JUDGING], thresholds)


def _cross_fit(collection: Collection, folds: Tensor) -> Tensor:
    """Judge each picture by what learned from the other folds."""
    logits = torch.empty(collection.truth.shape)
    x, y = collection.embeddings.numpy().astype(float), collection.truth.numpy().astype(float)
    for fold in range(FOLDS):
        own = (folds == fold).numpy()
        logits[folds == fold] = torch.from_numpy(collection.learn(x[~own], y[~own], x[own])).float()
    return logits


def learn_squares(features: Scores, truth: Scores, others: Scores) -> Scores:
    """Learn by least squares: quick, and as good as any line where noise is even."""
    x, asked = (np.pad(rows, ((0, 0), (0, 1)), constant_values=1.0) for rows in (features, others))
    return np.asarray(asked @ np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ (2 * truth - 1)))


def predict(
    truth: Tensor,
    categories: list[str],
    logits: Tensor,
    images: list[str],
    names: list[str],
    away: Tensor | None = None,
) -> Predictions:
    """Lay out logits beside the truth of all pairs, but for pictures that are away."""
    count, tags = logits.shape
    return Predictions(
        images=images,
        tags=names,
        categories=categories,
        logits=logits,
        targets=truth.float(),
        weights=torch.ones(count, tags),
        people=torch.zeros(count, tags, dtype=torch.int8),
        claimed=torch.zeros(count, tags, dtype=torch.int8),
        audited=torch.zeros(count, tags, dtype=torch.bool),
        test=torch.zeros(count, dtype=torch.bool) if away is None else away,
        popularity=torch.zeros(count),
        months=[""] * count,
    )


def _sum_up(confidence: Tensor, truth: Tensor, thresholds: list[Threshold]) -> Outcome:
    proposed = right = kept = speaking = found = 0
    for number, threshold in enumerate(thresholds):
        said, true = confidence[:, number], truth[:, number]
        found += _find_best(said, true)
        if threshold.value is None:
            continue
        above = said >= threshold.value
        hits = int((above & true).sum())
        proposed, right, speaking = proposed + int(above.sum()), right + hits, speaking + 1
        kept += hits >= PROMISE * int(above.sum())
    pairs = int(truth.sum())
    by_category = sum(threshold.answered_by == "category" for threshold in thresholds)
    return Outcome(right / proposed if proposed else None, kept, speaking, by_category, right / pairs, found / pairs)


def _find_best(said: Tensor, true: Tensor) -> int:
    """Count the true pairs that the best threshold known afterwards proposes."""
    hits = true[torch.argsort(said, descending=True)].cumsum(0)
    holds = hits >= PROMISE * torch.arange(1, len(said) + 1)
    return int(hits[holds].max()) if holds.any() else 0


def main() -> None:
    """Print the figures of one kind of collection."""
    parser: argparse.ArgumentParser = make_parser(__doc__ or "")
    parser.add_argument("kind", choices=["generated", "clipart"])
    options = parser.parse_args()
    pictures, seeds = (3_000, 2) if options.quick else (PICTURES, SEEDS)
    still = read_clipart(pictures) if options.kind == "clipart" else None
    make: Callable[[int], Collection] = lambda seed: still or generate(seed, pictures)  # noqa: E731 - one of two
    outcomes = [measure(make(seed), seed) for seed in range(seeds)]
    tags = make(0).truth.shape[1]
    print_settings({"seeds": seeds, "pictures": len(make(0).truth), "tags": tags, "promise": PROMISE})
    precise = [100 * o.precision for o in outcomes if o.precision is not None]
    speaking = sum(o.speaking for o in outcomes)
    rows = [
        ("precision of all proposals, %", measure_spread(precise) if precise else "nothing is proposed"),
        ("seeds with at least the promise", f"{sum(p >= 100 * PROMISE for p in precise)} of {len(precise)}"),
        ("tags that propose", measure_spread(o.speaking for o in outcomes)),
        ("… answered for by their category", measure_spread(o.by_category for o in outcomes)),
        ("… that kept the promise on the third part", f"{sum(o.kept for o in outcomes)} of {speaking}"),
        ("coverage, %", measure_spread(100 * o.coverage for o in outcomes)),
        ("coverage afterwards, %", measure_spread(100 * o.afterwards for o in outcomes)),
        ("share of that, %", measure_spread(100 * o.coverage / max(o.afterwards, 1e-9) for o in outcomes)),
    ]
    print_table(f"The promise, {options.kind}", ["median (lowest-highest)", ""], rows)


if __name__ == "__main__":
    main()
