"""Recordings: answers of sites, made by us in their shape, and a server that gives them to a site's own reader."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sources.fetching import Fetcher
from sources.sites import Fetch, Site
from taggy.settings import Settings
from tests.sources.server import Web, open_web, trust

FOLDER = Path(__file__).parent / "recorded"
S = TypeVar("S", bound=Site)


def read_recording(name: str) -> Any:
    """Read a recorded answer."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@asynccontextmanager
async def open_site(
    home: Path, make: Callable[[Settings, str | None], S], **keys: Any
) -> AsyncIterator[tuple[Web, S, Fetch]]:
    """Open a server, the site at its address, and what asks it, in no hurry and at no pace."""
    with open_web() as web:
        settings = trust(Settings(home=home, **keys), web)
        site = make(settings, web.address)
        async with Fetcher(settings, web.address, ()) as fetch:
            yield web, site, fetch
