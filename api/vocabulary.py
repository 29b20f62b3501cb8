"""The vocabulary: links between tags, which staff see, propose, try and decide."""

import json
from datetime import datetime

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.config import JsonDict

from api.callers import Staff
from api.context import Opened
from api.cursors import decode_cursor, encode_next
from api.fields import Limit, Name, Reason
from api.problems import declare_problems
from graph import vocabulary
from graph.closure import Link, LinkKind
from graph.tagnames import normalise_tag
from graph.vocabulary import (
    STAFF,
    NewLink,
    State,
    accept_link,
    count_moved_pairs,
    make_link,
    propose_links,
    reject_link,
    withdraw_link,
)

router = APIRouter(prefix="/vocabulary", tags=["vocabulary"])
PLACE = r"[0-9]{7}\|.+"
WANTED: JsonDict = {"kind": "alias", "from": "colour", "to": "color"}
KNOWN: JsonDict = {"source": "mining", "who": None, "state": "proposed", "reason": "spelled alike", "score": 0.93}
LINK: JsonDict = {**WANTED, **KNOWN, "evidence": {"distance": 1}, "at": "2026-01-02T03:04:05Z"}


class Wanted(BaseModel):
    """A link between two tags: `from` is the alias, or the narrower tag, or one of two that exclude each other."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [WANTED]})

    kind: LinkKind
    start: Name = Field(alias="from")
    end: Name = Field(alias="to")

    def as_link(self) -> Link:
        """Return the link between the tags' names as they are kept."""
        return make_link(self.kind, normalise_tag(self.start), normalise_tag(self.end))


class Said(Wanted):
    """A link, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**WANTED, "reason": "British spelling"}]})

    reason: Reason | None = None


class Tried(Wanted):
    """A link, and whether it is to count or to count no more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**WANTED, "accepted": True}]})

    accepted: bool = True


class VocabularyLink(BaseModel):
    """A link with all that is known of it; the surer its source, the higher its score."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"examples": [LINK]})

    kind: LinkKind
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    source: str
    who: str | None
    state: State
    reason: str | None
    evidence: JsonValue
    score: float | None
    at: datetime


class VocabularyLinks(BaseModel):
    """Links, the surest first; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"links": [LINK], "next": None}]})

    links: list[VocabularyLink]
    next: str | None


class Preview(BaseModel):
    """How many pairs would move."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"pairs": 120}]})

    pairs: int


class Proposed(BaseModel):
    """Whether the proposal is a new one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"new": True}]})

    new: bool


class Decided(BaseModel):
    """The tags whose pairs a job computes anew; none where nothing moves."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "accepted", "moved": ["color", "colour"]}]})

    state: State
    moved: list[str]


PROBLEMS = declare_problems(403, 404, 409, 413, 415)


@router.get("/links", operation_id="list_links", responses=declare_problems(403))
async def list_links(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    kind: LinkKind | None = None,
    state: State | None = None,
    tag: Name | None = None,
    source: Name | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> VocabularyLinks:
    """List links between tags."""
    name = normalise_tag(tag) if tag else None
    rows = await vocabulary.list_links(context.graph, kind, state, name, source, decode_cursor(after, PLACE), limit)
    return VocabularyLinks(links=[_describe(row) for row in rows], next=encode_next(rows, limit))


@router.post("/links", operation_id="propose_link", status_code=status.HTTP_202_ACCEPTED, responses=PROBLEMS)
async def propose(body: Said, staff: Staff, context: Opened) -> Proposed:
    """Propose a link between two tags. What was proposed or decided before stays as it is."""
    link = body.as_link()
    await vocabulary.find_link(context.graph, link)
    added = await propose_links(context.graph, [NewLink(*link, STAFF, reason=body.reason, who=staff.voter)])
    return Proposed(new=added > 0)


@router.post("/links/preview", operation_id="preview_link", responses=PROBLEMS)
async def preview(body: Tried, staff: Staff, context: Opened) -> Preview:  # noqa: ARG001 - who calls matters
    """Count the pairs that would move, and say whether the link may be accepted at all. Nothing is changed."""
    moved = await context.graph.read(lambda tx: count_moved_pairs(tx, body.as_link(), accepted=body.accepted))
    return Preview(pairs=moved)


@router.post("/links/accept", operation_id="accept_link", responses=PROBLEMS)
async def accept(body: Said, staff: Staff, context: Opened) -> Decided:
    """Accept a link, proposed or not: it counts from now on, and a job computes the pairs that move."""
    moved = await accept_link(context.graph, body.as_link(), staff.voter, body.reason)
    return Decided(state="accepted", moved=moved)


@router.post("/links/reject", operation_id="reject_link", responses=PROBLEMS)
async def reject(body: Said, staff: Staff, context: Opened) -> Decided:
    """Reject a link: it does not count, and nobody proposes it again."""
    moved = await reject_link(context.graph, body.as_link(), staff.voter, body.reason)
    return Decided(state="rejected", moved=moved)


@router.post("/links/withdraw", operation_id="withdraw_link", responses=PROBLEMS)
async def withdraw(body: Said, staff: Staff, context: Opened) -> Decided:
    """Take the decision on a link back: it is a proposal again."""
    moved = await withdraw_link(context.graph, body.as_link(), staff.voter, body.reason)
    return Decided(state="proposed", moved=moved)


def _describe(row: vocabulary.KeptLink) -> VocabularyLink:
    said = row.model_dump(exclude={"cursor"})
    evidence = json.loads(row.evidence) if row.evidence else None
    return VocabularyLink.model_validate(said | {"evidence": evidence, "at": row.at.to_native()})
