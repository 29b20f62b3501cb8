"""Files are opened beneath their folder alone, and written whole or not at all."""

import os
import socket
from pathlib import Path

import pytest

from media.files import open_beneath, open_folder_beneath, place_file
from taggy.errors import MissingMediaError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root" / "deep").mkdir(parents=True)
    (tmp_path / "root" / "deep" / "a.png").write_bytes(b"inside")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.png").write_bytes(b"outside")
    return tmp_path / "root"


def test_a_file_beneath_the_folder_opens(root: Path) -> None:
    with open_beneath(root, "deep/a.png") as file:
        assert file.read() == b"inside"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("deep/b.png", "is gone"),
        ("../outside/a.png", "leads out of the folder"),
        ("/etc/passwd", "leads out of the folder"),
        ("deep/../../outside/a.png", "leads out of the folder"),
        ("link.png", "is a link"),
        ("linked/a.png", "lies behind a link"),
        ("deep/a.png/b", "lies behind a link or a file"),
        ("deep", "is no regular file"),
        ("pipe", "is no regular file"),
        ("socket", "is no regular file"),
        ("nul\0", "cannot be opened"),
    ],
)
def test_anything_else_does_not_open(root: Path, path: str, reason: str) -> None:
    (root / "link.png").symlink_to("deep/a.png")
    (root / "linked").symlink_to("../outside")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "socket"))
        with pytest.raises(MissingMediaError, match=reason):
            open_beneath(root, path)


def test_a_folder_opens_unless_it_is_a_link(root: Path) -> None:
    for path, names in (("", {"deep"}), ("deep", {"a.png"})):
        folder = open_folder_beneath(root, path)
        assert set(os.listdir(folder)) == names  # noqa: PTH208 - a descriptor
        os.close(folder)
    (root / "linked").symlink_to("deep")
    with pytest.raises(MissingMediaError, match="lies behind a link"):
        open_folder_beneath(root, "linked")


def test_nothing_stays_open_after_a_refusal(root: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        for path in ("deep/b.png", "deep", "deep/a.png/b"):
            with pytest.raises(MissingMediaError):
                open_beneath(root, path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_placed_file_is_whole_and_an_unfinished_one_leaves_nothing(tmp_path: Path) -> None:
    place = tmp_path / "new" / "file"
    with place_file(place) as file:
        file.write(b"whole")
        assert not place.exists()
    assert place.read_bytes() == b"whole"

    def stop_half_way() -> None:
        with place_file(place) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_half_way()
    assert place.read_bytes() == b"whole"
    assert list(place.parent.iterdir()) == [place]
