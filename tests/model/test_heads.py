"""Heads against scikit-learn, which solves the same problem its own way."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch import Generator, Tensor

from model.heads import PENALTY, fit_heads


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
    heads = fit_heads(embeddings, targets, weights, penalty=2.0, tolerance=1e-12)
    plain = embeddings.numpy()
    mean, spread = plain.mean(0), plain.std(0)
    for tag in range(2):
        oracle = LogisticRegression(C=1 / 2.0, tol=1e-10, max_iter=1000)
        oracle.fit((plain - mean) / spread, targets[:, tag].numpy(), sample_weight=weights[:, tag].numpy())
        assert heads.weight[tag].numpy() * spread == pytest.approx(oracle.coef_[0], abs=1e-4)
        expected = oracle.decision_function((plain - mean) / spread)
        assert heads.compute_logits(embeddings)[:, tag].numpy() == pytest.approx(expected, abs=1e-3)


def test_a_soft_target_is_a_yes_beside_a_no(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    soft = 0.1 + 0.8 * targets
    heads = fit_heads(embeddings, soft, weights, penalty=2.0, tolerance=1e-12)
    plain = ((embeddings - embeddings.mean(0)) / embeddings.std(0, correction=0)).numpy()
    for tag in range(2):
        parts = torch.cat([weights[:, tag] * soft[:, tag], weights[:, tag] * (1 - soft[:, tag])])
        oracle = LogisticRegression(C=1 / 2.0, tol=1e-10, max_iter=1000)
        oracle.fit(np.concatenate([plain, plain]), np.repeat([1, 0], 150), sample_weight=parts.numpy())
        expected = oracle.decision_function(plain)
        assert heads.compute_logits(embeddings)[:, tag].numpy() == pytest.approx(expected, abs=1e-3)


def test_single_precision_comes_close(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    exact = fit_heads(embeddings, targets, weights, tolerance=1e-12).compute_logits(embeddings)
    near = fit_heads(embeddings.float(), targets.float(), weights.float()).compute_logits(embeddings.float())
    assert near.numpy() == pytest.approx(exact.numpy(), abs=0.05)


def test_a_tag_is_fitted_the_same_in_any_company(
    toy: tuple[Tensor, Tensor, Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    embeddings, targets, weights = toy
    together = fit_heads(embeddings, targets, weights, tolerance=1e-10)
    monkeypatch.setattr("model.heads.CHUNK", 1)
    monkeypatch.setattr("model.heads.ROWS", 40)
    apart = fit_heads(embeddings, targets, weights, tolerance=1e-10)
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


def test_without_a_yes_or_a_no_a_head_knows_only_how_often(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, _, weights = toy
    for target in (0.0, 1.0):
        heads = fit_heads(embeddings, torch.full_like(weights, target), weights)
        assert not heads.weight.any()
        total = weights.sum(0)
        expected = torch.log((total * target + 0.5) / (total * (1 - target) + 0.5))
        assert heads.bias.numpy() == pytest.approx(expected.numpy())
    unknown = fit_heads(embeddings, torch.zeros_like(weights), torch.zeros_like(weights))
    assert not unknown.weight.any()
    assert not unknown.bias.any()


def test_a_tag_with_three_examples_is_fitted_as_any_other(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    targets[:, 0] = 0
    targets[:3, 0] = 1
    heads = fit_heads(embeddings, targets, torch.ones_like(weights), tolerance=1e-12)
    plain = ((embeddings - embeddings.mean(0)) / embeddings.std(0, correction=0)).numpy()
    oracle = LogisticRegression(C=1 / PENALTY, tol=1e-10, max_iter=1000).fit(plain, targets[:, 0].numpy())
    assert heads.compute_logits(embeddings)[:, 0].numpy() == pytest.approx(oracle.decision_function(plain), abs=1e-3)


def test_features_that_repeat_each_other_share_the_weight(toy: tuple[Tensor, Tensor, Tensor]) -> None:
    embeddings, targets, weights = toy
    embeddings[:, 1] = 3 * embeddings[:, 0]
    heads = fit_heads(embeddings, targets, weights, tolerance=1e-12)
    assert heads.weight[:, 0].numpy() == pytest.approx(3 * heads.weight[:, 1].numpy(), abs=1e-6)
