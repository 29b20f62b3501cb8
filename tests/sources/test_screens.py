"""What a filter says of what an import brings: withheld before anybody sees it, or not kept; and what is asked."""

import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import pytest_asyncio

from api import filterdesk
from cli.screens import FilterScreen, split_by_size
from graph.connection import Graph
from graph.consensus import list_wrong_pairs
from graph.filters import list_filtered, restore_image
from graph.suggestions import Suggestion, draw_suggestions, replace_suggestions
from media.store import MediaStore
from sources.crawling import SiteImport
from sources.reports import SiteSummary
from sources.watching import import_newest
from taggy.errors import InputError, ModelError
from taggy.settings import Settings
from tests.media.samples import draw_png
from tests.model.filters import draw_good, draw_noise, make_filter
from tests.seeds import add_voters, read_consensus, run
from tests.sources.gallery import QUICK, Show
from tests.sources.server import open_web, trust

CHEAP = 'name = "cheap"\n[shape]\nshortest = 32\n[colours]\nspread = 2.0\n'
GOOD = draw_good(3)
BLANK, SMALL = draw_png(size=(64, 64)), draw_noise(2, (16, 64))


@pytest.fixture
def show() -> Iterator[Show]:
    with open_web() as web:
        yield Show(web)


@pytest.fixture
def settings(tmp_path: Path, show: Show) -> Settings:
    return trust(Settings(home=tmp_path / "home"), show.web).model_copy(update=QUICK)


@pytest_asyncio.fixture
async def screen(tmp_path: Path, settings: Settings) -> AsyncIterator[FilterScreen]:
    """A filter of the cheap stages alone."""
    (tmp_path / "cheap.toml").write_text(CHEAP)
    opened = FilterScreen(settings, tmp_path / "cheap.toml")
    yield opened
    await opened.stop()


def name(content: bytes) -> str:
    return sha256(content).hexdigest()


def want(show: Show, screen: FilterScreen | None) -> SiteImport:
    return SiteImport(show.site, "all", "shown", screen=screen)


def count(summary: SiteSummary) -> tuple[int, int, int, dict[str, int]]:
    return summary.new, summary.duplicates, summary.known, summary.refused


async def read_media(graph: Graph) -> dict[str, tuple[str, str | None]]:
    rows = await run(graph, "MATCH (p:Post) RETURN p.siteId AS id, p.media AS media, p.reason AS reason")
    return {row["id"]: (row["media"], row["reason"]) for row in rows}


async def test_what_is_refused_is_withheld_from_the_first_moment_and_can_be_restored(
    graph: Graph, settings: Settings, show: Show, screen: FilterScreen
) -> None:
    show.add("1", GOOD[0], tags=["cat"])
    show.add("2", BLANK, tags=["cat"])
    show.add("3", SMALL, tags=["dog"])
    show.add("4", SMALL, tags=["wolf"])
    summary = await import_newest(graph, settings, want(show, screen))
    assert count(summary) == (2, 1, 0, {"colours": 1, "shape": 1})
    assert [remark.reason.partition(":")[0] for remark in summary.remarks] == ["withheld", "withheld"]
    refused = await list_filtered(graph, "", 10)
    assert {(one.id, one.filter, one.stage) for one in refused} == {
        (name(BLANK), "cheap", "colours"),
        (name(SMALL), "cheap", "shape"),
    }
    assert {one.id: (one.score is None, bool(one.reason)) for one in refused} == {
        name(BLANK): (False, True),
        name(SMALL): (True, True),
    }
    pairs = await read_consensus(graph)
    assert {pair for pair, said in pairs.items() if "ask" in said} == {(name(GOOD[0]), "cat")}
    assert set(pairs) == {(name(GOOD[0]), "cat"), (name(BLANK), "cat"), (name(SMALL), "dog"), (name(SMALL), "wolf")}
    with MediaStore(settings.home) as store:
        store.open_media(name(BLANK)).file.close()
    assert count(await import_newest(graph, settings, want(show, screen))) == (0, 0, 3, {})  # a page, all known
    await add_voters(graph, "s", role="staff")
    assert await restore_image(graph, name(SMALL), "s", "a fine one")
    assert "ask" in (await read_consensus(graph))[name(SMALL), "wolf"]
    assert await graph.read(lambda tx: list_wrong_pairs(tx, [name(one) for one in (GOOD[0], BLANK, SMALL)])) == []


async def test_what_is_not_kept_leaves_a_reason_and_comes_again_with_another_filter(
    graph: Graph, settings: Settings, show: Show, screen: FilterScreen, tmp_path: Path
) -> None:
    show.add("1", GOOD[0], tags=["cat"])
    show.add("2", SMALL, tags=["dog"])
    wanted = replace(want(show, screen), keep_refused=False)
    assert count(await import_newest(graph, settings, wanted)) == (1, 0, 0, {"shape": 1})
    assert (await read_media(graph))["2"] == (
        "refused",
        "shape: It is 16 x 64: its shorter side has fewer than 32 pixels.",
    )
    assert await run(graph, "MATCH (i:Image) RETURN i.id AS id") == [{"id": name(GOOD[0])}]
    asked = show.count_files()
    assert count(await import_newest(graph, settings, wanted)) == (0, 0, 2, {})
    assert show.count_files() == asked
    (tmp_path / "mild.toml").write_text(CHEAP.replace("32", "8"))
    mild = FilterScreen(settings, tmp_path / "mild.toml")
    assert count(await import_newest(graph, settings, replace(wanted, screen=mild))) == (1, 0, 1, {})
    await mild.stop()
    assert (await read_media(graph))["2"][0] == "here"


async def test_what_the_library_has_is_not_judged_again(
    graph: Graph, settings: Settings, show: Show, screen: FilterScreen
) -> None:
    show.add("1", SMALL, tags=["cat"])
    await import_newest(graph, settings, want(show, None))
    show.add("2", SMALL, tags=["dog"], nsfw=True)
    del show.posts[1:]
    assert count(await import_newest(graph, settings, want(show, screen))) == (1, 1, 0, {})
    assert await list_filtered(graph, "", 10) == []
    pairs = await read_consensus(graph)
    assert {pair: "askSafe" in said for pair, said in pairs.items()} == {
        (name(SMALL), "cat"): False,
        (name(SMALL), "dog"): False,
    }
    assert await graph.read(lambda tx: list_wrong_pairs(tx, [name(SMALL)])) == []


async def test_networks_judge_what_an_import_brings(
    graph: Graph, settings: Settings, show: Show, tmp_path: Path
) -> None:
    noise = draw_noise()
    for number, content in enumerate((*GOOD, noise, b"no picture")):
        show.add(f"{number}", content, tags=["cat"])
    screen = FilterScreen(settings, make_filter(tmp_path))
    await screen.check()
    summary = await import_newest(graph, settings, want(show, screen))
    await screen.stop()
    assert summary.refused.pop("file") == 1
    assert summary.new + sum(summary.refused.values()) == 4
    refused = {one.id: one for one in await list_filtered(graph, "", 10)}
    assert (refused[name(noise)].stage, refused[name(noise)].filter) == ("outliers", "good")
    assert refused[name(noise)].percentile == 0
    (kept,) = await run(graph, "MATCH (:Image)-[j:JUDGED {verdict: 'kept'}]->() RETURN count(j) AS n")
    assert kept["n"] == summary.new


async def test_a_filter_that_fails_lets_nothing_in(
    graph: Graph, settings: Settings, show: Show, tmp_path: Path
) -> None:
    show.add("1", GOOD[0], tags=["cat"])
    (file := tmp_path / "torn.toml").write_text('name = "torn"\n[watermarks]\nnetwork = "torn.onnx"\n')
    (tmp_path / "torn.onnx").write_bytes(b"torn")
    screen = FilterScreen(settings, file)
    with pytest.raises(ModelError, match=r"torn\.onnx"):
        await screen.check()
    with pytest.raises(ModelError, match=r"torn\.onnx"):
        await import_newest(graph, settings, want(show, screen))
    assert await run(graph, "MATCH (n) WHERE n:Image OR n:Post RETURN n") == []
    file.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        FilterScreen(settings, file)
    await screen.stop()


async def test_one_that_takes_too_long_is_left_for_later(
    graph: Graph, settings: Settings, show: Show, tmp_path: Path
) -> None:
    show.add("1", GOOD[0], tags=["cat"])
    show.add("2", GOOD[1], tags=["cat"])
    (tmp_path / "cheap.toml").write_text(CHEAP)
    slow = FilterScreen(settings.model_copy(update={"filter_timeout": 0.001}), tmp_path / "cheap.toml")
    assert (await import_newest(graph, settings, want(show, slow))).later == 2
    assert (await read_media(graph))["1"] == ("later", "later: the filter took too long")
    await slow.stop()
    assert (await import_newest(graph, settings, want(show, None))).new == 2


async def test_an_answer_that_cannot_be_read_fails_the_import_and_not_whoever_waits(
    graph: Graph, settings: Settings, show: Show, screen: FilterScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    show.add("1", GOOD[0], tags=["cat"])
    monkeypatch.setattr(filterdesk, "COMMAND", [sys.executable, "-c", "print('nonsense')"])
    with pytest.raises(ModelError, match="'cheap' gave no answer that can be read"):
        await import_newest(graph, settings, want(show, screen))
    assert await run(graph, "MATCH (p:Post) RETURN p") == []


async def test_people_are_asked_about_what_is_kept(
    graph: Graph, settings: Settings, show: Show, screen: FilterScreen
) -> None:
    show.add("1", GOOD[0], tags=["cat"])
    show.add("2", SMALL)
    wanted = replace(want(show, screen), ask=("cat", "good picture"))
    for _ in range(2):
        await import_newest(graph, settings, wanted)
        asked = await draw_suggestions(graph, "", nsfw=False, limit=10)
        assert [(one.image, one.tag) for one in asked] == [(name(GOOD[0]), "good picture")]
    assert await replace_suggestions(graph, "clip@1", "good picture", [Suggestion(name(GOOD[0]), 0.3)]) == 1
    await replace_suggestions(graph, "clip@1", "good picture", [])
    assert len(await draw_suggestions(graph, "", nsfw=False, limit=10)) == 1  # the miner's stays
    await add_voters(graph, "s", role="staff")
    await restore_image(graph, name(SMALL), "s", None)
    asked = await draw_suggestions(graph, "", nsfw=False, limit=10)
    assert {(one.image, one.tag) for one in asked} == {
        (name(GOOD[0]), "good picture"),
        (name(SMALL), "good picture"),
        (name(SMALL), "cat"),
    }


def test_files_are_judged_in_parts_that_fit(tmp_path: Path) -> None:
    pictures = []
    for number, size in enumerate((5, 5, 1, 30, 2)):
        (tmp_path / f"{number}").write_bytes(b"x" * size)
        pictures.append((f"{number}", tmp_path / f"{number}"))
    parts = [[image for image, _ in part] for part in split_by_size(pictures, 10)]
    assert parts == [["0", "1"], ["2"], ["3"], ["4"]]
    assert list(split_by_size([], 10)) == []


def test_a_filter_is_another_once_anything_that_it_judges_by_changed(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "whole.toml"
    file.write_text(
        'name = "whole"\n[watermarks]\nnetwork = "marks.onnx"\n'
        '[classes.nsfw]\nnetwork = "nsfw.onnx"\nrefuse = ["porn"]\nbound = 0.8\n'
        '[outliers]\nmixture = "good.safetensors"\nnetwork = "good.onnx"\n'
    )
    keys = [FilterScreen(settings, file).key]
    for name in ("marks.onnx", "nsfw.onnx", "good.safetensors", "good.onnx"):
        (tmp_path / name).write_bytes(name.encode())
        keys.append(FilterScreen(settings, file).key)
    assert len(set(keys)) == len(keys)
