"""Votes: cast, changed, withdrawn, and listed by whoever gave them."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from api.callers import AnyCaller, Caller, Writer
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, ImageId, make_card
from api.context import Context, Opened
from api.cursors import NAME, decode_cursor, encode_cursor
from api.fields import Name
from api.problems import declare_problems
from consensus.grids import PICTURES
from graph.ballotbox import Withdrawal
from graph.images import find_shown_image, list_images, may_show
from graph.tagnames import normalise_tag
from graph.votes import Answer, Asked, Ballot, PassReason, list_votes_of_voter
from taggy.errors import InputError, NotFoundError
from taggy.metrics import VOTES

router = APIRouter(prefix="/votes", tags=["votes"])
HOUR_MS = 3_600_000
AT = "2026-01-02T03:04:05Z"
EXAMPLE_VOTE: JsonDict = {"image": EXAMPLE_CARD, "tag": "sunset", "answer": "yes", "pass_reason": None, "at": AT}

EXAMPLE_ANSWER: JsonDict = {
    "image": EXAMPLE_ID,
    "tag": "sunset",
    "answer": "yes",
    "outcome": "new",
    "at": AT,
    "yes": 3,
    "no": 1,
    "pass": 0,
}


class Cast(BaseModel):
    """An answer: with the token of its question, else with the picture and the tag, which is a volunteered one.

    `implicit` where it was not given but left to stand: the expected answer to a question of a grid.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"token": "eyJ2b…", "answer": "yes", "took_ms": 1200},
                {"image": EXAMPLE_ID, "tag": "sunset", "answer": "pass", "pass_reason": "cannot-tell"},
            ]
        },
    )

    token: Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None = None
    image: ImageId | None = None
    tag: Name | None = None
    answer: Answer
    pass_reason: PassReason | None = None
    took_ms: Annotated[int, Field(ge=0, le=HOUR_MS)] | None = None
    implicit: bool = False

    @model_validator(mode="after")
    def _check_pair(self) -> Self:
        if self.token is None and (self.image is None or self.tag is None):
            raise ValueError("name the question's token, or an image and a tag")
        if self.pass_reason is not None and self.answer != "pass":
            raise ValueError("only a pass has a pass_reason")
        if self.implicit and self.token is None:
            raise ValueError("only an answer to a question can be implicit")
        return self


class CastAnswer(BaseModel):
    """What became of an answer, and what people say of the pair now."""

    model_config = ConfigDict(
        populate_by_name=True,
        json_schema_extra={"examples": [EXAMPLE_ANSWER]},
    )

    image: str
    tag: str
    answer: Answer
    outcome: str
    at: datetime
    yes: int
    no: int
    pass_: int = Field(alias="pass")


class CastGrid(BaseModel):
    """The answers to a grid's questions."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "votes": [
                        {"token": "eyJ2b…", "answer": "no", "took_ms": 9000},
                        {"token": "eyJ3c…", "answer": "yes", "implicit": True, "took_ms": 9000},
                    ]
                }
            ]
        },
    )

    votes: Annotated[list[Cast], Field(min_length=1, max_length=PICTURES)]


class CastAnswers(BaseModel):
    """What became of the answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"votes": [EXAMPLE_ANSWER]}]})

    votes: list[CastAnswer]


class WithdrawnAnswer(BaseModel):
    """Whether there was an answer to withdraw."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"image": EXAMPLE_ID, "tag": "sunset", "withdrawn": True}]}
    )

    image: str
    tag: str
    withdrawn: bool


class OwnVote(BaseModel):
    """One of the voter's own answers."""

    image: ImageCard
    tag: str
    answer: Answer
    pass_reason: PassReason | None
    at: datetime


class OwnVotes(BaseModel):
    """The voter's own answers, newest first; `next` is the `before` of the page that follows, null after the last."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"votes": [EXAMPLE_VOTE], "next": None}]})

    votes: list[OwnVote]
    next: str | None


@router.post("", operation_id="cast_vote", responses=declare_problems(403, 404, 410, 413, 415))
async def cast_vote(body: Cast, caller: Writer, context: Opened) -> CastAnswer:
    """Keep an answer as the voter's current one. The same answer again changes nothing."""
    return await _keep(await _make_ballot(body, caller, context), context)


@router.post("/grid", operation_id="cast_grid", responses=declare_problems(403, 404, 410, 413, 415))
async def cast_grid(body: CastGrid, caller: Writer, context: Opened) -> CastAnswers:
    """Keep the answers to a grid's questions, each as a vote of its own. The same answers again change nothing.

    Where a token cannot be used nothing is kept. A picture or tag that is gone meanwhile is left out.
    """
    ballots = [await _make_ballot(vote, caller, context) for vote in body.votes]
    for _ in ballots[1:]:
        context.limits.count_write(caller.voter)
    kept = await asyncio.gather(*(_keep(ballot, context) for ballot in ballots), return_exceptions=True)
    for error in kept:
        if isinstance(error, BaseException) and not isinstance(error, NotFoundError):
            raise error
    return CastAnswers(votes=[answer for answer in kept if isinstance(answer, CastAnswer)])


async def _keep(ballot: Ballot, context: Context) -> CastAnswer:
    """Keep a ballot; its question is closed."""
    kept = await context.ballots.cast(ballot)
    VOTES.labels(kept.outcome).inc()
    context.router.leases.drop((ballot.image, ballot.tag), ballot.voter)
    return CastAnswer(
        image=ballot.image,
        tag=ballot.tag,
        answer=ballot.answer,
        outcome=kept.outcome,
        at=kept.at.to_native(),
        yes=kept.yes,
        no=kept.no,
        pass_=kept.passes,
    )


async def _make_ballot(body: Cast, caller: Caller, context: Context) -> Ballot:
    tag = normalise_tag(body.tag) if body.tag else None
    if body.token:
        asked = context.tokens.read(body.token, caller.voter)
        if body.image not in (None, asked.image) or tag not in (None, asked.tag):
            raise InputError("The token is of another picture or tag. Send the token of the question alone.")
        if body.implicit and body.answer != asked.expected:
            raise InputError(
                "Only the answer that a grid expects can be left to stand. Send others without `implicit`."
            )
        why = Asked(asked.why, asked.probability, asked.shown, body.took_ms)
        return Ballot(caller.voter, asked.image, asked.tag, body.answer, body.pass_reason, why, body.implicit)
    image = await find_shown_image(context.graph, body.image or "", nsfw=caller.nsfw)
    return Ballot(caller.voter, image.id, tag or "", body.answer, body.pass_reason)


@router.delete("", operation_id="withdraw_vote", responses=declare_problems(403))
async def withdraw_vote(image: ImageId, tag: Name, caller: Writer, context: Opened) -> WithdrawnAnswer:
    """Take the voter's answer on a pair back; none is left then, under any id of this person."""
    name = normalise_tag(tag)
    withdrawn = await context.ballots.withdraw(Withdrawal(tuple(caller.ids), image, name))
    if withdrawn:
        VOTES.labels("withdrawn").inc()
    return WithdrawnAnswer(image=image, tag=name, withdrawn=withdrawn)


@router.get("", operation_id="list_votes", responses=declare_problems())
async def list_votes(
    caller: AnyCaller,
    context: Opened,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> OwnVotes:
    """List the voter's own answers, newest first; pictures that are hidden now are left out."""
    start = read_time(decode_cursor(before, NAME))
    votes = [vote for voter in caller.ids for vote in await list_votes_of_voter(context.graph, voter, start, limit)]
    page = sorted(votes, key=lambda vote: vote.at, reverse=True)[:limit]
    images = {image.id: image for image in await list_images(context.graph, sorted({vote.image for vote in page}))}
    shown = [
        OwnVote(
            image=make_card(vote.image, images[vote.image]),
            tag=vote.tag,
            answer=vote.answer,
            pass_reason=vote.pass_reason,
            at=vote.at.to_native(),
        )
        for vote in page
        if may_show(images[vote.image], nsfw=caller.nsfw)
    ]
    return OwnVotes(votes=shown, next=encode_cursor(page[-1].at.iso_format()) if len(page) == limit else None)


def read_time(place: str) -> datetime | None:
    """Read the time that a cursor names; None where it is the first page's.

    Raises:
        InputError: it names none.
    """
    if not place:
        return None
    try:
        return datetime.fromisoformat(place).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError("That is no cursor of this list. Send `next` of the page before.") from error
