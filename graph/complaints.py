"""Complaints: proposals for pictures that were only tried, and that somebody called wrong; each is an Event."""

from urllib.parse import unquote

from neo4j.time import DateTime

from graph.connection import Record, Runner
from graph.events import add_event
from graph.keys import run_key
from graph.runs import find_run
from graph.tags import find_tag
from taggy.errors import NotFoundError

SUBJECT = "TRIAL"  # no tag is written so: names of tags are in lower case


class Complaint(Record):
    """What a run said, by `pair` (run, picture, tag), how sure it was, and who called it wrong, when.

    `kept` where the picture is in the library too.
    """

    id: str
    pair: str
    confidence: str
    note: str | None
    at: DateTime
    name: str | None
    kept: bool

    def split_pair(self) -> tuple[str, str, str]:
        """Return the run, the picture's SHA-256 and the tag."""
        run, image, tag = self.pair.split("|", 2)
        return unquote(run), unquote(image), tag


async def add_complaint(
    runner: Runner, who: str, run: str, image: str, tag: str, confidence: float, note: str | None
) -> str:
    """Write down that a run's proposal is wrong, and return the complaint's id; the picture itself is not kept.

    Raises:
        NotFoundError: there is no such run, or no such tag.
    """
    if not await find_run(runner, run):
        raise NotFoundError(f"There is no model run {run!r}.")
    if not await find_tag(runner, tag):
        raise NotFoundError(f"There is no tag {tag!r}.")
    return await add_event(runner, who, "wrong-proposal", SUBJECT, run_key(run, image, tag), f"{confidence:.4f}", note)


async def list_complaints(runner: Runner, limit: int) -> list[Complaint]:
    """List the complaints, newest first."""
    return await runner.fetch(Complaint, "list_complaints", limit=limit)
