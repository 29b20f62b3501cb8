"""Pictures as the graph tells of them, made by hand."""

from graph.beliefs import RULING
from graph.odds import ANSWER, find_probability
from graph.runs import TrainingPair, TrainingPicture


def pair(tag: str, yes: int = 0, no: int = 0, ruled: bool | None = None, category: str = "general") -> TrainingPair:
    """Make what people say of a tag."""
    heavy = (yes + RULING * (ruled is True), no + RULING * (ruled is False))
    people = find_probability((heavy[0] - heavy[1]) * ANSWER) if sum(heavy) else None
    return TrainingPair(
        tag=tag, category=category, yes=yes, no=no, yes_weight=heavy[0], no_weight=heavy[1], people=people
    )


def picture(image: str, *pairs: TrainingPair, **facts: object) -> TrainingPicture:
    """Make a picture that is alone in its class, unless told otherwise."""
    return TrainingPicture.model_validate({"image": image, "members": (image,), "pairs": pairs, **facts})


def claimed(image: str, *tags: str, source: str = "s") -> TrainingPicture:
    """Make a picture of which a source claims these tags and nobody says anything."""
    return picture(image, *map(pair, tags), claimed=True, claims=tuple((tag, source) for tag in tags))
