"""What if, for analysts and staff: what pairs would add up to without a voter, a source or the live run."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import Reader
from api.context import Opened
from api.cursors import NAME, decode_cursor, encode_cursor
from api.problems import declare_problems
from graph.settling import Settled
from graph.tagnames import normalise_tag
from graph.tags import find_tag
from graph.whatif import Change, find_without, list_changes
from taggy.errors import InputError

router = APIRouter(prefix="/whatif", tags=["conduct"])
EXAMPLE: JsonDict = {
    "image": "9f2c" * 16,
    "tag": "sunset",
    "by": 0.133,
    "flips": True,
    "before": {"people": 0.8, "evidence": 0.8, "posterior": 0.8, "settled": "yes"},
    "after": {"people": 0.667, "evidence": 0.667, "posterior": 0.667, "settled": None},
}
Name = Annotated[str | None, Query(min_length=1, max_length=200)]


class Believed(BaseModel):
    """What a pair adds up to; null where nobody spoke."""

    people: float | None
    evidence: float | None
    posterior: float | None
    settled: Settled | None


class PairChange(BaseModel):
    """A pair that would change: `by` how much its posterior moves; `flips` where it would be settled otherwise."""

    image: str
    tag: str
    by: float
    flips: bool
    before: Believed
    after: Believed


class Changes(BaseModel):
    """What would change of so many pairs that were looked at, the most changed of this page first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"looked": 100, "changes": [EXAMPLE], "next": None}]})

    looked: int
    changes: list[PairChange]
    next: str | None


@router.get("", operation_id="list_changes_without", responses=declare_problems(403, 404))
async def list_changes_without(
    reader: Reader,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    voter: Annotated[Name, Query(description="Without this voter, by id or name.")] = None,
    source: Annotated[Name, Query(description="Without this source.")] = None,
    run: Annotated[bool, Query(description="Without the live run.")] = False,
    tag: Annotated[str | None, Query(max_length=1000, description="Of this tag alone.")] = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many of the speaker's words are looked at.")] = 100,
) -> Changes:
    """Tell what would change on a page of pairs that somebody spoke of, were it not for them; nothing is written.

    A page looks at `limit` words at most, so one with no change may have a next.
    """
    if (voter is not None) + (source is not None) + run != 1:
        raise InputError("Name one of voter, source and run=true, and no other.")
    name = normalise_tag(tag) if tag else None
    known = await find_tag(context.graph, name) if name else None
    without = await find_without(context.graph, voter, source)
    place = decode_cursor(after, NAME)
    page = await list_changes(context.graph, without, (known and known.canonical) or name, place, limit)
    return Changes(
        looked=page.looked,
        changes=[_describe(change) for change in page.changes],
        next=encode_cursor(page.next) if page.next is not None else None,
    )


def _describe(change: Change) -> PairChange:
    return PairChange.model_validate(change.model_dump() | {"by": change.by, "flips": change.flips})
