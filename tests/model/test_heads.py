"""Heads against scikit-learn, which solves the same problem its own way."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch import Generator, Tensor

from model.heads import fit_heads


@pytest.fixture
def toy() -> tuple[Tensor, Tensor, Tensor]:
    """Embeddings on odd scales, two tags, a weight for each picture and tag."""
    dice = Generator().manual_seed(3)
    scale = torch.tensor([1.0, 10.0, 0.1, 3.0, 0.5], dtype=torch.float64)
    embeddings = torch.randn(150, 5, generator=dice, dtype=torch.float64) * scale + 2
    noise = torch.randn(150, 2, generator=dice, dtype=torch.float64)
    targets = ((embeddings / scale)[:, :2] + noise > 2).double()
    weights = torch.rand(150, 2, generator=dice, dtype=torch.float64)
    return embeddings, targets, weights


def test_heads_are_those_of_scikit_learn(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    heads = fit_heads(embeddings, targets, weights, penalty=2.0)
    plain = embeddings.numpy()
    mean, spread = plain.mean(0), plain.std(0)
    for tag in range(2):
        oracle = LogisticRegression(C=1 / 2.0, tol=1e-10, max_iter=1000)
        oracle.fit((plain - mean) / spread, targets[:, tag].numpy(), sample_weight=weights[:, tag].numpy())
        assert heads.weight[tag].numpy() * spread == pytest.approx(oracle.coef_[0], abs=1e-4)
        expected = oracle.decision_function((plain - mean) / spread)
        assert heads.compute_logits(embeddings)[:, tag].numpy() == pytest.approx(expected, abs=1e-3)


def test_a_tag_is_fitted_the_same_in_any_company(
    toy: tuple[Tensor, Tensor, Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    embeddings, targets, weights = toy
    together = fit_heads(embeddings, targets, weights)
    monkeypatch.setattr("model.heads.CHUNK", 1)
    apart = fit_heads(embeddings, targets, weights)
    assert apart.weight.numpy() == pytest.approx(together.weight.numpy(), abs=1e-3)


def test_a_weight_of_zero_leaves_a_picture_out(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    weights[:20] = 0
    before = fit_heads(embeddings, targets, weights)
    targets[:20] = 1 - targets[:20]
    assert np.array_equal(fit_heads(embeddings, targets, weights).weight, before.weight)


def test_a_constant_feature_says_nothing(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    embeddings[:, 3] = 0.1
    heads = fit_heads(embeddings.float(), targets.float(), weights.float())
    assert heads.weight[:, 3].tolist() == [0.0, 0.0]
    assert torch.isfinite(heads.compute_logits(embeddings.float())).all()


def test_a_tag_that_nobody_has_in_this_fold_gets_a_finite_head(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    logits = fit_heads(embeddings, torch.zeros_like(targets), weights).compute_logits(embeddings)
    assert torch.isfinite(logits).all()
    assert (logits < 0).all()
