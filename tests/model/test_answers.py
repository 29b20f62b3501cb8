"""What people and sources say, as soft targets and weights."""

import pytest

from model.answers import Answers, count_interest, gather_answers, lay_out, weigh_pictures
from model.reliability import measure_reliability
from tests.model.pictures import claimed, pair, picture


def gather(*pictures: object, popularity: float = 0.0) -> tuple[Answers, dict[str, int]]:
    return gather_answers(pictures, [p.image for p in pictures], popularity)  # type: ignore[arg-type, attr-defined]


def test_a_claim_an_answer_a_tie_silence_and_rare_tags() -> None:
    pictures = [claimed(f"p{number}", "cat") for number in range(8)]
    pictures += [picture("q", pair("cat", no=1)), picture("r", pair("cat", 1, 1), pair("dog", 1), claimed=True)]
    answers, rare = gather(*pictures)
    assert (answers.tags, answers.categories, rare) == (["cat"], ["general"], {"dog": 1})
    assert answers.targets.squeeze(1).tolist() == pytest.approx([0.9] * 8 + [0, 0.5])
    assert answers.weights.squeeze(1).tolist() == pytest.approx([1.0] * 9 + [1.5])


def test_silence_is_a_weak_no_only_where_a_source_claims_something() -> None:
    pictures = [claimed(f"p{number}", "cat") for number in range(8)]
    pictures += [picture(f"q{number}", pair("dog", 1)) for number in range(8)]
    answers, _ = gather(*pictures)
    assert answers.tags == ["cat", "dog"]
    assert answers.weights[0].tolist() == [1.0, 0.25]
    assert answers.weights[8].tolist() == [0.0, 1.0]
    assert answers.targets[0].tolist() == pytest.approx([0.9, 0])
    part = answers.take([8]).choose([1])
    assert (part.images, part.groups, part.tags, part.weights.tolist()) == (["q0"], ["q0"], ["dog"], [[1.0]])


def test_more_answers_weigh_more_and_a_source_adds_its_share() -> None:
    known = picture("a", pair("cat", 1, 2), pair("dog", 2), pair("cow", ruled=False), claims=(("cat", "s"),))
    table = lay_out([known], ["cat", "cow", "dog"], measure_reliability([]))
    assert table.targets[0].tolist() == pytest.approx([1.9 / 4, 0, 1])
    assert table.weights[0].tolist() == pytest.approx([2, 60 / 22, 1.5])
    assert table.people[0].tolist() == [-1, -1, 1]


def test_who_says_what_is_told_apart() -> None:
    known = [
        picture("a", pair("cat", 1, 1), claimed=True, claims=(("cat", "s"),), audited=("cat", "elsewhere")),
        picture("b", pair("cat", 1)),
        claimed("c", "dog"),
    ]
    table = lay_out(known, ["cat"], measure_reliability([]))
    assert table.people.tolist() == [[0], [1], [0]]
    assert table.claimed.tolist() == [[1], [-1], [0]]
    assert table.audited.tolist() == [[True], [False], [False]]
    assert table.weigh(1.0).tolist() == [[pytest.approx(1.8)], [1], [1]]
    assert table.weigh(0.25).tolist() == [[pytest.approx(1.8)], [1], [0.25]]


def test_answers_weigh_what_their_voters_are_worth() -> None:
    said = pair("cat", 1, 2).model_copy(update={"yes_weight": 6.0, "no_weight": 2.0})
    table = lay_out([picture("a", said)], ["cat"], measure_reliability([]))
    assert table.targets[0].tolist() == [0.75]
    assert table.weights[0].tolist() == pytest.approx([3 * 8 / 10])
    assert table.people[0].tolist() == [1]


def test_a_source_is_believed_as_people_confirm_it() -> None:
    right = [picture(f"r{n}", pair("cat", 1), claims=(("cat", "good"),)) for n in range(4)]
    wrong = [picture(f"w{n}", pair("ann", no=1, category="who"), claims=(("ann", "bad"),)) for n in range(2)]
    mixed = [picture(f"m{n}", pair("cat", 1), claims=(("cat", "bad"),)) for n in range(4)]
    tied = [picture("t", pair("cat", 1, 1), pair("dog"), claims=(("cat", "good"), ("dog", "good")))]
    found = measure_reliability(right + wrong + mixed + tied)
    assert found.crowd == pytest.approx(17 / 20)
    assert found.find("good", "general") == pytest.approx((10 * 12.5 / 14 + 4) / 14)
    assert found.find("good", "who") == pytest.approx(12.5 / 14)
    assert found.find("bad", "who") == pytest.approx(10 * 12.5 / 16 / 12)
    assert found.find("bad", "general") == pytest.approx((10 * 12.5 / 16 + 4) / 14)
    assert found.find("new", "general") == found.crowd
    assert measure_reliability([]).find("new", "general") == 0.9


def test_popular_pictures_weigh_more_and_none_weighs_nothing() -> None:
    pictures = [picture("a"), picture("b", liked=-5), picture("c", pair("cat", 2, 1), liked=60.0)]
    assert [count_interest(known) for known in pictures] == [0, 0, 6]
    assert weigh_pictures(pictures, 0).tolist() == [1, 1, 1]
    assert weigh_pictures(pictures, 1).tolist() == pytest.approx([1 / 3, 1 / 3, 7 / 3])
    known = [claimed(f"p{n}", "cat") for n in range(7)] + [claimed("q", "cat").model_copy(update={"liked": 1.0})]
    weights = gather(*known, popularity=1.0)[0].weights.squeeze(1).tolist()
    assert weights == pytest.approx([8 / 9] * 7 + [16 / 9])


def test_copies_of_a_picture_are_one_for_the_support_of_a_tag() -> None:
    copies = [claimed("a", "cat").model_copy(update={"members": tuple(f"a{n}" for n in range(9))})]
    assert gather(*copies)[1] == {"cat": 1}
