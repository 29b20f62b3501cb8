"""What people and sources say, as targets and weights."""

from graph.runs import TrainingPicture
from model.answers import gather_answers


def picture(image: str, claimed: bool = True, **evidence: float) -> TrainingPicture:
    """Make a picture with evidence tag by tag."""
    return TrainingPicture(image=image, tags=list(evidence), evidence=list(evidence.values()), claimed=claimed)


def test_answers_ties_silence_and_rare_tags() -> None:
    pictures = [picture(f"p{n}", cat=2 / 3) for n in range(8)]
    pictures += [picture("q", claimed=False, cat=1 / 3), picture("r", cat=1 / 2, dog=2 / 3)]
    answers, rare = gather_answers(pictures)
    assert (answers.tags, rare) == (["cat"], {"dog": 1})
    assert answers.cells.squeeze(1).tolist() == [1] * 8 + [-1, 0]
    assert answers.targets.squeeze(1).tolist() == [1.0] * 8 + [0, 0]
    assert answers.weigh(0.25).squeeze(1).tolist() == [1.0] * 9 + [0.25]


def test_silence_on_a_picture_that_nobody_claimed_anything_of_says_nothing() -> None:
    pictures = [picture(f"p{n}", cat=2 / 3) for n in range(8)]
    pictures += [picture(f"q{n}", claimed=False, dog=2 / 3) for n in range(8)]
    answers, _ = gather_answers(pictures)
    assert answers.tags == ["cat", "dog"]
    assert answers.weigh(0.25)[0].tolist() == [1.0, 0.25]
    assert answers.weigh(0.25)[8].tolist() == [0.0, 1.0]
    assert answers.take([8]).images == ["q0"]
