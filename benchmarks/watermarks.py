"""Watermarks of a kind that was never learned from, over clip art: how many are found, and what is refused in vain.

The pictures are those of `../shared/clipart`, one of each family of look-alikes. A fifth of them is never learned from.
For each kind of mark a detector is trained by `model/watermarks.py`, from nothing, on the others,
bare and with marks of all kinds but this one, and its threshold is chosen on a part of those. Then it judges the fifth:
bare, with marks of the kinds that it knows, and with marks of the kind that it does not. Found and missed add up to 100
%.

    python -m benchmarks.watermarks [--quick]
"""

import random
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.metrics import roc_auc_score

from benchmarks.clipart import read_collection
from benchmarks.runs import make_parser, print_settings, print_table
from model.detectors import make_beginning
from model.examples import draw_examples, list_examples
from model.marks import KINDS, mark_picture
from model.served import Served
from model.serving import serve_detector
from model.watermarks import LOOKS, train_watermarks
from taggy.settings import load_settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "clipart"
HELD = 5  # one picture in so many is never learned from
COPIES = 6  # marked ones a picture
QUICK = (90, ("diagonal",), 240)
SEED = 7

Scores = NDArray[np.float32]


def train(pictures: list[Image.Image], kind: str, looks: int, folder: Path) -> Served:
    """Train a detector without a kind of mark, and open it as a filter does."""
    bare, place = folder / f"bare-{kind}", folder / f"examples-{kind}"
    bare.mkdir()
    for number, picture in enumerate(pictures):
        picture.save(bare / f"{number:04}.png")
    draw_examples(bare, place, [kind], COPIES, SEED)
    steps = train_watermarks(list_examples(place), make_beginning(SEED), SEED, looks, load_settings().device)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            serve_detector(end.value, folder / f"{kind}.onnx")
            return Served(folder / f"{kind}.onnx")


def judge(detector: Served, pictures: list[Image.Image]) -> Scores:
    """Return how sure a detector is of a mark on each picture."""
    return np.array([detector.see([detector.prepare(picture)])[0, 0] for picture in pictures], np.float32)


def measure(pictures: list[Image.Image], kind: str, looks: int, folder: Path) -> list[object]:
    """Measure a detector that never saw a kind of mark: a row."""
    learned = [picture for number, picture in enumerate(pictures) if number % HELD]
    held = pictures[::HELD]
    detector = train(learned, kind, looks, folder)
    threshold = float(detector.facts.about["threshold"])
    others = [name for name in KINDS if name != kind]
    dice = random.Random(SEED)  # noqa: S311 - drawings that can be repeated
    known = [mark_picture(picture, others[n % len(others)], dice) for n, picture in enumerate(held)]
    bare, seen, unseen = (
        judge(detector, asked) for asked in (held, known, [mark_picture(picture, kind, dice) for picture in held])
    )
    truth = [0] * len(bare) + [1] * len(unseen)
    return [
        kind,
        len(held),
        f"{(unseen >= threshold).mean():.1%}",
        f"{(unseen < threshold).mean():.1%}",
        f"{(seen < threshold).mean():.1%}",
        f"{(bare >= threshold).mean():.1%}",
        f"{roc_auc_score(truth, np.concatenate([bare, unseen])):.3f}",
        f"{threshold:.3f}",
    ]


def main() -> None:
    """Measure every kind of mark and print the table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--kind", action="append", choices=[*KINDS], help="a kind to hold out; else each in turn")
    parser.add_argument("--looks", type=int, default=LOOKS, help="pictures that each detector learns from")
    given = parser.parse_args()
    limit, kinds, looks = QUICK if given.quick else (None, tuple(given.kind or KINDS), given.looks)
    pictures = read_collection(SHARED, limit).pictures
    print_settings(
        {"pictures": len(pictures), "one held out of": HELD, "kinds of marks": len(KINDS), "looks": looks, "seed": SEED}
    )
    header = [
        "kind never seen",
        "pictures",
        "found",
        "missed",
        "missed of known kinds",
        "refused in vain",
        "AUROC",
        "bound",
    ]
    with tempfile.TemporaryDirectory() as folder:
        print_table(
            "Watermarks over clip art", header, [measure(pictures, kind, looks, Path(folder)) for kind in kinds]
        )


if __name__ == "__main__":
    main()
