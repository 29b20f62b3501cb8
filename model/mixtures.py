"""Mixtures: fitted on what a backbone sees in a good collection (definition: `model/outliers.py`), by scikit-learn."""

import warnings

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from model.outliers import Array, Mixture, OutlierFacts, Outliers
from taggy.errors import ModelError

MOST = 16  # components
AXES = 32
LEAST = 10  # pictures
MEMBERS = 5  # pictures that an axis needs; a component needs twice as many
FOLDS = 5
BEGINNINGS = 3  # of which the likeliest counts
ROUGH = 1e-3  # of a variance of 1: no component is narrower
FLAT = 1e-9  # of the largest variance: what varies less is no axis


def fit_outliers(
    embeddings: NDArray[np.float32], collection: str, backbone: str, keep: float, most: int = MOST, seed: int = 1
) -> Outliers:
    """Fit a mixture on the embeddings (n by width) of a good collection.

    Args:
        embeddings: a row a picture.
        collection: whose pictures they are.
        backbone: `name@revision` of what saw them.
        keep: share of such pictures that is to be kept.
        most: components at most; where the pictures are few, fewer are tried.
        seed: of everything that is drawn at random.

    Raises:
        ModelError: there are too few pictures, their embeddings are all the same, or one is no number.
    """
    seen = embeddings.astype(np.float64)
    if len(seen) < LEAST:
        raise ModelError(
            f"The collection {collection!r} has {len(seen)} pictures that {backbone} has seen; a mixture needs {LEAST} "
            f"at least. Import more, or let it look first: `taggy model embed`."
        )
    if not np.isfinite(seen).all():
        raise ModelError(f"An embedding of the collection {collection!r} is no number. Embed it again.")
    axes = max(1, min(AXES, len(seen) * (FOLDS - 1) // FOLDS // MEMBERS))
    place = _find_axes(seen, axes, collection)
    counts = range(1, min(most, max(1, len(seen) // (2 * MEMBERS))) + 1)
    fitted = [_fit(seen, place, count, seed) for count in counts]
    tried = [bic for _, bic in fitted]
    components = int(np.argmin(tried)) + 1
    usual = np.sort(_score_out_of_fold(seen, axes, components, collection, seed))
    facts = OutlierFacts(
        collection=collection,
        backbone=backbone,
        pictures=len(seen),
        components=components,
        tried=tried,
        keep=keep,
        threshold=float(np.quantile(usual, 1 - keep)),
    )
    return Outliers(facts, fitted[components - 1][0], usual)


def _score_out_of_fold(seen: Array, axes: int, components: int, collection: str, seed: int) -> Array:
    folds = np.random.default_rng(seed).permutation(len(seen)) % FOLDS
    scores = np.empty(len(seen))
    for fold in range(FOLDS):
        held = folds == fold
        place = _find_axes(seen[~held], axes, collection)
        scores[held] = _fit(seen[~held], place, components, seed)[0].score(seen[held])
    return scores


def _fit(seen: Array, place: tuple[Array, Array], components: int, seed: int) -> tuple[Mixture, float]:
    """Fit a mixture of so many components on these axes, and return its BIC too."""
    placed = (seen - place[0]) @ place[1]
    fitted = GaussianMixture(components, covariance_type="diag", reg_covar=ROUGH, n_init=BEGINNINGS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the best of its steps serves, and BIC compares them
        fitted.fit(placed)
    return Mixture(*place, fitted.weights_, fitted.means_, fitted.covariances_), float(fitted.bic(placed))


def _find_axes(seen: Array, most: int, collection: str) -> tuple[Array, Array]:
    """Find the centre and the principal axes, each divided by the deviation along it."""
    centre = seen.mean(0)
    _, lengths, directions = np.linalg.svd(seen - centre, full_matrices=False)
    variances = lengths**2 / len(seen)
    if variances[0] <= FLAT * max(1.0, float((centre**2).max())):
        raise ModelError(
            f"All {len(seen)} embeddings of the collection {collection!r} are the same, so nothing can be unlike them. "
            f"Take another backbone, or a collection of different pictures."
        )
    count = min(most, int((variances > FLAT * variances[0]).sum()))
    return centre, directions[:count].T / np.sqrt(variances[:count])
