"""`taggy media check`: what is missing, changed or nobody's, and nothing else."""

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from taggy.settings import Settings
from tests.conftest import Taggy
from tests.media.samples import draw_png

ID = 64


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

    ids = [sha256((left / f"{number}.png").read_bytes()).hexdigest() for number in range(4)]
    copies = sorted(path for path in media.rglob("*") if len(path.name) == ID)
    shutil.rmtree(copied)
    copies[0].write_bytes(b"rotten")
    copies[1].unlink()
    stray = copies[2].parent / ("f" * ID)
    stray.write_text("nobody's")
    (left / "0.png").unlink()
    (left / "1.png").write_bytes(draw_png((9, 9, 9), size=(20, 20)))
    facts = (left / "2.png").stat()
    content = bytearray((left / "2.png").read_bytes())
    content[-1] ^= 1
    (left / "2.png").write_bytes(content)
    os.utime(left / "2.png", ns=(facts.st_atime_ns, facts.st_mtime_ns))

    def find(*options: str) -> set[tuple[str, str]]:
        code, printed = run("media", "check", "--format", "json", *options)
        assert code == 1
        return {(fault["what"], fault["image"] or fault["file"]) for fault in json.loads(printed)}

    shallow = {("changed", copies[0].name), ("missing", copies[1].name), ("stray", str(stray))}
    shallow |= {("missing", ids[0]), ("changed", ids[1])}
    assert find() == shallow
    assert find("--deep") == shallow | {("changed", ids[2])}
