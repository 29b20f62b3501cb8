"""A voter's own answers on two pictures, each with a token by which it can be changed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.callers import AnyCaller
from api.cards import EXAMPLE_CARD, make_card
from api.comparisons import AT, EXAMPLE_OTHER, Comparison
from api.context import Opened
from api.cursors import NAME, decode_cursor, encode_cursor
from api.problems import declare_problems
from api.tokens import AskedComparison
from api.votes import read_time
from graph.images import list_images, may_show
from graph.preferences import Choice, Strength, list_preferences_of_voter

router = APIRouter(prefix="/comparisons", tags=["comparisons"])


class OwnComparison(Comparison):
    """One of the voter's own answers, as the pictures stood. Another answer with this token takes its place."""

    criterion: str
    answer: Choice
    strength: Strength | None
    at: datetime


class OwnComparisons(BaseModel):
    """The voter's own answers, newest first; `next` is the `before` of the page that follows, null after the last."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "comparisons": [
                        {
                            "token": "eyJ2b…",
                            "left": EXAMPLE_CARD,
                            "right": EXAMPLE_OTHER,
                            "criterion": "quality",
                            "answer": "left",
                            "strength": 2,
                            "at": AT,
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    comparisons: list[OwnComparison]
    next: str | None


@router.get("", operation_id="list_own_comparisons", responses=declare_problems())
async def list_own(
    caller: AnyCaller,
    context: Opened,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> OwnComparisons:
    """List the voter's own answers on two pictures, newest first; pictures that are hidden now are left out."""
    start = read_time(decode_cursor(before, NAME))
    found = [
        given for voter in caller.ids for given in await list_preferences_of_voter(context.graph, voter, start, limit)
    ]
    page = sorted(found, key=lambda given: given.at, reverse=True)[:limit]
    named = {image for given in page for image in (given.left, given.right)}
    images = {image.id: image for image in await list_images(context.graph, sorted(named))}
    shown = [
        OwnComparison(
            token=context.pair_tokens.sign(
                AskedComparison(voter=caller.voter, **given.model_dump(exclude={"answer", "strength", "at"}))
            ),
            left=make_card(given.left, images[given.left]),
            right=make_card(given.right, images[given.right]),
            criterion=given.criterion,
            answer=given.answer,
            strength=given.strength,
            at=given.at.to_native(),
        )
        for given in page
        if all(may_show(images[image], nsfw=caller.nsfw) for image in (given.left, given.right))
    ]
    return OwnComparisons(
        comparisons=shown, next=encode_cursor(page[-1].at.iso_format()) if len(page) == limit else None
    )
