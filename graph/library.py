"""The library as a whole: how much is in it."""

from graph.connection import Record, Runner


class LibraryCount(Record):
    """How many pictures, pairs with a consensus, and voters there are."""

    pictures: int
    pairs: int
    voters: int


async def count_library(runner: Runner) -> LibraryCount:
    """Count what is in the library."""
    return (await runner.fetch(LibraryCount, "count_library"))[0]
