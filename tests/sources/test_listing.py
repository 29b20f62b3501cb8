"""A listing names every file once, in a fixed order, and says why it leaves one out."""

import os
from pathlib import Path

from sources.listing import list_folder
from sources.reports import Remark


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")


def list_paths(root: Path) -> list[str]:
    return [file.path for file in list_folder(root, root / "none").files]


def test_files_come_sorted_folder_by_folder(tmp_path: Path) -> None:
    write(tmp_path, "b/z.png", "b/a/k.png", "b.png", "a/x.png", "a.png", "b/c.png", "ö.png")
    assert list_paths(tmp_path) == ["a.png", "b.png", "ö.png", "a/x.png", "b/c.png", "b/z.png", "b/a/k.png"]


def test_sidecars_and_metadata_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, "a.png", "a.png.txt", "a.png.json", "b.png", "b.png.json", "alone.txt", "alone.json")
    write(tmp_path, "metadata.jsonl", "sub/metadata.jsonl", "sub/c")
    listing = list_folder(tmp_path, tmp_path / "none")
    assert [(file.path, file.sidecars) for file in listing.files] == [
        ("a.png", ("a.png.txt", "a.png.json")),
        ("alone.json", ()),
        ("alone.txt", ()),
        ("b.png", ("b.png.json",)),
        ("sub/c", ()),
    ]
    assert listing.metadata == ["metadata.jsonl", "sub/metadata.jsonl"]
    assert listing.files[0].size == 1
    assert listing.files[0].mtime_ns == (tmp_path / "a.png").stat().st_mtime_ns


def test_links_pipes_and_names_that_cannot_be_kept_are_remarked(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a.png", "deep/b.png")
    write(tmp_path, "outside/c.png")
    (root / "in.png").symlink_to("a.png")
    (root / "out").symlink_to("../outside")
    (root / "up.png").symlink_to("/etc/passwd")
    (root / "dangling.png").symlink_to("nothing")
    os.mkfifo(root / "pipe.png")
    (Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.png"))).write_text("x")
    link = "It is a link, and links are not followed. Import the folder that it leads to."
    listing = list_folder(root, root / "none")
    assert [file.path for file in listing.files] == ["a.png", "deep/b.png"]
    assert listing.remarks == [
        Remark("file", "bad\udcff.png", "Its name is no valid UTF-8. Rename it."),
        Remark("file", "dangling.png", link),
        Remark("file", "in.png", link),
        Remark("file", "out", link),
        Remark("file", "pipe.png", "It is no regular file."),
        Remark("file", "up.png", link),
    ]


def test_a_path_has_at_most_a_thousand_bytes(tmp_path: Path) -> None:
    folder = "/".join(["ö" * 100] * 4)  # 803 bytes
    write(tmp_path, f"{folder}/{'x' * 196}", f"{folder}/{'y' * 197}")
    listing = list_folder(tmp_path, tmp_path / "none")
    assert [file.path for file in listing.files] == [f"{folder}/{'x' * 196}"]
    assert [remark.reason for remark in listing.remarks] == [
        "Its path has 1001 bytes; at most 1000 are kept. Shorten it."
    ]


def test_odd_names_are_names(tmp_path: Path) -> None:
    names = ["\n.png", " .png", "#.png", "'.png", "🦊.png", "\u202egnp.exe", "%41.png"]
    write(tmp_path, *names)
    assert list_paths(tmp_path) == sorted(names)


def test_a_folder_named_like_a_picture_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "x.png/y.png")
    assert list_paths(tmp_path) == ["x.png/y.png"]


def test_the_data_folder_itself_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.png", "home/thumbnails/b.webp", "other/c.png")
    listing = list_folder(tmp_path, tmp_path / "home")
    assert [file.path for file in listing.files] == ["a.png", "other/c.png"]
    assert listing.remarks == []
