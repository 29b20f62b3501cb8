"""A full disk and a read-only data folder: a clear error, nothing half written, and all well once there is room."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from graph.connection import Graph
from media.archive import verify_archive
from taggy.errors import InputError, TaggyError
from taggy.settings import Settings, load_settings
from tests.media.samples import draw_png
from tests.processes import name_server, open_launcher
from tests.sources.server import open_web

Run = Callable[..., Result]


class Disk:
    """A small disk of its own, whose size and mode can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self, *options: str) -> bool:
        """Mount it, or mount it again with other options."""
        command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "taggy-test", str(self.folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """One megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mounted = Disk(folder).mount("size=1m", "mode=0700")
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("a small disk needs the right to mount one: run as root")
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607 - as above


@pytest.fixture
def taggy_in(graph: Graph, server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run the command in a data folder, on the server of the tests; what it raises is raised here."""
    assert graph
    for name, value in name_server(server_settings).items():
        monkeypatch.setenv(name, value)

    def taggy(home: Path, *arguments: object) -> Result:
        monkeypatch.setenv("TAGGY_HOME", str(home))
        load_settings.cache_clear()
        return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)

    yield taggy
    load_settings.cache_clear()


def draw(folder: Path) -> Path:
    """Draw pictures of about 120 kB each, which no codec makes small."""
    folder.mkdir()
    for number in range(12):
        noise = bytes((number * 7919 + place * place * 31 + place // 3) % 251 for place in range(120_000))
        (folder / f"{number:02}.png").write_bytes(draw_png((number, 0, 0)) + noise)
        (folder / f"{number:02}.png.txt").write_text("cat\n")
    return folder


def list_halves(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.is_file()]


def test_a_backup_on_a_full_disk_goes_on_once_there_is_room(taggy_in: Run, disk: Disk, tmp_path: Path) -> None:
    home, file = tmp_path / "home", disk.folder / "all.taggy"
    taggy_in(home, "import", "folder", draw(tmp_path / "pictures"), "--copy")
    with pytest.raises(TaggyError, match=r"No space left on device.*make room.*run the same command again"):
        taggy_in(home, "db", "backup", file)
    assert not file.exists()
    disk.mount("remount", "size=16m")
    assert taggy_in(home, "db", "backup", file).exit_code == 0
    assert len(verify_archive(file, lambda _: None)) == 64
    assert [path.name for path in disk.folder.iterdir()] == ["all.taggy"]


def test_an_import_on_a_full_disk_goes_on_once_there_is_room(taggy_in: Run, disk: Disk, tmp_path: Path) -> None:
    pictures = draw(tmp_path / "pictures")
    with pytest.raises(TaggyError, match="No space left on device"):
        taggy_in(disk.folder, "import", "folder", pictures, "--copy")
    assert list_halves(disk.folder) == []
    disk.mount("remount", "size=16m")
    assert taggy_in(disk.folder, "import", "folder", pictures, "--copy").exit_code == 0
    checked = taggy_in(disk.folder, "media", "check", "--format", "json")
    assert (checked.exit_code, json.loads(checked.stdout)) == (0, [])


def test_an_import_from_a_site_on_a_full_disk_goes_on_once_there_is_room(
    taggy_in: Run, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_web() as web:
        monkeypatch.setenv("TAGGY_TRUSTED_SITES", json.dumps([web.address]))
        pictures, file = draw(tmp_path / "pictures"), tmp_path / "list.txt"
        addresses = [web.answer(f"/{path.name}", path.read_bytes()) for path in sorted(pictures.glob("*.png"))]
        file.write_text("\n".join(addresses))
        with pytest.raises(TaggyError, match="No space left on device"):
            taggy_in(disk.folder, "import", "urls", file)
        assert list_halves(disk.folder) == []
        disk.mount("remount", "size=16m")
        assert taggy_in(disk.folder, "import", "urls", file).exit_code == 0
        counts = json.loads(taggy_in(disk.folder, "import", "urls", file, "--json").stdout)
        assert (counts["known"], counts["later"]) == (12, 0)
    checked = taggy_in(disk.folder, "media", "check", "--format", "json")
    assert (checked.exit_code, json.loads(checked.stdout)) == (0, [])


def test_a_restore_on_a_full_disk_goes_on_once_there_is_room(taggy_in: Run, disk: Disk, tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "all.taggy"
    taggy_in(home, "import", "folder", draw(tmp_path / "pictures"), "--copy")
    taggy_in(home, "db", "backup", file)
    taggy_in(home, "db", "reset", "--yes")
    with pytest.raises(TaggyError, match=r"No space left on device.*do the same again"):
        taggy_in(disk.folder, "db", "restore", file)
    assert list_halves(disk.folder / "media") == []
    disk.mount("remount", "size=16m")
    assert taggy_in(disk.folder, "db", "restore", file).exit_code == 0
    assert taggy_in(disk.folder, "media", "check").exit_code == 0


def test_a_read_only_data_folder_is_named_and_left_alone(taggy_in: Run, disk: Disk, tmp_path: Path) -> None:
    disk.mount("remount", "ro")
    pictures = draw(tmp_path / "pictures")
    for command in (["import", "folder", pictures, "--copy"], ["import", "folder", pictures]):
        with pytest.raises(InputError, match=f"{disk.folder}.* cannot be (made|written).*Set TAGGY_HOME"):
            taggy_in(disk.folder, *command)
    checks = {c["name"]: c for c in json.loads(taggy_in(disk.folder, "doctor", "--json").stdout)}
    assert checks["data folder"]["state"] == "wrong"
    assert list(disk.folder.iterdir()) == []


async def test_the_page_is_not_served_from_a_read_only_folder(
    disk: Disk, graph: Graph, server_settings: Settings
) -> None:
    assert graph
    disk.mount("remount", "ro")
    async with open_launcher(TAGGY_HOME=str(disk.folder), **name_server(server_settings)) as launch:
        processes = [await launch("serve", "--port", "0", "--workers", workers) for workers in "12"]
        told = [(await process.communicate())[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [1, 1]
    said = f"Error: The folder {disk.folder} cannot be written. Set TAGGY_HOME to one that can."
    assert ["".join(line.split()) for line in told] == ["".join(said.split())] * 2
    assert list(disk.folder.iterdir()) == []


def test_the_local_server_does_not_start_in_a_read_only_folder(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    disk.mount("remount", "ro")
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("TAGGY_HOME", str(disk.folder))
    load_settings.cache_clear()
    with pytest.raises(InputError, match=r"cannot be written\. Set TAGGY_HOME"):
        CliRunner().invoke(app, ["db", "start"], catch_exceptions=False)
    load_settings.cache_clear()
