"""Search: the pictures that lie nearest to a phrase, where the backbone knows words."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.asking import ask_model
from api.callers import Reader, opted_in
from api.context import Opened
from api.problems import declare_problems
from api.similar import NEAR, NearCard, make_near_cards
from graph.similar import Way
from taggy.errors import ModelError
from taggy.words import require_words

router = APIRouter(prefix="/images", tags=["images"])


class Found(BaseModel):
    """The pictures nearest to a phrase, nearest first: by which backbone, and whether the search was exact (`memory`).

    The cosine is of picture and phrase: it ranks, and is no probability.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"backbone": "open_clip/ViT-B-32:laion2b_s34b_b79k@0a1b", "way": "index", "images": [NEAR]}]
        }
    )

    backbone: str
    way: Way
    images: list[NearCard]


@router.get("/search", operation_id="search_images", responses=declare_problems(403, 409))
async def search_images(
    caller: Reader,
    context: Opened,
    phrase: Annotated[str, Query(min_length=1, max_length=500, examples=["a cat on a sofa"])],
    limit: Annotated[int, Query(ge=1, le=100)] = 24,
) -> Found:
    """Find the pictures that lie nearest to a phrase. Off (409) where the backbone has no text side."""
    require_words(context.settings.backbone)
    context.limits.count_trial(caller.voter)
    placed = await ask_model(context, context.model.place_phrase(phrase))
    nsfw, backbone = opted_in(caller), placed["backbone"]
    found = await context.likeness.list_near_to(backbone, placed["vector"], nsfw=nsfw, limit=limit)
    if found.way is None:
        raise ModelError(f"The backbone {backbone} has seen no picture yet. `taggy model embed` lets it look.")
    (cards,) = await make_near_cards(context, found.images, nsfw=nsfw)
    return Found(backbone=backbone, way=found.way, images=cards)
