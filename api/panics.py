"""Panics: a voter says that a picture is NSFW, and staff has the last word."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.callers import Staff, Writer
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, ImageId, make_card
from api.context import Opened
from api.fields import Limit, Reason
from api.problems import declare_problems
from graph import flags
from graph.flags import Verdict, record_panic, settle_panics
from graph.images import Nsfw, find_image
from graph.suspicions import list_suspicions
from taggy.errors import NotFoundError
from taggy.metrics import PANICS

router = APIRouter(prefix="/panics", tags=["panics"])


class Panic(BaseModel):
    """A picture that should not be shown to everyone."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"image": EXAMPLE_ID}]})

    image: ImageId


class Settlement(BaseModel):
    """Staff's verdict on a picture."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"image": EXAMPLE_ID, "verdict": "cleared", "reason": "a statue in a museum"}]},
    )

    image: ImageId
    verdict: Verdict
    reason: Reason | None = None


class PictureState(BaseModel):
    """What a picture is now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"image": EXAMPLE_ID, "nsfw": "suspected"}]})

    image: str
    nsfw: Nsfw


class WaitingPicture(BaseModel):
    """A picture that waits for staff: how many voters flagged it, and since when.

    Where none did, `why` says what a class network suspects.
    """

    image: ImageCard
    nsfw: Nsfw
    panics: int
    at: datetime
    why: str | None


class Queue(BaseModel):
    """The pictures that wait for staff: first those that voters flagged, the longest waiting first; then the others.

    The others are what class networks suspect, the surest first.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "panics": [
                        {
                            "image": EXAMPLE_CARD,
                            "nsfw": "suspected",
                            "panics": 1,
                            "at": "2026-01-02T03:04:05Z",
                            "why": None,
                        }
                    ]
                }
            ]
        }
    )

    panics: list[WaitingPicture]


@router.post("", operation_id="panic", responses=declare_problems(403, 404, 413, 415))
async def panic(body: Panic, caller: Writer, context: Opened) -> PictureState:
    """Hide a picture from everyone who did not opt in to NSFW, at once. The same panic again changes nothing."""
    image = await find_image(context.graph, body.image)
    if image is None or image.withheld:
        raise NotFoundError(f"There is no picture {body.image!r} that may be shown here.")
    nsfw = await record_panic(context.graph, caller.voter, caller.role, body.image)
    PANICS.inc()
    return PictureState(image=body.image, nsfw=nsfw)


@router.get("", operation_id="list_panics", responses=declare_problems(403))
async def list_panics(
    staff: Staff,  # noqa: ARG001 - who calls matters, not what for
    context: Opened,
    limit: Limit = 50,
) -> Queue:
    """List the pictures that wait for a verdict."""
    flagged = await flags.list_panics(context.graph, limit)
    waiting = {
        picture.id: WaitingPicture(
            image=make_card(picture.id, picture),
            nsfw=picture.nsfw,
            panics=picture.panics,
            at=picture.at.to_native(),
            why=None,
        )
        for picture in flagged
    }
    for found in await list_suspicions(context.graph, "", limit):
        card = make_card(found.id, found)
        said = f"{found.filter}: {found.reason}"
        waiting.setdefault(
            found.id, WaitingPicture(image=card, nsfw=found.nsfw, panics=0, at=found.at.to_native(), why=said)
        )
    return Queue(panics=[*waiting.values()][:limit])


@router.post("/verdicts", operation_id="settle_panics", responses=declare_problems(403, 404, 413, 415))
async def settle(body: Settlement, staff: Staff, context: Opened) -> PictureState:
    """Give staff's verdict: it stands until staff gives another."""
    nsfw = await settle_panics(context.graph, staff.voter, body.image, body.verdict, body.reason)
    return PictureState(image=body.image, nsfw=nsfw)
