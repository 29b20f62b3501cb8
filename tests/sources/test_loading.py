"""A first load makes the same graph as the ordinary way, wherever it is cut off."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from graph.connection import Graph, open_graph
from graph.imports import count_nodes
from graph.loading import Staging
from graph.loading.staging import iterate_pictures
from graph.server.home import locate_home
from graph.server.stop import stop_server
from media.store import MediaStore
from sources import folder as folder_module
from sources.folder import import_folder
from sources.loading import FolderImport, has_more_files, load_folder
from sources.reports import ImportSummary
from taggy.errors import ConflictError
from taggy.settings import Settings
from tests.media.samples import draw_gif, draw_png
from tests.model.drawings import ignore
from tests.seeds import run
from tests.sources.digests import bring, read_graph

NAMES = [
    *("cat.png", "a,b.png", 'say "hi".png', "line\nbreak.png", "🦊.png", "\u202egnp.png", "back\\slash.png"),
    *("'}) DETACH DELETE n.png", "=1+1.png", "%2F|.png", " lead.png", "\x0b\x01\x85\u2028.png", "e\u0301.png", "é.png"),
]


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder of everything that a table or a name could trip over."""
    folder = tmp_path / "odd"
    (folder / "deep").mkdir(parents=True)
    for number, name in enumerate(NAMES):
        (folder / name).write_bytes(draw_png((number, 5, 5)))
    (folder / "deep" / "dog.gif").write_bytes(draw_gif(3))
    (folder / "deep" / "twin.png").write_bytes(draw_png((0, 5, 5)))  # the bytes of cat.png
    (folder / "deep" / "twin of a line break.png").write_bytes(draw_png((3, 5, 5)))
    (folder / "bare.png").write_bytes(draw_png((99, 5, 5)))
    (folder / "broken.png").write_bytes(draw_png()[:50])
    (folder / "cat.png.txt").write_text("Cat\ncat\nCAT\nblack_cat\nartist : Mary\n" + "x" * 300 + "\n")
    (folder / "deep" / "twin.png.txt").write_text("cat\ntwin\n")
    (folder / "deep" / "twin of a line break.png.txt").write_text("broken\n")
    (folder / "bare.png.json").write_text(
        '{"tags": ["deep"], "urls": ["https://a.example/?a,b;c|d", "http://b.example"]}'
    )
    (folder / "🦊.png.txt").write_bytes("Café\n".encode("latin-1"))
    said = [
        {
            "file_name": "a,b.png",
            "tags": ['a,b;c|d"e"', "\\", "'x'", " true ", "1"],
            "creator": 'A, "B"',
            "title": " t ",
        },
        {"file_name": "deep/dog.gif", "tags": ["two\nlines", "no\uffffchar", ""], "title": "one\r\ntwo"},
        {"file_name": "line\nbreak.png", "tags": ["cat", "broken"]},
        {"file_name": "é.png", "tags": ["e\u0301", "é", "\u202eabc", "🦊", "a\u200db"]},
        {"file_name": "none.png", "tags": ["gone"]},
    ]
    (folder / "metadata.jsonl").write_text("".join(json.dumps(line) + "\n" for line in said))
    return folder


@pytest_asyncio.fixture
async def settings(tmp_path: Path) -> AsyncIterator[Settings]:
    """An empty library with a local server of its own, where every folder is a large one."""
    base = Settings(home=tmp_path / "home", first_load=0, linger=120)
    settings = base.model_copy(update={"neo4j_uri": None})
    yield settings
    await stop_server(locate_home(settings))


def tell(summary: ImportSummary) -> tuple[object, ...]:
    """Everything that a summary says but the time."""
    return summary.to_json().split('"seconds"')[0], summary.remarks


async def load(settings: Settings, folder: Path, said: list[str]) -> ImportSummary:
    if loaded := await load_folder(settings, FolderImport(folder), ignore, said.append):
        return loaded
    async with open_graph(settings) as graph:
        return await bring(graph, settings.home, folder)


async def cut_off(settings: Settings, folder: Path) -> None:
    """Begin a load and stop it while the store is being written."""
    mark = locate_home(settings).half_made
    loading = asyncio.create_task(load(settings, folder, []))
    while not mark.exists() and not loading.done():  # noqa: ASYNC110 - a file tells nobody
        await asyncio.sleep(0.01)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert mark.exists()


async def test_a_first_load_is_what_batches_would_have_made(graph: Graph, settings: Settings, odd: Path) -> None:
    ordinary = await bring(graph, settings.home.parent / "other home", odd)
    await cut_off(settings, odd)
    async with open_graph(settings) as own:
        assert await count_nodes(own) == 0
    said: list[str] = []
    assert tell(await load(settings, odd, said))[1] == ordinary.remarks
    assert [line.split()[0] for line in said] == ["A", "Writing", "Loading", "Making"]
    async with open_graph(settings) as own:
        loaded = await read_graph(own)
        assert loaded == await read_graph(graph)
        kinds = await run(own, "MATCH (n) UNWIND keys(n) AS k RETURN DISTINCT labels(n) AS l, k, valueType(n[k]) AS v")
        same = await run(graph, "MATCH (n) UNWIND keys(n) AS k RETURN DISTINCT labels(n) AS l, k, valueType(n[k]) AS v")
        assert sorted(map(repr, kinds)) == sorted(map(repr, same))
    again = await load(settings, odd, said)
    assert (again.new, again.changed, again.known) == (0, 0, ordinary.new)
    assert said[-1] == "The graph is not empty, so this goes in batches."
    async with open_graph(settings) as own:
        assert await read_graph(own) == loaded


async def test_reading_goes_on_where_it_was_cut_off(
    settings: Settings, odd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "BATCH", 4)

    async def stop_late(_step: str, done: int, _total: int, _cursor: str = "") -> None:
        if done >= 12:
            raise KeyboardInterrupt

    async def stage(progress: object) -> ImportSummary:
        with Staging(settings, "folder:odd", "odd") as staging, MediaStore(settings.home) as store:
            options = {"collection": None, "copy": False, "tags_from_folder_name": False, "progress": progress}
            return await import_folder(staging, store, settings, odd, **options)  # type: ignore[arg-type]

    with pytest.raises(KeyboardInterrupt):
        await stage(stop_late)
    (odd / "a,b.png").write_bytes(draw_png((77, 7, 7)))  # what was read changes before it goes on
    (odd / "cat.png.txt").write_text("dog\n")
    summary = await stage(ignore)
    assert (summary.known > 0, summary.changed, summary.claims_closed) == (True, 2, 8)
    with Staging(settings, "folder:odd", "odd") as staging:
        posts = {row.post: row for _, rows in iterate_pictures(staging.file) for row in rows}
        assert [tag for _, tag in posts["cat.png"].tags] == ["dog"]
        halves = [row.post for part in (0, 1) for _, rows in iterate_pictures(staging.file, part, 2) for row in rows]
        assert sorted(halves) == sorted(posts)
        with pytest.raises(ConflictError, match="under way"):
            Staging(settings, "folder:odd", "odd")
    with Staging(settings, "folder:other", "other") as staging:
        assert list(iterate_pictures(staging.file)) == []


async def test_small_folders_and_other_servers_go_in_batches(
    graph: Graph, server_settings: Settings, odd: Path
) -> None:
    said: list[str] = []
    settings = server_settings.model_copy(update={"first_load": 1000})
    assert (await load(settings, odd, said)).new == len(NAMES) + 4
    assert said == []
    assert await read_graph(graph)


def test_only_pictures_count(odd: Path) -> None:
    assert has_more_files(odd, len(NAMES) + 4)
    assert not has_more_files(odd, len(NAMES) + 5)
