"""Fixtures for the browser tests: a seeded graph, the real application on a free port, and a real Chromium."""

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from api.app import create_app
from graph.connection import Graph
from graph.imports import ImportBatch, ImportRow, NewPicture, record_import
from graph.voters import add_session, add_voter
from graph.votes import Asked, Ballot, cast_votes
from media.decoding import Limits, inspect_picture
from media.references import Reference
from media.store import MediaStore
from taggy.settings import Settings
from tests.browser.pictures import save_pictures
from tests.seeds import add_voters, run

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).resolve().parents[2] / "test-results"
STILLS = 10
PATIENCE_MS = 30_000  # for a machine that is busy with other things
expect.set_options(timeout=PATIENCE_MS)
MARKUP = "<img src=x onerror=alert(1)>"
DESCRIPTION = "The sun at or just below the horizon, with the sky coloured by it."


@dataclass(frozen=True)
class Files:
    """Pictures on disk, and what was read of each."""

    pictures: tuple[NewPicture, ...]

    @property
    def stills(self) -> list[str]:
        """The ids of the pictures that do not move."""
        return [picture.id for picture in self.pictures if picture.frames == 1]

    @property
    def moving(self) -> str:
        """The id of the picture that moves."""
        return next(picture.id for picture in self.pictures if picture.frames > 1)


@dataclass
class Watch:
    """What the page complained of; a test takes out what it brought about."""

    errors: list[str]

    def forgive(self, part: str) -> None:
        """Forget the complaints that hold this text."""
        self.errors[:] = [error for error in self.errors if part not in error]


@pytest.fixture(scope="session")
def drawn(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Reference, NewPicture]]:
    """Draw the pictures once for all tests."""
    folder = tmp_path_factory.mktemp("pictures")
    found = []
    for name in save_pictures(folder, STILLS):
        stat = (folder / name).stat()
        with (folder / name).open("rb") as file:
            seen = inspect_picture(file, Limits.from_settings(server_settings))
        found.append(
            (
                Reference(seen.sha256, folder, name, stat.st_size, stat.st_mtime_ns),
                NewPicture(seen.sha256, seen.mime, seen.width, seen.height, seen.frames, seen.duration, seen.byte_size),
            )
        )
    return found


@pytest.fixture
def files(server_settings: Settings, drawn: list[tuple[Reference, NewPicture]]) -> Files:
    """Make the pictures known to the data folder of this run, whatever another test did to it."""
    with MediaStore(server_settings.home) as store:
        for reference, _ in drawn:
            store.add_reference(reference)
    return Files(tuple(picture for _, picture in drawn))


@pytest_asyncio.fixture
async def seeded(graph: Graph, files: Files) -> Graph:
    """Every still picture is said to be a sunset; the moving one a ball; one has a name that is markup."""
    tags = {picture.id: ["sunset"] for picture in files.pictures}
    tags[files.moving] = ["ball"]
    tags[files.stills[0]] = ["sunset", MARKUP]
    rows = tuple(
        ImportRow(f"{number}.png", picture.id, picture, tuple((name, name) for name in tags[picture.id]))
        for number, picture in enumerate(files.pictures)
    )
    await record_import(graph, ImportBatch("folder:hills", "hills", rows))
    await run(
        graph,
        """MATCH (t:Tag {name: 'sunset'})-[o:OF]->() DELETE o SET t.description = $description
           CREATE (t)-[:OF {key: 'sunset|scene'}]->(:Category {name: 'scene'})""",
        description=DESCRIPTION,
    )
    return graph


@pytest.fixture
def page_settings(server_settings: Settings) -> Settings:
    """Settings of the application; a module may have its own."""
    return server_settings


@pytest.fixture
def server_url(seeded: Graph, page_settings: Settings) -> Iterator[str]:
    """Serve the real application on a free port, in a thread of its own."""
    assert seeded
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(page_settings), log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


def find_chromium() -> str | None:
    """Find the browser: TAGGY_CHROMIUM, else one that is installed; None is Playwright's own download."""
    named = os.environ.get("TAGGY_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Open one Chromium for the whole run."""
    async with async_playwright() as playwright:
        found = find_chromium()
        if not found and not await anyio.Path(playwright.chromium.executable_path).exists():
            pytest.fail("There is no Chromium for the browser tests. Run: .venv/bin/playwright install chromium")
        browser = await playwright.chromium.launch(executable_path=found, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def context(browser: Browser, server_url: str) -> AsyncIterator[BrowserContext]:
    """Open a fresh browser context, without cookies, whose addresses begin at the server."""
    context = await browser.new_context(base_url=server_url, viewport={"width": 1280, "height": 800}, has_touch=True)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()


@pytest.fixture
def watch() -> Watch:
    """Collect what the page complains of."""
    return Watch([])


@pytest_asyncio.fixture
async def page(context: BrowserContext, watch: Watch) -> AsyncIterator[Page]:
    """Open an empty page that must not complain of anything."""
    page = await context.new_page()
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("console", lambda said: watch.errors.append(said.text) if said.type == "error" else None)
    yield page
    assert watch.errors == []


@pytest_asyncio.fixture
async def staff_link(seeded: Graph) -> str:
    """Make a link that signs a member of staff in."""
    voter = await add_voter(seeded, "Ada", "staff")
    return await add_session(seeded, "link", voter.id)


async def settle_pairs(graph: Graph, images: Sequence[str], tag: str) -> None:
    """Let two people say Yes to a tag on pictures, so that nobody is asked about what a test wants to be shown."""
    await add_voters(graph, "v0", "v1")
    asked = Asked("information", 1.0, "picture", 900)
    await cast_votes(
        graph, [Ballot(voter, image, tag, "yes", asked=asked) for voter in ("v0", "v1") for image in images]
    )


async def sign_in(page: Page, link: str) -> None:
    """Sign in, not by way of the voting page: what it would ask is left out of what the same person is shown."""
    response = await page.request.post("/api/v1/session", data={"link": link})
    assert response.ok, await response.text()
    await page.goto("/answers")


async def read_answers(graph: Graph) -> list[tuple[str, str, str | None]]:
    """Read every current answer as (tag, answer, reason), oldest first."""
    rows = await run(
        graph,
        """MATCH (:Image)-[s:SORT]->(t:Tag) RETURN t.name AS tag, s.answer AS answer, s.passReason AS reason
           ORDER BY s.at, s.key""",
    )
    return [(row["tag"], row["answer"], row["reason"]) for row in rows]


async def wait_for_answers(graph: Graph, expected: list[tuple[str, str, str | None]]) -> None:
    """Wait until the graph has exactly these answers; what was sent in the background takes a moment."""
    for _ in range(600):
        if await read_answers(graph) == expected:
            break
        await asyncio.sleep(0.05)
    assert await read_answers(graph) == expected
