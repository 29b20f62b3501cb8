"""A running application over an empty graph, browsers that call it, and a small library to call it about."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.app import create_app
from graph.connection import Graph
from graph.voters import Role, add_session, add_voter
from taggy.settings import Settings
from tests.seeds import add_images, add_tags

A, B, C = "a" * 64, "b" * 64, "c" * 64
Browse = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
def settings(server_settings: Settings) -> Settings:
    """Settings of the application: of the run's graph, with limits that no test reaches by chance."""
    loose = {"voter_limit": "100000/minute", "address_limit": "100000/minute", "session_limit": "100000/minute"}
    return server_settings.model_copy(update=loose)


@pytest_asyncio.fixture
async def start(graph: Graph) -> AsyncIterator[Callable[[Settings], Awaitable[FastAPI]]]:
    """Start an application with these settings; it stops after the test."""
    assert graph
    async with AsyncExitStack() as stack:

        async def begin(settings: Settings) -> FastAPI:
            app = create_app(settings)
            await stack.enter_async_context(app.router.lifespan_context(app))
            return app

        yield begin


@pytest_asyncio.fixture
async def app(start: Callable[[Settings], Awaitable[FastAPI]], settings: Settings) -> FastAPI:
    """An application that runs."""
    return await start(settings)


@pytest_asyncio.fixture
async def browse(app: FastAPI, graph: Graph) -> AsyncIterator[Browse]:
    """Open a browser: with no session where the role is None, else with one of that role."""
    async with AsyncExitStack() as stack:

        async def begin(role: Role | None = "anonymous", name: str | None = None) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            client = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://localhost")
            )
            if role == "anonymous":
                assert (await client.post("/api/v1/session", json={})).status_code == 200
            elif role:
                voter = await add_voter(graph, name or f"a {role}", role)
                link = await add_session(graph, "link", voter.id)
                assert (await client.post("/api/v1/session", json={"link": link})).status_code == 200
            return client

        yield begin


@pytest_asyncio.fixture
async def library(graph: Graph) -> Graph:
    """A graph of three pictures and two tags, without a word about them."""
    await add_images(graph, A, B, C)
    await add_tags(graph, "sunset", "beach")
    return graph


def card(image: str, nsfw: str = "unknown") -> dict[str, Any]:
    """Return the card of a picture of the library."""
    place = f"/media/{image}"
    urls = {"media": place, "still": f"{place}/still", "thumbnail": f"{place}/thumbnail"}
    return {
        "id": image,
        "mime": "image/png",
        "width": 64,
        "height": 48,
        "frames": 1,
        "nsfw": nsfw,
        "urls": urls,
    }


def problem(response: httpx.Response, status: int, code: str) -> str:
    """Check that an answer is this problem, and nothing but a problem; return its detail."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body.keys() - {"errors"} == {"type", "title", "status", "detail"}
    assert (body["type"], body["status"]) == (f"urn:problem-type:taggy:{code}", status)
    return str(body["detail"])
