"""Explanations: why a pair is believed as it is, speaker by speaker; names are for analysts and staff."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.callers import READERS, AnyCaller, opted_in
from api.cards import EXAMPLE_ID, ImageId
from api.context import Opened
from api.fields import Name
from api.openquestions import list_open
from api.problems import declare_problems
from graph.catalogue import find_query
from graph.explanations import ExplainedShare, explain_pair
from graph.images import find_shown_image
from graph.tagnames import normalise_tag
from taggy.errors import ConflictError

router = APIRouter(prefix="/explanations", tags=["pairs"])


class Share(BaseModel):
    """What one speaker adds to the log-odds of a pair, and the sum so far.

    `says` is null for a pass, `speaker`, `name` and `right` for whoever may not know who voted what. `right` are a
    voter's sensitivity and specificity, a source's precision, or the run's confidence.
    """

    kind: Literal["voter", "ruling", "source", "run"]
    speaker: str | None
    name: str | None
    says: bool | None
    right: list[float] | None
    notes: list[Literal["derived", "implicit", "aside", "cluster"]]
    share: float
    total: float


class ExplainedPair(BaseModel):
    """The pair as it is shown, what everybody adds, and what it comes to; `cypher` with `params` returns the shares."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "image": EXAMPLE_ID,
                    "tag": "sunset",
                    "people": 0.8182,
                    "evidence": 0.9,
                    "posterior": 0.9,
                    "shares": [
                        {
                            "kind": "voter",
                            "speaker": "9d2c" * 8,
                            "name": "Ada",
                            "says": True,
                            "right": [0.9, 0.8],
                            "notes": [],
                            "share": 1.5041,
                            "total": 1.5041,
                        },
                        {
                            "kind": "source",
                            "speaker": "a-blog",
                            "name": None,
                            "says": True,
                            "right": [0.6667],
                            "notes": [],
                            "share": 0.6931,
                            "total": 2.1972,
                        },
                    ],
                    "cypher": "MATCH (given:Image {id: $image}) …",
                    "params": {"image": EXAMPLE_ID, "tag": "sunset"},
                }
            ]
        }
    )

    image: str
    tag: str
    people: float | None
    evidence: float | None
    posterior: float | None
    shares: list[Share]
    cypher: str
    params: dict[str, str]


@router.get("", operation_id="explain_pair", responses=declare_problems(404, 409))
async def explain(caller: AnyCaller, context: Opened, image: Annotated[ImageId, Query()], tag: Name) -> ExplainedPair:
    """Explain why a pair is believed as it is. Whoever still has a question on it answers that first."""
    await find_shown_image(context.graph, image, nsfw=opted_in(caller))
    found = await explain_pair(context.graph, image, normalise_tag(tag))
    pair = (found.image, found.tag)
    if list_open(context, caller, [pair]):
        raise ConflictError(f"You hold an open question on {found.tag!r} and this picture. Answer it first.")
    return ExplainedPair(
        image=found.image,
        tag=found.tag,
        people=found.people,
        evidence=found.evidence,
        posterior=found.posterior,
        shares=[_make_share(share, named=caller.role in READERS) for share in found.shares],
        cypher=find_query("explain_pair").statement,
        params={"image": found.image, "tag": found.tag},
    )


def _make_share(share: ExplainedShare, *, named: bool) -> Share:
    """Make a share; a person is shown only to who may know who voted what."""
    made = Share.model_validate(share.model_dump(exclude={"image", "tag"}))
    personal = share.kind in ("voter", "ruling") and not named
    hidden: dict[str, Any] = {"speaker": None, "name": None, "right": None, "notes": []}
    return made.model_copy(update=hidden) if personal else made
