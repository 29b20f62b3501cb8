"""Assessment: measures by hand and against scikit-learn and SciPy, on the side that it says."""

import pytest
import torch
from scipy.stats import mannwhitneyu
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score, roc_auc_score
from torch import Generator, Tensor

from model.assessment import (
    abstain,
    assess_tags,
    measure_auroc,
    measure_average_precision,
    measure_calibration_error,
)
from model.thresholds import Threshold
from tests.model.predicted import make_predictions

SILENT = Threshold(None, "nobody", "only 3 answered audits choose; 59 must", 3, 112)


def make_column(seed: int, ties: int) -> tuple[Tensor, Tensor]:
    """Draw confidences with ties, and truths that they tell a little about."""
    dice = Generator().manual_seed(seed)
    confidence = (torch.rand(300, generator=dice) * ties).floor() / ties
    return confidence, torch.rand(300, generator=dice) < 0.05 + 0.9 * confidence


@pytest.mark.parametrize("ties", [1, 7, 100_000])
def test_the_order_is_measured_as_others_do(ties: int) -> None:
    confidence, truth = make_column(3, ties)
    said, right = confidence.numpy(), truth.numpy()
    assert measure_average_precision(confidence, truth) == pytest.approx(average_precision_score(right, said))
    auroc, doubt = measure_auroc(confidence, truth)
    assert auroc == pytest.approx(roc_auc_score(right, said))
    if ties == 1:
        assert doubt == 1.0
    else:
        oracle = mannwhitneyu(said[right], said[~right], alternative="greater", method="asymptotic")
        assert doubt == pytest.approx(float(oracle.pvalue), rel=1e-6)


def test_the_calibration_error_by_hand() -> None:
    """Two bins' worth of one confidence each: 0.2 with none of five true, 0.8 with four of five."""
    confidence = torch.tensor([0.2] * 5 + [0.8] * 5)
    truth = torch.tensor([False] * 5 + [True] * 4 + [False])
    assert measure_calibration_error(confidence, truth) == pytest.approx((5 * 0.2 + 4 * 0.2 + 0.8) / 10)
    assert measure_calibration_error(confidence[:0], truth[:0]) is None
    many, right = torch.full((1000,), 0.3), torch.arange(1000) % 10 < 3
    assert measure_calibration_error(many, right) == pytest.approx(0, abs=1e-6)


def test_a_tag_is_assessed_on_the_test_side_where_that_has_enough_and_else_out_of_fold() -> None:
    confidence, truth = make_column(5, 100_000)
    people = torch.where(truth, 1, 0).to(torch.int8)
    test = torch.arange(300) < 150
    both = torch.stack([truth, truth], dim=1)
    weights = torch.ones(300, 2)
    weights[test, 1] = 0
    predictions = make_predictions(
        torch.zeros(300, 2), both.float(), weights=weights, test=test, people=torch.stack([people, people], dim=1)
    )
    kept = Threshold(0.6, "tag", None, 70, 0, 50, 49)
    first, second = assess_tags(predictions, confidence.unsqueeze(1).expand(300, 2), [kept, SILENT])
    said, right = confidence[:150].numpy(), truth[:150].numpy()
    proposed = said >= 0.6
    auroc, doubt = measure_auroc(confidence[:150], truth[:150])
    assert (
        first.model_dump()
        == dict(  # noqa: C408 - as the record's fields
            tag="t0",
            support=int(truth[150:].sum()),
            precision=pytest.approx(precision_score(right, proposed)),
            recall=pytest.approx(recall_score(right, proposed)),
            f1=pytest.approx(f1_score(right, proposed)),
            average_precision=pytest.approx(average_precision_score(right, said)),
            auroc=auroc,
            chance=pytest.approx(right.mean()),
            calibration_error=measure_calibration_error(confidence[:150], truth[:150]),
            coverage=pytest.approx(recall_score(right, proposed)),
            measured_on="test",
            doubt=doubt,
            abstains=None,
            threshold=0.6,
            answered_by="tag",
            reason=None,
            audited=70,
            missing=0,
            judged=50,
            right=49,
            usual=pytest.approx(confidence[truth & (weights[:, 0] > 0)].mean().item(), abs=1e-6),
        )
    )
    assert (second.measured_on, second.support) == ("folds", int(truth[150:].sum()))
    assert (second.precision, second.recall, second.coverage) == (None, 0, 0)
    assert (second.threshold, second.answered_by, second.missing, second.reason) == (None, "nobody", 112, SILENT.reason)
    assert second.auroc == measure_auroc(confidence[150:], truth[150:])[0]


def test_a_run_abstains_where_it_is_no_better_than_noise_or_nothing_says_no() -> None:
    truth = (torch.arange(200) % 4 == 0).float()
    noise = torch.rand(200, generator=Generator().manual_seed(2))
    predictions = make_predictions(torch.zeros(200, 3), torch.stack([truth, truth, torch.ones(200)], dim=1))
    confidence = torch.stack([noise, noise + truth, noise], dim=1)
    poor, good, always = assess_tags(predictions, confidence, [SILENT] * 3)
    assert [row.abstains for row in (poor, good, always)] == ["no better than noise", None, "nothing says No to it"]
    assert (good.auroc, poor.coverage) == (1.0, None)


def test_a_tag_without_a_head_has_no_measures() -> None:
    row = abstain("rare", 3, 8)
    measures = row.model_dump(exclude={"tag", "support", "abstains", "answered_by", "reason"})
    assert set(measures.values()) == {None}
    assert (row.support, row.abstains, row.reason) == (3, "fewer than 8 pictures have it", row.abstains)
