"""Sidecars and metadata files are read line by line; what cannot be used is refused with its reason."""

import json
from pathlib import Path

import pytest

from sources.reports import Remark
from sources.sidecars import MAX_SIDECAR, Described, load_metadata, read_metadata, read_sidecar
from taggy.errors import InputError, MissingMediaError


@pytest.mark.parametrize(
    ("content", "tags"),
    [
        (b"cat\nblack cat\n", ["cat", "black cat"]),
        (b"\xef\xbb\xbfcat\r\n\r\n  dog \rbird", ["cat", "dog", "bird"]),
        ("ключ\n🦊\n\u202eabc\n".encode(), ["ключ", "🦊", "\u202eabc"]),
        (b"", []),
        (b"a,b\n", ["a,b"]),
        ("line\u2028separator\n".encode(), ["line\u2028separator"]),
    ],
)
def test_a_sidecar_holds_a_tag_a_line(tmp_path: Path, content: bytes, tags: list[str]) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert read_sidecar(tmp_path, "a.txt") == (tags, [])


@pytest.mark.parametrize(
    ("name", "content", "tags"),
    [
        ("a" * 64 + ".jpg.txt", "flowers, blue sky,,\n", ["flowers", "blue sky"]),
        ("a" * 64 + ".jpg.txt", "a, b\nc\n", ["a, b", "c"]),
        ("a" * 63 + ".jpg.txt", "flowers, blue sky", ["flowers, blue sky"]),
        ("A" * 64 + ".jpg.txt", "flowers, blue sky", ["flowers, blue sky"]),
        ("a" * 64 + ".txt", "flowers, blue sky", ["flowers, blue sky"]),
    ],
)
def test_only_beside_a_file_of_hydrus_a_line_is_a_list(
    tmp_path: Path, name: str, content: str, tags: list[str]
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / name).write_text(content)
    assert read_sidecar(tmp_path, f"sub/{name}") == (tags, [])


def test_what_is_no_utf8_is_read_as_latin1_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Café\nnaïve\n".encode("latin-1"))
    note = Remark("note", "a.txt", "It is no valid UTF-8 and was read as Latin-1.")
    assert read_sidecar(tmp_path, "a.txt") == (["Café", "naïve"], [note])


def test_a_sidecar_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "utf16.txt").write_bytes("cat\n".encode("utf-16"))
    (tmp_path / "large.txt").write_bytes(b"x\n" * MAX_SIDECAR)
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="zero bytes"):
        read_sidecar(tmp_path, "utf16.txt")
    with pytest.raises(InputError, match="more than 1000000 bytes"):
        read_sidecar(tmp_path, "large.txt")
    with pytest.raises(MissingMediaError, match="is a link"):
        read_sidecar(tmp_path, "link.txt")


def test_each_line_of_metadata_stands_alone(tmp_path: Path) -> None:
    lines = {
        '{"file_name": "a.png", "tags": ["x", 5], "creator": "Ann", "title": "T", "more": {}}': None,
        "": None,
        '{"file_name": "b.png"}': None,
        '{"file_name": "b.png", "tags": ["x"], "tags": ["y"]}': "the key 'tags' stands twice in one object",
        '{"file_name": "b.png", "tags": [], "e": {"k": 1, "k": 2}}': "the key 'k' stands twice in one object",
        "{not json": "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "[1]": "it is no JSON object",
        '{"tags": []}': "it has no file_name",
        '{"file_name": "../a.png"}': "its file_name '../a.png' leads out of the folder",
        '{"file_name": "/a.png"}': "its file_name '/a.png' leads out of the folder",
        '{"file_name": "c.png"}': "there is no picture 'c.png' beside it",
        '{"file_name": "b.png", "tags": "x"}': "its tags are no list",
        json.dumps({"file_name": "b.png", "title": "t" * 1001}): "its title has 1001 characters; at most 1000 are kept",
    }
    (tmp_path / "metadata.jsonl").write_text("\n".join(lines))
    described, remarks = read_metadata(tmp_path, "metadata.jsonl", {"a.png", "b.png"})
    assert described == [("a.png", Described(("x", 5), "Ann", "T")), ("b.png", Described())]
    assert remarks == [
        Remark("line", f"metadata.jsonl:{number}", f"The line is left out: {reason}.")
        for number, reason in enumerate(lines.values(), start=1)
        if reason
    ]


def test_half_a_character_and_deep_nesting_refuse_their_line(tmp_path: Path) -> None:
    lines = [r'{"file_name": "a.png", "creator": "\udcff"}', "[" * 100_000, '{"file_name": "a.png", "tags": ["x"]}']
    (tmp_path / "metadata.jsonl").write_text("\n".join(lines))
    described, remarks = read_metadata(tmp_path, "metadata.jsonl", {"a.png"})
    assert described == [("a.png", Described(("x",)))]
    assert [remark.path for remark in remarks] == ["metadata.jsonl:1", "metadata.jsonl:2"]


def test_metadata_counts_from_its_own_folder_and_is_put_together(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "sub/a.png", "tags": ["x"], "title": "first"}')
    (tmp_path / "sub" / "metadata.jsonl").write_text('{"file_name": "a.png", "tags": ["y"], "title": "second"}')
    metadata, remarks = load_metadata(tmp_path, ["metadata.jsonl", "sub/metadata.jsonl"], {"sub/a.png"})
    assert metadata.said == {"sub/a.png": Described(("x", "y"), None, "first")}
    assert (metadata.broken, remarks) == ([], [])


def test_a_broken_metadata_file_stands_for_its_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "metadata.jsonl").write_bytes(b"\0")
    metadata, remarks = load_metadata(tmp_path, ["sub/metadata.jsonl"], set())
    assert [metadata.is_broken_for(path) for path in ("sub/a.png", "sub/deep/a.png", "a.png", "subs/a.png")] == [
        True,
        True,
        False,
        False,
    ]
    assert [(remark.kind, remark.path) for remark in remarks] == [("file", "sub/metadata.jsonl")]
