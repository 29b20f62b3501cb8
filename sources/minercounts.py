"""Counts: what came of a source's round, in words that add up by day; each is handed on to the graph once."""

from collections import Counter

from graph.connection import Graph
from graph.hauls import REFUSED, add_hauls
from sources.reports import SiteSummary
from taggy.errors import UnavailableError


class Counts:
    """Counts of one source on their way to the graph; while it does not answer, they wait here."""

    def __init__(self, graph: Graph, source: str) -> None:
        self._graph = graph
        self._source = source
        self._told: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    def begin(self) -> None:
        """Begin with the counts of another round."""
        self._told = Counter()

    async def hear(self, summary: SiteSummary) -> None:
        """Take what a round's counts are now, and hand on what is new in them."""
        now = count_words(summary)
        await self.add(now - self._told)

    async def add(self, more: Counter[str], problem: str | None = None) -> None:
        """Hand on counts, and what went wrong where something did."""
        self._told += more
        self._waiting += more
        if not self._waiting:
            return
        try:
            await add_hauls(self._graph, self._source, self._waiting, problem)
        except UnavailableError:
            return
        self._waiting = Counter()


def count_words(summary: SiteSummary) -> Counter[str]:
    """Count what became of the posts of a round: `seen` are posts, the others pictures.

    `kept` are new pictures, `duplicates` new posts of pictures that were here already.
    """
    counts = {
        "seen": summary.posts,
        "without a picture": summary.without,
        "kept": summary.new - summary.duplicates,
        "duplicates": summary.duplicates,
        "known": summary.known + summary.changed,
        "not given": summary.unavailable,
        "did not come": summary.later,
        "removed there": summary.removed,
        "unreadable": summary.unreadable,
        **{f"{REFUSED} {word}": count for word, count in summary.refused.items()},
    }
    return +Counter(counts)
