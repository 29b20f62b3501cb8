"""Similar pictures: what a backbone finds nearest to one, and the nearest that people say Yes and No to."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.callers import MaybeCaller, list_readable_voters, opted_in
from api.cards import EXAMPLE_CARD, ImageCard, ImageId, make_card
from api.context import Context, Opened
from api.problems import declare_problems
from graph.embeddings import NearImage
from graph.images import find_shown_image, list_images, may_show
from graph.similar import Way
from graph.tagnames import normalise_tag
from graph.tags import find_tag

router = APIRouter(prefix="/images", tags=["images"])
NEAR: JsonDict = {"image": EXAMPLE_CARD, "cosine": 0.93}
HOW: JsonDict = {"backbone": "resnet50@0a1b2c3d4e5f", "way": "memory"}
Limit = Annotated[int, Query(ge=1, le=100)]


class NearCard(BaseModel):
    """A picture, and the cosine of its embedding with that of the one asked about."""

    image: ImageCard
    cosine: float


class SimilarImages(BaseModel):
    """Similar pictures, nearest first: by which backbone, and whether the search was exact (`memory`) or by the index.

    Where no backbone has seen the picture there are none.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{**HOW, "images": [NEAR]}]})

    backbone: str | None
    way: Way | None
    images: list[NearCard]


class NearestExamples(BaseModel):
    """The nearest pictures that people say Yes and No to; none to who could still be asked about the picture."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**HOW, "yes": [NEAR], "no": []}]})

    backbone: str | None
    way: Way | None
    yes: list[NearCard]
    no: list[NearCard]


@router.get("/{image}/similar", operation_id="list_similar_images", responses=declare_problems(404))
async def list_similar(image: ImageId, caller: MaybeCaller, context: Opened, limit: Limit = 12) -> SimilarImages:
    """List the pictures that a backbone finds nearest to this one, without itself and its duplicates."""
    nsfw = opted_in(caller)
    shown = (await find_shown_image(context.graph, image, nsfw=nsfw)).shown
    found = await context.likeness.list_similar(shown, nsfw=nsfw, limit=limit)
    (cards,) = await make_near_cards(context, found.images, nsfw=nsfw)
    return SimilarImages(backbone=found.backbone, way=found.way, images=cards)


@router.get("/{image}/examples", operation_id="list_nearest_examples", responses=declare_problems(404))
async def list_nearest_examples(
    image: ImageId,
    caller: MaybeCaller,
    context: Opened,
    tag: Annotated[str, Query(min_length=1, max_length=1000, examples=["sunset"])],
    limit: Limit = 6,
) -> NearestExamples:
    """List the nearest pictures that people say Yes and No to, without those that could still be asked about."""
    nsfw, name = opted_in(caller), normalise_tag(tag)
    shown = (await find_shown_image(context.graph, image, nsfw=nsfw)).shown
    known = await find_tag(context.graph, name)
    found = await context.likeness.list_nearest_examples(
        shown, (known and known.canonical) or name, list_readable_voters(caller), nsfw=nsfw, limit=limit
    )
    yes, no = await make_near_cards(context, found.yes, found.no, nsfw=nsfw)
    return NearestExamples(backbone=found.backbone, way=found.way, yes=yes, no=no)


async def make_near_cards(context: Context, *lists: Sequence[NearImage], nsfw: bool) -> list[list[NearCard]]:
    """Make the cards of some lists of pictures; what may not be shown is left out."""
    cards = await read_cards(context, [near.image for some in lists for near in some], nsfw=nsfw)
    return [
        [NearCard(image=cards[near.image], cosine=near.cosine) for near in some if near.image in cards]
        for some in lists
    ]


async def read_cards(context: Context, images: Iterable[str], *, nsfw: bool) -> dict[str, ImageCard]:
    """Read the cards of pictures that may be shown, by id."""
    found = await list_images(context.graph, sorted(set(images)))
    return {image.id: make_card(image.id, image) for image in found if may_show(image, nsfw=nsfw)}
