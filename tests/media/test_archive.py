"""Archives: whole wherever the writing is cut off, and no changed byte goes unnoticed."""

import random
from pathlib import Path

import pytest

from media.archive import Member, plan_archive, read_facts, read_members, verify_archive, write_archive
from media.home import list_files, move_references, restore_file
from media.references import Reference, References
from taggy.errors import BackupError

SIZES = (0, 1, 511, 512, 513, 70_000)


def ignore(_: int) -> None:
    """Take no notice of progress."""


@pytest.fixture
def members(tmp_path: Path) -> list[Member]:
    folder = tmp_path / "files"
    folder.mkdir()
    made = []
    for number, size in enumerate(SIZES):
        path = folder / str(number)
        path.write_bytes(random.Random(number).randbytes(size))  # noqa: S311 - any bytes do
        made.append(Member(f"home/{number}/{'n' * 90 if number == 3 else ''}é", path, size))
    return made


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    folder = tmp_path / "stage"
    folder.mkdir()
    return folder


def check(archive: Path, members: list[Member]) -> str:
    """All members are there, in order, byte by byte."""
    digest = verify_archive(archive, ignore)
    assert read_facts(archive)["form"] == "toy"
    found = [(name, file.read()) for name, _, file in read_members(archive)]
    assert found == [(member.name, member.path.read_bytes()) for member in members]
    return digest


def test_writing_goes_on_behind_the_last_whole_member_wherever_it_was_cut_off(
    stage: Path, members: list[Member]
) -> None:
    plan_archive(stage, {"form": "toy"}, members)
    archive = write_archive(stage, ignore)
    whole, digest = archive.read_bytes(), check(archive, members)
    notes = (stage / "written.ndjson").read_bytes()
    for cut in [*range(0, len(whole), 4_093), len(whole) - 1]:
        archive.write_bytes(whole[:cut])
        (stage / "written.ndjson").write_bytes(notes[: len(notes) * cut // len(whole)])
        assert write_archive(stage, ignore).read_bytes() == whole
    assert check(archive, members) == digest


def test_a_member_that_is_gone_is_named_and_the_next_run_plans_anew(stage: Path, members: list[Member]) -> None:
    plan_archive(stage, {"form": "toy"}, members)
    members[4].path.unlink()
    with pytest.raises(FileNotFoundError, match="4"):
        write_archive(stage, ignore)
    plan_archive(stage, {"form": "toy"}, members[:4])
    check(write_archive(stage, ignore), members[:4])


def test_every_changed_byte_is_noticed(stage: Path, members: list[Member]) -> None:
    plan_archive(stage, {"form": "toy"}, members[:3])
    archive = write_archive(stage, ignore)
    whole = archive.read_bytes()
    digest = check(archive, members[:3])
    contents = [member.path.read_bytes() for member in members[:3] if member.size]
    for place in range(0, len(whole), 7):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0x21]) + whole[place + 1 :])
        try:
            named = verify_archive(archive, ignore)
            read = [file.read() for _, _, file in read_members(archive)]
        except BackupError:
            continue
        assert named != digest or [content for content in read if content] == contents
    for place in range(0, len(whole) - 1_024, 97):
        archive.write_bytes(whole[:place])
        with pytest.raises(BackupError):
            verify_archive(archive, ignore)


def test_a_stranger_in_the_archive_is_refused(stage: Path, members: list[Member]) -> None:
    plan_archive(stage, {"form": "toy"}, members)
    archive = write_archive(stage, ignore)
    one_more = bytearray(archive.read_bytes())
    block = one_more[-1_024 - 512 * 138 : -1_024]
    archive.write_bytes(bytes(one_more[:-1_024] + block + b"\0" * 1_024))
    with pytest.raises(BackupError):
        verify_archive(archive, ignore)


def test_files_go_to_their_place_for_the_owner_alone_and_nowhere_else(tmp_path: Path, members: list[Member]) -> None:
    home = tmp_path / "home"
    for _ in range(2):
        with members[5].path.open("rb") as file:
            restore_file(home, "keys/token.key", members[5].size, file)
    assert (home / "keys" / "token.key").read_bytes() == members[5].path.read_bytes()
    assert (home / "keys" / "token.key").stat().st_mode & 0o077 == 0
    for name in ("../outside", "/outside", "a/../../outside", ""):
        with members[1].path.open("rb") as file, pytest.raises(BackupError, match="leads out of the data folder"):
            restore_file(home, name, 1, file)
    assert not (tmp_path / "outside").exists()


def test_all_is_carried_but_what_is_made_again_and_links(tmp_path: Path) -> None:
    for name in (
        "neo4j/data/x",
        "thumbnails/320/x",
        "fetching/files/x.part",
        "media/references.db",
        "media/references.db-wal",
        "media/aa/.half",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for name in ("media/aa/bb", "models/neo4j/r", "new", "keys/token.key"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "link").symlink_to("/etc/hostname")
    found = [path.relative_to(tmp_path).as_posix() for path in list_files(tmp_path)]
    assert found == ["new", "keys/token.key", "media/aa/bb", "models/neo4j/r"]


def test_only_references_into_the_data_folder_move_with_it(tmp_path: Path) -> None:
    before = tmp_path / "before"
    roots = {before: tmp_path, before / "sample": tmp_path / "sample", Path("/else"): Path("/else")}
    roots |= {Path(f"{before}2/x"): Path(f"{before}2/x")}
    references = References(tmp_path / "media" / "references.db")
    for number, root in enumerate(roots):
        references.keep(Reference(image=str(number), root=root, path="a.png", size=1, mtime_ns=1))
    references.close()
    assert move_references(tmp_path, before) == 2
    references = References(tmp_path / "media" / "references.db")
    assert [references.list_of_image(str(n))[0].root for n in range(4)] == list(roots.values())
    references.close()
