"""Causes and reasons of a row, told from figures that are written here."""

from typing import Any

import pytest

from consensus.causes import Cause, tell_cause
from consensus.reasons import list_reasons
from graph.disagreements import Board, Disagreement, TagDisputes
from graph.images import Image

ROW: dict[str, Any] = {
    "image": "a", "tag": "cat", "yes": 3, "no": 3, "pass": 0, "strangers": 0, "unfit": 0, "yes_weight": 3.0,
    "no_weight": 3.0, "claims": 0, "people": 0.5, "evidence": 0.5, "run": None, "gap": None, "settled": None,
    "settled_by": None, "nsfw": "unknown", "cursor": "",
}  # fmt: skip
TAG: dict[str, Any] = {
    "tag": "cat", "contested": 1, "refused": 0, "settled_yes": 40, "settled_no": 40, "precision": None, "abstains": None
}  # fmt: skip


def tell(board: Board = "contested", size: int = 400, tag: dict[str, Any] | None = None, **row: Any) -> Cause | None:
    picture = Image(id="a", mime="", width=size, height=900, frames=1, nsfw="unknown", withheld=[], shown="a")
    disputes = TagDisputes(**TAG | (tag or {}))
    return tell_cause(board, Disagreement(**ROW | row), disputes, picture)


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        ({}, None),
        ({"unfit": 3}, ("bad-picture", "3 passed because it is a bad picture")),
        ({"unfit": 2}, None),
        ({"size": 99}, ("bad-picture", "it is 99 × 900 pixels")),  # noqa: RUF001 - the sign for times
        ({"size": 100}, None),
        ({"tag": {"contested": 20}}, ("ambiguous-tag", "people are divided on 20 of 100 pairs of the tag")),
        ({"tag": {"contested": 19}}, None),
        ({"tag": {"contested": 2, "settled_yes": 0, "settled_no": 0}}, None),
        ({"board": "refused", "tag": {"precision": 0.69}}, ("model-fault", "the run's precision on the tag is 0.69")),
        ({"board": "refused", "tag": {"precision": 0.7}}, None),
        ({"tag": {"precision": 0.1}}, None),
        ({"board": "model-only", "tag": {"abstains": "few"}}, ("model-fault", "the run abstains on the tag: few")),
        ({"board": "human-only", "tag": {"refused": 14}}, ("model-fault", "people deny 14 of 54 pairs of the tag")),
        ({"board": "human-only", "tag": {"refused": 13}}, None),
        (
            {"yes": 1, "no": 1, "yes_weight": 1.0, "no_weight": 1.0, "strangers": 1},
            ("voter-noise", "1 of 2 answers are by strangers"),
        ),
        ({"yes": 2, "no": 2, "yes_weight": 2.0, "no_weight": 2.0, "strangers": 1}, None),
        ({"yes": 3, "no": 2, "yes_weight": 3.0, "no_weight": 2.0, "strangers": 5}, None),
        ({"yes": 2, "no": 2, "yes_weight": 4.0, "no_weight": 2.0, "strangers": 4}, None),
        ({"yes": 0, "no": 0, "yes_weight": 0.0, "no_weight": 0.0}, None),
        (
            {"yes": 3, "no": 3, "yes_weight": 1.0, "no_weight": 0.9},
            ("voter-noise", "6 answers are worth 1.9 of somebody unknown"),
        ),
        (
            {"yes": 1, "no": 0, "yes_weight": 0.1, "no_weight": 0.0},
            ("voter-noise", "the only answer is worth 0.1 of somebody unknown"),
        ),
        ({"yes": 3, "no": 3, "yes_weight": 1.5, "no_weight": 1.5}, None),
        ({"size": 10, "tag": {"contested": 90}, "strangers": 9}, ("bad-picture", "it is 10 × 900 pixels")),  # noqa: RUF001
    ],
)
def test_the_first_rule_that_holds_is_the_cause(given: dict[str, Any], cause: tuple[Any, str] | None) -> None:
    assert tell(**given) == (Cause(*cause) if cause else None)


@pytest.mark.parametrize(
    ("board", "given", "reasons"),
    [
        ("contested", {"no": 1, "no_weight": 1.2, "pass": 2}, ["3 say Yes, 1 says No, 2 passed"]),
        (
            "contested",
            {"no": 1, "yes_weight": 1.44, "no_weight": 1.06},
            ["3 say Yes, 1 says No", "by reliability 1.4 for it, 1.1 against"],
        ),
        (
            "model-only",
            {"yes": 0, "no": 0, "yes_weight": 0.0, "no_weight": 0.0, "run": 0.925},
            ["nobody was asked", "the run is at 0.93"],
        ),
        (
            "refused",
            {"yes": 0, "yes_weight": 0.0, "no": 3, "settled": "no", "settled_by": "unopposed", "run": 0.9, "gap": 0.7},
            ["3 say No", "settled No (unopposed)", "the run is at 0.90", "0.70 above people"],
        ),
        (
            "human-only",
            {"no": 0, "no_weight": 0.0, "claims": 2, "run": 0.1, "gap": -0.7},
            ["3 say Yes", "2 sources claim it", "the run is at 0.10", "0.70 below people"],
        ),
        (
            "rating-conflict",
            {"yes": 0, "no": 0, "yes_weight": 0.0, "no_weight": 0.0, "claims": 1, "nsfw": "cleared"},
            ["nobody was asked", "one source claims it", "staff cleared the picture, and everybody is shown it"],
        ),
    ],
)
def test_reasons_are_words_and_figures(board: Board, given: dict[str, Any], reasons: list[str]) -> None:
    assert list_reasons(board, Disagreement(**ROW | given)) == reasons
