"""Disagreements: where people, sources and the model contradict each other. Strongest first, a page at a time.

`after` is '' for the first page, then the `cursor` of the last row. The kinds are defined in `graph.beliefs`.
"""

from pydantic import Field

from graph.beliefs import Kind
from graph.connection import Record, Runner


class Disagreement(Record):
    """A pair that is disagreed on, and what each side says."""

    image: str
    tag: str
    yes: int
    no: int
    pass_: int = Field(alias="pass")
    claims: int
    people: float | None
    evidence: float | None
    run: float | None
    gap: float | None
    settled: str | None
    nsfw: str
    cursor: str


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


async def list_disagreements_of_tag(
    runner: Runner, tag: str, kind: Kind, after: str = "", limit: int = 50
) -> list[Disagreement]:
    """List one kind of disagreement on one tag."""
    return await runner.fetch(Disagreement, "list_disagreements_of_tag", tag=tag, kind=kind, after=after, limit=limit)


BOARDS = {
    "model-only": list_model_only,
    "human-only": list_human_only,
    "refused": list_refused,
    "contested": list_contested,
}
