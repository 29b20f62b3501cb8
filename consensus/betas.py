"""Beta quantiles: between what does a rate lie of which so much is known.

Definition. The quantile q(p) of Beta(a, b) is where the regularised incomplete beta function I_q(a, b) is p. I is
computed by its continued fraction, taken from the side on which it converges fast, and q by Newton's steps from the
mean, which halve what is left of 0..1 where they would lead out of it.

Example. Beta(1, 1) is flat, so q(0.025) = 0.025; Beta(10, 1) has the distribution function x^10, so q = 0.025^(1/10).

Reference: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction); W. H. Press et al.,
"Numerical Recipes", 3rd ed. (2007), section 6.4.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 50
NEAR = 1e-10
TERMS = 200
_TINY = 1e-300
_MOST = 1 - 2**-53
_lgamma = np.vectorize(math.lgamma, otypes=[np.float64])


def find_quantiles(a: Floats, b: Floats, p: float) -> Floats:
    """Find the p-quantile of each Beta(a, b), to 1e-9; a and b are positive and of one shape."""
    pairs, back = np.unique(np.stack([a.ravel(), b.ravel()]), axis=1, return_inverse=True)
    first, second = pairs
    low, high, x = np.zeros_like(first), np.ones_like(first), first / (first + second)
    front = _lgamma(first + second) - _lgamma(first) - _lgamma(second)
    for _ in range(STEPS):
        over = compute_distribution(first, second, x, front) - p
        low, high = np.where(over < 0, x, low), np.where(over < 0, high, x)
        density = np.exp(front + (first - 1) * np.log(x) + (second - 1) * np.log1p(-x))
        moved = x - over / np.maximum(density, _TINY)
        moved = np.where((low < moved) & (moved < high), moved, (low + high) / 2).clip(_TINY, _MOST)
        change = np.abs(moved - x).max(initial=0)
        x = moved
        if change < NEAR:
            break
    return np.asarray(x[back.ravel()].reshape(a.shape))


def compute_distribution(a: Floats, b: Floats, x: Floats, front: Floats) -> Floats:
    """Compute I_x(a, b) for 0 < x < 1; `front` is -ln B(a, b)."""
    swap = x > (a + 1) / (a + b + 2)
    first, second, at = np.where(swap, b, a), np.where(swap, a, b), np.where(swap, 1 - x, x)
    scale = np.exp(front + first * np.log(at) + second * np.log1p(-at)) / first
    share = scale * _compute_fraction(first, second, at)
    return np.asarray(np.where(swap, 1 - share, share))


def _compute_fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """Compute the continued fraction of 8.17.22 by the modified algorithm of Lentz."""
    c = np.ones_like(x)
    d = 1 / _avoid_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _avoid_zero(1 + term * d)
            c = _avoid_zero(1 + term / c)
            fraction = fraction * c * d
        if np.abs(c * d - 1).max(initial=0) < NEAR / 100:
            break
    return fraction


def _avoid_zero(value: Floats) -> Floats:
    return np.where(np.abs(value) < _TINY, _TINY, value)
