"""Arrivals: the live run looks at each new picture within seconds of its coming, in the background.

Pictures are taken in the order of their coming, from where the run left off (`graph/arrivals.py`). One that cannot be
read is logged and passed by. Whatever is written may be written again: stopped anywhere, it goes on, and a second one
beside it would double nothing; whoever runs it holds a lock on a file of the data folder, so that there is one.
"""

import asyncio
import logging
from contextlib import suppress

from graph.arrivals import (
    LAG,
    Arrival,
    Attendance,
    Moment,
    find_attendance,
    find_vectors,
    list_arrivals,
    save_attendance,
)
from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.proposals import record_opinions
from model.embedders import Embedder
from model.opinions import Speaker, load_speaker, read_rows, read_terms, refresh_speaker
from model.pictures import Reader
from model.steps import take_steps
from taggy.errors import ConflictError
from taggy.settings import Settings

PAGE = 32
POLL = 2.0
_log = logging.getLogger("taggy.arrivals")


async def attend_run(graph: Graph, settings: Settings, read: Reader, attendance: Attendance) -> None:
    """Look at pictures as they come, while the run is live.

    Raises:
        ModelError: its checkpoint cannot be used, or gives no numbers.
        UnavailableError: the database does not answer.
    """
    terms = await read_terms(graph, attendance.run)
    speaker = load_speaker(settings, attendance.run, attendance.checkpoint or "", terms)
    _log.info("the model run %s looks at pictures as they come", attendance.run)
    attendant = Attendant(graph, speaker, read, attendance)
    with suppress(ConflictError):  # another run is live, and takes its place
        while await attendant.look():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(POLL)
    _log.info("the model run %s is not live any more", attendance.run)


class Attendant:
    """What one run has seen of the pictures that come: all up to `since`, and of those after it the ones in `seen`."""

    def __init__(self, graph: Graph, speaker: Speaker, read: Reader, attendance: Attendance) -> None:
        self.graph = graph
        self.speaker = speaker
        self.read = read
        self.run = attendance.run
        self.since = attendance.attended
        self.seen: dict[str, Moment] = {}

    async def look(self) -> bool:
        """Look at all that came since; tell whether the run is still live.

        Raises:
            ConflictError: it was not, when something was to be written.
        """
        attendance = await find_attendance(self.graph)
        if attendance is None or attendance.run != self.run:
            return False
        horizon = attendance.now - LAG
        came, last = self.since, ""
        while page := await list_arrivals(self.graph, came, last, PAGE):
            came, last = page[-1].came, page[-1].image
            if fresh := [arrival for arrival in page if arrival.image not in self.seen]:
                await self._propose([arrival.image for arrival in fresh])
                self._remember(fresh)
                await save_attendance(self.graph, self.run, min(came, horizon))
        await self._forget(horizon)
        return True

    def _remember(self, fresh: list[Arrival]) -> None:
        self.seen |= {arrival.image: arrival.came for arrival in fresh}

    async def _forget(self, horizon: Moment) -> None:
        """Whatever came before the horizon was listed by now: it is not listed again."""
        self.since = max(self.since, horizon)
        kept = {image: came for image, came in self.seen.items() if came >= self.since}
        if len(kept) < len(self.seen):
            await save_attendance(self.graph, self.run, self.since)
        self.seen = kept

    async def _propose(self, images: list[str]) -> None:
        """Embed pictures that were not, and write what the run says of them; what cannot be read is logged."""
        skipped: dict[str, str] = {}
        for embedder in self.speaker.embedders:
            await self._embed(embedder, images, skipped)
        for image, reason in skipped.items():
            _log.warning("the picture %s is not looked at: %s", image, reason)
        readable = [image for image in images if image not in skipped]
        if readable:
            seen = [await read_rows(self.graph, embedder.key, readable) for embedder in self.speaker.embedders]
            speaker = await refresh_speaker(self.graph, self.speaker)
            opinions = speaker.form_opinions(readable, speaker.judge(readable, seen))
            count = await record_opinions(self.graph, self.run, opinions)
            _log.info("looked at %d pictures that came, proposed %d tags", len(readable), count.proposed)

    async def _embed(self, embedder: Embedder, images: list[str], skipped: dict[str, str]) -> None:
        known = await find_vectors(self.graph, embedder.key, images)
        wanted = [image for image in images if image not in known]
        steps = embedder.embed(wanted, self.read, skipped)
        vectors = await take_steps("looking at the pictures", len(wanted), steps, _tell_nobody)
        if vectors:
            await add_embeddings(self.graph, embedder.key, vectors)


async def _tell_nobody(step: str, done: int, total: int, cursor: str = "") -> None:
    """Take a step that nobody asked about."""
