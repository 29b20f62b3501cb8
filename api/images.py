"""Images: one with its tags and sources, many by id, and the likely ones for some tags."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.callers import MaybeCaller, opted_in
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, ImageId, make_card
from api.context import Context, Opened
from api.cursors import RANK, decode_cursor, encode_cursor
from api.fields import Limit, Name
from api.openquestions import list_open
from api.problems import declare_problems
from graph.images import find_shown_image, list_images, list_sources_of_image, list_tags_of_image, may_show
from graph.rankings import rank_all_images_for_tags, rank_images_for_tags
from graph.tagnames import normalise_tag
from graph.tags import find_tag
from taggy.errors import InputError

router = APIRouter(prefix="/images", tags=["images"])
MOST_TAGS = 200
MOST_SOURCES = 50
MOST_WANTED = 20
NUMBERS: JsonDict = {"people": 0.75, "evidence": 0.8, "posterior": 0.87, "run": 0.9, "settled": None}
TAG: JsonDict = {"name": "sunset", "yes": 3, "no": 1, "pass": 0, "claims": 1, **NUMBERS}
SOURCE: JsonDict = {"source": "holiday", "url": None, "author": None, "posted_at": None, "links": []}


class TagOfImage(BaseModel):
    """What people, sources and the model say of a tag; null where they said nothing."""

    model_config = ConfigDict(populate_by_name=True, from_attributes=True)

    name: str
    yes: int
    no: int
    pass_: int = Field(serialization_alias="pass")
    claims: int
    people: float | None
    evidence: float | None
    posterior: float
    run: float | None
    settled: Literal["yes", "no"] | None


class SourceOfImage(BaseModel):
    """A post that shows the picture."""

    model_config = ConfigDict(from_attributes=True)

    source: str | None
    url: str | None
    author: str | None
    posted_at: str | None
    links: list[str]


class FullImage(ImageCard):
    """A picture with its tags, the likeliest first, and where it comes from."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**EXAMPLE_CARD, "tags": [TAG], "sources": [SOURCE]}]})

    tags: list[TagOfImage]
    sources: list[SourceOfImage]


class Wanted(BaseModel):
    """Ids of pictures, at most 100."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": [EXAMPLE_ID]}]})

    ids: Annotated[list[ImageId], Field(max_length=100)]


class FoundImages(BaseModel):
    """The pictures that may be shown, in the order asked for, and the ids of the others."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"images": [EXAMPLE_CARD], "missing": ["00" * 32]}]})

    images: list[ImageCard]
    missing: list[str]


class LikelyImage(BaseModel):
    """A picture that likely matches: the posterior of each tag asked for, and the least of them."""

    image: ImageCard
    posterior: float
    tags: dict[str, float]


class LikelyImages(BaseModel):
    """Likely pictures, best first. A page may be short: follow `next` until it is null."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"images": [{"image": EXAMPLE_CARD, "posterior": 0.87, "tags": {"sunset": 0.87}}], "next": None}
            ]
        }
    )

    images: list[LikelyImage]
    next: str | None


@router.get("", operation_id="rank_images", responses=declare_problems())
async def rank_images(
    caller: MaybeCaller,
    context: Opened,
    tags: Annotated[str, Query(min_length=1, max_length=20_000, examples=["sunset,beach,-people"])],
    min_posterior: Annotated[float, Query(ge=0, le=1, allow_inf_nan=False)] = 0,
    collection: Name | None = None,
    limit: Limit = 50,
    after: str | None = None,
) -> LikelyImages:
    r"""Rank the pictures that likely match all of the tags and none of those with a minus before them.

    A comma or a first minus that belongs to a tag is written `\,` or `\-`. The first tag gives the order.
    """
    wanted, unwanted = await _read_tags(context, tags)
    nsfw = opted_in(caller)
    rank = rank_all_images_for_tags if nsfw else rank_images_for_tags
    page = await rank(
        context.graph,
        list(wanted.values()),
        list(unwanted.values()),
        collection=collection,
        min_posterior=min_posterior,
        after=decode_cursor(after, RANK),
        limit=limit,
    )
    cards = {image.id: image for image in await list_images(context.graph, page.images)}
    unanswered = list_open(context, caller, ((image, tag) for image in page.images for tag in wanted.values()))
    held = {image for image, _ in unanswered}
    images = [
        LikelyImage(image=make_card(i, cards[i]), posterior=min(p), tags=dict(zip(wanted, p, strict=True)))
        for i, p in zip(page.images, page.posteriors, strict=True)
        if i in cards and i not in held and may_show(cards[i], nsfw=nsfw)
    ]
    return LikelyImages(images=images, next=encode_cursor(page.next) if page.next else None)


@router.post("/lookup", operation_id="look_images_up", responses=declare_problems(403, 413, 415))
async def look_images_up(body: Wanted, caller: MaybeCaller, context: Opened) -> FoundImages:
    """Find many pictures by id."""
    asked = list(dict.fromkeys(body.ids))
    found = {i.id: i for i in await list_images(context.graph, asked) if may_show(i, nsfw=opted_in(caller))}
    return FoundImages(
        images=[make_card(i, found[i]) for i in asked if i in found], missing=[i for i in asked if i not in found]
    )


@router.get("/{image}", operation_id="read_image", responses=declare_problems(404))
async def read_image(image: ImageId, caller: MaybeCaller, context: Opened) -> FullImage:
    """Read a picture with its tags and sources. One that was merged away has the tags of the one shown for it.

    A tag that the voter has an open question about is left out until it is answered, or too old to be.
    """
    found = await find_shown_image(context.graph, image, nsfw=opted_in(caller))
    tags = await list_tags_of_image(context.graph, image, MOST_TAGS)
    held = list_open(context, caller, ((found.shown, tag.name) for tag in tags))
    sources = await list_sources_of_image(context.graph, image, MOST_SOURCES)
    return FullImage(
        **make_card(image, found).model_dump(),
        tags=[TagOfImage.model_validate(tag) for tag in tags if (found.shown, tag.name) not in held],
        sources=[SourceOfImage.model_validate(source) for source in sources],
    )


async def _read_tags(context: Context, written: str) -> tuple[dict[str, str], dict[str, str]]:
    r"""Read wanted and unwanted tags, each with the canonical tag that it stands for."""
    wanted: dict[str, str] = {}
    unwanted: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in re.split(r"(?<!\\),", written))):
        minus = part.startswith("-")
        name = normalise_tag(re.sub(r"\\([,-])", r"\1", part.removeprefix("-")))
        (unwanted if minus else wanted)[name] = name
    if not wanted or len(wanted) + len(unwanted) > MOST_WANTED:
        raise InputError(f"tags={written[:80]!r} names {len(wanted)} wanted tags. Name 1 to {MOST_WANTED} tags.")
    for names in (wanted, unwanted):
        for name in names:
            tag = await find_tag(context.graph, name)
            names[name] = (tag and tag.canonical) or name
    return wanted, unwanted
