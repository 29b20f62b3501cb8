"""What a site posts newly comes round after round; faults are told, and leave no gap."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from graph.connection import Graph
from sources.crawling import SiteImport
from sources.reports import SiteSummary
from sources.watching import import_newest, watch_site
from taggy.errors import TaggyError
from taggy.settings import Settings
from tests.media.samples import draw_png
from tests.seeds import run
from tests.sources.digests import read_graph
from tests.sources.gallery import QUICK, Show
from tests.sources.server import PATIENT, Asked, Reply, open_web, trust

EVERY = 900.0


class EndedError(Exception):
    """The watcher was told to end."""


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Show]:
    assert tmp_path
    with open_web() as web:
        yield Show(web)


def wanted(show: Show, limit: int | None = None) -> SiteImport:
    return SiteImport(show.site, "all", "shown", limit=limit)


def settle(home: Path, show: Show) -> Settings:
    return trust(Settings(home=home), show.web).model_copy(update=QUICK)


async def read_ids(graph: Graph) -> set[int]:
    return {int(row["id"]) for row in await run(graph, "MATCH (p:Post) RETURN p.siteId AS id")}


def hang(show: Show, *numbers: int) -> None:
    for number in numbers:
        show.add(f"{number}", draw_png((number, 0, 0)), tags=["cat"])


async def test_a_round_goes_back_to_what_is_known(graph: Graph, tmp_path: Path, show: Show) -> None:
    settings = settle(tmp_path, show)
    hang(show, *range(9))
    assert (await import_newest(graph, settings, wanted(show, 5))).new == 5
    assert await read_ids(graph) == {4, 5, 6, 7, 8}
    asked = show.web.count("/posts.json")
    assert (await import_newest(graph, settings, wanted(show))).known == 3
    assert show.web.count("/posts.json") == asked + 1  # one page, all of it known
    hang(show, 9, 10, 11, 12)
    show.add("100", tags=["words"])  # one without a picture tells nothing
    summary = await import_newest(graph, settings, wanted(show))
    assert (summary.posts, summary.new, summary.known, summary.without) == (9, 4, 4, 1)
    assert await read_ids(graph) == set(range(4, 13))
    show.posts[:0] = [{**show.posts[0], "id": f"{number}"} for number in (103, 102, 101)]
    hang(show, 13)
    show.posts.insert(4, show.posts.pop(0))
    assert (await import_newest(graph, settings, wanted(show))).new == 1  # behind a page that tells nothing


async def test_one_that_is_cut_off_leaves_no_gap(graph: Graph, tmp_path: Path, show: Show) -> None:
    settings = settle(tmp_path, show)
    hang(show, *range(3))
    await import_newest(graph, settings, wanted(show))
    hang(show, *range(3, 30))
    asked, gate = Event(), Event()

    def hold(_: Asked) -> Reply:
        asked.set()
        return Reply(draw_png(), gate=gate)

    show.web.answer("/files/25-0.png", hold)
    cut = asyncio.create_task(import_newest(graph, settings, wanted(show)))
    await asyncio.to_thread(asked.wait, PATIENT)
    cut.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut
    gate.set()
    assert await read_ids(graph) == set(range(19))  # the first sixteen that were missing
    hang(show, 30)
    await import_newest(graph, settings, wanted(show))
    assert await read_ids(graph) == set(range(31))


async def test_faults_are_told_and_it_waits_longer_each_time(graph: Graph, tmp_path: Path, show: Show) -> None:
    hang(show, 1)
    page = {"posts": show.posts[:], "next": None, "bad": []}
    show.web.answer("/posts.json", page, Reply(b"no", 503), Reply(b"<html>", 200), Reply(b"{", 200), page)
    told: list[tuple[str, float]] = []
    waited: list[float] = []

    def tell(said: SiteSummary | TaggyError, wait: float) -> None:
        told.append((f"{said.new} new" if isinstance(said, SiteSummary) else type(said).__name__, wait))

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 5:
            raise EndedError

    with pytest.raises(EndedError):
        await watch_site(graph, settle(tmp_path, show), wanted(show), EVERY, tell, pause)
    assert told == [
        ("1 new", EVERY),
        ("FetchError", 2 * EVERY),
        ("SiteError", 4 * EVERY),
        ("SiteError", 8 * EVERY),
        ("0 new", EVERY),
    ]
    assert waited == [wait for _, wait in told]


async def test_two_watchers_double_nothing(graph: Graph, tmp_path: Path, show: Show) -> None:
    settings = settle(tmp_path, show)
    hang(show, *range(12))
    await import_newest(graph, settle(tmp_path / "other", show), wanted(show))
    alone = await read_graph(graph)
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    both = await asyncio.gather(*(import_newest(graph, settings, wanted(show)) for _ in range(2)))
    assert sum(summary.pictures for summary in both) == 12
    assert await read_graph(graph) == alone
