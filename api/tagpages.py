"""Tag pages: all there is to say of one tag, with examples and history, and the words that staff finds for it."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from api.callers import Caller, MaybeCaller, Staff, list_readable_voters, opted_in
from api.cards import EXAMPLE_CARD, ImageCard, make_card
from api.context import Context, Opened
from api.problems import declare_problems
from api.tags import EXAMPLE, Tag
from graph.descriptions import MAX_WRITTEN, change_description
from graph.events import Event, list_events_of_tag
from graph.examples import count_pairs_of_tag, list_no_examples, list_yes_examples
from graph.images import list_images, may_show
from graph.tagnames import normalise_tag
from graph.tags import find_whole_tag
from taggy.errors import NotFoundError

router = APIRouter(prefix="/tags", tags=["tags"])
DESCRIPTION = "The sun touches the horizon."
CHANGE: JsonDict = {"what": "description", "subject": "sunset", "before": None, "after": DESCRIPTION, "why": None}
EXAMPLE_PAGE: JsonDict = {
    **EXAMPLE,
    "description": DESCRIPTION,
    "why": None,
    "canonical": None,
    "pairs": 120,
    "aliases": ["sundown"],
    "implies": ["sky"],
    "implied_by": [],
    "excludes": ["night"],
    "settled": {"pairs": 40, "more": False},
    "likely": {"pairs": 70, "more": False},
    "asked": {"pairs": 75, "more": False},
    "yes": [EXAMPLE_CARD],
    "no": [],
    "history": [{**CHANGE, "at": "2026-01-02T03:04:05Z", "role": "staff", "who": None}],
}
Written = Annotated[str, StringConstraints(max_length=MAX_WRITTEN)]


class Count(BaseModel):
    """How many pictures; with `more` there are at least so many, and perhaps more."""

    model_config = ConfigDict(from_attributes=True)

    pairs: int
    more: bool


class Change(BaseModel):
    """What was decided of the tag, or of a link between two tags, and by which role; `who` is told to staff alone."""

    what: str
    subject: str
    before: str | None
    after: str | None
    why: str | None
    at: datetime
    role: str | None
    who: str | None


class TagPage(Tag):
    """A tag with its links, how many pictures it has, examples of Yes and No, and what was decided about it.

    Pictures are those of the canonical tag, and only those that may be shown to whoever asks.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_PAGE]})

    why: str | None
    aliases: list[str]
    implies: list[str]
    implied_by: list[str]
    excludes: list[str]
    settled: Count
    likely: Count
    asked: Count
    yes: list[ImageCard]
    no: list[ImageCard]
    history: list[Change]


class Description(BaseModel):
    """What a tag means, as plain text, and what was said of it when it was read; null or nothing for nothing."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": DESCRIPTION, "before": "A sunset."}]}
    )

    text: Written
    before: Written | None


@router.get("/{name:path}", operation_id="read_tag", responses=declare_problems(404))
async def read_tag(name: str, caller: MaybeCaller, context: Opened) -> TagPage:
    """Read a tag: what it means, how it hangs together with others, its pictures, examples and history."""
    return await _read_page(context, caller, normalise_tag(name))


@router.put(
    "/{name:path}/description", operation_id="describe_tag", responses=declare_problems(403, 404, 409, 413, 415)
)
async def describe_tag(name: str, body: Description, staff: Staff, context: Opened) -> TagPage:
    """Say what a tag means. The same text again changes nothing; who overtook another's change is told so."""
    tag = normalise_tag(name)
    await change_description(context.graph, staff.voter, tag, body.before, body.text)
    return await _read_page(context, staff, tag)


async def _read_page(context: Context, caller: Caller | None, name: str) -> TagPage:
    tag = await find_whole_tag(context.graph, name)
    if tag is None:
        raise NotFoundError(f"There is no tag {name!r}. Search with /api/v1/tags?q=…")
    canonical = tag.canonical or name
    counts, (yes, no), events = await asyncio.gather(
        count_pairs_of_tag(context.graph, canonical, nsfw=opted_in(caller)),
        _list_examples(context, caller, canonical),
        list_events_of_tag(context.graph, name),
    )
    return TagPage(
        **tag.model_dump(),
        **{count.kind: Count.model_validate(count) for count in counts},
        yes=yes,
        no=no,
        history=[_make_change(event, caller) for event in events],
    )


async def _list_examples(context: Context, caller: Caller | None, tag: str) -> tuple[list[ImageCard], list[ImageCard]]:
    """List pictures that match and that do not, without those that the caller could still be asked about."""
    nsfw, voters = opted_in(caller), list_readable_voters(caller)
    found = await asyncio.gather(
        list_yes_examples(context.graph, tag, voters, nsfw=nsfw),
        list_no_examples(context.graph, tag, voters, nsfw=nsfw),
    )
    images = await list_images(context.graph, sorted({example.image for examples in found for example in examples}))
    cards = {image.id: make_card(image.id, image) for image in images if may_show(image, nsfw=nsfw)}
    yes, no = ([cards[example.image] for example in examples if example.image in cards] for examples in found)
    return yes, no


def _make_change(event: Event, caller: Caller | None) -> Change:
    staff = caller is not None and caller.role == "staff"
    return Change(
        **event.model_dump(include={"what", "subject", "before", "after", "why"}),
        at=event.at.to_native(),
        role=event.role,
        who=(event.name or event.who) if staff else None,
    )
