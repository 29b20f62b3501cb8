"""Mining as a whole: what is asked whatever the pictures say."""

from consensus.mining import Decided, rank_links
from consensus.uses import Uses
from graph.mining import DecidedLink

RATINGS = ("rating:explicit", "rating:questionable", "rating:safe")


def test_ratings_exclude_each_other_until_staff_have_decided() -> None:
    decided = Decided.sort([DecidedLink(type="EXCLUDES", start=RATINGS[1], end=RATINGS[2], accepted=True)])
    asked = rank_links([*RATINGS, "rating", "sunset"], Uses([]), decided)
    assert [(link.kind, link.start, link.end, link.score) for link in asked] == [
        ("excludes", RATINGS[0], RATINGS[1], 1.0),
        ("excludes", RATINGS[0], RATINGS[2], 1.0),
    ]
