"""Disagreements: where people, sources and the model contradict each other. Strongest first, a page at a time.

`after` is '' for the first page, then the `cursor` of the last row. The kinds are defined in `graph.disputes` and
`graph.conflicts`.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from graph.connection import Record, Runner
from graph.disputes import Kind

Board = Literal["model-only", "human-only", "refused", "contested", "source-against-people", "rating-conflict"]
LOOKED = 100


class Disagreement(Record):
    """A pair that is disagreed on, and what each side says."""

    image: str
    tag: str
    yes: int
    no: int
    pass_: int = Field(alias="pass")
    strangers: int
    unfit: int
    yes_weight: float
    no_weight: float
    claims: int
    people: float | None
    evidence: float | None
    run: float | None
    gap: float | None
    settled: str | None
    settled_by: str | None
    nsfw: str
    cursor: str


class TagDisputes(Record):
    """How a tag fares: how many pairs of each kind it has, up to `LOOKED`, and what was measured of the live run on it.

    `precision` is None where it was not measured, `abstains` is why the run says nothing of the tag.
    """

    tag: str
    contested: int
    refused: int
    settled_yes: int
    settled_no: int
    precision: float | None
    abstains: str | None


async def list_model_only(runner: Runner, after: str = "", limit: int = 50) -> list[Disagreement]:
    """List what the model proposes and nobody has said anything about."""
    return await runner.fetch(Disagreement, "list_model_only", after=after, limit=limit)


async def list_human_only(runner: Runner, after: str = "", limit: int = 50) -> list[Disagreement]:
    """List what people or sources say and the model denies."""
    return await runner.fetch(Disagreement, "list_human_only", after=after, limit=limit)


async def list_refused(runner: Runner, after: str = "", limit: int = 50) -> list[Disagreement]:
    """List what the model is sure of and people deny."""
    return await runner.fetch(Disagreement, "list_refused", after=after, limit=limit)


async def list_contested(runner: Runner, after: str = "", limit: int = 50) -> list[Disagreement]:
    """List where people contradict each other."""
    return await runner.fetch(Disagreement, "list_contested", after=after, limit=limit)


async def list_source_against_people(runner: Runner, after: str = "", limit: int = 50) -> list[Disagreement]:
    """List what sources claim and people deny."""
    return await runner.fetch(Disagreement, "list_source_against_people", after=after, limit=limit)


async def list_rating_conflicts(runner: Runner, after: str = "", limit: int = 50) -> list[Disagreement]:
    """List ratings that contradict what the picture is."""
    return await runner.fetch(Disagreement, "list_rating_conflicts", after=after, limit=limit)


async def list_disagreements_of_tag(
    runner: Runner, tag: str, kind: Kind, after: str = "", limit: int = 50
) -> list[Disagreement]:
    """List one kind of disagreement on one tag."""
    return await runner.fetch(Disagreement, "list_disagreements_of_tag", tag=tag, kind=kind, after=after, limit=limit)


async def list_source_against_people_of_tag(
    runner: Runner, tag: str, after: str = "", limit: int = 50
) -> list[Disagreement]:
    """List what sources claim of one tag and people deny."""
    return await runner.fetch(Disagreement, "list_source_against_people_of_tag", tag=tag, after=after, limit=limit)


async def list_rating_conflicts_of_tag(
    runner: Runner, tag: str, after: str = "", limit: int = 50
) -> list[Disagreement]:
    """List where one rating contradicts what the picture is."""
    return await runner.fetch(Disagreement, "list_rating_conflicts_of_tag", tag=tag, after=after, limit=limit)


BOARDS = {
    "model-only": list_model_only,
    "human-only": list_human_only,
    "refused": list_refused,
    "contested": list_contested,
    "source-against-people": list_source_against_people,
    "rating-conflict": list_rating_conflicts,
}


async def list_board(
    runner: Runner, board: Board, tag: str | None = None, after: str = "", limit: int = 50
) -> list[Disagreement]:
    """List a board, of all tags or of one."""
    if tag is None:
        return await BOARDS[board](runner, after, limit)
    if board == "source-against-people":
        return await list_source_against_people_of_tag(runner, tag, after, limit)
    if board == "rating-conflict":
        return await list_rating_conflicts_of_tag(runner, tag, after, limit)
    return await list_disagreements_of_tag(runner, tag, board, after, limit)


async def count_disputes(runner: Runner, tags: Sequence[str]) -> dict[str, TagDisputes]:
    """Count how tags fare, looking at no more than `LOOKED` pairs of a kind."""
    rows = await runner.fetch(TagDisputes, "count_disputes", batch={"tags": sorted(set(tags))}, most=LOOKED)
    return {row.tag: row for row in rows}
