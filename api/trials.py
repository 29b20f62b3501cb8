"""Trials: what the live run says of a picture that nobody keeps, and where it is silent and why."""

from collections.abc import Mapping, Sequence
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from api.asking import ask_model
from api.callers import Reader, opted_in
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard
from api.context import Context, Opened
from api.guards import BYTES
from api.problems import declare_problems
from api.similar import NearCard, read_cards
from graph.arrivals import find_attendance
from graph.runs import Assessment, list_assessments
from graph.similar import Way
from graph.witnesses import Sides, Witness, Witnesses, find_witnesses
from taggy.errors import NotFoundError

router = APIRouter(prefix="/trials", tags=["trials"])
TAGS = 10_000
SHOWN = 4
EXAMPLE_RUN = "20260102-030405-5f0c"
BODY = {
    "requestBody": {
        "required": True,
        "content": {BYTES: {"schema": {"type": "string", "format": "binary"}, "example": "(bytes)"}},
    }
}


class WitnessCard(NearCard):
    """A picture on which people, or else sources, said something of the tag."""

    by: Literal["people", "sources"]


class Said(BaseModel):
    """What the run says of one tag: it proposes it, its confidence is below the threshold, or it is silent.

    `yes` and `no` are the pictures nearest to the one tried of which people or sources said so: of proposals alone.
    """

    tag: str
    says: Literal["proposed", "below", "silent"]
    confidence: float | None
    threshold: float | None
    why: str | None
    yes: list[WitnessCard] = []
    no: list[WitnessCard] = []


class Trial(BaseModel):
    """What the live run says of a picture: proposals first, then the nearest to one, then where it is silent.

    `way` is how near pictures were searched: exactly (`memory`) or by the index; null where the backbone has seen none.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "run": EXAMPLE_RUN,
                    "image": EXAMPLE_ID,
                    "mime": "image/png",
                    "width": 192,
                    "height": 192,
                    "frames": 1,
                    "way": "memory",
                    "tags": [
                        {
                            "tag": "sunset",
                            "says": "proposed",
                            "confidence": 0.91,
                            "threshold": 0.8,
                            "why": None,
                            "yes": [{"image": EXAMPLE_CARD, "cosine": 0.93, "by": "people"}],
                            "no": [],
                        },
                        {
                            "tag": "dog",
                            "says": "silent",
                            "confidence": None,
                            "threshold": None,
                            "why": "too few",
                            "yes": [],
                            "no": [],
                        },
                    ],
                }
            ]
        }
    )

    run: str
    image: str
    mime: str
    width: int
    height: int
    frames: int
    way: Way | None
    tags: list[Said]


@router.post(
    "",
    operation_id="try_picture",
    openapi_extra=BODY,
    responses=declare_problems(403, 404, 409, 413, 415),
)
async def try_picture(request: Request, caller: Reader, context: Opened) -> Trial:
    """Say what the live run thinks of a picture. Neither the picture nor the answer is kept."""
    context.limits.count_trial(caller.voter)
    live = await find_attendance(context.graph)
    if live is None:
        raise NotFoundError("No model run is live. Train one and let it propose; then pictures can be tried.")
    assessments = {a.tag: a for a in await list_assessments(context.graph, live.run, TAGS)}
    terms = {tag: a.threshold for tag, a in assessments.items() if a.abstains is None}
    asked = context.model.try_picture(live.run, live.checkpoint or "", terms, await request.body())
    says = await ask_model(context, asked)
    said, seen = says.pop("said"), (says.pop("backbone"), says.pop("vector"))
    spoken = [_judge(row["tag"], row["confidence"], row["threshold"], assessments.get(row["tag"])) for row in said]
    silent = [
        Said(tag=tag, says="silent", confidence=None, threshold=None, why=a.abstains)
        for tag, a in assessments.items()
        if tag not in {row["tag"] for row in said}
    ]
    tags = sorted([*spoken, *silent], key=_order)
    found = await _show_witnesses(context, says["image"], *seen, tags, nsfw=opted_in(caller))
    return Trial(run=live.run, **says, way=found.way, tags=tags)


async def _show_witnesses(
    context: Context, image: str, backbone: str, vector: Sequence[float], tags: Sequence[Said], *, nsfw: bool
) -> Witnesses:
    """Set beside each proposal the nearest pictures of which people or sources said Yes and No."""
    proposed = {said.tag: said for said in tags if said.says == "proposed"}
    asked = (context.graph, context.likeness, backbone, vector, [*proposed])
    found = await find_witnesses(*asked, without=image, nsfw=nsfw, limit=SHOWN)
    cards = await read_cards(context, _name_pictures(found.sides), nsfw=nsfw)
    for tag, said in proposed.items():
        said.yes, said.no = (_make_cards(side, cards) for side in (found.sides[tag].yes, found.sides[tag].no))
    return found


def _name_pictures(sides: Mapping[str, Sides]) -> list[str]:
    return [witness.image for of in sides.values() for side in (of.yes, of.no) for witness in side]


def _make_cards(side: Sequence[Witness], cards: Mapping[str, ImageCard]) -> list[WitnessCard]:
    return [WitnessCard(image=cards[w.image], cosine=w.cosine, by=w.by) for w in side if w.image in cards]


def _judge(tag: str, confidence: float, threshold: float | None, assessment: Assessment | None) -> Said:
    if threshold is None:
        why = _explain_silence(assessment)
        return Said(tag=tag, says="silent", confidence=confidence, threshold=None, why=why)
    if confidence >= threshold:
        return Said(tag=tag, says="proposed", confidence=confidence, threshold=threshold, why=None)
    why = f"{threshold - confidence:.2f} below its threshold"
    return Said(tag=tag, says="below", confidence=confidence, threshold=threshold, why=why)


def _explain_silence(assessment: Assessment | None) -> str:
    """Say why there is no threshold, and how many answers of people would give one."""
    why = (assessment and assessment.reason) or "no threshold is known from which on it is right often enough"
    missing = assessment.missing if assessment else None
    return f"{why}; about {missing} more audits must be answered" if missing else why


def _order(said: Said) -> tuple[int, float, str]:
    """Put proposals first, the surest before others; then the nearest to their threshold; then silence, by name."""
    place = ("proposed", "below", "silent").index(said.says)
    lacking = (said.threshold or 0) - (said.confidence or 0)
    return place, (-(said.confidence or 0), lacking, 0.0)[place], said.tag
