"""Hauls: what the miner saw, kept and refused of each source, counted by day; and the one miner of a data folder."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from graph.connection import Record, Runner
from graph.server.flock import try_lock

LOCK = "miner.lock"
FAULTS = "faults"  # the word of rounds that failed
REFUSED = "refused"  # and behind it the rule, or the stage of the filter
WORDS = ("seen", "kept", "duplicates", REFUSED, FAULTS)  # that are counted even where there are none


class WordCount(Record):
    """How many words were counted."""

    words: int


class Haul(Record):
    """How often something became of what a source gave on a day; `problem` is what went wrong the last time."""

    day: str
    source: str
    word: str
    count: int
    problem: str | None


async def add_hauls(runner: Runner, source: str, counts: Mapping[str, int], problem: str | None = None) -> int:
    """Count what became of what a source gave, under today by the server's clock; return how many words it took.

    A problem is kept with the faults, as the latest.
    """
    rows = [
        {"word": word, "count": count, "problem": problem if word == FAULTS else None}
        for word, count in sorted(counts.items())
    ]
    return (await runner.fetch(WordCount, "add_hauls", batch={"source": source, "counts": rows}))[0].words


async def list_hauls(runner: Runner, days: int) -> list[Haul]:
    """List what the miner did on the last days, today among them, the latest first."""
    return await runner.fetch(Haul, "list_hauls", days=days)


async def count_today(runner: Runner) -> Counter[str]:
    """Count what the miner did today with all sources, by word; of what was refused only that it was."""
    counts = Counter(dict.fromkeys(WORDS, 0))
    for haul in await list_hauls(runner, 1):
        counts[REFUSED if haul.word.startswith(REFUSED) else haul.word] += haul.count
    return counts


def try_to_mine(home: Path) -> IO[str] | None:
    """Take the lock of whoever mines with this data folder; None where another has it."""
    return try_lock(home / LOCK)
