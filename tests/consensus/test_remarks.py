"""Remarks: what the wording shows, what each kind of evidence adds, and how well both tell the labelled tags apart."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.remark_labels import choose_part, draw_tags
from benchmarks.remarks import LABELS, fit_weights, read_labels
from consensus.remarks import (
    AUTHORS,
    BASE,
    PLACE,
    STRONG,
    SUSPECTED,
    WEIGHTS,
    explain_score,
    judge_tag,
    list_terms,
    score_remark,
    weigh_counts,
)
from consensus.wording import Wording, read_wording
from graph.remarks import TagEvidence

COUNTS = st.integers(0, 200)


@pytest.mark.parametrize(
    ("tag", "wording"),
    [
        ("cowboy", Wording(0, 0, 0, 0, 0, 0)),
        ("dr. john seward", Wording(math.log2(3), 0, 0, 1, 0, 0)),
        ("i want this", Wording(math.log2(3), 1, 1, 0, 0, 0)),
        ("i\N{RIGHT SINGLE QUOTATION MARK}m fine", Wording(1, 1 / 2, 1, 0, 0, 0)),
        ("book of kells", Wording(math.log2(3), 0, 0, 0, 0, 0)),
        ("why??", Wording(0, 1, 0, 1, 0, 0)),
        ("yeasssss", Wording(0, 0, 0, 1, 0, 0)),
        ("henry viii", Wording(1, 0, 0, 0, 0, 0)),
        ("🦇 bat", Wording(0, 0, 0, 1, 0, 0)),
        ("artist:lumineko", Wording(1, 0, 0, 0, 0, 0)),
        ("queue", Wording(0, 0, 0, 0, 1, 0)),
        ("unsorted", Wording(0, 0, 0, 0, 1, 0)),
        ("magpie speaks", Wording(1, 0, 0, 0, 1, 0)),
        ("jude.txt", Wording(1, 0, 0, 0, 1, 0)),
        ("text post", Wording(1, 0, 0, 0, 0, 0)),
        ("txt", Wording(0, 0, 0, 0, 0, 0)),
        ("z", Wording(0, 0, 0, 0, 0, 1)),
        ("💯", Wording(0, 0, 0, 1, 0, 1)),
        ("x " * 40, Wording(4, 0, 0, 0, 0, 0)),
    ],
)
def test_what_the_wording_shows(tag: str, wording: Wording) -> None:
    assert read_wording(tag) == pytest.approx(wording)


def test_a_score_is_the_sum_of_its_terms_as_computed_by_hand() -> None:
    assert score_remark(TagEvidence(tag="cowboy")) == pytest.approx(-1.94)
    assert score_remark(TagEvidence(tag="cowboy", authors=8)) == pytest.approx(-1.94 - 2 * 0.68)
    said = TagEvidence(tag="i want this", authors=1, place=1.0)
    assert score_remark(said) == pytest.approx(-1.94 + 0.93 * math.log2(3) + 2.20 + 1.96 + 0.68 - 0.31 / 2)
    assert explain_score(said) == (
        "reads like speech +2.20; speaks of oneself or to others +1.96; 3 words +1.47; one author uses it +0.68"
    )


def test_people_and_the_model_speak_as_the_docstring_says() -> None:
    terms = list_terms(
        TagEvidence(tag="cowboy", yes=1, no=2, passes=1, compared=2, divided=2, average_precision=0.6, chance=0.2)
    )
    told = {term.says: term.adds for term in terms if term.adds}
    assert told == pytest.approx(
        {
            "3 of 4 answers are No or Pass": math.log(10 / 3),  # B(6, 2)/B(3, 1) to B(4, 4)/B(1, 3)
            "people are divided on 2 of 2 pictures": math.log(14 / 3),  # B(3, 2)/B(1, 2) to B(3, 6)/B(1, 6)
            "the model's skill on it is 0.50": 0.5 - 5 * 0.5,
        }
    )
    assert weigh_counts(1, 1, (3, 1), (1, 3)) == pytest.approx(math.log(3))


def test_pass_and_no_can_take_out_a_plain_word_and_yes_keeps_a_sentence() -> None:
    word, sentence = TagEvidence(tag="cowboy", authors=2), TagEvidence(tag="so it goes", authors=2)
    assert not judge_tag(word).suspected
    assert judge_tag(word.model_copy(update={"no": 6, "passes": 4})).strong
    assert judge_tag(sentence).suspected
    assert not judge_tag(sentence.model_copy(update={"yes": 10})).suspected


@given(COUNTS, COUNTS, COUNTS)
def test_a_refusal_more_never_speaks_against_a_remark(yes: int, no: int, passes: int) -> None:
    said = TagEvidence(tag="cowboy", yes=yes, no=no, passes=passes)
    for more in ({"no": no + 1}, {"passes": passes + 1}):
        assert score_remark(said.model_copy(update=more)) > score_remark(said)
    assert score_remark(said.model_copy(update={"yes": yes + 1})) < score_remark(said)


@given(st.text(max_size=300))
def test_any_text_has_a_wording(tag: str) -> None:
    wording = read_wording(tag)
    assert all(math.isfinite(value) for value in wording)
    assert all(0 <= value <= 1 for value in wording[1:])
    assert explain_score(TagEvidence(tag=tag)) is not None


def test_the_weights_are_those_of_the_build_half() -> None:
    fitted = fit_weights([label for label in read_labels() if label.part == "build"])
    assert [BASE, *WEIGHTS, AUTHORS, PLACE] == pytest.approx(fitted, abs=0.005)


def test_the_threshold_is_the_lowest_half_point_that_is_sure_enough_on_the_build_half() -> None:
    scores = [(score_remark(label.evidence), label.remark) for label in read_labels() if label.part == "build"]

    def measure_precision(least: float) -> float:
        taken = [remark for score, remark in scores if score >= least]
        return sum(taken) / len(taken)

    assert min(step / 2 for step in range(10) if measure_precision(step / 2) >= 0.99) == STRONG
    assert SUSPECTED == 0


def test_the_judge_half_is_told_apart_better_than_by_simple_rules() -> None:
    judged = [label for label in read_labels() if label.part == "judge"]

    def measure(taken: list[bool]) -> tuple[float, float]:
        right = sum(hit and label.remark for hit, label in zip(taken, judged, strict=True))
        return right / sum(taken), right / sum(label.remark for label in judged)

    precision, recall = measure([score_remark(label.evidence) >= STRONG for label in judged])
    assert (precision, recall) > (0.96, 0.71)
    for rule in (
        [len(label.tag.split()) >= 3 for label in judged],
        [label.posts == 1 for label in judged],
    ):
        simple = measure(rule)
        assert simple[0] < precision
        assert simple[1] < recall


def test_half_of_the_labels_is_kept_for_judging_by_a_hash() -> None:
    labels = read_labels()
    assert len(labels) == len({label.tag for label in labels}) == 600
    assert all(label.part == choose_part(label.tag) for label in labels)


def test_the_labelled_tags_are_those_that_were_drawn(shared: Path) -> None:
    with LABELS.open(encoding="utf-8", newline="") as file:
        labelled = [
            tuple(row[name] for name in ("tag", "part", "stratum", "posts", "place")) for row in csv.DictReader(file)
        ]
    assert draw_tags(shared / "tags") == labelled
