"""Watermarks of a kind that was never learned from, over clip art: how many are found, and what is refused in vain.

The pictures are those of `../shared/clipart`, one of each family of look-alikes. A fifth of them is never learned from.
With `--more` those of a folder are learned from too, if they look like none of `../shared/clipart`.
For each kind of mark a detector is trained by `model/watermarks.py`, from nothing, on the others,
bare and with marks of all kinds but this one, and its threshold is chosen on a part of those. Then it judges the fifth:
bare, with a mark of the kinds that it knows, and with marks of the kind that it does not. Found and missed add up to
100 %; right is the mean of what is found and what is not refused in vain. The intervals are Wilson's, by pictures.

    python -m benchmarks.watermarks [--more FOLDER] [--quick]
"""

import random
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.metrics import roc_auc_score

from benchmarks.clipart import read_collection, read_others
from benchmarks.runs import make_parser, print_settings, print_table
from model.detectors import make_beginning
from model.examples import draw_examples, find_side, list_examples
from model.marks import KINDS, mark_picture
from model.served import Served
from model.serving import serve_detector
from model.watermarks import LOOKS, count_looks, train_watermarks
from taggy.settings import load_settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "clipart"
HELD = 5  # one picture in so many is never learned from
COPIES = 6  # marked ones a picture
TOLD = 2_400  # looks after which it is told how many they were
MARKS = 3  # of the kind that was not learned from, on each picture that was not
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
    examples = list_examples(place)
    beginning = make_beginning(SEED, find_side(examples))
    steps = train_watermarks(examples, beginning, SEED, looks, load_settings().device)
    while True:
        try:
            if (done := next(steps)) % TOLD == 0:
                print(f"{kind}: {done} of {count_looks(examples, looks)} looks", flush=True)
        except StopIteration as end:
            serve_detector(end.value, folder / f"{kind}.onnx")
            return Served(folder / f"{kind}.onnx")


def judge(detector: Served, pictures: list[Image.Image]) -> Scores:
    """Return how sure a detector is of a mark on each picture."""
    return np.array([detector.see([detector.prepare(picture)])[0, 0] for picture in pictures], np.float32)


def measure(held: list[Image.Image], learned: list[Image.Image], kind: str, looks: int, folder: Path) -> list[object]:
    """Measure a detector that never saw a kind of mark on the pictures that were held out: a row."""
    detector = train(learned, kind, looks, folder)
    threshold = float(detector.facts.about["threshold"])
    others = [name for name in KINDS if name != kind]
    dice = random.Random(SEED)  # noqa: S311 - drawings that can be repeated
    known = [mark_picture(picture, others[n % len(others)], dice) for n, picture in enumerate(held)]
    unknown = [mark_picture(picture, kind, dice) for picture in held for _ in range(MARKS)]
    bare, seen, unseen = (judge(detector, asked) for asked in (held, known, unknown))
    missed, alarms = float((unseen < threshold).mean()), float((bare >= threshold).mean())
    return [
        kind,
        f"{1 - missed:.1%} ({find_interval(1 - missed, len(held))})",
        f"{missed:.1%}",
        f"{(seen < threshold).mean():.1%}",
        f"{alarms:.1%} ({find_interval(alarms, len(held))})",
        f"{1 - (missed + alarms) / 2:.1%}",
        f"{roc_auc_score([0] * len(bare) + [1] * len(unseen), np.concatenate([bare, unseen])):.4f}",
        f"{threshold:.3f}",
    ]


def find_interval(share: float, count: int) -> str:
    """Return Wilson's 95 % interval of a share of so many pictures."""
    z = 1.96
    middle = share + z * z / (2 * count)
    apart = z * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    low, high = ((middle + sign * apart) / (1 + z * z / count) for sign in (-1, 1))
    return f"{low:.1%}-{high:.1%}"


def main() -> None:
    """Measure every kind of mark and print the table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--kind", action="append", choices=[*KINDS], help="a kind to hold out; else each in turn")
    parser.add_argument("--looks", type=int, default=LOOKS, help="pictures that each detector learns from")
    parser.add_argument("--more", type=Path, help="a folder of other pictures to learn from")
    given = parser.parse_args()
    limit, kinds, looks = QUICK if given.quick else (None, tuple(given.kind or KINDS), given.looks)
    pictures = read_collection(SHARED, limit).pictures
    held = pictures[::HELD]
    learned = [picture for number, picture in enumerate(pictures) if number % HELD]
    learned += read_others(given.more, pictures) if given.more else []
    print_settings(
        {
            "held out": len(held),
            "others": len(learned),
            "looks": looks,
            "marks each": MARKS,
            "seed": SEED,
        }
    )
    header = ["kind never seen", "found", "missed", "missed, known", "refused in vain", "right", "AUROC", "bound"]
    with tempfile.TemporaryDirectory() as folder:
        print_table(
            "Watermarks over clip art", header, [measure(held, learned, kind, looks, Path(folder)) for kind in kinds]
        )


if __name__ == "__main__":
    main()
