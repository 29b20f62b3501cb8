"""Remarks: precision and recall of the score beside simple rules, on the half of the labelled tags kept for judging.

    python -m benchmarks.remarks
    python -m benchmarks.remarks --fit

`--fit` prints the weights that `consensus/remarks.py` holds, fitted on the other half.
"""

import argparse
import csv
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from benchmarks.runs import print_table
from consensus.remarks import STRONG, SUSPECTED, score_remark
from consensus.wording import Wording, read_wording
from graph.remarks import TagEvidence
from taggy.bounds import bound_share

LABELS = Path(__file__).resolve().parents[1] / "tests" / "data" / "remarks.csv"
WORDS = 3


@dataclass(frozen=True)
class Label:
    """A labelled tag: whether it is a remark, which half and stratum it is in, and how many posts carry it where."""

    tag: str
    remark: bool
    part: str
    stratum: str
    posts: int | None
    place: float | None

    @property
    def evidence(self) -> TagEvidence:
        """What is known of it; each post has an author of its own, for the data names none."""
        return TagEvidence(tag=self.tag, authors=self.posts or 0, place=self.place)


def read_labels(path: Path = LABELS) -> list[Label]:
    """Read the labelled tags."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Label(
                row["tag"],
                row["remark"] == "1",
                row["part"],
                row["stratum"],
                int(row["posts"]) if row["posts"] else None,
                float(row["place"]) if row["place"] else None,
            )
            for row in csv.DictReader(file)
        ]


def fit_weights(labels: Sequence[Label]) -> list[float]:
    """Fit the weights by L2 logistic regression: the base, those of the wording, of authors and of the place."""
    rows = [
        [
            *read_wording(label.tag),
            math.log2(label.posts) - 1 if label.posts else 0.0,
            label.place - 1 / 2 if label.place is not None else 0.0,
        ]
        for label in labels
    ]
    model = LogisticRegression(C=1.0).fit(rows, [label.remark for label in labels])
    return [float(model.intercept_[0]), *map(float, model.coef_[0])]


Rule = Callable[[Label], bool]
RULES: dict[str, Rule] = {
    f"score {STRONG:g} or more: taken out": lambda label: score_remark(label.evidence) >= STRONG,
    f"score {SUSPECTED:g} or more: shown to staff": lambda label: score_remark(label.evidence) >= SUSPECTED,
    "three words or more": lambda label: len(label.tag.split()) >= WORDS,
    "used once": lambda label: label.posts == 1,
    "three words or more, used once": lambda label: len(label.tag.split()) >= WORDS and label.posts == 1,
}


def judge_rule(rule: Rule, labels: Sequence[Label]) -> tuple[str, str]:
    """Return precision and recall of a rule, each with its Wilson interval."""
    hits = [label for label in labels if rule(label)]
    right = sum(label.remark for label in hits)
    return write_share(right, len(hits)), write_share(right, sum(label.remark for label in labels))


def write_share(part: int, whole: int) -> str:
    """Write a share with its 95 % Wilson interval and its counts."""
    if not whole:
        return "-"
    low, high = bound_share(part, whole), 1 - bound_share(whole - part, whole)
    return f"{part / whole:.3f} ({low:.3f}-{high:.3f}) {part}/{whole}"


def main() -> None:
    """Print the table, or the weights."""
    parser = argparse.ArgumentParser(description="How well remarks are told from metadata.")
    parser.add_argument("--fit", action="store_true", help="print the weights fitted on the build half")
    labels = read_labels()
    if parser.parse_args().fit:
        names = ("base", *Wording._fields, "authors", "place")
        weights = fit_weights([label for label in labels if label.part == "build"])
        print_table("weights", ("term", "weight"), [(n, f"{w:.2f}") for n, w in zip(names, weights, strict=True)])
        return
    judged = [label for label in labels if label.part == "judge"]
    posts = [label for label in judged if label.posts]
    for title, some in ((f"all {len(judged)} judged", judged), (f"the {len(posts)} of posts alone", posts)):
        rows = [(name, *judge_rule(rule, some)) for name, rule in RULES.items()]
        print_table(title, ("rule", "precision", "recall"), rows)


if __name__ == "__main__":
    main()
