"""Audits to ask: those that wait for an answer, read once for a while, and of them what one voter may be asked."""

import asyncio
import time
from collections.abc import Sequence

from graph.audits import WaitingAudit, list_free_audits, list_waiting_audits
from graph.connection import Graph
from graph.questions import DrawnPair

AGE = 10.0
SHARE = 0.01  # of the time at most goes into reading them
LISTED = 1024
PAGE = 32


class WaitingAudits:
    """The audits that wait, in the order in which they are asked."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._audits: Sequence[WaitingAudit] = ()
        self._good_until = 0.0
        self._reading = asyncio.Lock()

    async def list_waiting(self) -> Sequence[WaitingAudit]:
        """List them; one reads, and the others go on with older ones."""
        if time.monotonic() < self._good_until or (self._audits and self._reading.locked()):
            return self._audits
        async with self._reading:
            began = time.monotonic()
            if began >= self._good_until:
                self._audits = await list_waiting_audits(self.graph, LISTED)
                ended = time.monotonic()
                self._good_until = ended + max(AGE, (ended - began) / SHARE)
            return self._audits

    async def list_free(self, start: int, voters: Sequence[str], *, nsfw: bool) -> list[tuple[DrawnPair, float]]:
        """List what a voter may be asked of the page that starts there, in order, with how likely each was drawn."""
        page = self._audits[start : start + PAGE]
        free = await list_free_audits(self.graph, [(audit.image, audit.tag) for audit in page], voters, nsfw=nsfw)
        pairs = {(pair.image, pair.tag): pair for pair in free}
        return [
            (pairs[audit.image, audit.tag], audit.probability) for audit in page if (audit.image, audit.tag) in pairs
        ]
