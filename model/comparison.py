"""Comparison: where a candidate is better than the live run, and where worse, on the same pictures.

Both are judged by heads that did not learn from the picture, on pictures that are on the test side of both or that
people answered. Figures of a tag come with the interval of their difference: the pictures are drawn anew with
replacement, the same ones for both runs, and the middle 95 % of the differences are kept (paired bootstrap). Whether a
pair is proposed, and rightly, is compared by McNemar's test: of the pairs that one run alone gets right, are as many
the candidate's as the live run's? Pictures that look alike are compared together too: a run can be better as a whole
and much worse on drawings.

References: B. Efron, R. Tibshirani, "An introduction to the bootstrap" (1993); Q. McNemar, "Note on the sampling error
of the difference between correlated proportions or percentages" (1947).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from model.predictions import Predictions
from model.quality import mark_proposed
from model.thresholds import Threshold

DRAWS = 400
EXAMPLES = 4


@dataclass(frozen=True)
class Opinions:
    """A run's predictions with its confidences (a row a picture, a column a tag) and thresholds."""

    predictions: Predictions
    confidence: Tensor
    thresholds: list[Threshold]


@dataclass(frozen=True)
class Change:
    """A figure of both runs, and the 95 % interval of the difference; None where it cannot be measured."""

    candidate: float | None
    live: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class TagChange:
    """How the runs differ on a tag: `gained` pairs the candidate alone gets right, `lost` ones the live run alone."""

    tag: str
    category: str
    pictures: int
    average_precision: Change
    precision: Change
    coverage: Change
    gained: int
    lost: int
    p_same: float


@dataclass(frozen=True)
class ClusterChange:
    """How the runs differ on pictures that look alike: shares of pairs that are right; `examples` were lost."""

    cluster: int
    pictures: int
    pairs: int
    right: Change
    gained: int
    lost: int
    p_same: float
    tags: list[str]
    examples: list[str]


def match_runs(candidate: Opinions, live: Opinions) -> tuple[Opinions, Opinions]:
    """Take the pictures and tags that both runs know, in one order, and of them what is fair to judge both by.

    Pairs count where the picture is on the test side of both, or people answered the pair.
    """
    images = sorted(set(candidate.predictions.images) & set(live.predictions.images))
    tags = sorted(set(candidate.predictions.tags) & set(live.predictions.tags))
    one, other = _pick(candidate, images, tags), _pick(live, images, tags)
    seen = torch.isfinite(one.confidence) & torch.isfinite(other.confidence)
    unseen = (one.predictions.test & other.predictions.test).unsqueeze(1)
    fair = (one.predictions.weights > 0) & seen & (unseen | (one.predictions.people != 0))
    weights = torch.where(fair, one.predictions.weights, 0)
    return _weigh(one, weights, one.predictions.targets), _weigh(other, weights, one.predictions.targets)


def _pick(run: Opinions, images: Sequence[str], tags: Sequence[str]) -> Opinions:
    told = run.predictions
    row = {image: number for number, image in enumerate(told.images)}
    column = {tag: number for number, tag in enumerate(told.tags)}
    rows = torch.tensor([row[image] for image in images], dtype=torch.long)
    columns = torch.tensor([column[tag] for tag in tags], dtype=torch.long)
    part = told.take(rows)
    picked = Predictions(
        images=part.images,
        tags=list(tags),
        categories=[told.categories[number] for number in columns.tolist()],
        logits=part.logits[:, columns],
        targets=part.targets[:, columns],
        weights=part.weights[:, columns],
        people=part.people[:, columns],
        claimed=part.claimed[:, columns],
        audited=part.audited[:, columns],
        test=part.test,
        popularity=part.popularity,
        months=part.months,
    )
    return Opinions(picked, run.confidence[rows][:, columns], [run.thresholds[number] for number in columns.tolist()])


def _weigh(run: Opinions, weights: Tensor, targets: Tensor) -> Opinions:
    fields = vars(run.predictions) | {"weights": weights, "targets": targets}
    return Opinions(Predictions(**fields), run.confidence, run.thresholds)


def compare_tags(candidate: Opinions, live: Opinions, seed: int = 1) -> list[TagChange]:
    """Compare matched runs tag by tag; tags without a pair to judge by are left out."""
    said = [mark_proposed(run.confidence, run.thresholds) for run in (candidate, live)]
    changes = []
    for column, tag in enumerate(candidate.predictions.tags):
        known = candidate.predictions.weights[:, column] > 0
        if not known.any():
            continue
        truth = candidate.predictions.targets[known, column] > 1 / 2
        sure = [run.confidence[known, column] for run in (candidate, live)]
        one, other = (proposed[known, column] for proposed in said)
        silent = [run.thresholds[column].value is None for run in (candidate, live)]
        counts = _draw_pictures(int(known.sum()), seed)
        covered = [proposed & (not quiet) for proposed, quiet in zip((one, other), silent, strict=True)]
        gained, lost = _count_right(one, other, truth)
        changes.append(
            TagChange(
                tag=tag,
                category=candidate.predictions.categories[column],
                pictures=int(known.sum()),
                average_precision=_measure_change(*(_draw_average_precision(c, truth, counts) for c in sure)),
                precision=_measure_change(*(_draw_share(p & truth, p, counts) for p in (one, other))),
                coverage=_measure_change(*(_draw_share(p & truth, truth, counts) for p in covered)),
                gained=gained,
                lost=lost,
                p_same=compare_counts(gained, lost),
            )
        )
    return changes


def compare_clusters(candidate: Opinions, live: Opinions, clusters: Tensor, seed: int = 1) -> list[ClusterChange]:
    """Compare matched runs on each cluster of pictures (n, int64), where it got worst first."""
    known = candidate.predictions.weights > 0
    truth = candidate.predictions.targets > 1 / 2
    one, other = (
        (mark_proposed(run.confidence, run.thresholds) == truth) & known for run in (candidate, live)
    )  # whether each gets a pair right
    changes = []
    for cluster in torch.unique(clusters).tolist():
        rows = (clusters == cluster) & known.any(1)
        if not rows.any():
            continue
        counts = _draw_pictures(int(rows.sum()), seed)
        pairs = known[rows].sum(1)
        shares = [_draw_share(right[rows].sum(1), pairs, counts) for right in (one, other)]
        lost = other & ~one & rows.unsqueeze(1)
        gained = int((one & ~other)[rows].sum())
        changes.append(
            ClusterChange(
                cluster=int(cluster),
                pictures=int(rows.sum()),
                pairs=int(pairs.sum()),
                right=_measure_change(*shares),
                gained=gained,
                lost=int(lost.sum()),
                p_same=compare_counts(gained, int(lost.sum())),
                tags=[candidate.predictions.tags[c] for c in _find_most(lost.sum(0))],
                examples=[candidate.predictions.images[r] for r in _find_most(lost.sum(1))],
            )
        )
    return sorted(changes, key=lambda c: (c.gained - c.lost, c.cluster))


def compare_counts(gained: int, lost: int) -> float:
    """Return the probability of so uneven a split of the pairs that one run alone gets right, were both as good."""
    trials = gained + lost
    tail = sum(math.comb(trials, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * (tail / (1 << trials)))


def _find_most(counts: Tensor) -> list[int]:
    """Find the places of the largest counts above zero."""
    order = torch.argsort(counts, descending=True, stable=True)[:EXAMPLES]
    return [place for place in order.tolist() if counts[place] > 0]


def _count_right(one: Tensor, other: Tensor, truth: Tensor) -> tuple[int, int]:
    """Count the pairs that the first alone gets right, and those that the other does."""
    first, second = one == truth, other == truth
    return int((first & ~second).sum()), int((second & ~first).sum())


def _draw_pictures(pictures: int, seed: int) -> Tensor:
    """Draw how often each picture counts: once for all of them, then with replacement; a row a draw, float64."""
    dice = Generator().manual_seed(seed)
    drawn = torch.randint(0, pictures, (DRAWS, pictures), generator=dice)
    counts = torch.zeros(DRAWS, pictures, dtype=torch.float64)
    counts.scatter_add_(1, drawn, torch.ones_like(counts))
    return torch.cat([torch.ones(1, pictures, dtype=torch.float64), counts])


def _draw_share(hits: Tensor, trials: Tensor, counts: Tensor) -> Tensor:
    """Measure a share in every draw; NaN where nothing was tried."""
    return (counts @ hits.double()) / (counts @ trials.double())


def _draw_average_precision(confidence: Tensor, truth: Tensor, counts: Tensor) -> Tensor:
    """Measure average precision in every draw, as `measure_average_precision` does; NaN where nothing is true."""
    order = torch.argsort(confidence, descending=True, stable=True)
    ranked, drawn = confidence[order], counts[:, order]
    ends = torch.cat([ranked[1:] != ranked[:-1], torch.tensor([True])]).nonzero().squeeze(1)
    found = (drawn * truth[order]).cumsum(1)[:, ends]
    seen = drawn.cumsum(1)[:, ends]
    gained = torch.diff(found, dim=1, prepend=torch.zeros(len(counts), 1, dtype=torch.float64))
    return (gained * found / seen.clamp(min=1)).sum(1) / found[:, -1]


def _measure_change(candidate: Tensor, live: Tensor) -> Change:
    """Take the figures of the first draw, which is all pictures, and the interval of the others' differences."""
    whole = [None if math.isnan(value) else value for value in (float(candidate[0]), float(live[0]))]
    apart = (candidate - live)[1:]
    apart = apart[~apart.isnan()]
    if None in whole or not len(apart):
        return Change(whole[0], whole[1], None, None)
    low, high = torch.quantile(apart, torch.tensor([0.025, 0.975], dtype=torch.float64)).tolist()
    return Change(whole[0], whole[1], low, high)
