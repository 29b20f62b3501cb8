"""Pairs: those that people agree on, and those where people, sources and the model contradict each other."""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.callers import MaybeCaller, opted_in
from api.cards import EXAMPLE_CARD, ImageCard, make_card
from api.context import Context, Opened
from api.cursors import AGREED, decode_cursor, encode_cursor
from api.problems import declare_problems
from graph.beliefs import Kind
from graph.disagreements import BOARDS, list_disagreements_of_tag
from graph.images import list_images, may_show
from graph.rankings import rank_pairs, rank_pairs_of_tag
from graph.tagnames import normalise_tag
from graph.tags import find_tag

router = APIRouter(tags=["pairs"])
Limit = Annotated[int, Query(ge=1, le=200)]
TagName = Annotated[str, Query(min_length=1, max_length=1000)]
COUNTS: JsonDict = {"yes": 3, "no": 0, "pass": 0, "claims": 1}


class Pair(BaseModel):
    """A picture and a tag, how many said what, the share of people who say Yes, and the model's confidence."""

    model_config = ConfigDict(populate_by_name=True)

    image: ImageCard
    tag: str
    yes: int
    no: int
    pass_: int = Field(alias="pass")
    claims: int
    people: float | None
    run: float | None
    settled: Literal["yes", "no"] | None


class Pairs(BaseModel):
    """Pairs, best first; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pairs": [
                        {"image": EXAMPLE_CARD, "tag": "sunset", **COUNTS, "people": 0.8, "run": 0.9, "settled": "yes"}
                    ],
                    "next": None,
                }
            ]
        }
    )

    pairs: list[Pair]
    next: str | None


class DisputedPair(Pair):
    """A pair that is disagreed on; `gap` is the run's confidence less the people's share."""

    evidence: float | None
    gap: float | None


class Disagreements(BaseModel):
    """One kind of disagreement, strongest first; a page may be short: follow `next` until it is null."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "human-only",
                    "pairs": [
                        {"image": EXAMPLE_CARD, "tag": "sunset", **COUNTS, "people": 0.8, "run": 0.1, "settled": None}
                        | {"evidence": 0.83, "gap": -0.7}
                    ],
                    "next": None,
                }
            ]
        }
    )

    kind: Kind
    pairs: list[DisputedPair]
    next: str | None


class Placed(Protocol):
    """A row of a ranked list of pairs."""

    @property
    def image(self) -> str:
        """Id of the picture."""

    @property
    def cursor(self) -> str:
        """Its place."""


@router.get("/pairs", operation_id="rank_pairs", responses=declare_problems())
async def rank(
    caller: MaybeCaller, context: Opened, tag: TagName | None = None, after: str | None = None, limit: Limit = 50
) -> Pairs:
    """Rank the pairs that people agree on most."""
    place = decode_cursor(after, AGREED)
    if tag is None:
        rows = await rank_pairs(context.graph, place, limit)
    else:
        rows = await rank_pairs_of_tag(context.graph, await _find_canonical(context, tag), place, limit)
    cards = await _make_cards(context, rows, nsfw=opted_in(caller))
    return Pairs(
        pairs=[
            Pair.model_validate({**row.model_dump(exclude={"image", "cursor"}), "image": cards[row.image]})
            for row in rows
            if row.image in cards
        ],
        next=_find_next(rows, limit),
    )


@router.get("/disagreements", operation_id="list_disagreements", responses=declare_problems())
async def list_disagreements(
    caller: MaybeCaller,
    context: Opened,
    kind: Kind,
    tag: TagName | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Disagreements:
    """List one kind of disagreement between people, sources and the model."""
    place = decode_cursor(after, rf"{kind}\|{AGREED}")
    if tag is None:
        rows = await BOARDS[kind](context.graph, place, limit)
    else:
        name = await _find_canonical(context, tag)
        rows = await list_disagreements_of_tag(context.graph, name, kind, place, limit)
    cards = await _make_cards(context, rows, nsfw=opted_in(caller))
    return Disagreements(
        kind=kind,
        pairs=[
            DisputedPair.model_validate(
                {**row.model_dump(exclude={"image", "cursor", "nsfw"}), "image": cards[row.image]}
            )
            for row in rows
            if row.image in cards
        ],
        next=_find_next(rows, limit),
    )


async def _find_canonical(context: Context, written: str) -> str:
    name = normalise_tag(written)
    tag = await find_tag(context.graph, name)
    return (tag and tag.canonical) or name


async def _make_cards(context: Context, rows: Sequence[Placed], *, nsfw: bool) -> dict[str, ImageCard]:
    """Make the cards of the pictures that may be shown."""
    images = await list_images(context.graph, sorted({row.image for row in rows}))
    return {image.id: make_card(image.id, image) for image in images if may_show(image, nsfw=nsfw)}


def _find_next(rows: Sequence[Placed], limit: int) -> str | None:
    return encode_cursor(rows[-1].cursor) if len(rows) == limit else None
