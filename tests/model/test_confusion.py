"""What a run confuses, misses, and repeats of the claims, by hand."""

import torch

from model.confusion import Agreement, Confusion, Miss, list_confusions, list_misses, measure_agreement
from tests.model.predictions import make_predictions, make_thresholds, near

TAGS = ["cat", "dog", "fox"]


def test_confusions_are_wrong_proposals_where_people_say_something_else() -> None:
    confidence = [[0.9, 0.1, 0.1], [0.9, 0.2, 0.1], [0.9, 0.1, 0.6], [0.1, 0.1, 0.1]]
    people = [[-1, 1, 0], [-1, 1, 1], [1, -1, -1], [-1, 0, 1]]
    told = make_predictions(TAGS, [[0, 0, 0]] * 4, confidence, people=people)
    assert list_confusions(told, torch.tensor(confidence), make_thresholds(0.8, 0.8, None)) == [
        Confusion("cat", "dog", 2, near(2.0)),  # all 2 wrong ones, where half of the pictures are dogs
        Confusion("fox", "cat", 1, near(4.0)),
        Confusion("cat", "fox", 1, near(1.0)),
    ]


def test_claims_make_no_confusion() -> None:
    confidence = [[0.9, 0.1, 0.1]]
    told = make_predictions(TAGS, [[0, 1, 0]], confidence, claimed=[[0, 1, 0]])
    assert list_confusions(told, torch.tensor(confidence), make_thresholds(0.8, 0.8, 0.8)) == []


def test_misses_are_the_worst_of_each_kind_and_few_of_a_tag() -> None:
    confidence = [[0.99, 0.02], [0.98, 0.6], [0.97, 0.4], [0.96, 0.3], [0.4, 0.9]]
    people = [[-1, 1], [-1, 0], [-1, 1], [-1, -1], [-1, -1]]
    told = make_predictions(["cat", "dog"], [[0, 0]] * 5, confidence, people=people, images=list("abcde"))
    assert list_misses(told, torch.tensor(confidence), 10) == [
        Miss("refused", "a", "cat", near(0.99)),
        Miss("refused", "b", "cat", near(0.98)),
        Miss("refused", "c", "cat", near(0.97)),
        Miss("refused", "e", "dog", near(0.9)),
        Miss("missed", "a", "dog", near(0.02)),
        Miss("missed", "c", "dog", near(0.4)),
    ]


def test_agreement_is_measured_where_a_source_claims_anything() -> None:
    confidence = [[0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
    told = make_predictions(["cat", "dog"], [[0, 0]] * 3, confidence, claimed=[[1, 0], [0, 1], [-1, -1]])
    assert measure_agreement(told, torch.tensor(confidence), make_thresholds(0.8, 0.8)) == [
        Agreement("cat", claims=1, proposals=2, both=1),
        Agreement("dog", claims=1, proposals=1, both=1),
    ]
