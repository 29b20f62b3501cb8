"""Outliers: pictures that are unlike a good collection, by a mixture of Gaussians of what a backbone sees in them.

Definition. Embeddings are turned onto the principal axes of the collection and scaled to a variance of 1 on each; there
a mixture of Gaussians with diagonal covariances is fitted, with as many components as has the lowest BIC. A picture's
score is the logarithm of its likelihood. What a good picture scores is measured out of fold: each fifth of the
collection is scored by a mixture of the others. A percentile is the share of those scores that are lower, and the
threshold is the score that the share of the collection that is to be kept reaches.

References: G. McLachlan and D. Peel, "Finite mixture models" (2000); G. Schwarz, "Estimating the dimension of a model"
(1978). The file is safetensors with the facts as JSON in its metadata.
"""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from media.files import place_file
from taggy.errors import ModelError

FORMAT: Literal["taggy-outliers-1"] = "taggy-outliers-1"
MOST = 16  # components
AXES = 32
LEAST = 10  # pictures
MEMBERS = 5  # pictures that an axis or a component needs
FOLDS = 5
BEGINNINGS = 3  # of which the likeliest counts
ROUGH = 1e-3  # of a variance of 1: no component is narrower
FLAT = 1e-9  # of the largest variance: what varies less is no axis

Array = NDArray[np.float64]


class OutlierFacts(BaseModel):
    """What stands beside the numbers: what it was fitted on, and how many components were tried, each with its BIC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["taggy-outliers-1"] = FORMAT
    collection: str
    backbone: str
    pictures: int
    components: int
    tried: list[float]
    keep: float = Field(gt=0, lt=1)
    threshold: float


@dataclass(frozen=True)
class _Mixture:
    """A mixture on axes: `centre` (width), `axes` (width by a), `weights` (k), `means` and `variances` (k by a)."""

    centre: Array
    axes: Array
    weights: Array
    means: Array
    variances: Array

    def score(self, embeddings: Array) -> Array:
        """Return the log-likelihood of each embedding (n by width)."""
        placed = (embeddings - self.centre) @ self.axes
        apart = (placed[:, None, :] - self.means) ** 2 / self.variances
        told = np.log(self.weights) - 0.5 * (apart + np.log(2 * np.pi * self.variances)).sum(2)
        highest = told.max(1)
        scores: Array = highest + np.log(np.exp(told - highest[:, None]).sum(1))
        return scores


@dataclass(frozen=True)
class Outliers:
    """A mixture with its facts; `usual` are the out-of-fold scores of the good collection, the lowest first."""

    facts: OutlierFacts
    mixture: _Mixture
    usual: Array

    @property
    def width(self) -> int:
        """How many numbers an embedding has."""
        return len(self.mixture.centre)

    def score(self, embeddings: NDArray[np.float32]) -> Array:
        """Return the log-likelihood of each embedding (n by width).

        Raises:
            ModelError: embeddings of another width.
        """
        if embeddings.shape[1] != self.width:
            raise ModelError(
                f"An embedding of {embeddings.shape[1]} numbers cannot be judged by a mixture on {self.width}. It was "
                f"fitted on what {self.facts.backbone} sees."
            )
        return self.mixture.score(embeddings.astype(np.float64))

    def judge(self, embeddings: NDArray[np.float32]) -> list["Judged"]:
        """Judge embeddings (n by width), each by itself.

        Raises:
            ModelError: embeddings of another width.
        """
        scores = self.score(embeddings)
        return [
            self._judge(float(score), float(share))
            for score, share in zip(scores, self.find_percentiles(scores), strict=True)
        ]

    def _judge(self, score: float, percentile: float) -> "Judged":
        facts = self.facts
        kept = score >= facts.threshold
        told = f"log-likelihood {score:.1f}, bound {facts.threshold:.1f}"
        likeness = f"{percentile:.1%} of the pictures of {facts.collection!r} are less like the others ({told})."
        return Judged(kept, score, percentile, likeness, 0 if kept else max(0.0, 1 - percentile / (1 - facts.keep)))

    def find_percentiles(self, scores: Array) -> Array:
        """Return for each score the share of the good collection that scores lower, from 0 to 1."""
        return np.searchsorted(self.usual, scores) / len(self.usual)


@dataclass(frozen=True)
class Judged:
    """Whether a picture is kept, its log-likelihood, the share of the good ones that score lower, and why.

    `past` is how far below the threshold it lies, from 0 to 1.
    """

    kept: bool
    score: float
    percentile: float
    reason: str
    past: float


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


def save_outliers(outliers: Outliers, path: Path) -> None:
    """Write a fitted mixture, whole or not at all."""
    mixture = outliers.mixture
    tensors = {name: np.ascontiguousarray(values) for name, values in vars(mixture).items()} | {"usual": outliers.usual}
    with place_file(path) as file:
        file.write(save(tensors, {"taggy": outliers.facts.model_dump_json()}))


def load_outliers(path: Path) -> Outliers:
    """Read a fitted mixture.

    Raises:
        ModelError: there is none, or the file is damaged or of another form.
    """
    try:
        with safe_open(path, framework="np") as file:
            facts = OutlierFacts.model_validate(json.loads((file.metadata() or {}).get("taggy", "{}")))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        usual = tensors.pop("usual")
        mixture = _Mixture(**tensors)
        _check_shapes(mixture, facts)
    except FileNotFoundError as error:
        raise ModelError(f"There is no mixture {str(path)!r}. Fit one: `taggy outliers fit COLLECTION`.") from error
    except (OSError, SafetensorError, ValidationError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The mixture {str(path)!r} cannot be used ({error}). Fit it again.") from error
    return Outliers(facts, mixture, usual)


def _check_shapes(mixture: _Mixture, facts: OutlierFacts) -> None:
    width, axes = mixture.axes.shape
    wanted = ((width,), (facts.components,), (facts.components, axes), (facts.components, axes))
    found = tuple(values.shape for values in (mixture.centre, mixture.weights, mixture.means, mixture.variances))
    if found != wanted:
        raise ValueError(f"its parts have the shapes {found}, not {wanted}")


def _score_out_of_fold(seen: Array, axes: int, components: int, collection: str, seed: int) -> Array:
    folds = np.random.default_rng(seed).permutation(len(seen)) % FOLDS
    scores = np.empty(len(seen))
    for fold in range(FOLDS):
        held = folds == fold
        place = _find_axes(seen[~held], axes, collection)
        scores[held] = _fit(seen[~held], place, components, seed)[0].score(seen[held])
    return scores


def _fit(seen: Array, place: tuple[Array, Array], components: int, seed: int) -> tuple[_Mixture, float]:
    """Fit a mixture of so many components on these axes, and return its BIC too."""
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - what only judges does without it
    from sklearn.mixture import GaussianMixture  # noqa: PLC0415 - as above

    placed = (seen - place[0]) @ place[1]
    fitted = GaussianMixture(components, covariance_type="diag", reg_covar=ROUGH, n_init=BEGINNINGS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the best of its steps serves, and BIC compares them
        fitted.fit(placed)
    return _Mixture(*place, fitted.weights_, fitted.means_, fitted.covariances_), float(fitted.bic(placed))


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
