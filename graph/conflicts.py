"""Conflicts besides those of people with the model: claims that people deny, and ratings against what a picture is.

Both are weighed from 0 to 1 by what a look gains. Definitions:

A claim is denied where people say No (`people` is at most `graph.disputes.DENIED`) and a source claims it. With c what
the claims are worth by the precision of their sources, in answers of somebody of whom nothing is known, and p the
probability by people it weighs (1 - p)·c / (1 + c), and nothing where the claims are worth none: firm denial of
trustworthy claims comes first.

A rating conflicts where somebody holds it and the picture is something else. Held is what people and sources say Yes
to, or, where they say nothing, what the live run is sure of. A harmless rating conflicts with a picture that is
`suspected` (somebody panicked) or `confirmed`, an explicit one with a picture that is `cleared`. `unknown` says nothing
and conflicts with nothing, and so do ratings in between, such as `rating:questionable`. It weighs as much as it is
held, from 0 to 1, and half of that on a picture that is hidden anyway: what everybody is shown is looked at first.

Example. Two sources of which nothing is known claim what two such people deny: p = 1/5, so 4/5 · 2/3 = 8/15.
"""

from graph.tagnames import find_category

RATING = "rating"
HARMLESS = frozenset({"rating:safe", "rating:general", "rating:g"})
EXPLICIT = frozenset({"rating:explicit", "rating:e"})
HIDDEN = frozenset({"suspected", "confirmed"})


def is_rating(tag: str) -> bool:
    """Tell whether a tag is a rating: the namespace of its name is its category."""
    return find_category(tag) == RATING


def weigh_denied_claim(worth: float, people: float) -> float:
    """Weigh claims that are worth so many answers, and that people deny."""
    return (1 - people) * max(worth, 0.0) / (1 + max(worth, 0.0))


def weigh_rating(tag: str, nsfw: str, held: float) -> float | None:
    """Weigh a rating that is held this surely of a picture; None where the two do not conflict."""
    if tag in HARMLESS and nsfw in HIDDEN:
        return held / 2
    if tag in EXPLICIT and nsfw == "cleared":
        return held
    return None
