"""Guards: strangers' hosts, other sites' writes, bodies that are too large or no JSON, and hanging databases."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from api.guards import FILTER, SECURITY_HEADERS, Deadline
from graph.connection import Graph
from taggy.errors import UnavailableError
from taggy.logs import AddRequest
from taggy.settings import Settings
from tests.api.conftest import A, Browse, problem
from tests.seeds import read_votes

VOTES = "/api/v1/votes"
VOTE = {"image": A, "tag": "sunset", "answer": "yes"}


@pytest.mark.parametrize("path", ["/", "/api/v1/session", "/nowhere", "/static/index.html", f"/media/{A}"])
async def test_every_answer_has_the_protecting_headers(browse: Browse, path: str) -> None:
    headers = (await (await browse(None)).get(path)).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert len(headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8765", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8765", 200),
        ("taggy.example", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("localhost@evil.example", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
async def test_only_known_hosts_are_answered(
    start: Callable[[Settings], Awaitable[FastAPI]], settings: Settings, host: str, status: int
) -> None:
    app = await start(settings.model_copy(update={"public_url": "https://taggy.example/"}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        answer = await client.get("/api/v1/health", headers={"Host": host})
    if status == 200:
        assert answer.status_code == 200
    else:
        assert "TAGGY_ALLOWED_HOSTS" in problem(answer, 400, "bad-request")


async def test_two_hosts_are_none(browse: Browse) -> None:
    client = await browse(None)
    hosts = [("Host", "localhost"), ("Host", "evil.example")]
    problem(await client.get("/api/v1/health", headers=hosts), 400, "bad-request")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:1234"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
    ],
)
async def test_other_sites_may_not_write(browse: Browse, library: Graph, headers: dict[str, str]) -> None:
    client = await browse()
    problem(await client.post(VOTES, json=VOTE, headers=headers), 403, "not-allowed")
    problem(await client.request("DELETE", f"{VOTES}?image={A}&tag=sunset", headers=headers), 403, "not-allowed")
    assert await read_votes(library) == set()
    assert (await client.get(VOTES, headers=headers)).status_code == 200


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
async def test_its_own_page_may_write(browse: Browse, library: Graph, headers: dict[str, str]) -> None:
    assert (await (await browse()).post(VOTES, json=VOTE, headers=headers)).status_code == 200
    assert len(await read_votes(library)) == 1


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "", "json"]
)
async def test_only_json_is_taken(browse: Browse, library: Graph, kind: str) -> None:
    client = await browse()
    content = f'{{"image": "{A}", "tag": "sunset", "answer": "yes"}}'
    answer = await client.post(VOTES, content=content, headers={"Content-Type": kind})
    problem(answer, 415, "unsupported-media-type")
    assert await read_votes(library) == set()
    answer = await client.post(VOTES, content=content, headers={"Content-Type": "application/json; charset=utf-8"})
    assert answer.status_code == 200


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b"{'a': 1}", b"[" * 100_000])
async def test_a_body_that_is_no_json_is_refused(browse: Browse, library: Graph, content: bytes) -> None:
    assert library
    answer = await (await browse()).post(VOTES, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "without its length"])
async def test_a_body_of_50_megabytes_is_refused(browse: Browse, library: Graph, told: bool) -> None:
    client = await browse()
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield b'"' + b"x" * 1_000_000

    headers = {"Content-Type": "application/json", **({"Content-Length": "50000050"} if told else {})}
    answer = await client.post(VOTES, content=body(), headers=headers)
    assert "TAGGY_MAX_BODY" in problem(answer, 413, "content-too-large")
    assert sent <= 3, "the rest is not read"
    assert await read_votes(library) == set()


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/static/index.html", "/api/v1/nothing"])
async def test_head_is_get_without_the_body(browse: Browse, path: str) -> None:
    client = await browse(None)
    whole, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]


async def test_answers_are_kept_nowhere_and_files_are_asked_for_again(browse: Browse) -> None:
    client = await browse(None)
    paths = ("/api/v1/health", "/static/index.html", "/")
    kept = [(await client.get(path)).headers["cache-control"] for path in paths]
    assert kept == ["no-store", "no-cache", "no-cache"]


async def test_unknown_addresses_and_methods_are_problems(browse: Browse) -> None:
    client = await browse()
    problem(await client.get("/api/v1/nothing"), 404, "not-found")
    problem(await client.get("/static/nothing.js"), 404, "not-found")
    wrong = await client.put("/api/v1/session", json={})
    problem(wrong, 405, "method-not-allowed")
    assert wrong.headers["allow"]


async def test_a_defect_tells_its_request_id_and_no_more(
    browse: Browse, app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    client = await browse()
    caplog.handler.addFilter(AddRequest())

    @app.get("/api/v1/broken")
    async def fail() -> None:
        raise ZeroDivisionError("secret")

    answer = await client.get("/api/v1/broken")
    detail = problem(answer, 500, "defect")
    assert "secret" not in answer.text
    assert "X-Request-Id" in detail
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "ZeroDivisionError" in caplog.text
    assert vars(record)["request"] == answer.headers["x-request-id"]
    assert answer.headers["content-security-policy"]


async def test_what_does_not_begin_in_time_is_unavailable_and_what_has_begun_goes_on() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def hang(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.Event().wait()

    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0.2)
        await send({"type": "http.response.body", "body": b"late"})

    async def receive() -> Message:
        return {"type": "http.request"}

    hasty = Settings(request_timeout=0.05)
    with pytest.raises(UnavailableError):
        await Deadline(hang, hasty)({"type": "http", "path": "/"}, receive, send)
    await Deadline(stream, hasty)({"type": "http", "path": "/"}, receive, send)
    assert sent[-1] == {"type": "http.response.body", "body": b"late"}
    with pytest.raises(UnavailableError, match=r"No answer in 0\.05 seconds"):
        await Deadline(hang, Settings(filter_timeout=0.05))({"type": "http", "path": FILTER}, receive, send)
