"""Clusters: pictures that a backbone sees alike, found by k-means.

Definition. k centres, each the mean of the vectors that are nearest to it; the first ones are drawn one after another,
each with a chance that grows with the square of the distance to those before. Vectors are set to length 1.

References: S. Lloyd, "Least squares quantization in PCM" (1982); D. Arthur, S. Vassilvitskii, "k-means++: the
advantages of careful seeding" (2007).
"""

import torch
from torch import Generator, Tensor
from torch.nn.functional import normalize

ROUNDS = 50
MOST = 12
EACH = 20


def cluster_pictures(vectors: Tensor, seed: int = 1) -> Tensor:
    """Return the number of each row's cluster (n, int64): one a score of pictures, a dozen at most."""
    points = normalize(vectors.float())
    centres = _draw_centres(points, max(1, min(MOST, len(points) // EACH)), Generator().manual_seed(seed))
    nearest = torch.cdist(points, centres).argmin(1)
    for _ in range(ROUNDS):
        for number in torch.unique(nearest).tolist():
            centres[number] = points[nearest == number].mean(0)
        found = torch.cdist(points, centres).argmin(1)
        if torch.equal(found, nearest):
            break
        nearest = found
    return nearest


def _draw_centres(points: Tensor, count: int, dice: Generator) -> Tensor:
    chosen = [int(torch.randint(0, len(points), (1,), generator=dice))]
    while len(chosen) < count:
        far = torch.cdist(points, points[chosen]).min(1).values.square()
        if not far.any():
            break  # all pictures look the same
        chosen.append(int(torch.multinomial(far, 1, generator=dice)))
    return points[chosen].clone()
