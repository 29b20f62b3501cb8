"""The store finds a picture's bytes in a copy or in a file that is still as it was."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from media.references import Reference
from media.store import MediaStore
from taggy.errors import MissingMediaError
from tests.media.samples import draw_png

CONTENT = draw_png()
IMAGE = sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "home")


def refer(store: MediaStore, root: Path, path: str, content: bytes = CONTENT) -> Path:
    """Write a file and remember it."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    facts = file.stat()
    image = sha256(content).hexdigest()
    store.add_reference(Reference(image, root, path, facts.st_size, facts.st_mtime_ns))
    return file


def read(store: MediaStore, image: str = IMAGE) -> bytes:
    with store.open_media(image) as media:
        content = media.file.read()
        assert media.size == len(content)
    return content


def test_a_copy_is_read_back(store: MediaStore) -> None:
    assert not store.has_copy(IMAGE)
    store.add_copy(IMAGE, BytesIO(CONTENT))
    assert (store.has_copy(IMAGE), read(store)) == (True, CONTENT)
    assert (store.home / "media" / IMAGE[:2] / IMAGE[2:4] / IMAGE).read_bytes() == CONTENT


def test_a_copy_of_other_bytes_is_not_kept(store: MediaStore) -> None:
    with pytest.raises(MissingMediaError, match="changed while it was copied"):
        store.add_copy(IMAGE, BytesIO(CONTENT + b"!"))
    assert [path for path in store.home.rglob("*") if path.is_file()] == []


def test_a_reference_is_read_where_it_lies(store: MediaStore, tmp_path: Path) -> None:
    refer(store, tmp_path / "folder", "sub/ö \u202e\n.png")
    assert read(store) == CONTENT


def test_only_an_unchanged_file_is_known(store: MediaStore, tmp_path: Path) -> None:
    file = refer(store, tmp_path, "a.png")
    size, mtime = file.stat().st_size, file.stat().st_mtime_ns
    known = store.find_known(tmp_path, "a.png", size, mtime)
    assert known == Reference(IMAGE, tmp_path, "a.png", size, mtime)
    assert store.find_known(tmp_path, "a.png", size + 1, mtime) is None
    assert store.find_known(tmp_path, "a.png", size, mtime + 1) is None
    assert store.find_known(tmp_path, "b.png", size, mtime) is None
    assert store.find_known(tmp_path / "x", "a.png", size, mtime) is None


def test_a_file_holds_one_picture_at_a_time(store: MediaStore, tmp_path: Path) -> None:
    refer(store, tmp_path, "a.png")
    file = refer(store, tmp_path, "a.png", CONTENT + b"other")
    other = sha256(CONTENT + b"other").hexdigest()
    assert store.list_references(IMAGE) == []
    assert [(r.path, r.size) for r in store.list_references(other)] == [("a.png", file.stat().st_size)]


@pytest.mark.parametrize("damage", ["gone", "changed", "touched", "link", "linked folder"])
def test_a_file_that_is_not_as_it_was_gives_way_to_the_next(store: MediaStore, tmp_path: Path, damage: str) -> None:
    first = refer(store, tmp_path / "a", "deep/a.png")
    if damage == "gone":
        first.unlink()
        why = "is gone"
    elif damage == "changed":
        first.write_bytes(CONTENT + b"!")
        why = "has changed since its import"
    elif damage == "touched":
        os.utime(first, ns=(1, 1))
        why = "has changed since its import"
    elif damage == "link":
        first.rename(tmp_path / "elsewhere.png")
        first.symlink_to(tmp_path / "elsewhere.png")
        why = "is a link"
    else:
        first.parent.rename(tmp_path / "elsewhere")
        first.parent.symlink_to(tmp_path / "elsewhere")
        why = "lies behind a link"
    with pytest.raises(MissingMediaError, match=rf"(?s){IMAGE}.*'deep/a.png'.* {why}"):
        store.open_media(IMAGE)
    refer(store, tmp_path / "b", "b.png")
    assert read(store) == CONTENT


def test_a_picture_that_was_never_imported_says_so(store: MediaStore) -> None:
    with pytest.raises(MissingMediaError, match="No file of it was ever imported"):
        store.open_media(IMAGE)


@pytest.mark.parametrize("image", ["", "../../../etc/passwd", "A" * 64, IMAGE + "\n", IMAGE[:-1]])
def test_what_is_no_id_opens_nothing(store: MediaStore, image: str) -> None:
    with pytest.raises(MissingMediaError, match="is no id"):
        store.open_media(image)


def test_two_stores_share_one_folder(store: MediaStore, tmp_path: Path) -> None:
    with MediaStore(store.home) as other:
        refer(store, tmp_path, "a.png")
        assert read(other) == CONTENT
    assert read(other) == CONTENT  # a closed store opens again when it is used
    other.close()
    store.close()
