"""Bounds: between what does a share lie, and how large is it at least, when so few were asked?

Definition. Of n trials k came out so. Wilson's interval holds every share p for which k/n lies within z standard errors
of p, the error being that of p itself; its ends are

    (p̂ + z²/2n ± z·√(p̂(1-p̂)/n + z²/4n²)) / (1 + z²/n),    p̂ = k/n, z = 1.96

It lies between 0 and 1 also where every trial came out so, and takes trials that are not whole, such as weights.

Example. Its lower end is 0.51 for 4 of 4 and 0.91 for 40 of 40: the same share, better known.

Reference: E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (JASA 22, 1927).
"""

import math

Z = 1.959963984540054  # of 95 %, two-sided


def bound_share(hits: float, trials: float) -> float:
    """Return the lower end of Wilson's 95 % interval of a share; 0 where nothing was tried."""
    return compute_interval(hits, trials)[0]


def compute_interval(hits: float, trials: float) -> tuple[float, float]:
    """Compute Wilson's 95 % interval of a share; all of 0..1 where nothing was tried."""
    if trials <= 0:
        return 0.0, 1.0
    share, square = hits / trials, Z * Z / trials
    middle, half = share + square / 2, math.sqrt(square * (share * (1 - share) + square / 4))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))
