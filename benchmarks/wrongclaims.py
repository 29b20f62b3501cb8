"""Wrong claims: how early the board of what people claim and the run denies finds them, beside cleanlab.

    python -m benchmarks.wrongclaims [--quick]

The clip art beside the checkout with the tags that people gave it, one picture of each family of look-alikes, the tags
that at least eight of these have (`benchmarks/clipart.py`). To them are added, as a twentieth or a fifth of them, wrong
ones: the tag of a random claim on a random picture that lacks it. What the people of the clip art got wrong themselves
counts as right, for both sides alike. Then heads learn from all claims, on the features of nsfwjs; confidences are
calibrated, out of five folds, and the same for all. Every claim is ranked, the likeliest to be wrong first; judged is
the average precision of the wrong ones, over five runs with other wrong claims and folds.

    Taggy     `graph.disputes.weigh_doubt`, the order of the board *human-only*; a claim is worth what one of an
              unknown source is, and an answer of an unknown voter what that is
    cleanlab  `multilabel_classification.get_label_quality_scores_per_class` by each of its methods, adjusted for the
              confidence that a class usually gets and not

With votes: 500 claims, drawn at random, are answered once each by voters of whom nothing is known and who are right
in nine of ten cases. cleanlab knows none; what is denied is put before, and what is confirmed behind all others of its.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from cleanlab.multilabel_classification.rank import get_label_quality_scores_per_class
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from benchmarks.clipart import Scores, draw_folds, embed_all, judge, learn_heads, read_collection
from benchmarks.promise import predict
from benchmarks.runs import RUNS, make_parser, measure_spread, print_settings, print_table
from graph.disputes import weigh_doubt
from graph.odds import ANSWER, find_probability
from model.backbones import load_backbone
from model.calibration import fit_calibration

CLIPART = Path("../shared/clipart")
SHARES = (0.05, 0.2)
VOTES, RIGHT = 500, 0.9
METHODS = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")
Pairs = NDArray[np.bool_]


def add_wrong(truth: Scores, share: float, dice: np.random.Generator) -> Pairs:
    """Draw wrong claims: so many for each that was given, of a tag as often as it is given."""
    tags = np.nonzero(truth)[1]
    wrong = np.zeros_like(truth, bool)
    while wrong.sum() < int(share * truth.sum()):
        row, tag = dice.integers(len(truth)), tags[dice.integers(len(tags))]
        wrong[row, tag] = truth[row, tag] == 0
    return wrong


def judge_claims(features: Scores, claims: Scores, seed: int) -> Scores:
    """Return calibrated confidences out of fold."""
    folds = draw_folds(len(claims), seed)
    logits = torch.from_numpy(judge(features, claims, folds, learn_heads)).float()
    images, names = ([str(number) for number in range(count)] for count in claims.shape)
    told = predict(torch.from_numpy(claims > 0), [""] * len(names), logits, images, names)
    return np.asarray(fit_calibration(told).compute_confidence(logits).numpy(), float)


def draw_votes(wrong: Pairs, claimed: Pairs, dice: np.random.Generator) -> Scores:
    """Draw answers to claims: 1 for Yes, -1 for No, 0 for none."""
    votes = np.zeros(claimed.shape)
    rows, tags = np.nonzero(claimed)
    for place in dice.permutation(len(rows))[:VOTES]:
        pair = rows[place], tags[place]
        votes[pair] = -1 if wrong[pair] == (dice.random() < RIGHT) else 1
    return votes


def doubt_by_taggy(confidence: Scores, claimed: Pairs, votes: Scores) -> Scores:
    """Doubt each claim as the board does."""
    usual = np.where(claimed, confidence, 0).sum(0) / claimed.sum(0)
    doubt = np.zeros_like(confidence)
    for row, tag in zip(*np.nonzero(claimed), strict=True):
        evidence = find_probability(ANSWER * (1 + votes[row, tag]))
        doubt[row, tag] = weigh_doubt(confidence[row, tag], float(usual[tag]), evidence)
    return doubt


def doubt_by_cleanlab(confidence: Scores, claimed: Pairs, votes: Scores) -> Iterator[tuple[str, Scores]]:
    """Doubt each claim by each way of cleanlab."""
    labels = [np.flatnonzero(row).tolist() for row in claimed]
    for method in METHODS:
        for adjusted in (False, True) if method != "confidence_weighted_entropy" else (False,):
            quality = get_label_quality_scores_per_class(labels, confidence, method=method, adjust_pred_probs=adjusted)
            yield f"cleanlab, {method}{', adjusted' if adjusted else ''}", -quality - 10 * votes


def measure(features: Scores, truth: Scores, share: float, seed: int) -> dict[tuple[str, str], float]:
    """Measure every side once, without votes and with."""
    dice = np.random.default_rng(seed)
    wrong = add_wrong(truth, share, dice)
    claimed = (truth > 0) | wrong
    confidence = judge_claims(features, claimed.astype(float), seed)
    found = {}
    for name, votes in (("no votes", np.zeros(truth.shape)), (f"{VOTES} votes", draw_votes(wrong, claimed, dice))):
        sides = [
            ("Taggy", doubt_by_taggy(confidence, claimed, votes)),
            *doubt_by_cleanlab(confidence, claimed, votes),
        ]
        for side, doubt in sides:
            found[side, name] = 100 * float(average_precision_score(wrong[claimed], doubt[claimed]))
    return found


def main() -> None:
    """Print a table a share of wrong claims."""
    options = make_parser(__doc__ or "").parse_args()
    collection = read_collection(CLIPART, 400 if options.quick else None)
    features = embed_all(load_backbone("nsfwjs", None), collection.pictures)
    print_settings({"runs": RUNS, "votes": VOTES, "a vote is right in": RIGHT})
    for share in SHARES:
        runs = [measure(features, collection.truth, share, seed) for seed in range(1 if options.quick else RUNS)]
        sides = list(dict.fromkeys(side for side, _ in runs[0]))
        votes = list(dict.fromkeys(name for _, name in runs[0]))
        rows = [(side, *(measure_spread(run[side, name] for run in runs) for name in votes)) for side in sides]
        print_table(f"Wrong claims, {share:.0%} added: average precision, %", ["side", *votes], rows)


if __name__ == "__main__":
    main()
