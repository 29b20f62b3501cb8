"""The local server's folder: refused where it would do harm."""

import stat
from pathlib import Path

import pytest

from graph.server import lease_local_server
from graph.server.home import Home, claim_version, open_home, read_password
from taggy.errors import InputError, ServerError
from taggy.settings import Settings


def list_files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_password_is_generated_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    home = open_home(Settings(home=tmp_path / "new"))
    password = read_password(home)
    assert len(bytes.fromhex(password)) == 32
    assert read_password(home) == password
    assert stat.S_IMODE(home.password.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700


def test_lost_password_of_a_graph_is_not_replaced(tmp_path: Path) -> None:
    home = open_home(Settings(home=tmp_path))
    (home.databases / "databases" / "system").mkdir(parents=True)
    with pytest.raises(ServerError, match=f"the file {home.password} is gone"):
        read_password(home)
    assert not home.password.exists()


@pytest.mark.parametrize("theirs", ["2026.08.2", "2026.09.0", "2027.01.0", "2026.08.1.1"])
def test_newer_store_is_refused(tmp_path: Path, theirs: str) -> None:
    home = Home(tmp_path)
    home.version.write_text(theirs)
    with pytest.raises(ServerError, match=f"written by Neo4j {theirs}; this program brings 2026.08.1"):
        claim_version(home, "2026.08.1")
    assert home.version.read_text() == theirs


@pytest.mark.parametrize("theirs", ["5.26.0", "2026.07.9"])
def test_older_store_is_not_opened_in_place(tmp_path: Path, theirs: str) -> None:
    home = Home(tmp_path)
    home.version.write_text(theirs)
    with pytest.raises(ServerError, match=f"written by Neo4j {theirs}.*Run `taggy db upgrade`"):
        claim_version(home, "2026.08.1")
    assert home.version.read_text() == theirs


@pytest.mark.parametrize("theirs", [None, "2026.08.1"])
def test_new_store_and_ones_own_are_claimed(tmp_path: Path, theirs: str | None) -> None:
    home = Home(tmp_path)
    if theirs:
        home.version.write_text(theirs)
    claim_version(home, "2026.08.1")
    assert home.version.read_text() == "2026.08.1\n"


async def test_newer_store_is_not_touched_by_a_start(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    home = open_home(settings)
    home.version.write_text("2099.01.0\n")
    (home.databases / "databases" / "system").mkdir(parents=True)
    (home.databases / "databases" / "system" / "neostore").write_text("precious")
    with pytest.raises(ServerError, match=r"written by Neo4j 2099\.01\.0"):
        async with lease_local_server(settings):
            pass
    assert list_files(home.folder) == {
        "version": "2099.01.0\n",
        "data/databases/system/neostore": "precious",
        "users.lock": "",
        "start.lock": "",
    }


async def test_home_that_is_no_folder(tmp_path: Path) -> None:
    # A file in its place: the root user, as whom tests often run, may write to any folder.
    home = tmp_path / "home"
    home.write_text("a file")
    with pytest.raises(InputError, match=rf"The folder {home} cannot be made \(File exists\)\. Set TAGGY_HOME"):
        async with lease_local_server(Settings(home=home)):
            pass
    assert home.read_text() == "a file"
