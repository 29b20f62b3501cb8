"""Audits to ask: those that wait for an answer, read once for a while, and of them what one voter may be asked."""

from collections.abc import Sequence

from consensus.remembered import Remembered
from graph.audits import WaitingAudit, list_free_audits, list_waiting_audits
from graph.connection import Graph
from graph.questions import DrawnPair

LISTED = 1024
PAGE = 32


class WaitingAudits:
    """The audits that wait, in the order in which they are asked."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._waiting = Remembered[Sequence[WaitingAudit]](lambda: list_waiting_audits(graph, LISTED), ())

    async def list_waiting(self) -> Sequence[WaitingAudit]:
        """List them."""
        return await self._waiting.recall()

    async def list_free(self, start: int, voters: Sequence[str], *, nsfw: bool) -> list[tuple[DrawnPair, float]]:
        """List what a voter may be asked of the page that starts there, in order, with how likely each was drawn."""
        page = self._waiting.value[start : start + PAGE]
        free = await list_free_audits(self.graph, [(audit.image, audit.tag) for audit in page], voters, nsfw=nsfw)
        pairs = {(pair.image, pair.tag): pair for pair in free}
        return [
            (pairs[audit.image, audit.tag], audit.probability) for audit in page if (audit.image, audit.tag) in pairs
        ]
