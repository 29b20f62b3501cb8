"""Calibration against a simulation whose numbers are known, and against scikit-learn."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from torch import Generator, Tensor

from model.calibration import FEWEST, Calibration, fit_calibration
from tests.model.predicted import make_predictions


def simulate(count: int, temperature: Tensor, shift: Tensor, seed: int = 5) -> tuple[Tensor, Tensor]:
    """Draw logits and targets of which temperature and shift are known, a column a tag."""
    dice = Generator().manual_seed(seed)
    logits = 4 * torch.randn(count, len(temperature), generator=dice)
    truth = torch.sigmoid(logits / temperature + shift)
    return logits, (torch.rand(count, len(temperature), generator=dice) < truth).float()


def test_each_tag_gets_its_own_known_temperature_and_shift() -> None:
    temperature, shift = torch.tensor([2.5, 0.8]), torch.tensor([-0.7, 0.4])
    logits, targets = simulate(20_000, temperature, shift)
    found = fit_calibration(make_predictions(logits, targets))
    assert found.fitted_on == ["tag", "tag"]
    torch.testing.assert_close(found.temperature, temperature, rtol=0.05, atol=0)
    torch.testing.assert_close(found.shift, shift, rtol=0, atol=0.06)


def test_two_logits_by_hand() -> None:
    """At logit 1 three of four are true, at logit -1 one of four: confidence 3/4 and 1/4, so z / T = ln 3."""
    logits = torch.tensor([1.0, -1.0]).repeat_interleave(4_000).unsqueeze(1)
    targets = torch.tensor([1.0, 1, 1, 0, 1, 0, 0, 0]).repeat_interleave(1_000).unsqueeze(1)
    found = fit_calibration(make_predictions(logits, targets))
    assert float(found.temperature) == pytest.approx(1 / 1.0986, rel=1e-3)
    assert float(found.shift) == pytest.approx(0, abs=1e-6)


def test_a_logistic_regression_of_scikit_learn_finds_the_same_with_soft_targets_and_weights() -> None:
    logits, targets = simulate(500, torch.tensor([1.7]), torch.tensor([0.3]))
    soft = 0.1 + 0.8 * targets
    weights = torch.rand(500, 1, generator=Generator().manual_seed(1))
    found = fit_calibration(make_predictions(logits, soft, weights=weights))
    twice = torch.cat([logits, logits]).numpy()  # a soft target is a Yes and a No, each with its share of the weight
    shares = torch.cat([weights * soft, weights * (1 - soft)]).squeeze(1).numpy()
    oracle = LogisticRegression(C=1e9, tol=1e-10).fit(twice, [1] * 500 + [0] * 500, sample_weight=shares)
    assert 1 / float(found.temperature) == pytest.approx(oracle.coef_[0, 0], rel=1e-3)
    assert float(found.shift) == pytest.approx(oracle.intercept_[0], abs=1e-3)


def test_tags_with_few_answers_take_the_numbers_of_their_category_or_of_all() -> None:
    temperature = torch.tensor([2.0, 2.0, 2.0, 0.5, 1.0])
    logits, targets = simulate(4_000, temperature, torch.zeros(5))
    weights = torch.ones_like(targets)
    weights[int(FEWEST) // 2 :, [2, 4]] = 0  # too few of either answer
    categories = ["fur", "fur", "fur", "hat", "hue"]
    found = fit_calibration(make_predictions(logits, targets, weights=weights, categories=categories))
    assert found.fitted_on == ["tag", "tag", "category", "tag", "all"]
    assert float(found.temperature[2]) == pytest.approx(2.0, rel=0.1)
    assert 0.5 < float(found.temperature[4]) < 2.0


@pytest.mark.parametrize("part", ["test", "audited", "weights"])
def test_what_judges_and_what_weighs_nothing_is_not_learned_from(part: str) -> None:
    logits, targets = simulate(400, torch.tensor([2.0]), torch.tensor([0.5]))
    late = (torch.arange(400) >= 200).unsqueeze(1)
    parts = {"test": late.squeeze(1), "audited": late, "weights": (~late).float()}
    found = fit_calibration(make_predictions(logits, targets, **{part: parts[part]}))  # type: ignore[arg-type]  # one
    alone = fit_calibration(make_predictions(logits[:200], targets[:200]))
    torch.testing.assert_close((found.temperature, found.shift), (alone.temperature, alone.shift), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("sign", [1, -1])
def test_logits_that_separate_perfectly_or_backwards_stay_finite(sign: int) -> None:
    logits = sign * torch.tensor([[-9.0], [-5], [5], [9]])
    found = fit_calibration(make_predictions(logits, torch.tensor([[0.0], [0], [1], [1]])))
    assert 0 < float(found.temperature) <= 100
    assert abs(float(found.shift)) < 5


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(0, 1), st.floats(0, 3)), min_size=1, max_size=30))
def test_a_larger_logit_never_gets_a_smaller_confidence(rows: list[tuple[float, float, float]]) -> None:
    columns = torch.tensor(rows, dtype=torch.float32)
    found = fit_calibration(make_predictions(columns[:, :1], columns[:, 1:2], weights=columns[:, 2:]))
    confidence = found.compute_confidence(torch.linspace(-40, 40, 81).unsqueeze(1)).squeeze(1)
    assert torch.isfinite(confidence).all()
    assert (confidence.diff() >= 0).all()


def test_confidence() -> None:
    calibration = Calibration(torch.tensor([2.0, 1.0]), torch.tensor([1.0, 0.0]), ["all", "all"])
    assert calibration.compute_confidence(torch.tensor([[-2.0, 0.0]])).tolist() == [[0.5, 0.5]]
