"""`taggy db backup` and `restore`, as a user meets them: everything comes back, at another place."""

import asyncio
import json
import os
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from consensus.rebuild import rebuild_consensus
from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from graph.restores import save_restore
from graph.rules import apply_rules, find_rules
from graph.votes import Ballot, cast_votes
from media.archive import read_facts
from media.store import MediaStore
from taggy.errors import BackupError, ConflictError, SchemaError
from taggy.settings import Settings, load_settings
from tests.conftest import empty_graph
from tests.media.samples import draw_png
from tests.processes import name_server
from tests.seeds import add_voters, merge, read_consensus, read_votes, run

Run = Callable[..., Result]
RULES = '[[rule]]\nname = "three agree"\nagree = 3\n'


@pytest.fixture
def taggy_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run the command in a data folder; what it raises is raised here."""

    def taggy(home: Path, *arguments: object, **environment: str) -> Result:
        monkeypatch.setenv("TAGGY_HOME", str(home))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        load_settings.cache_clear()
        return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)

    yield taggy
    load_settings.cache_clear()


def fill_home(taggy: Run, home: Path, tmp_path: Path, **environment: str) -> None:
    """Import pictures as copies and as references, some of these within the data folder, and lay keys and a model."""
    for name, folder, options in (
        ("copied", tmp_path / "copied", ["--copy"]),
        ("left", tmp_path / "left", []),
        ("sample", home / "sample" / "pictures", []),
    ):
        folder.mkdir(parents=True)
        for number in range(3):
            (folder / f"{number}.png").write_bytes(draw_png((number, len(name), 0)))
            (folder / f"{number}.png.txt").write_text(f"cat\ntag{number}\n")
        assert taggy(home, "import", "folder", folder, *options, **environment).exit_code == 0
    for file, content in {"keys/token.key": "k" * 32, "models/r1.safetensors": "weights", "new/thing": "x"}.items():
        path = home / file
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(content)
    (home / "thumbnails" / "320").mkdir(parents=True)
    (home / "thumbnails" / "320" / "a.webp").write_text("made again")
    (home / "media" / ".half").write_text("half a copy")


async def vote(graph: Graph) -> None:
    await add_voters(graph, "v1", "v2")
    images = [row["id"] for row in await run(graph, "MATCH (n:Image) RETURN n.id AS id ORDER BY id")]
    await cast_votes(graph, [Ballot("v1", image, "cat", "yes") for image in images])
    await cast_votes(graph, [Ballot("v2", images[0], "cat", "no"), Ballot("v2", images[1], "tag0", "pass")])
    await cast_votes(graph, [Ballot("v1", images[0], "cat", "no")])
    await merge(graph, images[3], images[2])
    await apply_rules(graph, RULES, "ada")
    async for _ in rebuild_consensus(graph):
        pass


async def read_all(graph: Graph) -> dict[str, Any]:
    rows = await run(
        graph,
        """MATCH (a) WHERE NOT a:Library OPTIONAL MATCH (a)-[r]->(b)
           RETURN labels(a) AS labels, properties(a) AS a, type(r) AS type, properties(r) AS r, properties(b) AS b""",
    )
    for row in rows:
        for name in "ab":
            for own in ("lock_", "stamp"):
                (row[name] or {}).pop(own, None)
    return {
        "all": sorted(_sort(row) for row in rows),
        "consensus": await read_consensus(graph),
        "votes": await read_votes(graph),
    }


def _sort(value: Any) -> str:
    return repr(sorted((name, _sort(item)) for name, item in value.items())) if isinstance(value, dict) else repr(value)


def read_home(home: Path) -> dict[str, bytes]:
    kept = {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
    own = ("neo4j/", "thumbnails/", "media/references.db")
    return {name: path.read_bytes() for name, path in kept.items() if not name.startswith(own)}


def check_media(home: Path, images: list[str]) -> None:
    with MediaStore(home) as store:
        for image in images:
            store.open_media(image).file.close()


async def test_a_backup_of_records_comes_back_whole_elsewhere(
    graph: Graph, server_settings: Settings, taggy_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, new, file = tmp_path / "home", tmp_path / "elsewhere" / "home", tmp_path / "all.taggy"
    server = name_server(server_settings)
    await asyncio.to_thread(fill_home, taggy_in, home, tmp_path, **server)
    await vote(graph)
    before = await read_all(graph)
    images = [row["id"] for row in await run(graph, "MATCH (n:Image) RETURN n.id AS id")]

    await interrupt(taggy_in, home, file, monkeypatch, server)
    said = await asyncio.to_thread(taggy_in, home, "db", "backup", file, "--json", **server)
    summary = json.loads(said.stdout)
    assert "Going on with the backup of " in said.stderr
    assert (summary["form"], summary["leftOut"]) == ("logical", [])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not file.with_name("all.taggy.part").exists()
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert names[0] == "manifest.ndjson"
    assert {"home/keys/token.key", "home/models/r1.safetensors", "home/new/thing", "references.ndjson"} <= set(names)
    assert not [name for name in names if "thumbnails" in name or "half" in name or "neo4j/" in name]

    with pytest.raises(ConflictError, match=r"is not empty: there is .*Nothing was restored"):
        await asyncio.to_thread(taggy_in, home, "db", "restore", file)
    with pytest.raises(ConflictError, match=r"The graph is not empty: it has \d+ nodes\. Nothing was restored"):
        await asyncio.to_thread(taggy_in, new, "db", "restore", file)
    assert list(new.iterdir()) == []
    await empty_graph(graph)
    home.rename(tmp_path / "gone")

    await stop_restores(graph, taggy_in, new, file, monkeypatch)
    restored = json.loads((await asyncio.to_thread(taggy_in, new, "db", "restore", file, "--json")).stdout)
    assert await read_all(graph) == before
    assert await find_rules(graph) == RULES
    assert {name: restored[name] for name in ("nodes", "files")} == {name: summary[name] for name in ("nodes", "files")}
    assert read_home(new) == {k: v for k, v in read_home(tmp_path / "gone").items() if "half" not in k}
    check_media(new, images)
    assert stat.S_IMODE((new / "keys" / "token.key").stat().st_mode) == 0o600
    async for _ in rebuild_consensus(graph):
        pass
    assert await read_all(graph) == before


async def interrupt(
    taggy: Run, home: Path, file: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    """Stop a backup twice, as Ctrl-C would: while records are read, and while the file is written."""
    for place in ("cli.backup.list_parts", "media.archive._line"):
        with monkeypatch.context() as patched:
            patched.setattr(place, _stop)
            stopped = await asyncio.to_thread(taggy, home, "db", "backup", file, **environment)
            assert stopped.exit_code == 130
        assert file.name not in os.listdir(file.parent)  # noqa: PTH208


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


async def stop_restores(graph: Graph, taggy: Run, home: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop a restore among the records and in the rebuild; meanwhile nobody else uses the graph."""
    for count, place in ((3, "graph.records.writing.save_restore"), (1, "cli.restore.finish_restore")):
        left = [count]

        async def stop(*arguments: Any, left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            await save_restore(*arguments)

        with monkeypatch.context() as patched:
            patched.setattr(place, stop)
            stopped = await asyncio.to_thread(taggy, home, "db", "restore", file)
            assert stopped.exit_code == 130
        with pytest.raises(SchemaError, match="A restore into this graph was begun and not finished"):
            await ensure_schema(graph)


def test_what_is_no_backup_or_damaged_is_refused_before_anything_is_touched(taggy_in: Run, tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "file"
    file.write_bytes(b"nothing")
    with pytest.raises(BackupError, match="is no whole backup"):
        taggy_in(home, "db", "restore", file)
    with pytest.raises(BackupError, match="cannot be read"):
        taggy_in(home, "db", "restore", tmp_path / "missing")
    assert not home.exists()


def test_a_backup_is_not_written_into_the_data_folder_or_over_another(taggy_in: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(ConflictError, match="lies in the data folder"):
        taggy_in(home, "db", "backup", home / "file")
    (tmp_path / "there").write_text("precious")
    with pytest.raises(ConflictError, match="is there already"):
        taggy_in(home, "db", "backup", tmp_path / "there")
    with pytest.raises(ConflictError, match="is not there, or cannot be written"):
        taggy_in(home, "db", "backup", tmp_path / "nowhere" / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "there"]


def test_a_dump_of_the_local_server_comes_back_whole(
    taggy_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    for name, value in {"HEAP": "512m", "PAGE_CACHE": "64m", "LINGER": "20"}.items():
        monkeypatch.setenv(f"TAGGY_{name}", value)
    home, new, file = tmp_path / "home", tmp_path / "new", tmp_path / "all.taggy"
    assert taggy_in(home, "db", "start").exit_code == 0
    fill_home(taggy_in, home, tmp_path)
    before = asyncio.run(_read(home, change=vote))
    said = taggy_in(home, "db", "backup", file)
    assert "It holds secrets: keep it where only you can read it." in said.stdout
    assert read_facts(file)["form"] == "dump"
    assert json.loads(taggy_in(home, "db", "status", "--json").stdout)["pinned"]
    assert asyncio.run(_read(home)) == before
    taggy_in(home, "db", "stop")

    check_damage(taggy_in, new, file)
    with pytest.raises(ConflictError, match="only the local server can load"):
        taggy_in(new, "db", "restore", file, NEO4J_URI="bolt://127.0.0.1:1")
    monkeypatch.delenv("NEO4J_URI")
    assert "Restored the backup of " in taggy_in(new, "db", "restore", file).stdout
    assert asyncio.run(_read(new)) == before
    assert read_home(new) == {k: v for k, v in read_home(home).items() if "half" not in k}
    with pytest.raises(ConflictError, match="is not empty"):
        taggy_in(new, "db", "restore", file)
    taggy_in(new, "db", "stop")


def check_damage(taggy: Run, home: Path, file: Path) -> None:
    """One changed byte anywhere is noticed, and nothing is touched."""
    content = bytearray(file.read_bytes())
    for place in (len(content) // 2, len(content) - 11_000):
        damaged = file.with_name("damaged")
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(BackupError, match=r"damaged|no whole backup|does not hold"):
            taggy(home, "db", "restore", damaged)
    damaged.write_bytes(content[: len(content) // 2])
    with pytest.raises(BackupError, match=r"no whole backup|damaged|does not hold"):
        taggy(home, "db", "restore", damaged)
    assert not home.exists() or list(home.iterdir()) == []


async def _read(home: Path, change: Callable[[Graph], Any] | None = None) -> dict[str, Any]:
    async with open_graph(Settings(home=home, linger=20, heap="512m", page_cache="64m")) as graph:
        if change:
            await change(graph)
        return await read_all(graph)
