"""Limits: too many writes, requests or new sessions are refused for a while."""

import time
from collections.abc import Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from limits import parse

from api.limits import Limits, Window
from graph.connection import Graph
from taggy.errors import InputError, TooManyRequestsError
from taggy.settings import Settings
from tests.api.conftest import A, problem
from tests.seeds import run

Start = Callable[[Settings], Awaitable[FastAPI]]


def visit(app: FastAPI, address: str = "10.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


async def test_a_voter_writes_so_often(start: Start, settings: Settings, library: Graph) -> None:
    app = await start(settings.model_copy(update={"voter_limit": "2/minute"}))
    async with visit(app) as client, visit(app) as other:
        for caller in (client, other):
            assert (await caller.post("/api/v1/session", json={})).status_code == 200
        vote = {"image": A, "tag": "sunset", "answer": "yes"}
        for _ in range(2):
            assert (await client.post("/api/v1/votes", json=vote)).status_code == 200
        late = await client.post("/api/v1/votes", json=vote)
        assert "2 per 1 minute writes" in problem(late, 429, "too-many-requests")
        assert 1 <= int(late.headers["retry-after"]) <= 60
        problem(await client.post("/api/v1/panics", json={"image": A}), 429, "too-many-requests")
        assert (await client.get("/api/v1/votes")).status_code == 200
        assert (await other.post("/api/v1/votes", json=vote)).status_code == 200
    assert await run(library, "MATCH ()-[s:SORT]->() RETURN count(s) AS n") == [{"n": 2}]


async def test_an_address_calls_so_often(start: Start, settings: Settings) -> None:
    app = await start(settings.model_copy(update={"address_limit": "2/minute"}))
    async with visit(app) as client, visit(app, "10.0.0.2") as other:
        assert [(await client.get("/static/index.html")).status_code for _ in range(3)] == [200, 200, 429]
        assert (await other.get("/api/v1/health")).status_code == 200


async def test_an_address_opens_so_many_sessions(start: Start, settings: Settings, graph: Graph) -> None:
    app = await start(settings.model_copy(update={"session_limit": "2/hour"}))
    statuses = []
    for _ in range(3):
        async with visit(app) as client:
            statuses.append((await client.post("/api/v1/session", json={})).status_code)
    assert statuses == [200, 200, 429]
    assert await run(graph, "MATCH (v:Voter) RETURN count(v) AS n") == [{"n": 2}]
    async with visit(app, "10.0.0.2") as other:
        assert (await other.post("/api/v1/session", json={})).status_code == 200


def test_a_network_of_ipv6_counts_as_one_address(settings: Settings) -> None:
    limits = Limits(settings.model_copy(update={"address_limit": "1/minute"}))
    limits.count_request("2001:db8::1")
    with pytest.raises(TooManyRequestsError):
        limits.count_request("2001:db8::2")
    limits.count_request("2001:db8:0:1::1")


def test_a_limit_that_is_none_is_named(settings: Settings) -> None:
    with pytest.raises(InputError, match="'often' is no limit"):
        Limits(settings.model_copy(update={"voter_limit": "often"}))


def test_a_window_moves_along_and_forgets_who_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    window = Window(parse("2/minute"))
    waits = []
    for later in (0.0, 10.0, 10.0, 39.5, 0.5, 0.0):
        now += later
        waits.append(window.hit("v"))
    assert waits == [0, 0, 40, 0.5, 0, 10]
    assert [window.hit("w"), window.hit("w"), window.hit("w")] == [0, 0, 60]
    now += 61
    assert window.hit("x") == 0
    assert Window(parse("0/minute")).hit("x") == 60
    assert list(window._hits) == ["x"]  # noqa: SLF001 - who is gone takes no memory
