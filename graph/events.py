"""Events: who changed what and why, only ever added."""

from uuid import uuid4

from neo4j.time import DateTime

from graph.connection import Record, Runner

COMMAND_LINE = "command line"  # who did what was done by `taggy`: whoever can run it needs no account


class EventId(Record):
    """The id of an event."""

    id: str


class Event(Record):
    """What was changed of what, and by whom: `name` and `role` are of the voter, None where it was nobody's account."""

    id: str
    what: str
    subject: str
    before: str | None
    after: str | None
    why: str | None
    at: DateTime
    who: str | None
    name: str | None
    role: str | None


async def add_event(
    runner: Runner, who: str, what: str, subject: str, before: str | None, after: str | None, why: str | None
) -> str:
    """Write an event down, and return its id."""
    event = uuid4().hex
    rows = await runner.fetch(
        EventId, "add_event", id=event, who=who, what=what, subject=subject, before=before, after=after, why=why
    )
    return rows[0].id


async def list_events_of_tag(runner: Runner, tag: str, limit: int = 50) -> list[Event]:
    """List what was decided about a tag and its links to others, newest first."""
    return await runner.fetch(Event, "list_events_of_tag", tag=tag, limit=limit)
