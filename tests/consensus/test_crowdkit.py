"""Dawid-Skene beside crowd-kit's: on simulated voters, and on real crowds."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from consensus.answers import Answers, Floats
from consensus.dawidskene import fit_answers
from consensus.scores import find_right, score_truth
from consensus.votefiles import read_vote_file
from tests.consensus.test_dawidskene import simulate

pytestmark = pytest.mark.filterwarnings("ignore")  # crowd-kit and what it imports use what pandas deprecates


@pytest.fixture(scope="module")
def crowdkit() -> Any:
    """Import crowd-kit, which takes seconds, only where it is needed."""
    return import_module("crowdkit.aggregation")


def believe_peer(peer: Any, answers: Answers) -> Floats:
    """Return the (t, k) probabilities of one of its methods."""
    frame = pd.DataFrame({"task": answers.tasks, "worker": answers.voters, "label": answers.labels})
    shares = peer.fit_predict_proba(frame).sort_index()[list(range(answers.label_count))]
    return np.asarray(shares, np.float64)


def test_many_answers_are_fitted_as_crowdkit_fits_them(crowdkit: Any) -> None:
    """Where every voter gave hundreds of answers there is nothing to shrink."""
    answers, truth = simulate(8, 2_000, [(0.9, 0.7), (0.7, 0.9), (0.8, 0.8), (0.6, 0.9), (0.8, 0.6)])
    ours, theirs = fit_answers(answers).truth, believe_peer(crowdkit.DawidSkene(), answers)
    assert np.abs(ours - theirs).mean() < 0.02
    assert (ours.argmax(axis=1) == truth).mean() > (theirs.argmax(axis=1) == truth).mean() - 0.01


@pytest.mark.shared
@pytest.mark.parametrize("name", ["bluebirds", "dogs", "rte", "temporal"])
def test_real_crowds_are_fitted_no_worse(crowdkit: Any, shared: Path, name: str) -> None:
    """Not less right than either by more than the tasks' own spread (95 %), and always better in log-loss."""
    folder = shared / "crowd" / "votes" / name
    file = read_vote_file(folder / "votes.csv", folder / "truth.csv")
    ours, judged = fit_answers(file.answers).truth, np.flatnonzero(file.truth >= 0)
    true = file.truth[judged]
    for peer in (crowdkit.DawidSkene(), crowdkit.MajorityVote()):
        theirs = believe_peer(peer, file.answers)
        gained = find_right(ours[judged], true) - find_right(theirs[judged], true)
        assert gained.mean() >= -1.96 * gained.std() / np.sqrt(len(gained))
        assert score_truth(ours[judged], true).log_loss < score_truth(theirs[judged], true).log_loss
