"""Beta quantiles: by hand, and beside SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from consensus.betas import find_quantiles

SIZES = st.floats(0.05, 20_000)


def test_by_hand() -> None:
    a, b = np.array([1.0, 10.0, 1.0]), np.array([1.0, 1.0, 2.0])
    np.testing.assert_allclose(find_quantiles(a, b, 0.025), [0.025, 0.025 ** (1 / 10), 1 - 0.975 ** (1 / 2)])


@settings(max_examples=50)
@given(st.lists(st.tuples(SIZES, SIZES), min_size=1, max_size=5), st.sampled_from([0.005, 0.025, 0.5, 0.975]))
def test_quantiles_are_those_of_scipy(pairs: list[tuple[float, float]], p: float) -> None:
    a, b = np.array(pairs).T
    np.testing.assert_allclose(find_quantiles(a, b, p), beta.ppf(p, a, b), atol=1e-8)


def test_shape_is_kept() -> None:
    found = find_quantiles(np.full((2, 3), 4.0), np.full((2, 3), 2.0), 0.5)
    assert found.shape == (2, 3)
    assert found[0, 0] == pytest.approx(beta.median(4, 2))


def test_none() -> None:
    assert find_quantiles(np.empty((0, 2)), np.empty((0, 2)), 0.5).shape == (0, 2)
