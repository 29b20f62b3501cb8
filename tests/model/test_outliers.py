"""Outliers: what is unlike a good collection scores low, few pictures get few components, and the file is checked."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.stats import multivariate_normal

from model.mixtures import fit_outliers
from model.outliers import Outliers, load_outliers, save_outliers
from taggy.errors import ModelError

WIDTH = 40


def draw(centres: list[float], count: int, seed: int = 3) -> NDArray[np.float32]:
    """Draw embeddings around a few centres, in 8 directions of 40."""
    dice = np.random.default_rng(seed)
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(WIDTH, 8)))[0]
    middle = dice.choice(centres, count)[:, None]
    drawn: NDArray[np.float32] = (5 + (middle + dice.normal(size=(count, 8))) @ turn.T).astype(np.float32)
    return drawn


def fit(seen: NDArray[np.float32], keep: float = 0.9, most: int = 16) -> Outliers:
    """Fit a mixture."""
    return fit_outliers(seen, "good", "net@1", keep, most)


def test_bic_finds_the_groups_and_strangers_score_below_the_threshold() -> None:
    found = fit(draw([-8, 0, 8], 600))
    assert found.facts.components == 3
    assert (len(found.facts.tried), min(found.facts.tried)) == (16, found.facts.tried[2])
    known, strange = found.score(draw([-8, 0, 8], 400, 4)), found.score(draw([4, -4], 100, 5))
    assert abs((known >= found.facts.threshold).mean() - 0.9) < 0.06
    assert (strange < found.facts.threshold).mean() > 0.95
    assert (found.find_percentiles(np.array([-1e9, found.facts.threshold, 1e9])) == [0, 0.1, 1]).all()


def test_a_score_is_the_logarithm_of_the_likelihood() -> None:
    found = fit(draw([0], 200), most=1)
    seen = draw([0], 5, 6)
    mixture = found.mixture
    placed = (seen - mixture.centre) @ mixture.axes
    expected = multivariate_normal(mixture.means[0], np.diag(mixture.variances[0])).logpdf(placed)
    assert found.score(seen) == pytest.approx(expected)


def test_ten_pictures_get_one_component_where_sixteen_were_asked_for() -> None:
    found = fit(draw([-8, 8], 10), most=16)
    assert (found.facts.components, len(found.facts.tried), found.mixture.axes.shape[1]) == (1, 1, 1)
    assert np.isfinite(found.score(draw([100], 1))).all()


def test_what_cannot_be_fitted_says_why() -> None:
    with pytest.raises(ModelError, match="'good' has 9 pictures"):
        fit(draw([0], 9))
    with pytest.raises(ModelError, match="All 50 embeddings of the collection 'good' are the same"):
        fit(np.full((50, WIDTH), 0.3, np.float32))
    with pytest.raises(ModelError, match="is no number"):
        fit(np.where(np.arange(50)[:, None] == 7, np.nan, draw([0], 50)).astype(np.float32))
    with pytest.raises(ModelError, match=r"of 3 numbers cannot be judged by a mixture on 40.*net@1"):
        fit(draw([0], 50)).score(np.zeros((1, 3), np.float32))


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    found, seen = fit(draw([-8, 8], 100)), draw([0, 8], 20, 7)
    save_outliers(found, tmp_path / "good.safetensors")
    read = load_outliers(tmp_path / "good.safetensors")
    assert read.facts == found.facts
    assert read.score(seen) == pytest.approx(found.score(seen), rel=1e-9)
    assert (read.usual == found.usual).all()


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no mixture"):
        load_outliers(tmp_path / "none.safetensors")
    (tmp_path / "text.safetensors").write_text("no tensors")
    with pytest.raises(ModelError, match="cannot be used"):
        load_outliers(tmp_path / "text.safetensors")
    found = fit(draw([0], 50))
    tensors = {name: np.ascontiguousarray(values) for name, values in vars(found.mixture).items()}
    tensors |= {"usual": found.usual, "means": np.zeros((7, 2))}
    save_file(tensors, tmp_path / "shapes.safetensors", {"taggy": found.facts.model_dump_json()})
    with pytest.raises(ModelError, match="its parts have the shapes"):
        load_outliers(tmp_path / "shapes.safetensors")
