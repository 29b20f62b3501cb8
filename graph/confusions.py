"""Confusions: which tags are taken for which others, found on the boards.

Definition. Of the pictures on which tag A is denied though somebody holds it, or is disputed, so many say Yes to tag B.
Where B is Yes with the same frequency on pictures that are A, the two just go together (sky and beach). With d disputed
pictures of A, b of these with a Yes to B, and t the share of B among pictures that people agree are A,

    excess = b - d·t

is how often B stands in the place of A beyond that. Example: of 10 pictures that the run calls "wolf" and people do
not, 9 are "husky", and of 50 wolves one is: excess = 9 - 10/50 = 8.8.
"""

from graph.connection import Record, Runner

DEPTH = 500


class ConfusedTags(Record):
    """A tag that is said where another one is right, on how many pictures, and by whom."""

    tag: str
    instead: str
    pictures: int
    by_run: int
    by_people: int
    disputed: int
    excess: float
    images: list[str]


async def list_confused_tags(runner: Runner, limit: int = 50, depth: int = DEPTH) -> list[ConfusedTags]:
    """List the tags that are taken for others, the most confused first, looking at `depth` pairs of three boards."""
    return await runner.fetch(ConfusedTags, "list_confused_tags", depth=depth, limit=limit)
