"""Comparisons of two runs, by hand and against independent libraries."""

import numpy as np
import pytest
import torch
from scipy.stats import binomtest
from sklearn.metrics import adjusted_rand_score, average_precision_score
from torch import Generator

from model.clusters import cluster_pictures
from model.comparison import (
    Change,
    ClusterChange,
    Opinions,
    compare_clusters,
    compare_counts,
    compare_tags,
    match_runs,
)
from model.differences import judge_change
from tests.model.predictions import make_predictions, make_thresholds


def judge(confidence: list[list[float]], tags: list[str], truth: list[list[float]], **facts: object) -> Opinions:
    told = make_predictions(tags, truth, confidence, **facts)  # type: ignore[arg-type]
    return Opinions(told, torch.tensor(confidence), make_thresholds(*[0.5] * len(tags)))


def test_runs_are_matched_by_picture_and_tag_and_judged_by_what_neither_learned_from() -> None:
    new = judge(
        [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]],
        ["cat", "dog"],
        [[1, 0]] * 3,
        images=["c", "b", "a"],
        test=[True, True, False],
        people=[[0, 0], [0, 0], [0, 1]],
    )
    old = judge(
        [[0.9, 0.8, 0.7], [0.6, 0.5, 0.4], [0.3, 0.2, 0.1]],
        ["dog", "fox", "cat"],
        [[0, 0, 1]] * 3,
        images=["a", "b", "d"],
        test=[False, True, True],
    )
    one, other = match_runs(new, old)
    assert (one.predictions.images, one.predictions.tags) == (["a", "b"], ["cat", "dog"])
    assert (other.predictions.images, other.predictions.tags) == (["a", "b"], ["cat", "dog"])
    assert torch.allclose(one.confidence, torch.tensor([[0.5, 0.6], [0.3, 0.4]]))
    assert torch.allclose(other.confidence, torch.tensor([[0.7, 0.9], [0.4, 0.6]]))
    assert one.predictions.weights.tolist() == other.predictions.weights.tolist() == [[0, 1], [1, 1]]


def test_a_tag_that_got_worse_is_told_with_its_figures() -> None:
    truth = [[1.0]] * 20 + [[0.0]] * 20
    good = [[0.9]] * 20 + [[0.1]] * 20
    poor = [[0.9]] * 10 + [[0.1]] * 10 + [[0.9]] * 10 + [[0.1]] * 10
    (change,) = compare_tags(judge(poor, ["cat"], truth), judge(good, ["cat"], truth))
    assert (change.pictures, change.gained, change.lost) == (40, 0, 20)
    assert change.p_same == pytest.approx(binomtest(0, 20).pvalue)
    assert (change.average_precision.candidate, change.average_precision.live) == (0.5, 1.0)
    assert (change.precision.candidate, change.coverage.candidate) == (0.5, 0.5)
    low, high = change.average_precision.low, change.average_precision.high
    assert low is not None
    assert high is not None
    assert low < -0.5 < high < 0
    assert judge_change(change) == "worse"
    (back,) = compare_tags(judge(good, ["cat"], truth), judge(poor, ["cat"], truth))
    assert judge_change(back) == "better"
    (same,) = compare_tags(judge(good, ["cat"], truth), judge(good, ["cat"], truth))
    assert same.average_precision == Change(1.0, 1.0, 0.0, 0.0)
    assert judge_change(same) == "unclear"


def test_average_precision_of_a_draw_is_that_of_scikit_learn() -> None:
    dice = Generator().manual_seed(3)
    confidence = torch.randint(1, 12, (50, 1), generator=dice) / 12
    truth = (torch.rand(50, 1, generator=dice) < 0.3).float()
    run = judge(confidence.tolist(), ["cat"], truth.tolist())
    (change,) = compare_tags(run, run)
    expected = average_precision_score(truth[:, 0].numpy(), confidence[:, 0].numpy())
    assert change.average_precision.candidate == pytest.approx(expected)


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (3, 3), (1, 8), (12, 2), (700, 800)])
def test_counts_are_compared_as_scipy_does(gained: int, lost: int) -> None:
    expected = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert compare_counts(gained, lost) == pytest.approx(float(expected))


def test_a_cluster_that_got_worse_comes_first_with_what_was_lost() -> None:
    truth = [[1.0, 0.0]] * 4
    good = [[0.9, 0.1]] * 4
    poor = [[0.9, 0.1], [0.9, 0.1], [0.1, 0.1], [0.1, 0.9]]
    new = judge(poor, ["cat", "dog"], truth, images=list("abcd"))
    old = judge(good, ["cat", "dog"], truth, images=list("abcd"))
    first, second = compare_clusters(new, old, torch.tensor([0, 0, 1, 1]))
    assert (first.cluster, first.pictures, first.pairs, first.gained, first.lost) == (1, 2, 4, 0, 3)
    assert (first.right.candidate, first.right.live) == (1 / 4, 1.0)
    assert (first.tags, first.examples) == (["cat", "dog"], ["d", "c"])
    assert second == ClusterChange(0, 2, 4, Change(1.0, 1.0, 0.0, 0.0), 0, 0, 1.0, [], [])


def test_clusters_are_those_that_the_vectors_were_drawn_from() -> None:
    dice = np.random.default_rng(1)
    kinds = np.repeat([0, 1, 2], 20)
    vectors = np.eye(8)[kinds] * 5 + dice.normal(0, 0.3, (60, 8))
    found = cluster_pictures(torch.tensor(vectors))
    assert adjusted_rand_score(kinds, found.numpy()) == 1
    assert torch.equal(found, cluster_pictures(torch.tensor(vectors)))
    assert cluster_pictures(torch.ones(50, 3)).tolist() == [0] * 50
