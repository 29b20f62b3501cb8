"""Contradictions within a voter: answers on one picture that cannot all be right, for that voter to look at again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from neo4j.time import DateTime

from graph.connection import Record, Runner
from graph.votes import FAR_FUTURE, Answer

LOOKED_AT = 500


class Contradiction(Record):
    """Two answers on one picture; the later tag implies the other, is implied by it, or excludes it."""

    image: str
    tag: str
    answer: Answer
    at: DateTime
    other_tag: str
    other_answer: Answer
    other_at: DateTime
    why: Literal["implies", "implied", "excludes"]


class ContradictionPage(Record):
    """Contradictions, the latest first; `next` is None at the end."""

    found: list[Contradiction]
    next: DateTime | None


async def list_contradictions(
    runner: Runner, voters: Sequence[str], before: datetime | None = None, limit: int = LOOKED_AT
) -> ContradictionPage:
    """List what contradicts earlier answers among a person's latest `limit` answers from `before` on.

    A page may be empty before the end: go on until `next` is None.
    """
    pages = await runner.fetch(
        ContradictionPage, "list_contradictions", voters=voters, before=before or FAR_FUTURE, limit=limit
    )
    return pages[0]
