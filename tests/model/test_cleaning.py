"""Cleaning: what is doubted is what cleanlab doubts, and pictures in a wrong folder are found."""

import numpy as np
import pytest
import torch
from cleanlab.filter import find_label_issues
from hypothesis import given, settings
from hypothesis import strategies as st

from model.classheads import PASSES
from model.cleaning import FOLDS, find_doubts, predict_out_of_fold
from tests.model.portable import finish


def doubt_by_cleanlab(told: torch.Tensor, labels: torch.Tensor) -> list[int]:
    """Find rows as the authors of confident learning do."""
    return sorted(
        find_label_issues(
            labels.numpy(),
            told.double().numpy(),
            filter_by="confident_learning",
            return_indices_ranked_by="self_confidence",
            n_jobs=1,
        ).tolist()
    )


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(12, 80), st.floats(0.2, 4))
def test_what_is_doubted_is_what_cleanlab_doubts(seed: int, classes: int, count: int, sharp: float) -> None:
    dice = torch.Generator().manual_seed(seed)
    labels = torch.cat([torch.arange(classes), torch.randint(classes, (count,), generator=dice)])
    logits = sharp * torch.randn(len(labels), classes, generator=dice)
    logits[torch.arange(len(labels)), labels] += 1
    told = logits.softmax(1)
    doubts = find_doubts(told, labels)
    assert sorted(doubt.row for doubt in doubts) == doubt_by_cleanlab(told, labels)
    gaps = [doubt.confidence - doubt.own for doubt in doubts]
    assert gaps == sorted(gaps, reverse=True)
    assert all(doubt.likely != labels[doubt.row] for doubt in doubts)


def test_wrong_labels_are_found_and_right_ones_left() -> None:
    dice = torch.Generator().manual_seed(3)
    true = torch.arange(300) % 3
    seen = torch.randn(300, 8, generator=dice) + 4 * torch.nn.functional.one_hot(true, 8)
    labels = true.clone()
    wrong = torch.randperm(300, generator=dice)[:30]
    labels[wrong] = (true[wrong] + 1) % 3
    steps = predict_out_of_fold(seen, labels, 3, 1)
    done = [next(steps)]
    told = finish(steps)  # type: ignore[arg-type]  # what it returns is told
    assert done == [1]
    assert isinstance(told, torch.Tensor)
    assert told.sum(1).tolist() == pytest.approx([1] * 300, abs=1e-5)
    doubts = find_doubts(told, labels)
    found = {doubt.row for doubt in doubts}
    assert len(found & {*wrong.tolist()}) >= 20
    assert len(found - {*wrong.tolist()}) <= 2
    assert np.mean([doubt.likely == true[doubt.row] for doubt in doubts]) > 0.9


def test_it_repeats_and_tells_how_far_it_is() -> None:
    seen, labels = torch.randn(40, 4, generator=torch.Generator().manual_seed(1)), torch.arange(40) % 2
    steps = predict_out_of_fold(seen, labels, 2, 7)
    done = []
    while True:
        try:
            done.append(next(steps))
        except StopIteration as end:
            first = end.value
            break
    assert done == [*range(1, FOLDS * PASSES + 1)]
    assert torch.equal(first, finish(predict_out_of_fold(seen, labels, 2, 7)))  # type: ignore[arg-type]  # as above
