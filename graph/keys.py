"""Unique keys of relationships: the same fact always gets the same key, so it is never written twice."""

from functools import lru_cache
from urllib.parse import quote


def _join(*parts: str) -> str:
    """Join with `|`; every part but the last is escaped, so that no two facts share a key."""
    return "|".join([*map(_escape, parts[:-1]), parts[-1]])


@lru_cache(1024)  # one picture has many pairs, one source many claims
def _escape(part: str) -> str:
    return quote(part, safe=" /:@+,;=~()'&$!*[]#?")


def sort_key(voter: str, image: str, tag: str) -> str:
    """The key of a voter's current answer."""
    return _join(voter, image, tag)


def pair_key(image: str, tag: str) -> str:
    """The key of a pair's consensus."""
    return _join(image, tag)


def claim_key(source: str, post: str, image: str, tag: str) -> str:
    """The key of a source's claim: one a post."""
    return _join(source, post, image, tag)


def run_key(run: str, image: str, tag: str) -> str:
    """The key of what a model run says of a pair."""
    return _join(run, image, tag)


def ruling_key(image: str, tag: str) -> str:
    """The key of a reviewer's ruling on a picture and a tag."""
    return _join("ruling", image, tag)


def gold_key(purpose: str, image: str, tag: str) -> str:
    """The key of what staff know of a picture and a tag, for a purpose."""
    return _join(purpose, image, tag)


def judged_key(filtering: str, image: str) -> str:
    """The key of a filter's verdict on a picture."""
    return _join(filtering, image)


def flag_key(voter: str, image: str) -> str:
    """The key of a voter's panic on a picture."""
    return _join(voter, image)


def embedding_key(backbone: str, image: str) -> str:
    """The key of an embedding: `backbone@revision|image`."""
    return _join(backbone, image)


def post_key(source: str, post: str) -> str:
    """The key of a post: `source:id`."""
    return f"{quote(source, safe=' /@+,;=~()')}:{post}"


def compared_key(one: str, other: str) -> str:
    """The key of what is known of two pictures, whichever is named first: the lower id stands first."""
    return _join(*sorted((one, other)))


def preference_key(voter: str, criterion: str, one: str, other: str) -> str:
    """The key of a voter's answer on which of two pictures is better by a criterion: the lower id stands first."""
    return _join(voter, criterion, *sorted((one, other)))


def rating_key(criterion: str, image: str) -> str:
    """The key of what a picture is worth by a criterion."""
    return _join(criterion, image)


def duplicate_key(image: str) -> str:
    """The key of the link to the picture that is shown for one that was merged away: there is one at most."""
    return image


def reliability_key(kind: str, who: str, category: str) -> str:
    """The key of how far a voter or a source is believed in a category; '' is all of them together."""
    return _join(kind, who, category)


def observation_key(kind: str, who: str) -> str:
    """The key of what is observed of a voter or a tag."""
    return _join(kind, who)


def link_key(*parts: str) -> str:
    """The key of a plain link between two nodes (SHOWS, FROM, IN, OF, IS, OPENS, LOOKS, ALIAS_OF …)."""
    return _join(*parts)


def bound_keys(first: str) -> tuple[str, str]:
    """Return what sorts before and after all keys of two parts or more whose first part this is, and no others."""
    return f"{_escape(first)}|", f"{_escape(first)}}}"


def write_order(value: float) -> str:
    """Write a number from 0 to 1 so that texts sort as the numbers do: six decimals, fixed width."""
    return f"{round(value * 1_000_000):07d}"
