"""Events: who changed what and why, only ever added."""

from uuid import uuid4

from graph.connection import Record, Runner


class EventId(Record):
    """The id of an event."""

    id: str


async def add_event(
    runner: Runner, who: str, what: str, subject: str, before: str | None, after: str | None, why: str | None
) -> str:
    """Write an event down, and return its id."""
    event = uuid4().hex
    rows = await runner.fetch(
        EventId, "add_event", id=event, who=who, what=what, subject=subject, before=before, after=after, why=why
    )
    return rows[0].id
