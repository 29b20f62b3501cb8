"""Sessions: a cookie that says who is voting, anonymous until a link names an account."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from api.callers import COOKIE, AnyCaller, Caller, Writer, find_caller, make_caller
from api.context import Context, Opened
from api.problems import declare_problems
from graph.connection import Transaction
from graph.voters import (
    LIFETIMES,
    Role,
    Session,
    add_session,
    add_voter,
    find_session,
    join_voter,
    revoke_session,
    set_session_nsfw,
)
from graph.votes import count_votes_of_voters
from taggy.errors import SignInError

router = APIRouter(prefix="/session", tags=["session"])
ME: JsonDict = {"voter": {"id": "5f0c", "name": None, "role": "anonymous"}, "nsfw": False, "votes": 12}


class Enter(BaseModel):
    """How to enter: by a link, or without one as an anonymous voter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}, {"link": "kK0…"}]})

    link: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class Choice(BaseModel):
    """Whether NSFW pictures may be shown in this session."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"nsfw": True}]})

    nsfw: bool


class VoterCard(BaseModel):
    """Who is voting; anonymous voters have no name."""

    id: str
    name: str | None
    role: Role


class Me(BaseModel):
    """Who is calling, what may be shown, and how many current answers there are."""

    model_config = ConfigDict(json_schema_extra={"examples": [ME]})

    voter: VoterCard
    nsfw: bool
    votes: int


@router.post("", operation_id="enter", responses=declare_problems(409))
async def enter(body: Enter, request: Request, response: Response, context: Opened) -> Me:
    """Open a session where there is none, or sign in by a link: anonymous votes then become the account's."""
    before = await _find_open(request)
    if body.link is None:
        if before:
            return await describe_caller(context, before)
        return await _open_anonymous(context, request, response)
    link = await find_session(context.graph, body.link, "link")
    if link is None or link.revoked or link.expired:
        raise SignInError("This link opens nothing: it is unknown, revoked or expired. Ask staff for a new one.")
    if before and before.voter == link.voter:
        return await describe_caller(context, before)
    secret = await add_session(context.graph, "visit", link.voter)
    if before and before.role == "anonymous":
        await asyncio.shield(context.background.start(_join(context, before, link)))
    _set_cookie(request, response, context, secret)
    return await describe_caller(context, await _read_caller(context, secret))


@router.get("", operation_id="read_session", responses=declare_problems())
async def read_session(caller: AnyCaller, context: Opened) -> Me:
    """Say who is calling."""
    return await describe_caller(context, caller)


@router.patch("", operation_id="change_session", responses=declare_problems(403, 413, 415))
async def change_session(body: Choice, caller: Writer, context: Opened) -> Me:
    """Opt in to NSFW pictures, or out, in this browser alone."""
    await set_session_nsfw(context.graph, caller.session, nsfw=body.nsfw)
    me = await describe_caller(context, caller)
    return me.model_copy(update={"nsfw": body.nsfw})


@router.delete("", operation_id="leave", status_code=status.HTTP_204_NO_CONTENT, responses=declare_problems(403))
async def leave(caller: AnyCaller, context: Opened, response: Response) -> None:
    """End this session; an anonymous voter cannot come back."""
    await revoke_session(context.graph, caller.session)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


async def describe_caller(context: Context, caller: Caller) -> Me:
    """Describe who is calling, and how many current answers this person has given under any id."""
    counts = await count_votes_of_voters(context.graph, caller.ids)
    return Me(
        voter=VoterCard(id=caller.voter, name=caller.name, role=caller.role),
        nsfw=caller.nsfw,
        votes=sum(counts.values()),
    )


async def _find_open(request: Request) -> Caller | None:
    """Find who is calling; a cookie that opens nothing is about to be replaced."""
    try:
        return await find_caller(request)
    except SignInError:
        return None


async def _open_anonymous(context: Context, request: Request, response: Response) -> Me:
    context.limits.count_session(request.client.host if request.client else "unknown")

    async def work(tx: Transaction) -> str:
        voter = await add_voter(tx, None, "anonymous")
        return await add_session(tx, "visit", voter.id)

    secret = await context.graph.write(work)
    _set_cookie(request, response, context, secret)
    return await describe_caller(context, await _read_caller(context, secret))


async def _read_caller(context: Context, secret: str) -> Caller:
    session = await find_session(context.graph, secret, "visit")
    if session is None:
        raise SignInError("The session that was just opened is gone. Try again.")
    return make_caller(session)


async def _join(context: Context, before: Caller, link: Session) -> None:
    """Join an anonymous voter to an account, and only then end its session: cut off, it can be joined again."""
    await join_voter(context.graph, before.voter, link.voter)
    await revoke_session(context.graph, before.session)


def _set_cookie(request: Request, response: Response, context: Context, secret: str) -> None:
    public = context.settings.public_url or ""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=LIFETIMES["visit"],
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https" or public.startswith("https:"),
    )
