"""`taggy media check`: what is missing, changed or nobody's, and nothing else."""

import json
import os
from pathlib import Path

import pytest

from taggy.settings import Settings
from tests.conftest import Taggy
from tests.media.samples import draw_png


def draw(folder: Path, count: int, blue: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.png").write_bytes(draw_png((number, 0, blue)))
    return folder


@pytest.fixture
def media(server_settings: Settings) -> Path:
    return server_settings.home / "media"


def test_every_kind_of_fault_is_found(taggy: Taggy, tmp_path: Path, media: Path) -> None:

    def run(*arguments: str) -> tuple[int, str]:
        result = taggy(*arguments)
        return result.exit_code, result.stdout

    copied, left = draw(tmp_path / "copied", 3, 1), draw(tmp_path / "left", 4, 2)
    for stray in list(media.rglob("*")) if media.exists() else []:
        if stray.is_file() and not stray.name.startswith("references"):
            stray.unlink()
    run("import", "folder", str(copied), "--copy")
    run("import", "folder", str(left))
    assert run("media", "check", "--format", "json") == (0, "[]\n")

    copies = sorted(path for path in media.rglob("*") if len(path.name) == 64)
    copies[0].write_bytes(b"rotten")
    copies[1].unlink()
    (copies[2].parent / ("f" * 64)).write_text("nobody's")
    (left / "0.png").unlink()
    (left / "1.png").write_bytes(draw_png((9, 9, 9), size=(20, 20)))
    facts = (left / "2.png").stat()
    content = bytearray((left / "2.png").read_bytes())
    content[-1] ^= 1
    (left / "2.png").write_bytes(content)
    os.utime(left / "2.png", ns=(facts.st_atime_ns, facts.st_mtime_ns))

    def found(*options: str) -> set[tuple[str, str]]:
        code, printed = run("media", "check", "--format", "json", *options)
        assert code == 1
        return {(fault["what"], fault["file"] or fault["image"]) for fault in json.loads(printed)}

    shallow = {
        ("changed", str(copies[0])),
        ("missing", copies[1].name),
        ("stray", str(copies[2].parent / ("f" * 64))),
        ("missing", str(left / "0.png")),
        ("changed", str(left / "1.png")),
    }
    assert found() == shallow
    assert found("--deep") == shallow | {("changed", str(left / "2.png"))}
