"""Filtering over HTTP: many pictures in, a verdict on each, and nothing that is kept."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api import filterdesk
from api.multipart import read_parts
from graph.connection import Graph
from graph.voters import add_session, add_voter
from media.decoding import Limits
from model.filtering import Filter
from taggy.errors import InputError
from taggy.settings import Settings
from tests.api.conftest import Browse, problem
from tests.api.test_filterdesk import STAND_IN, lift, wait_for
from tests.model.filters import draw_good, draw_noise, make_filter
from tests.seeds import run

PLACE = "/api/v1/filter"
RULES = 'name = "small"\n[shape]\nshortest = 90\n[colours]\nspread = 1.0\n'
Start = Callable[[Settings], Awaitable[FastAPI]]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A filter of the first stage alone."""
    (tmp_path / "small.toml").write_text(RULES)
    return tmp_path / "small.toml"


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filter whose second stage sees by networks."""
    return make_filter(tmp_path_factory.mktemp("networks"))


def write(rules: Path, text: str) -> None:
    """Write another filter in its place."""
    rules.write_text(text)


async def enter(app: FastAPI, graph: Graph) -> httpx.AsyncClient:
    """Enter as an analyst."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=120)
    link = await add_session(graph, "link", (await add_voter(graph, "ann", "analyst")).id)
    assert (await client.post("/api/v1/session", json={"link": link})).status_code == 200
    return client


def pack(*pictures: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    """Pack pictures as parts, each with a name."""
    return [("pictures", (f"p{number}.png", picture)) for number, picture in enumerate(pictures)]


async def test_each_picture_gets_its_verdict_and_nothing_is_kept(
    start: Start, settings: Settings, graph: Graph, rules: Path
) -> None:
    client = await enter(await start(settings.model_copy(update={"filter": rules})), graph)
    nodes = await run(graph, "MATCH (n) RETURN count(n) AS n")
    pictures = [*draw_good(99), draw_noise()]
    pictures[41] = b"\x89PNG\r\n\x1a\n--broken--"
    pictures[42] = draw_noise(size=(80, 200))
    answer = await client.post(PLACE, files=pack(*pictures))
    assert answer.status_code == 200, answer.text
    verdicts = answer.json()["verdicts"]
    assert [(row["index"], row["name"]) for row in verdicts] == [(n, f"p{n}.png") for n in range(100)]
    refused = [(row["index"], row["stage"]) for row in verdicts if row["verdict"] == "refused"]
    assert refused == [(41, "decoding"), (42, "shape")]
    assert verdicts[42] == {
        "index": 42,
        "name": "p42.png",
        "verdict": "refused",
        "stage": "shape",
        "score": None,
        "percentile": None,
        "reason": "It is 80 x 200: its shorter side has fewer than 90 pixels.",
    }
    assert await run(graph, "MATCH (n) RETURN count(n) AS n") == nodes


async def test_networks_judge_over_http_as_they_do_alone_and_a_bad_picture_is_refused_alone(
    start: Start, settings: Settings, graph: Graph, networks: Path
) -> None:
    client = await enter(await start(settings.model_copy(update={"filter": networks})), graph)
    pictures = [*draw_good(60), draw_noise()]
    pictures[23] = b"\x89PNG\r\n\x1a\n--broken--"
    answer = await client.post(PLACE, files=pack(*pictures))
    assert answer.status_code == 200, answer.text
    found = answer.json()["verdicts"]
    alone = Filter(networks, Limits.from_settings(settings)).judge([partial(bytes, picture) for picture in pictures])
    rows = await asyncio.to_thread(list, alone)
    assert [(row["index"], row["verdict"], row["stage"]) for row in found] == [
        (row.index, row.verdict, row.stage) for row in rows
    ]
    assert [row["score"] for row in found] == [
        None if row.score is None else pytest.approx(row.score, abs=1e-3) for row in rows
    ]
    assert [(n, row["stage"]) for n, row in enumerate(found) if row["stage"] != "outliers"] == [(23, "decoding")]
    assert found[60]["verdict"] == "refused"


async def test_a_client_that_leaves_while_networks_judge_takes_nothing_from_the_next(
    start: Start, settings: Settings, graph: Graph, networks: Path
) -> None:
    app = await start(settings.model_copy(update={"filter": networks}))
    client, desk = await enter(app, graph), app.state.context.filtering
    gone, leave = send_and_leave(app, client, pack(*draw_good(100)))
    await wait_for(lambda: desk.waiting == 100)
    leave.set()
    await gone
    assert desk.waiting <= filterdesk.LARGEST
    answer = await client.post(PLACE, files=pack(draw_noise(), *draw_good(3)))
    assert [row["stage"] for row in answer.json()["verdicts"]] == ["outliers"] * 4
    assert answer.json()["verdicts"][0]["verdict"] == "refused"
    assert desk.waiting == 0


async def test_what_cannot_be_judged_is_a_problem(start: Start, settings: Settings, graph: Graph, rules: Path) -> None:
    tight = settings.model_copy(update={"filter": rules, "max_filter": 100_000})
    client = await enter(await start(tight), graph)
    problem(await client.post(PLACE, json={}), 415, "unsupported-media-type")
    problem(await client.post(PLACE, files=pack(bytes(200_000))), 413, "content-too-large")
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert "cut off" in problem(
        await client.post(PLACE, content=b"--x\r\n\r\nhalf", headers=kind), 400, "invalid-input"
    )
    assert "no picture" in problem(await client.post(PLACE, content=b"--x--", headers=kind), 400, "invalid-input")
    assert "201 pictures" in problem(await client.post(PLACE, files=pack(*[b"p"] * 201)), 413, "too-large")
    write(rules, "name = 3")
    assert "cannot be used" in problem(await client.post(PLACE, files=pack(b"x")), 400, "invalid-input")
    write(rules, 'name = "x"\n[watermarks]\nnetwork = "none.onnx"')
    assert "There is no network" in problem(await client.post(PLACE, files=pack(b"x")), 409, "model")
    write(rules, RULES)
    assert (await client.post(PLACE, files=pack(draw_noise()))).json()["verdicts"][0]["verdict"] == "kept"


async def test_it_is_for_analysts_and_staff_and_needs_a_filter(browse: Browse) -> None:
    for role, status, code in ((None, 401, "sign-in"), ("voter", 403, "not-allowed"), ("staff", 400, "invalid-input")):
        client = await browse(role)
        problem(await client.post(PLACE, files=pack(b"x")), status, code)


async def test_more_than_may_wait_is_busy_and_a_client_that_leaves_frees_its_places(
    start: Start, settings: Settings, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    monkeypatch.setattr(filterdesk, "COMMAND", [sys.executable, "-c", STAND_IN, str(gate), str(tmp_path / "log")])
    app = await start(settings.model_copy(update={"filter": tmp_path, "filter_queue": 3}))
    client = await enter(app, graph)
    first = asyncio.create_task(client.post(PLACE, files=pack(b"a")))
    desk = app.state.context.filtering
    await wait_for((tmp_path / "log").exists)
    gone, leave = send_and_leave(app, client, pack(b"b", b"c"))
    await wait_for(lambda: desk.waiting == 3)
    busy = await client.post(PLACE, files=pack(b"d"))
    problem(busy, 503, "busy")
    assert int(busy.headers["retry-after"]) >= 1
    leave.set()
    await gone
    assert desk.waiting == 1
    second = asyncio.create_task(client.post(PLACE, files=pack(b"d", b"e")))
    lift(gate)
    assert [row["reason"] for row in (await second).json()["verdicts"]] == ["d", "e"]
    assert (await first).status_code == 200
    assert (tmp_path / "log").read_text().split() == ["1", "2"]


def send_and_leave(app: FastAPI, client: httpx.AsyncClient, files: Any) -> tuple["asyncio.Task[None]", asyncio.Event]:
    """Send a request whose client leaves when the event is set."""
    request = client.build_request("POST", PLACE, files=files)
    body, leave = request.read(), asyncio.Event()
    sent = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in sent:
            return message
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        """Nobody listens."""

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": PLACE,
        "raw_path": PLACE.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    return asyncio.create_task(app(scope, receive, send)), leave


@pytest.mark.parametrize("content", [b"", b"\r\n", b"--x", b"a\r\n--xy--\r\n\r\n", bytes(range(256)) * 3])
def test_parts_come_out_as_they_went_in(content: bytes) -> None:
    request = httpx.Request("POST", "http://x", files=[("p", ("ä b.png", content)), ("q", (None, b"\0\xff"))])
    parts = read_parts(request.headers["content-type"], request.read())
    assert [(part.name, part.content) for part in parts] == [("ä b.png", content), (None, b"\0\xff")]


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("multipart/form-data", b"", "no boundary"),
        ('multipart/form-data; boundary="\x01"', b"", "no boundary"),
        ("multipart/form-data; boundary=x", b"", "cut off"),
        ("multipart/form-data; boundary=x", b"preface\r\n--x--", "cut off"),
        ("multipart/form-data; boundary=x", b"--x\r\nno head\r\n--x--", "no head"),
    ],
)
def test_bodies_that_are_none_are_refused(kind: str, body: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_parts(kind, body)
