"""Tags of real clip art, how well each kind of features tells them: `frozen`, `scratch`; `--quick` for a trial.

The pictures and the tags that people gave them are those of `../shared/clipart`. Look-alikes, mirrored ones too, are
one picture: the first of each family (media/families.py) with the tags of all. Every tag that at least eight such
pictures have is a question of its own; a tag that nobody gave is a No, so every figure is low where people left tags
out. Five runs, each splits the pictures into five folds by another seed; the same folds serve all sides, and a picture
is judged by what did not learn from its fold. A threshold a tag is chosen for the best F1 on the scores of the other
four folds, the same way for all sides. Figures are means over the tags: average precision and F1, by scikit-learn.

`frozen`: Taggy's heads on the features of nsfwjs; logistic regression (scikit-learn) on HOG (scikit-image) and a
histogram of colours, their 256 principal components; the ten nearest neighbours by cosine on either; random numbers;
and No to everything.

`scratch`: Taggy's small network trained from nothing, one a fold, with its heads.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from skimage.feature import hog
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from benchmarks.runs import RUNS, measure_spread, print_settings, print_table
from media.families import Families, Newcomer
from media.fingerprints import take_fingerprint
from media.prints import read_prints
from model.answers import HINT
from model.backbones import Backbone, load_backbone
from model.finetuning import train_networks
from model.heads import fit_heads
from model.lessons import Lessons
from model.pictures import convert_to_rgb
from model.scratch import FROM_NOTHING, create_small_backbone
from model.steps import Steps

FOLDS = 5
FEWEST = 8
NEIGHBOURS = 10
SIDE = 64
WIDEST = 192
COMPONENTS = 256
STRENGTHS = (0.001, 0.01, 0.1)

Scores = NDArray[np.float64]
Learn = Callable[[Scores, Scores, Scores], Scores]  # features and truth to learn from, features to judge: its scores


@dataclass(frozen=True)
class Collection:
    """Pictures that do not look alike, the tags, and which picture has which, n by t of 0 and 1."""

    pictures: list[Image.Image]
    tags: list[str]
    truth: Scores


def read_collection(folder: Path, limit: int | None) -> Collection:
    """Read the tagged pictures, one of each family of look-alikes, with the tags of all of it."""
    known, like = Families(), dict[str, str]()
    first: dict[str, str] = {}
    tags: dict[str, set[str]] = {}
    for file in sorted(folder.glob("*.png"))[:limit]:
        given = {line for line in Path(f"{file}.txt").read_text("utf-8").splitlines() if line}
        if not given:
            continue
        with Image.open(file) as picture:
            fingerprint = take_fingerprint(picture)
        twin = first.setdefault(fingerprint.pixels, file.name)
        if twin == file.name:
            (place,) = known.place_all([Newcomer(twin, read_prints(fingerprint.prints))], lambda _image, _leader: False)
            like[twin] = like[place.like] if place.like else twin
        tags.setdefault(like[twin], set()).update(given)
    support = Counter(tag for given in tags.values() for tag in given)
    names = sorted(tag for tag, count in support.items() if count >= FEWEST)
    truth = np.array([[float(tag in given) for tag in names] for given in tags.values()])
    print(
        f"pictures: {len(tags)} that are not alike, of {len(like)} that differ; tags of {FEWEST} or more: {len(names)}"
    )
    return Collection([convert_to_rgb(Image.open(folder / name)) for name in tags], names, truth)


def read_others(folder: Path, known: Sequence[Image.Image]) -> list[Image.Image]:
    """Read the pictures of a folder and all in it that look neither like the known ones nor like one another.

    They are shown as those of the collection are: on white, at most `WIDEST` pixels wide and high.
    """
    families, others = Families(), list[Image.Image]()
    for number, picture in enumerate(chain(known, map(_read_scaled, sorted(folder.rglob("*.png"))))):
        newcomer = Newcomer(str(number), read_prints(take_fingerprint(picture).prints))
        (place,) = families.place_all([newcomer], lambda _image, _leader: False)
        if number >= len(known) and not place.like:
            others.append(picture)
    return others


def _read_scaled(path: Path) -> Image.Image:
    picture = convert_to_rgb(Image.open(path))
    picture.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    return picture


def describe_by_hand(picture: Image.Image) -> Scores:
    """Describe a picture by HOG of its grey values and by how often each of 4 x 4 x 4 colours is there."""
    small = picture.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    gradients = hog(np.asarray(small.convert("L")), 9, (8, 8), (2, 2), block_norm="L2-Hys")
    colours = np.histogramdd(np.asarray(small).reshape(-1, 3), 4, [(0, 256)] * 3)[0].ravel()
    return np.concatenate([gradients, np.sqrt(colours / colours.sum())])


def embed_all(backbone: Backbone, pictures: Sequence[Image.Image]) -> Scores:
    """Embed pictures, a row each."""
    rows = [backbone.embed(backbone.prepare(picture).unsqueeze(0)) for picture in pictures]
    return np.asarray(torch.cat(rows).numpy(), float)


def learn_heads(features: Scores, truth: Scores, others: Scores) -> Scores:
    """Learn as Taggy does: a silence of people counts as a quarter of a No."""
    targets = to_tensor(truth)
    heads = fit_heads(to_tensor(features), targets, torch.where(targets > 0, 1.0, HINT))
    return np.asarray(heads.compute_logits(to_tensor(others)).numpy(), float)


def learn_regression(features: Scores, truth: Scores, others: Scores, strength: float) -> Scores:
    """Learn a logistic regression a tag by scikit-learn, on the principal components of standardised features."""
    scaler = make_pipeline(StandardScaler(), PCA(min(COMPONENTS, *features.shape), random_state=1)).fit(features)
    ready, asked = scaler.transform(features), scaler.transform(others)
    regression = LogisticRegression(C=strength, tol=1e-3, max_iter=200)
    return np.column_stack([
        regression.fit(ready, column).decision_function(asked) if column.any() else np.full(len(others), -np.inf)
        for column in truth.T
    ])  # fmt: skip


def learn_neighbours(features: Scores, truth: Scores, others: Scores) -> Scores:
    """Ask the nearest neighbours by cosine, each as much as it is like the picture."""
    mean, spread = features.mean(0), features.std(0) + 1e-9
    known, asked = ((rows - mean) / spread for rows in (features, others))
    cosine = (asked / np.linalg.norm(asked, axis=1)[:, None]) @ (known / np.linalg.norm(known, axis=1)[:, None]).T
    nearest = np.argsort(-cosine, axis=1)[:, :NEIGHBOURS]
    weight = np.take_along_axis(cosine, nearest, 1).clip(1e-6)
    return np.asarray((weight[:, :, None] * truth[nearest]).sum(1) / weight.sum(1)[:, None])


def guess(_features: Scores, truth: Scores, others: Scores) -> Scores:
    """Score at random."""
    return np.random.default_rng(len(others)).random((len(others), truth.shape[1]))


def draw_folds(count: int, seed: int) -> NDArray[np.int64]:
    """Draw the fold of each picture, all of one size."""
    return np.random.default_rng(seed).permutation(count) % FOLDS


def judge(features: Scores, truth: Scores, folds: NDArray[np.int64], learn: Learn) -> Scores:
    """Score each picture by what did not learn from its fold."""
    scores = np.empty_like(truth)
    for fold in range(FOLDS):
        own = folds == fold
        scores[own] = learn(features[~own], truth[~own], features[own])
    return scores


def choose_threshold(scores: Scores, truth: Scores) -> float:
    """Choose the threshold of the best F1."""
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[f1[:-1].argmax()])


def measure_quality(scores: Scores, truth: Scores, folds: NDArray[np.int64]) -> tuple[float, float]:
    """Measure the mean average precision and the mean F1 over the tags, in %."""
    said = np.zeros_like(truth, bool)
    for fold in range(FOLDS):
        own = folds == fold
        for tag in range(truth.shape[1]):
            said[own, tag] = scores[own, tag] >= choose_threshold(scores[~own, tag], truth[~own, tag])
    f1 = 2 * (said * truth).sum(0) / (said.sum(0) + truth.sum(0))
    return 100 * float(average_precision_score(truth, scores, average="macro")), 100 * float(f1.mean())


def choose_strength(features: Scores, truth: Scores, folds: NDArray[np.int64]) -> float:
    """Choose the other side's C within the first run's first training side, by average precision on a fifth of it."""
    rows = np.flatnonzero(folds != 0)
    held = rows[::FOLDS]
    learn = np.setdiff1d(rows, held)
    asked = truth[held].any(0) & truth[learn].any(0)
    found = {
        c: average_precision_score(
            truth[held][:, asked], learn_regression(features[learn], truth[learn][:, asked], features[held], c)
        )
        for c in STRENGTHS
    }
    print("C of the logistic regression:", {c: round(float(value), 4) for c, value in found.items()})
    return max(found, key=lambda c: found[c])


def run_frozen(collection: Collection, runs: int, weights: Path | None) -> None:
    """Measure the sides whose features do not change."""
    backbone = load_backbone("nsfwjs", weights)
    seen = embed_all(backbone, collection.pictures)
    by_hand = np.array([describe_by_hand(picture) for picture in collection.pictures])
    strength = choose_strength(by_hand, collection.truth, draw_folds(len(by_hand), 0))
    sides: list[tuple[str, Scores, Learn]] = [
        ("nsfwjs, Taggy's heads", seen, learn_heads),
        ("HOG and colours, logistic regression", by_hand, partial(learn_regression, strength=strength)),
        ("nsfwjs, nearest neighbours", seen, learn_neighbours),
        ("HOG and colours, nearest neighbours", by_hand, learn_neighbours),
        ("random numbers", by_hand, guess),
    ]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in sides}
    for run in range(runs):
        folds = draw_folds(len(seen), run)
        for name, features, learn in sides:
            scores = judge(features, collection.truth, folds, learn)
            found[name].append(measure_quality(scores, collection.truth, folds))
        print(f"run {run + 1}: { ({name: values[-1] for name, values in found.items()}) }", flush=True)
    always = 100 * float(collection.truth.mean())
    print_settings({
        "backbone": backbone.key, "features": f"nsfwjs {seen.shape[1]}, HOG and colours {by_hand.shape[1]}",
        "C of the logistic regression": strength, "neighbours": NEIGHBOURS,
    })  # fmt: skip
    print_found({**found, "No to everything": [(always, 0.0)]})


def run_scratch(collection: Collection, runs: int, passes: int) -> None:
    """Measure the small network trained from nothing: a network and heads a fold."""
    found: list[tuple[float, float]] = []
    start = create_small_backbone(1)
    pictures = torch.stack([start.prepare(picture) for picture in collection.pictures])
    targets = to_tensor(collection.truth)
    for run in range(runs):
        folds = draw_folds(len(pictures), run)
        lessons = Lessons(
            [str(row) for row in range(len(pictures))],
            targets,
            torch.where(targets > 0, 1.0, HINT),
            torch.from_numpy(folds),
        )
        with tempfile.TemporaryDirectory() as place:
            course = replace(FROM_NOTHING, passes=passes, seed=run, folds=FOLDS)
            steps = train_networks(start, lessons, pictures, course, Path(place) / "t")
            trained = finish(steps)
        scores = np.empty_like(collection.truth)
        for fold, network in enumerate(trained.networks):
            with torch.inference_mode():
                rows: list[Tensor] = [network(part) for part in torch.split(pictures, 64)]
            seen = np.asarray(torch.cat(rows).numpy(), float)
            own = folds == fold
            scores[own] = learn_heads(seen[~own], collection.truth[~own], seen[own])
        found.append(measure_quality(scores, collection.truth, folds))
        print(f"run {run + 1}: {found[-1]}", flush=True)
    print_settings({"network": start.name, "pictures shown a fold": passes})
    print_found({"small network from nothing, Taggy's heads": found})


def finish(steps: Steps[Backbone]) -> Backbone:
    """Take all steps."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            trained: Backbone = end.value
            return trained


def print_found(found: dict[str, list[tuple[float, float]]]) -> None:
    """Print the table."""
    rows = [
        (name, measure_spread(ap for ap, _ in runs), measure_spread(f1 for _, f1 in runs))
        for name, runs in found.items()
    ]
    print_table("Tags of clip art, out of fold, %", ["side", "mean average precision", "macro F1"], rows)


def to_tensor(values: Scores) -> Tensor:
    """Turn numbers into torch's."""
    return torch.from_numpy(values).float()


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="Tags of clip art, by each kind of features")
    parser.add_argument("what", choices=["frozen", "scratch"])
    parser.add_argument(
        "--pictures", type=Path, default=Path("../shared/clipart"), help="PNG files, each with its tags"
    )
    parser.add_argument("--weights", type=Path, help="the folder of nsfwjs, if not in node_modules")
    parser.add_argument("--quick", action="store_true", help="small sizes, for development: the figures say nothing")
    given = parser.parse_args()
    collection = read_collection(given.pictures, 400 if given.quick else None)
    runs = 1 if given.quick else RUNS
    if given.what == "frozen":
        run_frozen(collection, runs, given.weights)
    else:
        run_scratch(collection, runs, 640 if given.quick else FROM_NOTHING.passes)


if __name__ == "__main__":
    main()
