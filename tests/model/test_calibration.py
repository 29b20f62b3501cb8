"""Calibration against a simulation whose temperature and shift are known."""

import pytest
import torch
from torch import Generator

from model.calibration import Calibration, fit_calibration


def test_a_known_temperature_and_shift_are_found() -> None:
    dice = Generator().manual_seed(5)
    logits = 4 * torch.randn(200_000, generator=dice)
    truth = torch.sigmoid(logits / 2.5 - 0.7)
    targets = (torch.rand(200_000, generator=dice) < truth).float()
    found = fit_calibration(logits, targets, torch.ones_like(logits))
    assert found.temperature == pytest.approx(2.5, rel=0.02)
    assert found.shift == pytest.approx(-0.7, abs=0.02)
    assert float(found.compute_confidence(torch.tensor(2.5))) == pytest.approx(1 / (1 + 2.71828**-0.3), abs=0.01)


def test_two_logits_by_hand() -> None:
    """At logit 1 three of four are true, at logit -1 one of four: confidence 3/4 and 1/4, so z / T = ln 3."""
    logits = torch.tensor([1.0, -1.0]).repeat_interleave(4_000)
    targets = torch.tensor([1.0, 1, 1, 0, 1, 0, 0, 0]).repeat_interleave(1_000)
    found = fit_calibration(logits, targets, torch.ones_like(logits))
    assert found.temperature == pytest.approx(1 / 1.0986, rel=1e-3)
    assert found.shift == pytest.approx(0, abs=1e-6)


def test_what_weighs_nothing_does_not_count() -> None:
    logits, targets = torch.tensor([1.0, -1, 1, -1]), torch.tensor([1.0, 0, 0, 1])
    weights = torch.tensor([1.0, 1, 0, 0])
    assert fit_calibration(logits, targets, weights) == fit_calibration(logits[:2], targets[:2], weights[:2])


@pytest.mark.parametrize("sign", [1, -1])
def test_logits_that_separate_perfectly_or_backwards_stay_finite(sign: int) -> None:
    targets = torch.tensor([0.0, 0, 1, 1])
    found = fit_calibration(sign * torch.tensor([-9.0, -5, 5, 9]), targets, torch.ones(4))
    assert 0 < found.temperature <= 100
    assert abs(found.shift) < 5


def test_confidence() -> None:
    assert Calibration(2.0, 1.0).compute_confidence(torch.tensor([-2.0])).tolist() == [0.5]
