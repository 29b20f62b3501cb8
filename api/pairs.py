"""Pairs: those that people agree on."""

from collections.abc import Sequence
from typing import Literal, Protocol

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.callers import MaybeCaller, opted_in
from api.cards import EXAMPLE_CARD, ImageCard, make_card
from api.context import Context, Opened
from api.cursors import AGREED, decode_cursor, encode_next
from api.fields import Limit, Name
from api.openquestions import list_open
from api.problems import declare_problems
from graph.images import list_images, may_show
from graph.rankings import rank_pairs, rank_pairs_of_tag
from graph.tagnames import normalise_tag
from graph.tags import find_tag

router = APIRouter(tags=["pairs"])
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


class Placed(Protocol):
    """A row of a ranked list of pairs."""

    @property
    def image(self) -> str:
        """Id of the picture."""

    @property
    def tag(self) -> str:
        """Name of the tag."""

    @property
    def cursor(self) -> str:
        """Its place."""


@router.get("/pairs", operation_id="rank_pairs", responses=declare_problems())
async def rank(
    caller: MaybeCaller, context: Opened, tag: Name | None = None, after: str | None = None, limit: Limit = 50
) -> Pairs:
    """Rank the pairs that people agree on most."""
    place = decode_cursor(after, AGREED)
    if tag is None:
        rows = await rank_pairs(context.graph, place, limit)
    else:
        rows = await rank_pairs_of_tag(context.graph, await find_canonical(context, tag), place, limit)
    cards = await _make_cards(context, rows, nsfw=opted_in(caller))
    held = list_open(context, caller, ((row.image, row.tag) for row in rows))
    return Pairs(
        pairs=[
            Pair.model_validate({**row.model_dump(exclude={"image", "cursor"}), "image": cards[row.image]})
            for row in rows
            if row.image in cards and (row.image, row.tag) not in held
        ],
        next=encode_next(rows, limit),
    )


async def find_canonical(context: Context, written: str) -> str:
    """Find the name under which a tag has pairs, however it is written; one that is no tag has none."""
    name = normalise_tag(written)
    tag = await find_tag(context.graph, name)
    return (tag and tag.canonical) or name


async def _make_cards(context: Context, rows: Sequence[Placed], *, nsfw: bool) -> dict[str, ImageCard]:
    """Make the cards of the pictures that may be shown."""
    images = await list_images(context.graph, sorted({row.image for row in rows}))
    return {image.id: make_card(image.id, image) for image in images if may_show(image, nsfw=nsfw)}
