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
class Mixture:
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
    mixture: Mixture
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

    def judge(self, embeddings: NDArray[np.float32]) -> list["Screened"]:
        """Judge embeddings (n by width), each by itself.

        Raises:
            ModelError: embeddings of another width.
        """
        scores = self.score(embeddings)
        return [
            self._judge(float(score), float(share))
            for score, share in zip(scores, self.find_percentiles(scores), strict=True)
        ]

    def _judge(self, score: float, percentile: float) -> "Screened":
        facts = self.facts
        kept = score >= facts.threshold
        told = f"log-likelihood {score:.1f}, bound {facts.threshold:.1f}"
        likeness = f"{percentile:.1%} of the pictures of {facts.collection!r} are less like the others ({told})."
        return Screened(kept, score, percentile, likeness, 0 if kept else max(0.0, 1 - percentile / (1 - facts.keep)))

    def find_percentiles(self, scores: Array) -> Array:
        """Return for each score the share of the good collection that scores lower, from 0 to 1."""
        return np.searchsorted(self.usual, scores) / len(self.usual)


@dataclass(frozen=True)
class Screened:
    """Whether a picture is kept, its log-likelihood, the share of the good ones that score lower, and why.

    `past` is how far below the threshold it lies, from 0 to 1.
    """

    kept: bool
    score: float
    percentile: float
    reason: str
    past: float


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
        mixture = Mixture(**tensors)
        _check_shapes(mixture, facts)
    except FileNotFoundError as error:
        raise ModelError(f"There is no mixture {str(path)!r}. Fit one: `taggy outliers fit COLLECTION`.") from error
    except (OSError, SafetensorError, ValidationError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The mixture {str(path)!r} cannot be used ({error}). Fit it again.") from error
    return Outliers(facts, mixture, usual)


def _check_shapes(mixture: Mixture, facts: OutlierFacts) -> None:
    width, axes = mixture.axes.shape
    wanted = ((width,), (facts.components,), (facts.components, axes), (facts.components, axes))
    found = tuple(values.shape for values in (mixture.centre, mixture.weights, mixture.means, mixture.variances))
    if found != wanted:
        raise ValueError(f"its parts have the shapes {found}, not {wanted}")
