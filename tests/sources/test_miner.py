"""The miner's rounds: each source at its interval, a fault of one alone, counted by day, over restarts."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from graph.connection import Graph
from graph.hauls import add_hauls, count_today, list_hauls
from sources import minerrounds
from sources.crawling import SiteImport
from sources.duplicates import Scanned, scan_duplicates
from sources.miner import DEFECT, Mined, mine_sources
from sources.minerrounds import Rounds
from sources.reports import SiteSummary
from sources.rules import Rules
from sources.sites import SitePage
from taggy.settings import Settings
from taggy.steps import pass_over
from tests.media.samples import draw_png
from tests.seeds import run
from tests.sources.gallery import QUICK, Gallery, Show
from tests.sources.server import Reply, open_web, trust

EVERY = 900.0
Told = list[tuple[str, str, float]]


@pytest.fixture
def shows() -> Iterator[tuple[Show, Show]]:
    with open_web() as one, open_web() as other:
        yield Show(one), Show(other)


class Broken(Gallery):
    """A gallery that Taggy reads wrongly."""

    async def read_page(self, *_: object) -> SitePage:
        """Fail as only a defect does."""
        raise ZeroDivisionError


def mined(name: str, site: Gallery, rules: Rules | None = None, every: float = EVERY) -> Mined:
    return Mined(name, every, SiteImport(site, "all", name, rules or Rules()))


async def mine(graph: Graph, home: Path, shows: tuple[Show, ...], *sources: Mined) -> Told:
    """Mine once; return what was told, by source."""
    settings = trust(Settings(home=home), *(show.web for show in shows)).model_copy(update=QUICK)
    told: Told = []
    alone = asyncio.Lock()  # as the job is

    async def scan() -> Scanned:
        async with alone:
            return await scan_duplicates(graph, home, pass_over)

    def tell(name: str, said: SiteSummary | str, wait: float) -> None:
        told.append((name, said if isinstance(said, str) else f"{said.new} new", round(wait)))

    await mine_sources(graph, settings, sources, scan, tell, once=True)
    return sorted(told)


async def read_hauls(graph: Graph) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for haul in await list_hauls(graph, 1):
        found.setdefault(haul.source, {})[haul.word] = haul.count
    return found


async def test_each_source_is_asked_when_it_is_due_and_counted(
    graph: Graph, tmp_path: Path, shows: tuple[Show, Show]
) -> None:
    one, other = shows
    one.add("1", draw_png((1, 2, 3)), tags=["cat"])
    one.add("2", draw_png((1, 2, 3)), tags=["cat"])
    one.add("3", tags=["words"])
    other.add("4", draw_png((3, 2, 1), (4, 4)), tags=["dog"])
    other.add("5", draw_png(), tags=["dog"])
    sources = mined("one", one.site), mined("two", other.site, Rules(min_width=8), EVERY * 2)
    assert await mine(graph, tmp_path, shows, *sources) == [("one", "2 new", 900), ("two", "1 new", 1800)]
    hauls = await read_hauls(graph)
    looked_alike = hauls["one"].pop("look-alikes", 0) + hauls["two"].pop("look-alikes", 0)
    assert looked_alike >= 0
    assert hauls == {
        "one": {"seen": 3, "without a picture": 1, "kept": 1, "duplicates": 1},
        "two": {"seen": 2, "kept": 1, "refused min_width": 1},
    }
    assert await mine(graph, tmp_path, shows, *sources) == []  # none is due
    names = await run(graph, "MATCH (i:Image)-[:IN]->(c:Collection) RETURN c.name AS name ORDER BY name")
    assert names == [{"name": "one"}, {"name": "two"}]
    today = await count_today(graph)
    assert {word: today[word] for word in ("seen", "kept", "duplicates", "refused", "faults")} == {
        "seen": 5,
        "kept": 2,
        "duplicates": 1,
        "refused": 1,
        "faults": 0,
    }
    assert (await run(graph, "MATCH (i:Image) WHERE i.leader IS NULL RETURN count(i) AS n"))[0]["n"] == 0  # scanned


async def test_one_that_fails_for_days_is_left_alone_for_longer_and_stops_no_other(
    graph: Graph, tmp_path: Path, shows: tuple[Show, Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = shows
    one.web.answer("/posts.json", Reply(b"<html>", 200), Reply(b"{", 200), Reply(b"no", 503), {"posts": "x"})
    other.add("1", draw_png(), tags=["dog"])
    sources = mined("bad", one.site), mined("good", other.site), mined("odd", Broken(other.web.address))
    told = []
    for number in range(4):
        told.append(await mine(graph, tmp_path, shows, *sources))
        monkeypatch.setattr(minerrounds, "monotonic", partial(float, time.monotonic() + (number + 1) * 86_400.0))
    waits = [[wait for name, _, wait in round_ if name == "bad"] for round_ in told]
    assert waits == [[1800], [3600], [7200], [14400]]
    assert [says for name, says, _ in told[0] if name == "odd"] == [DEFECT]
    assert [says for round_ in told for name, says, _ in round_ if name == "good"] == ["1 new", *["0 new"] * 3]
    hauls = {(haul.source, haul.word): haul for haul in await list_hauls(graph, 2)}
    assert (hauls["bad", "faults"].count, hauls["odd", "faults"].count) == (4, 4)
    assert hauls["good", "known"].count == 3
    assert hauls["odd", "faults"].problem == DEFECT
    assert hauls["good", "kept"].problem is None


async def test_rounds_follow_each_other_until_it_is_stopped(
    graph: Graph, tmp_path: Path, shows: tuple[Show, Show]
) -> None:
    one, _ = shows
    one.add("0", draw_png((0, 9, 0)))
    settings = trust(Settings(home=tmp_path), one.web).model_copy(update=QUICK)
    told: list[int] = []
    seen = asyncio.Event()

    async def scan() -> None:
        return None

    def tell(_: str, said: SiteSummary | str, wait: float) -> None:
        assert wait > 0
        told.append(cast("SiteSummary", said).new)
        one.add(f"{len(told)}", draw_png((len(told), 0, 0)))
        if len(told) == 3:
            seen.set()

    work = asyncio.create_task(
        mine_sources(graph, settings, [mined("one", one.site, every=0.05)], scan, tell, once=False)
    )
    await asyncio.wait_for(seen.wait(), 60)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert told[:3] == [1, 1, 1]


def test_what_was_written_before_the_machine_started_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Rounds(tmp_path) as rounds:
        assert rounds.find_wait("a", 60) == 0
        rounds.end_round("a", failed=True)
        assert 119 < rounds.find_wait("a", 60) <= 120
        assert rounds.find_wait("a", 30) <= 60  # an interval that was changed holds at once
    with Rounds(tmp_path) as again:
        assert 100 < again.find_wait("a", 60) <= 120
        monkeypatch.setattr(minerrounds, "monotonic", lambda: 1.0)
        assert again.find_wait("a", 60) == 0
    (tmp_path / "fetching" / "rounds.sqlite").write_bytes(b"torn" * 1000)
    with Rounds(tmp_path) as anew:
        assert anew.find_wait("a", 60) == 0


async def test_counts_add_up_by_day_and_the_latest_problem_stays(graph: Graph) -> None:
    await add_hauls(graph, "a", {"kept": 2, "faults": 1}, "first")
    await add_hauls(graph, "a", {"kept": 3, "faults": 1}, "second")
    await add_hauls(graph, "b", {"kept": 1})
    rows = [(haul.source, haul.word, haul.count, haul.problem) for haul in await list_hauls(graph, 1)]
    assert rows == [("a", "faults", 2, "second"), ("a", "kept", 5, None), ("b", "kept", 1, None)]
    await run(graph, "MATCH (h:Haul {source: 'a'}) SET h.day = '2020-01-01'")
    assert [haul.source for haul in await list_hauls(graph, 30)] == ["b"]
