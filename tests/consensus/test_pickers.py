"""Pickers: what is asked next is what its definition says, and every pair of a pool can be."""

import numpy as np

from consensus.ensemble import Ensemble
from consensus.pickers import list_pairs, rank_pairs

POINTS = np.array([[0.0, 0.0], [0.1, 0.0], [0.0, 3.0], [5.0, 0.0]])
# All members find the first axis good; on the second they disagree.
APART = Ensemble(np.array([[2.0, 2.0], [1.0, -1.0]]))
PAIRS = np.array([[3, 0], [1, 0], [2, 0]])


def test_each_pair_of_a_pool_is_listed_once_and_either_stands_left() -> None:
    pairs = list_pairs(20, np.random.default_rng(1))
    assert {tuple(sorted(pair)) for pair in pairs.tolist()} == {(a, b) for b in range(20) for a in range(b)}
    assert len(pairs) == 190
    assert 60 < (pairs[:, 0] < pairs[:, 1]).sum() < 130
    assert list_pairs(1, np.random.default_rng(1)).tolist() == []


def test_variance_asks_where_members_disagree() -> None:
    assert rank_pairs("variance", PAIRS, POINTS, APART)[0].tolist() == [2, 0]


def test_gradient_asks_of_what_is_open_and_far_apart() -> None:
    agreed = Ensemble(np.array([[2.0, 2.0], [0.1, 0.1]]))
    assert rank_pairs("gradient", PAIRS, POINTS, agreed).tolist() == [[2, 0], [1, 0], [3, 0]]


def test_random_takes_them_as_they_come() -> None:
    assert rank_pairs("random", PAIRS, POINTS, APART).tolist() == PAIRS.tolist()
