"""Fixtures for the tests of sites: a web server of their own, and settings that trust it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from taggy.settings import Settings
from tests.sources.server import Web, open_web, trust


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server that answers what the test tells it to."""
    with open_web() as web:
        yield web


@pytest.fixture
def settings(tmp_path: Path, web: Web) -> Settings:
    """Settings by which that server is asked, with data in a folder of the test's own."""
    return trust(Settings(home=tmp_path), web)
