"""Comparisons: two pictures at a time, which is better by a criterion; cast, taken back, and the criteria."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from api.callers import AnyCaller, Caller, Staff, Writer
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, ImageId, make_card
from api.context import Context, Opened
from api.problems import declare_problems
from api.tokens import AskedComparison
from consensus.asking import Asker
from consensus.pairing import Pairing, name_pair
from graph import criteria
from graph.criteria import DEFAULT, State, define_criterion, find_criterion
from graph.preferences import Choice, Choosing, Outcome, Strength, keep_preference, withdraw_preferences
from taggy.errors import ConflictError
from taggy.metrics import COMPARISONS, COMPARISONS_DRAWN

router = APIRouter(prefix="/comparisons", tags=["comparisons"])
HOUR_MS = 3_600_000
AT = "2026-01-02T03:04:05Z"
OTHER_ID = "b1d0" * 16
EXAMPLE_CRITERION: JsonDict = {"name": "quality", "question": "Which is better?", "state": "open"}
EXAMPLE_OTHER: JsonDict = {
    **EXAMPLE_CARD,
    "id": OTHER_ID,
    "urls": {
        "media": f"/media/{OTHER_ID}",
        "still": f"/media/{OTHER_ID}/still",
        "thumbnail": f"/media/{OTHER_ID}/thumbnail",
    },
}
Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]
By = Annotated[Name, Query(description="Name of the criterion.")]


class CriterionCard(BaseModel):
    """What is asked of two pictures; a closed criterion is asked no more."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [EXAMPLE_CRITERION]})

    name: str
    question: str
    state: State


class Criteria(BaseModel):
    """All criteria, by name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"criteria": [EXAMPLE_CRITERION]}]})

    criteria: list[CriterionCard]


class Wording(BaseModel):
    """What a criterion asks, and whether it is asked now."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "Which is better?", "state": "open"}]}
    )

    question: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    state: State = "open"


class Comparison(BaseModel):
    """Two pictures, as they are to stand. The token goes with the answer."""

    token: str
    left: ImageCard
    right: ImageCard


class Comparisons(BaseModel):
    """The next pairs; none where nothing is left to compare."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "criterion": EXAMPLE_CRITERION,
                    "comparisons": [{"token": "eyJ2b…", "left": EXAMPLE_CARD, "right": EXAMPLE_OTHER}],
                }
            ]
        }
    )

    criterion: CriterionCard
    comparisons: list[Comparison]


class Compared(BaseModel):
    """An answer: the side that is better, and how much (2 is much better); a tie; or a pass, which says nothing."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"token": "eyJ2b…", "answer": "left", "strength": 2, "took_ms": 1200},
                {"token": "eyJ2b…", "answer": "tie"},
            ]
        },
    )

    token: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    answer: Choice
    strength: Literal[1, 2] | None = None
    took_ms: Annotated[int, Field(ge=0, le=HOUR_MS)] | None = None

    @model_validator(mode="after")
    def _check_strength(self) -> Self:
        if self.strength is not None and self.answer in ("tie", "pass"):
            raise ValueError("only a better side has a strength")
        return self

    @property
    def weight(self) -> Strength | None:
        """How much better the side is; 1 where it is not said, none for a tie and a pass."""
        return None if self.answer in ("tie", "pass") else self.strength or 1


class ComparedAnswer(BaseModel):
    """What became of an answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "criterion": "quality",
                    "left": EXAMPLE_ID,
                    "right": OTHER_ID,
                    "answer": "left",
                    "strength": 2,
                    "outcome": "new",
                    "at": AT,
                }
            ]
        }
    )

    criterion: str
    left: str
    right: str
    answer: Choice
    strength: Strength | None
    outcome: Outcome
    at: datetime


class WithdrawnComparison(BaseModel):
    """Whether there was an answer to take back."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"criterion": "quality", "one": EXAMPLE_ID, "other": OTHER_ID, "withdrawn": True}]
        }
    )

    criterion: str
    one: str
    other: str
    withdrawn: bool


@router.get("/criteria", operation_id="list_criteria", responses=declare_problems())
async def list_criteria(caller: AnyCaller, context: Opened) -> Criteria:  # noqa: ARG001 - whoever
    """List what pictures are compared by."""
    found = await criteria.list_criteria(context.graph)
    return Criteria(criteria=[CriterionCard.model_validate(criterion) for criterion in found])


@router.put("/criteria/{name}", operation_id="define_criterion", responses=declare_problems(403, 413, 415))
async def define(
    name: Annotated[Name, Path(examples=["quality"])], body: Wording, staff: Staff, context: Opened
) -> CriterionCard:
    """Say what a criterion asks, new or not, and whether it is asked now."""
    wanted = criteria.Criterion(name=name, question=body.question, state=body.state)
    return CriterionCard.model_validate(await define_criterion(context.graph, staff.voter, wanted))


@router.get("/next", operation_id="draw_comparisons", responses=declare_problems(404, 409))
async def draw(
    caller: AnyCaller,
    context: Opened,
    criterion: By = DEFAULT.name,
    count: Annotated[int, Query(ge=1, le=8)] = 1,
) -> Comparisons:
    """Draw the next pictures to compare, without what anybody said of them."""
    found = await find_criterion(context.graph, criterion)
    if found.state == "closed":
        raise ConflictError(f"Nothing is compared by {criterion!r} now: it is closed. Choose another criterion.")
    asker = Asker(caller.voter, caller.aliases, nsfw=caller.nsfw)
    drawn = await context.pairer.draw(asker, criterion, count)
    COMPARISONS_DRAWN.inc(len(drawn))
    return Comparisons(
        criterion=CriterionCard.model_validate(found),
        comparisons=[_make_comparison(context, caller, criterion, pair) for pair in drawn],
    )


def _make_comparison(context: Context, caller: Caller, criterion: str, pair: Pairing) -> Comparison:
    left, right = pair.left, pair.right
    asked = AskedComparison(
        voter=caller.voter, criterion=criterion, left=left.id, right=right.id, why=pair.why, held=pair.why == "held"
    )
    return Comparison(
        token=context.pair_tokens.sign(asked), left=make_card(left.id, left), right=make_card(right.id, right)
    )


@router.post("", operation_id="cast_comparison", responses=declare_problems(403, 404, 410, 413, 415))
async def cast(body: Compared, caller: Writer, context: Opened) -> ComparedAnswer:
    """Keep an answer as the voter's current one. The same answer again changes nothing."""
    asked = context.pair_tokens.read(body.token, caller.voter)
    choosing = Choosing(
        voter=caller.voter,
        criterion=asked.criterion,
        left=asked.left,
        right=asked.right,
        answer=body.answer,
        strength=body.weight,
        why=asked.why,
        held=asked.held,
        took_ms=body.took_ms,
    )
    kept = await keep_preference(context.graph, choosing)
    COMPARISONS.labels(kept.outcome).inc()
    context.pairer.leases.drop(name_pair(asked.criterion, asked.left, asked.right), caller.voter)
    if kept.outcome != "same":
        context.pairer.learn(asked.criterion)
    return ComparedAnswer(
        criterion=asked.criterion,
        left=asked.left,
        right=asked.right,
        answer=body.answer,
        strength=body.weight,
        outcome=kept.outcome,
        at=kept.at.to_native(),
    )


@router.delete("", operation_id="withdraw_comparison", responses=declare_problems(403))
async def withdraw(
    one: ImageId, other: ImageId, caller: Writer, context: Opened, criterion: By = DEFAULT.name
) -> WithdrawnComparison:
    """Take the voter's answer on two pictures back; none is left then, under any id of this person."""
    withdrawn = await withdraw_preferences(context.graph, caller.ids, criterion, one, other)
    if withdrawn:
        COMPARISONS.labels("withdrawn").inc()
        context.pairer.learn(criterion)
    return WithdrawnComparison(criterion=criterion, one=one, other=other, withdrawn=withdrawn)
