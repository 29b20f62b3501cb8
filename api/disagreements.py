"""Disagreements: boards of pairs where people, sources and the model contradict each other, with why; confused tags."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import MaybeCaller, opted_in
from api.cards import EXAMPLE_CARD, ImageCard, make_card
from api.context import Opened
from api.cursors import AGREED, decode_cursor, encode_cursor
from api.fields import Limit, Name
from api.openquestions import list_open
from api.pairs import COUNTS, Pair, find_canonical
from api.problems import declare_problems
from consensus import causes
from consensus.boards import Row, read_board
from graph.confusions import list_confused_tags
from graph.disagreements import Board
from graph.images import list_images, may_show

router = APIRouter(prefix="/disagreements", tags=["pairs"])
CAUSE: JsonDict = {"name": "model-fault", "because": "the run's precision on the tag is 0.55"}
ROW: JsonDict = {
    "image": EXAMPLE_CARD,
    "tag": "sunset",
    **COUNTS,
    "people": 0.8,
    "run": 0.1,
    "settled": None,
    "yes_weight": 3.0,
    "no_weight": 0.0,
    "settled_by": None,
    "evidence": 0.83,
    "gap": -0.7,
    "reasons": ["3 say Yes", "one source claims it", "the run is at 0.10", "0.70 below people"],
    "cause": CAUSE,
}
CONFUSED: JsonDict = {
    "tag": "wolf",
    "instead": "husky",
    "pictures": 9,
    "by_run": 9,
    "by_people": 1,
    "disputed": 10,
    "excess": 8.8,
    "images": [EXAMPLE_CARD],
}


class Cause(BaseModel):
    """What a disagreement is likely to come from, and the figures that say so."""

    model_config = ConfigDict(from_attributes=True)

    name: causes.Name
    because: str


class DisputedPair(Pair):
    """A pair that is disagreed on, why it is here, and the likely cause.

    `yes_weight` and `no_weight` are what people's answers are worth by how reliable each is, in answers of somebody of
    whom nothing is known. `settled_by` is the rule by which people settled it. `gap` is the run's confidence less
    `people`; the cause is null where no rule tells one.
    """

    yes_weight: float
    no_weight: float
    settled_by: str | None
    evidence: float | None
    gap: float | None
    reasons: list[str]
    cause: Cause | None


class Disagreements(BaseModel):
    """One board, what a look gains most by first; a page may be short: follow `next` until it is null."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "human-only", "pairs": [ROW], "next": None}]})

    kind: Board
    pairs: list[DisputedPair]
    next: str | None


class ConfusedTags(BaseModel):
    """A tag that is said or proposed on pictures where people say Yes to another one `instead`.

    `excess` is the number of pictures without those that are expected because the two go together; `disputed` counts
    the pictures looked at on which the tag is denied or disputed.
    """

    tag: str
    instead: str
    pictures: int
    by_run: int
    by_people: int
    disputed: int
    excess: float
    images: list[ImageCard]


class Confusions(BaseModel):
    """Tags that are taken for others, the most confused first, with a few pictures that may be shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tags": [CONFUSED]}]})

    tags: list[ConfusedTags]


@router.get("", operation_id="list_disagreements", responses=declare_problems())
async def list_disagreements(
    caller: MaybeCaller,
    context: Opened,
    kind: Board,
    tag: Name | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Disagreements:
    """List one board of disagreements between people, sources and the model, with why each pair is there."""
    place = decode_cursor(after, rf"{kind}\|{AGREED}")
    name = await find_canonical(context, tag) if tag is not None else None
    page = await read_board(context.graph, kind, name, place, limit, nsfw=opted_in(caller))
    held = list_open(context, caller, ((row.pair.image, row.pair.tag) for row in page.rows))
    return Disagreements(
        kind=kind,
        pairs=[_make_pair(row) for row in page.rows if (row.pair.image, row.pair.tag) not in held],
        next=encode_cursor(page.next) if page.next else None,
    )


@router.get("/tags", operation_id="list_confused_tags", responses=declare_problems())
async def list_confused(caller: MaybeCaller, context: Opened, limit: Limit = 50) -> Confusions:
    """List the tags that people or the run take for others, from the first 500 pairs of three boards."""
    rows = await list_confused_tags(context.graph, limit)
    images = await list_images(context.graph, sorted({image for row in rows for image in row.images}))
    cards = {image.id: make_card(image.id, image) for image in images if may_show(image, nsfw=opted_in(caller))}
    return Confusions(
        tags=[
            ConfusedTags.model_validate(
                {**row.model_dump(), "images": [cards[image] for image in row.images if image in cards]}
            )
            for row in rows
        ]
    )


def _make_pair(row: Row) -> DisputedPair:
    unsaid = {"image", "cursor", "nsfw", "strangers", "unfit"}
    return DisputedPair.model_validate(
        {
            **row.pair.model_dump(exclude=unsaid),
            "image": make_card(row.picture.id, row.picture),
            "reasons": row.reasons,
            "cause": Cause.model_validate(row.cause) if row.cause else None,
        }
    )
