"""Who is calling: the voter of the session cookie, and what the role allows.

Each of these is one dependency that calls the next itself: FastAPI takes its time over each dependency of another.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.context import read_context
from graph.voters import Role, Session, hash_secret, touch_session
from taggy.errors import PermissionRefusedError, SignInError

COOKIE = "taggy_session"
READERS: frozenset[Role] = frozenset({"analyst", "staff"})  # who may know who voted what
AGAIN = 'Open a new session: POST /api/v1/session with {}, or with {"link": "…"}.'


@dataclass(frozen=True)
class Caller:
    """A voter with an open session. `ids` are all ids under which this person has answered."""

    session: str
    voter: str
    name: str | None
    role: Role
    nsfw: bool
    aliases: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        """The voter's id, and those of the anonymous voters that joined."""
        return [self.voter, *self.aliases]


def make_caller(session: Session) -> Caller:
    """Make the caller of an open session."""
    return Caller(session.hash, session.voter, session.name, session.role, session.nsfw, tuple(session.aliases))


async def find_caller(request: Request) -> Caller | None:
    """Find who is calling; None where no session cookie was sent.

    Raises:
        SignInError: the cookie opens no session.
    """
    context = read_context(request)
    secret = request.cookies.get(COOKIE)
    if secret is None:
        return None
    session = await context.visits.find(hash_secret(secret))
    if session is None:
        raise SignInError(f"The cookie {COOKIE} names no session of this Taggy. {AGAIN}")
    if session.revoked:
        raise SignInError(f"This session was ended. {AGAIN}")
    if session.expired:
        raise SignInError(f"This session has expired. {AGAIN}")
    if session.stale:
        await touch_session(context.graph, session.hash)
    return make_caller(session)


MaybeCaller = Annotated[Caller | None, Depends(find_caller)]


async def require_caller(request: Request) -> Caller:
    """Require a session.

    Raises:
        SignInError: there is none.
    """
    caller = await find_caller(request)
    if caller is None:
        raise SignInError(f"There is no session. {AGAIN}")
    return caller


AnyCaller = Annotated[Caller, Depends(require_caller)]


async def require_writer(request: Request) -> Caller:
    """Require a session that has not written too often.

    Raises:
        TooManyRequestsError: this write is one too many.
    """
    caller = await require_caller(request)
    read_context(request).limits.count_write(caller.voter)
    return caller


Writer = Annotated[Caller, Depends(require_writer)]


async def require_staff(request: Request) -> Caller:
    """Require staff.

    Raises:
        PermissionRefusedError: the role is another.
    """
    caller = await require_caller(request)
    check_staff(caller)
    return caller


def check_staff(caller: Caller) -> None:
    """Refuse whoever is not staff.

    Raises:
        PermissionRefusedError: the role is another.
    """
    if caller.role != "staff":
        raise PermissionRefusedError(f"This is for staff; your role is {caller.role}. Enter by a staff link.")


Staff = Annotated[Caller, Depends(require_staff)]


async def require_reader(request: Request) -> Caller:
    """Require an analyst or staff.

    Raises:
        PermissionRefusedError: the role is another.
    """
    caller = await require_caller(request)
    if caller.role not in READERS:
        raise PermissionRefusedError(f"This is for analysts and staff; your role is {caller.role}. Enter by a link.")
    return caller


Reader = Annotated[Caller, Depends(require_reader)]


def opted_in(caller: Caller | None) -> bool:
    """Tell whether NSFW pictures may be shown to whoever is calling."""
    return caller is not None and caller.nsfw


def list_readable_voters(caller: Caller | None) -> list[str] | None:
    """List whose votes may be shown to whoever is calling; None is everybody's."""
    if caller is None:
        return []
    return None if caller.role in READERS else caller.ids
