"""Fetching what is locked, from a real repository on this machine; and what is locked."""

import functools
import io
import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from graph.server.jars import LOCK, Jar, are_fetched, find_version, list_jars, repository
from graph.server.maven import fetch_jars
from taggy.errors import ServerError
from taggy.settings import Settings

QUIET = Console(file=io.StringIO())


class Repository(SimpleHTTPRequestHandler):
    """A Maven repository that counts what it is asked for."""

    asked: list[str] = []  # noqa: RUF012 - shared by all requests

    def log_message(self, *_: object) -> None:
        """Count instead of print."""
        self.asked.append(self.path)


@pytest.fixture(scope="module")
def fetched() -> Path:
    """The checkout's own cache, filled."""
    cache = Settings().cache
    fetch_jars(cache, list_jars(), QUIET)
    return cache


@pytest.fixture
def maven(fetched: Path) -> Iterator[dict[str, str]]:
    """A repository that serves the jars of the checkout's cache."""
    serve = functools.partial(Repository, directory=str(repository(fetched)))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Repository.asked.clear()
        Thread(target=server.serve_forever, daemon=True).start()
        yield {"here": f"http://127.0.0.1:{server.server_address[1]}"}
        server.shutdown()


@pytest.fixture(scope="module")
def few() -> list[Jar]:
    """Three small jars, one with a classifier."""
    jars = list_jars()
    return [*jars[:2], next(jar for jar in jars if jar.classifier)]


def test_lock_names_every_jar_once_and_nothing_of_a_machine() -> None:
    jars = list_jars()
    assert len(jars) == len({jar.path for jar in jars}) == 237
    assert all(len(jar.sha256) == 64 for jar in jars)
    assert find_version() == "2026.08.1"
    text = LOCK.read_text()
    assert "://" not in text
    assert tomllib.loads(text).keys() == {"metadata", "environment", "dependencies"}
    assert "generated" not in text


def test_fetch_brings_each_jar_once(tmp_path: Path, maven: dict[str, str], few: list[Jar]) -> None:
    fetch_jars(tmp_path, few, QUIET, maven)
    assert are_fetched(tmp_path, few)
    assert sorted(p for p in Repository.asked if p.endswith(".jar")) == sorted(f"/{jar.path}" for jar in few)
    Repository.asked.clear()
    fetch_jars(tmp_path, few, QUIET, maven)
    assert Repository.asked == []


def test_fetch_goes_on_after_an_interruption(tmp_path: Path, maven: dict[str, str], few: list[Jar]) -> None:
    fetch_jars(tmp_path, few, QUIET, maven)
    cut = repository(tmp_path) / few[1].path
    whole = cut.read_bytes()
    cut.write_bytes(whole[:100])
    assert not are_fetched(tmp_path, few)
    Repository.asked.clear()
    fetch_jars(tmp_path, few, QUIET, maven)
    assert [p for p in Repository.asked if p.endswith(".jar")] == [f"/{few[1].path}"]
    assert cut.read_bytes() == whole


def test_other_bytes_than_the_locked_ones_are_refused(tmp_path: Path, maven: dict[str, str], few: list[Jar]) -> None:
    forged = replace(few[0], sha256="0" * 64)
    with pytest.raises(ServerError) as refusal:
        fetch_jars(tmp_path, [forged, *few[1:]], QUIET, maven)
    assert str(refusal.value) == (
        f"{forged} is not the locked one: its SHA-256 is {few[0].sha256}, not {forged.sha256}. It was removed. "
        f"Run `taggy db fetch` again; if it stays so, somebody on the way changes it."
    )
    assert not (repository(tmp_path) / forged.path).exists()
    assert not are_fetched(tmp_path, [forged, *few[1:]])


def test_no_network_says_what_to_do(tmp_path: Path, few: list[Jar], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.server.maven.ATTEMPTS", 1)
    nobody = {"central": "http://127.0.0.1:9"}
    with pytest.raises(ServerError, match=r"cannot be downloaded .* run `taggy db fetch` again: it goes on"):
        fetch_jars(tmp_path, few, QUIET, nobody)


def test_fetched_jars_need_no_network(fetched: Path) -> None:
    fetch_jars(fetched, list_jars(), QUIET, {"central": "http://127.0.0.1:9"})
    sizes = json.loads((fetched / "verified.json").read_text())
    assert len(sizes) == 237


def test_cache_that_cannot_be_written(tmp_path: Path, few: list[Jar]) -> None:
    cache = tmp_path / "cache"
    cache.write_text("a file")
    with pytest.raises(ServerError, match=rf"cannot be written to {cache} \(Not a directory\)"):
        fetch_jars(cache, few, QUIET)
