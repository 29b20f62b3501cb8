"""Heads: all tags in one fit, beside scikit-learn's one-vs-rest logistic regression with the same penalty.

    python -m benchmarks.heads

Embeddings are drawn at random: 512 features whose spread falls as those of real networks do, and tags that a hidden
direction and noise decide, given to 1 in 1,000 up to 1 in 5 pictures. Both sides learn from the same standardised rows
in single precision on the same cores and are judged by mean average precision on 10,000 rows that neither has seen.
scikit-learn fits a sample of the tags, spread evenly over how often they are given; its time is scaled to all of them.
"""

import os
import time
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from torch import Generator, Tensor

from benchmarks.runs import RUNS, measure_spread, print_settings, print_table, read_quick
from model.heads import PENALTY, TOLERANCE, fit_heads

HELD_OUT = 10_000
SAMPLE = 20


@dataclass(frozen=True)
class Data:
    """Embeddings and targets to learn from, and others to judge by."""

    embeddings: Tensor
    targets: Tensor
    new: Tensor
    truth: Tensor


def draw_data(pictures: int, width: int, tags: int) -> Data:
    """Draw embeddings and targets."""
    dice = Generator().manual_seed(1)
    total = pictures + HELD_OUT
    turn = torch.linalg.qr(torch.randn(width, width, generator=dice))[0]
    spread = torch.arange(1, width + 1).float() ** -0.5
    hidden = torch.randn(total, width, generator=dice) * spread
    scores = hidden @ torch.randn(width, tags, generator=dice)
    scores += scores.std() * torch.randn(total, tags, generator=dice)
    shares = torch.logspace(-3, -0.7, tags)
    bounds = [float(scores[:, tag].kthvalue(int(total * (1 - shares[tag]))).values) for tag in range(tags)]
    targets = (scores > torch.tensor(bounds)).float()
    embeddings = hidden @ turn
    embeddings = (embeddings - embeddings[:pictures].mean(0)) / embeddings[:pictures].std(0, correction=0)
    return Data(embeddings[:pictures], targets[:pictures], embeddings[pictures:], targets[pictures:])


def score(logits: np.ndarray, truth: Tensor) -> float:
    """Return the mean average precision over the tags."""
    return float(np.mean([average_precision_score(truth[:, tag], logits[:, tag]) for tag in range(truth.shape[1])]))


def fit_ours(data: Data, sample: list[int]) -> tuple[float, float]:
    """Fit all tags; return the seconds, and the mean average precision on the sample."""
    weights = torch.ones_like(data.targets)
    begun = time.perf_counter()
    heads = fit_heads(data.embeddings, data.targets, weights)
    seconds = time.perf_counter() - begun
    return seconds, score(heads.compute_logits(data.new)[:, sample].numpy(), data.truth[:, sample])


def fit_peer(data: Data, sample: list[int]) -> tuple[float, float]:
    """Fit the sample one by one; return the seconds for all tags at that pace, and the mean average precision."""
    embeddings, new = data.embeddings.numpy(), data.new.numpy()
    logits = np.empty((len(new), len(sample)))
    begun = time.perf_counter()
    for place, tag in enumerate(sample):
        peer = LogisticRegression(C=1 / PENALTY).fit(embeddings, data.targets[:, tag].numpy())
        logits[:, place] = peer.decision_function(new)
    seconds = time.perf_counter() - begun
    return seconds * data.targets.shape[1] / len(sample), score(logits, data.truth[:, sample])


def main() -> None:
    """Measure both sides and print the table."""
    quick = read_quick("Heads beside scikit-learn's logistic regression.")
    pictures, width, tags = (4_000, 64, 60) if quick else (50_000, 512, 1_000)
    data = draw_data(pictures, width, tags)
    sample = list(range(0, tags, tags // SAMPLE))
    ours = [fit_ours(data, sample) for _ in range(RUNS)]
    peer = [fit_peer(data, sample) for _ in range(1 if quick else 3)]
    print_settings(
        {
            "pictures": pictures,
            "width": width,
            "tags": tags,
            "penalty": PENALTY,
            "ours": f"tolerance {TOLERANCE}, float32, {torch.get_num_threads()} threads",
            "scikit-learn": f"lbfgs, tol 1e-4 (its default), float32, {len(sample)} tags scaled to {tags}",
            "cores": os.cpu_count(),
        }
    )
    seconds = [measure_spread(second for second, _ in runs) for runs in (ours, peer)]
    print_table(
        "fitting a head a tag",
        ["", "runs", "seconds", "mean average precision", "times faster"],
        [
            [
                "all tags in one fit",
                len(ours),
                seconds[0],
                f"{ours[0][1]:.4f}",
                f"{seconds[1].median / seconds[0].median:.1f}",
            ],
            ["scikit-learn, one by one", len(peer), seconds[1], f"{peer[0][1]:.4f}", "1"],
        ],
    )


if __name__ == "__main__":
    main()
