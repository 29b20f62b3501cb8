"""The miner's summary: what it counted, as a row a day and source."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from graph.hauls import FAULTS, REFUSED, Haul

COUNTED = ("seen", "kept", "duplicates", "look-alikes", "known", "unreadable")
ABSENT = ("without a picture", "not given", "did not come", "removed there")
COLUMNS = ("day", "source", *COUNTED, "absent", "refused", "faults", "problem")


def summarise_days(hauls: Sequence[Haul]) -> list[list[object]]:
    """Put the counts of a source's day side by side, in the order given.

    `refused` are by reason, `absent` all that has no picture here for another one.
    """
    rows: list[list[object]] = []
    for (day, source), group in groupby(hauls, key=attrgetter("day", "source")):
        of_day = {haul.word: haul for haul in group}
        count = {word: haul.count for word, haul in of_day.items()}
        refused = {word.removeprefix(REFUSED).strip(): n for word, n in count.items() if word.startswith(REFUSED)}
        counted = [count.get(word, 0) for word in COUNTED]
        absent = sum(count.get(word, 0) for word in ABSENT)
        problem = of_day[FAULTS].problem if FAULTS in of_day else None
        rows.append([day, source, *counted, absent, refused, count.get(FAULTS, 0), problem])
    return rows
